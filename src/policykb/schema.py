"""The files of a knowledge base as pydantic models: what each field is and must be.

Every value arrives as text (YAML types are not trusted), and these models give it its
type. Descriptions serve error messages, the JSON Schema and editors.
"""

import re
from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)
from pydantic.config import JsonDict, JsonValue
from pydantic_core import PydanticCustomError

from policykb.period import Period, PeriodError
from policykb.records import (
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

FORMAT_VERSION = "1"
REFERENCE = "x-policykb-reference"
"""The keyword of JSON Schema that says to what kind of record a text refers."""

_ID_LENGTH = 64


class _Shape(NamedTuple):
    """A text of which the whole fits a pattern, and how to say so."""

    pattern: str
    expected: str

    def fits(self, value: str) -> bool:
        return re.fullmatch(self.pattern, value) is not None

    def check(self, value: str) -> str:
        if not self.fits(value):
            raise PydanticCustomError(
                "bad_value", "expected {expected}", {"expected": self.expected}
            )
        return value

    def seen(self, **more: JsonValue) -> JsonDict:
        """What an editor checks, and says where it fails: the keyword for that is editors' own."""
        said = f"Expected {self.expected}."
        return {"pattern": f"^({self.pattern})$", "patternErrorMessage": said, **more}


_ID = _Shape(
    r"[a-z0-9]+(-[a-z0-9]+)*",
    "an id of at most 64 lower-case letters, digits and single hyphens",
)
_DATE = _Shape(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a full date, as in 2025-07-04")
_URL = _Shape(r"\s*[Hh][Tt][Tt][Pp][Ss]?:[\s\S]*", "a web address, as in https://example.org/page")
_LANGUAGE = _Shape(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a language tag, as in en, ru or pt-BR")
_WIKIDATA = _Shape(r"Q[1-9][0-9]*", "a Wikidata item, as in Q159")
_SHA256 = _Shape(r"[0-9a-f]{64}", "64 hexadecimal digits in lower case")
# A pattern knows neither how many days a month has nor which of two dates is earlier.
_BOUND = r"([0-9]{3}X|[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)[?~%]?"
_PERIOD = _Shape(
    rf"{_BOUND}(/({_BOUND}|\.\.)?)?|(\.\.)?/{_BOUND}",
    "a period, as in 2021, 2021-08/.. or /2020",
)


def is_id(text: str) -> bool:
    """Whether ``text`` is a slug that can serve as an id."""
    return len(text) <= _ID_LENGTH and _ID.fits(text)


def _text(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("bad_value", "expected text, found nothing")
    return value


def _id(value: str) -> str:
    if not is_id(value):
        raise PydanticCustomError("bad_id", f"expected {_ID.expected}")
    return value


def _date(value: object) -> date:
    if isinstance(value, str) and _DATE.fits(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("bad_date", "expected a day that the calendar has") from None
    raise PydanticCustomError("bad_date", f"expected {_DATE.expected}")


def _period(value: object) -> Period:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "expected text")
    try:
        return Period.parse(value)
    except PeriodError as error:
        # The parser's words are a value of the message, not its template.
        raise PydanticCustomError("bad_period", "{reason}", {"reason": str(error)}) from None


_HTTP_URL: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)


def _url(value: str) -> str:
    try:
        _HTTP_URL.validate_python(value)
    except ValidationError:
        raise PydanticCustomError("bad_value", f"expected {_URL.expected}") from None
    return value


def _version(value: object) -> object:
    if isinstance(value, str) and value != FORMAT_VERSION:
        raise PydanticCustomError("unsupported_version", "expected format version 1")
    return value


Text = Annotated[str, AfterValidator(_text), Field(json_schema_extra={"minLength": 1})]
Id = Annotated[str, AfterValidator(_id), Field(json_schema_extra=_ID.seen(maxLength=_ID_LENGTH))]
ActorId = Annotated[str, Field(json_schema_extra={REFERENCE: "actor"})]
TopicId = Annotated[str, Field(json_schema_extra={REFERENCE: "topic"})]
ClaimId = Annotated[str, Field(json_schema_extra={REFERENCE: "claim"})]
Day = Annotated[
    date, BeforeValidator(_date), WithJsonSchema(_DATE.seen(type="string", format="date"))
]
PeriodText = Annotated[
    Period,
    PlainValidator(_period),
    # A bare year is an integer to a reader that knows YAML's types.
    WithJsonSchema(_PERIOD.seen(type=["string", "integer"], minimum=1, maximum=9999)),
]
Url = Annotated[str, AfterValidator(_url), Field(json_schema_extra=_URL.seen())]
Language = Annotated[
    str, AfterValidator(_LANGUAGE.check), Field(json_schema_extra=_LANGUAGE.seen())
]
WikidataId = Annotated[
    str, AfterValidator(_WIKIDATA.check), Field(json_schema_extra=_WIKIDATA.seen())
]
Sha256 = Annotated[str, AfterValidator(_SHA256.check), Field(json_schema_extra=_SHA256.seen())]


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


class KnowledgeBaseFile(Model):
    """kb.yaml: the marker of a knowledge base."""

    policykb: Annotated[
        Literal["1"], BeforeValidator(_version), WithJsonSchema({"enum": [1, "1"]})
    ] = Field(description="Version of the format.")
    title: Text = Field(description="What the knowledge base is about.")
    description: Text | None = Field(None, description="What it holds and what it is for.")


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
