"""The files of a knowledge base as pydantic models: what each field is and must be.

Descriptions serve error messages, the JSON Schema and editors.
"""

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
)

from policykb.diagnostics import Route
from policykb.diagnostics.settings import Settings
from policykb.model.field_types import (
    ActorId,
    ClaimId,
    Day,
    Flag,
    FormatVersion,
    Id,
    Language,
    Number,
    PeriodText,
    Selector,
    Sha256,
    Text,
    TopicId,
    Url,
    WikidataId,
)
from policykb.model.records import (
    ActorKind,
    Certainty,
    ClaimKind,
    PeriodBasis,
    SourceKind,
    Stance,
    Status,
    Than,
    Voice,
)


class Model(BaseModel):
    """Base of all: nothing unknown passes, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ActorModel(Model):
    """Who can hold a position."""

    id: Id = Field(description="The actor's id: short, lower case, as in us or islamic-state.")
    name: Text = Field(description="The name that answers print.")
    kind: ActorKind = Field(description="What sort of actor it is.")
    aliases: tuple[Text, ...] = Field(
        (), description="Other names and codes that find this actor, as in USA or RU."
    )
    part_of: ActorId | None = Field(None, description="The actor that this one is part of.")
    wikidata: WikidataId | None = Field(None, description="The item in Wikidata, as in Q159.")
    note: Text | None = Field(None, description="Anything a reader should know.")


class TopicModel(Model):
    """A proposition one can be for or against."""

    id: Id = Field(description="The topic's id, as in recognition.")
    label: Text = Field(description="A few words that head the topic's row.")
    proposition: Text = Field(description="A sentence one can be for or against.")
    aliases: tuple[Text, ...] = Field((), description="Other words that find this topic.")
    broader: TopicId | None = Field(None, description="The topic that takes this one in.")
    note: Text | None = Field(None, description="What the topic takes in and what not.")


class SourceModel(Model):
    """A document that claims are coded from."""

    title: Text = Field(description="The document's title.")
    kind: SourceKind = Field(description="What sort of document it is.")
    published: Day = Field(description="The day of publication, in full: 2025-07-04.")
    language: Language = Field(description="Language of the text, as in en.")
    rights: Text = Field(description="Whose the text is, and on what terms it stands here.")
    author: ActorId | None = Field(None, description="The actor who wrote it.")
    publisher: Text | None = Field(None, description="Where it appeared.")
    url: Url | None = Field(None, description="Where it can be read (http or https).")
    accessed: Day | None = Field(None, description="The day the text was taken from there.")
    sha256: Sha256 | None = Field(None, description="SHA-256 of the bytes of text.txt.")
    note: Text | None = Field(None, description="Anything a reader should know.")


class RelativeToModel(Model):
    """The other side of a comparative, as in "less strictly than the US"."""

    actor: ActorId = Field(description="The actor compared with.")
    than: Than = Field(description="Whether this claim's actor goes less or more far.")


class ClaimModel(Model):
    """One actor's stance on one topic over one period, with the sentence that says so."""

    id: Id = Field(description="The claim's id, unique in the knowledge base.")
    actor: ActorId = Field(description="Who holds the stance.")
    topic: TopicId = Field(description="What the stance is on.")
    stance: Stance = Field(description="How far the actor goes towards the proposition.")
    period: PeriodText = Field(
        description="When the actor holds the stance (EDTF), as in 2021, 2021-08/.. or /2020."
    )
    period_basis: PeriodBasis = Field(
        PeriodBasis.STATED,
        description="What dates it: the text, the coder's conclusion, or publication alone.",
    )
    kind: ClaimKind = Field(
        ClaimKind.POSITION, description="What shows the stance: position, action, belief, interest."
    )
    voice: Voice = Field(
        Voice.AUTHOR, description="Who says so: the source's author, the actor itself, or others."
    )
    said_by: tuple[ActorId, ...] = Field((), description="Who says so, where voice is other.")
    disputed_by: tuple[ActorId, ...] = Field((), description="Who disputes it, by the source.")
    certainty: Certainty = Field(
        Certainty.CERTAIN, description="How sure the source is of attributing the stance."
    )
    relative_to: RelativeToModel | None = Field(
        None, description="For comparatives: an order between two actors, not a number."
    )
    conditions: tuple[TopicId, ...] = Field(
        (), description="What the actor demands before it would change this stance."
    )
    target: ActorId | None = Field(None, description="The actor that the stance is about.")
    contradicts: tuple[ClaimId, ...] = Field((), description="Claims that say the opposite.")
    status: Status = Field(Status.ACTIVE, description="Whether the claim counts.")
    quote: Text = Field(description="The whole source sentence, verbatim.")
    summary: Text = Field(description="What it says, in the coder's own neutral words.")
    coder: Text | None = Field(None, description="Who coded it.")
    note: Text | None = Field(None, description="Why it is coded so.")


class SkippedModel(Model):
    """A sentence that says nothing to code, and why."""

    quote: Text = Field(description="The whole sentence, verbatim.")
    reason: Text = Field(description="Why it is not coded.")


class ValidationModel(Model):
    """What `policykb validate` reports, and what it makes of it."""

    select: tuple[Selector, ...] | None = Field(
        None, description="Only these rules: codes, names, or how codes begin, as in PKB3."
    )
    ignore: tuple[Selector, ...] | None = Field(None, description="Not these rules.")
    strict: Flag | None = Field(None, description="Whether warnings fail, too.")
    exit_zero: Flag | None = Field(None, description="Whether nothing fails.")
    max_faults: Number | None = Field(None, description="How many faults to show; 0 for all.")


class KnowledgeBaseFile(Model):
    """kb.yaml: the marker of a knowledge base."""

    policykb: FormatVersion = Field(description="Version of the format.")
    title: Text = Field(description="What the knowledge base is about.")
    description: Text | None = Field(None, description="What it holds and what it is for.")
    validation: ValidationModel | None = Field(None, description="How it is to be validated.")

    @property
    def settings(self) -> Settings:
        """How it is to be validated; nothing said where the file says nothing."""
        return Settings(**dict(self.validation)) if self.validation else Settings()


class ActorsFile(Model):
    """actors.yaml: who can hold a position."""

    actors: tuple[ActorModel, ...] = Field(description="All actors.")


class TopicsFile(Model):
    """topics.yaml: the propositions one can be for or against."""

    topics: tuple[TopicModel, ...] = Field(description="All topics.")


class ClaimsFile(Model):
    """claims.yaml: what a source says, claim by claim, and the sentences that say nothing."""

    claims: tuple[ClaimModel, ...] = Field(description="Claims in reading order.")
    skipped: tuple[SkippedModel, ...] = Field((), description="Sentences not coded.")


FILES: dict[str, type[Model]] = {
    "kb": KnowledgeBaseFile,
    "actors": ActorsFile,
    "topics": TopicsFile,
    "source": SourceModel,
    "claims": ClaimsFile,
}
"""The model of each kind of file, by the file's name without its ending."""


def model_at(model: type[Model], route: Route) -> type[Model] | None:
    """The model of the record that a way leads to from one of ``model``; None if there is none."""
    found: type[Model] | None = model
    for step in route:
        if isinstance(step, str) and found is not None:
            field = found.model_fields.get(step)
            found = model_in(field.annotation) if field is not None else None
    return found


def model_in(annotation: object) -> type[Model] | None:
    """The model that a field's type is, or is a list or an alternative of, if any."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    arguments: tuple[object, ...] = getattr(annotation, "__args__", ())
    return next((found for a in arguments if (found := model_in(a))), None)
