"""The records of a knowledge base: actors, topics, sources, claims and skipped sentences.

Here the fields of records are defined, once: the pydantic models of the files, the raw records
and the table of references are made from these classes. A field with a description stands in
the file of the record.
"""

from dataclasses import field
from datetime import date
from enum import StrEnum

from policykb.diagnostics import Location, Route
from policykb.frozen import dataclass
from policykb.model.fields import (
    ActorId,
    ClaimId,
    Id,
    Language,
    Sha256,
    Text,
    TopicId,
    Url,
    WikidataId,
    doc,
)
from policykb.model.period import Period


class ActorKind(StrEnum):
    """The sort of an actor."""

    STATE = "state"
    ARMED_GROUP = "armed-group"
    ALLIANCE = "alliance"
    ORGANIZATION = "organization"
    GOVERNMENT_BODY = "government-body"
    PERSON = "person"
    GROUP = "group"
    UNNAMED = "unnamed"


class SourceKind(StrEnum):
    """The sort of a document."""

    BLOG = "blog"
    NEWS = "news"
    OPINION = "opinion"
    SPEECH = "speech"
    OFFICIAL_STATEMENT = "official-statement"
    TREATY = "treaty"
    RESOLUTION = "resolution"
    LAW = "law"
    REPORT = "report"
    DATASET = "dataset"
    OTHER = "other"


class TopicKind(StrEnum):
    """The sort of a topic's proposition.

    Actors support or oppose that a ``policy`` be done; they affirm or deny that a ``fact`` is so.
    """

    POLICY = "policy"
    FACT = "fact"


class Stance(StrEnum):
    """The stance of an actor on a topic's proposition, from support to oppose."""

    SUPPORT = "support"
    LEAN_SUPPORT = "lean-support"
    NEUTRAL = "neutral"
    LEAN_OPPOSE = "lean-oppose"
    OPPOSE = "oppose"
    MIXED = "mixed"

    @property
    def score(self) -> int | None:
        """From +2 (support) to -2 (oppose); None for ``mixed``, which has no number."""
        return _SCORES.get(self)

    @property
    def sign(self) -> int | None:
        """+1 for, -1 against, 0 neutral; None for ``mixed``."""
        score = self.score
        return None if score is None else (score > 0) - (score < 0)


_SCORES = {
    Stance.SUPPORT: 2,
    Stance.LEAN_SUPPORT: 1,
    Stance.NEUTRAL: 0,
    Stance.LEAN_OPPOSE: -1,
    Stance.OPPOSE: -2,
}


class PeriodBasis(StrEnum):
    """The basis of a period: the text, the coder's conclusion, or only the publication."""

    STATED = "stated"
    INFERRED = "inferred"
    PUBLISHED = "published"


class ClaimKind(StrEnum):
    """The evidence of a stance: a position, a deed or omission, a belief, an interest."""

    POSITION = "position"
    ACTION = "action"
    BELIEF = "belief"
    INTEREST = "interest"


class Voice(StrEnum):
    """The voice of a claim: the source's author, the actor as reported, or somebody else."""

    AUTHOR = "author"
    ACTOR = "actor"
    OTHER = "other"


class Certainty(StrEnum):
    """The certainty with which the source attributes the stance."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"


class Status(StrEnum):
    """The status of a claim: only active ones count, and drafts on request."""

    ACTIVE = "active"
    DRAFT = "draft"
    RETRACTED = "retracted"


class Than(StrEnum):
    """Direction of a comparative."""

    LESS = "less"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class RelativeTo:
    """The other side of a comparative, as in "less strictly than the US"."""

    actor: ActorId = field(metadata=doc("The actor compared with."))
    than: Than = field(metadata=doc("Less or more: how far this claim's actor goes."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The place of a record, which all records have.

    ``location`` is the line and column where the record begins, ``route`` the keys and indexes
    that lead to it inside its file.
    """

    location: Location = field(compare=False)
    route: Route = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(Record):
    """A person, group or body that can hold a position."""

    id: Id = field(metadata=doc("The actor's id: short, lower case, as in us or islamic-state."))
    name: Text = field(metadata=doc("The name that answers print."))
    kind: ActorKind = field(metadata=doc("The sort of actor."))
    aliases: tuple[Text, ...] = field(
        default=(), metadata=doc("Other names and codes that find this actor, as in USA or RU.")
    )
    part_of: ActorId | None = field(
        default=None, metadata=doc("The actor that this one is part of.")
    )
    wikidata: WikidataId | None = field(
        default=None, metadata=doc("The item in Wikidata, as in Q159.")
    )
    note: Text | None = field(default=None, metadata=doc("Anything a reader should know."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(Record):
    """A proposition one can be for or against."""

    id: Id = field(metadata=doc("The topic's id, as in recognition."))
    label: Text = field(
        metadata=doc("A phrase that completes a sentence: supports ..., or affirms that ....")
    )
    proposition: Text = field(metadata=doc("A sentence one can be for or against."))
    aliases: tuple[Text, ...] = field(default=(), metadata=doc("Other words that find this topic."))
    broader: TopicId | None = field(default=None, metadata=doc("The topic that takes this one in."))
    note: Text | None = field(
        default=None, metadata=doc("The topic's limits: what is in it and what is not.")
    )
    kind: TopicKind = field(
        default=TopicKind.POLICY,
        metadata=doc(
            "The kind of topic: a policy is supported or opposed, a fact affirmed or denied.",
            before="aliases",
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Record):
    """A document that claims are coded from.

    Its ``id`` is the name of its folder.
    """

    id: str
    title: Text = field(metadata=doc("The document's title."))
    kind: SourceKind = field(metadata=doc("The sort of document."))
    published: date = field(metadata=doc("The day of publication, in full: 2025-07-04."))
    language: Language = field(metadata=doc("Language of the text, as in en."))
    rights: Text = field(
        metadata=doc("The owner of the text, and the terms on which it is used here.")
    )
    author: ActorId | None = field(default=None, metadata=doc("The actor who wrote it."))
    publisher: Text | None = field(
        default=None, metadata=doc("The publication in which it appeared.")
    )
    url: Url | None = field(
        default=None, metadata=doc("The address at which it can be read (http or https).")
    )
    accessed: date | None = field(
        default=None, metadata=doc("The day the text was taken from there.")
    )
    sha256: Sha256 | None = field(default=None, metadata=doc("SHA-256 of the bytes of text.txt."))
    note: Text | None = field(default=None, metadata=doc("Anything a reader should know."))

    @property
    def text_path(self) -> str:
        """Return the path of the text, relative to the knowledge base."""
        return f"sources/{self.id}/text.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Record):
    """One actor's stance on one topic over one period, with the sentence that says so.

    Its ``source`` is the id of the source in whose folder it stands.
    """

    id: Id = field(metadata=doc("The claim's id, unique in the knowledge base."))
    source: str
    actor: ActorId = field(metadata=doc("The actor that holds the stance."))
    topic: TopicId = field(metadata=doc("The topic that the stance is on."))
    stance: Stance = field(metadata=doc("The actor's stance on the proposition."))
    period: Period = field(
        metadata=doc(
            "The time in which the actor holds the stance (EDTF): 2021, 2021-08/.., /2020."
        )
    )
    quote: Text = field(metadata=doc("The whole source sentence, verbatim.", before="coder"))
    summary: Text = field(
        metadata=doc("The content of the quote, in the coder's own neutral words.", before="coder")
    )
    period_basis: PeriodBasis = field(
        default=PeriodBasis.STATED,
        metadata=doc(
            "The basis of the period: the text, the coder's conclusion, or only publication."
        ),
    )
    kind: ClaimKind = field(
        default=ClaimKind.POSITION,
        metadata=doc("The evidence of the stance: position, action, belief, interest."),
    )
    voice: Voice = field(
        default=Voice.AUTHOR,
        metadata=doc("The speaker: the source's author, the actor itself, or others."),
    )
    said_by: tuple[ActorId, ...] = field(
        default=(), metadata=doc("The actors who say so, if voice is other.")
    )
    disputed_by: tuple[ActorId, ...] = field(
        default=(), metadata=doc("The actors who dispute it, according to the source.")
    )
    certainty: Certainty = field(
        default=Certainty.CERTAIN,
        metadata=doc("The certainty with which the source attributes the stance."),
    )
    relative_to: RelativeTo | None = field(
        default=None, metadata=doc("For comparatives: an order between two actors, not a number.")
    )
    conditions: tuple[TopicId, ...] = field(
        default=(),
        metadata=doc("The topics that the actor demands before it would change this stance."),
    )
    target: ActorId | None = field(
        default=None, metadata=doc("The actor that the stance is about.")
    )
    contradicts: tuple[ClaimId, ...] = field(
        default=(), metadata=doc("Claims that say the opposite.")
    )
    status: Status = field(
        default=Status.ACTIVE,
        metadata=doc("Active claims count, drafts on request, retracted ones never."),
    )
    coder: Text | None = field(default=None, metadata=doc("The person who coded it."))
    note: Text | None = field(default=None, metadata=doc("The reasons for coding it so."))

    @property
    def score(self) -> int | None:
        """The stance as a number from +2 to -2; None for mixed and for comparatives."""
        return None if self.relative_to else self.stance.score

    @property
    def sign(self) -> int | None:
        """+1, 0 or -1; None for mixed and for comparatives, which give only an order."""
        return None if self.relative_to else self.stance.sign

    @property
    def counts(self) -> bool:
        """Return True if the claim counts towards positions by default: it is active, and in the
        voice of the author or of the actor.
        """
        return self.status is Status.ACTIVE and self.voice is not Voice.OTHER

    def opposes(self, other: "Claim") -> bool:
        """Return True if the claims take opposite sides; neutral or mixed ones take none."""
        return self.sign is not None and other.sign is not None and self.sign * other.sign < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped(Record):
    """A sentence without anything to code, and the reason."""

    source: str
    quote: Text = field(metadata=doc("The whole sentence, verbatim."))
    reason: Text = field(metadata=doc("The reason why it is not coded."))


ActorTopic = tuple[str, str]
"""The ids of an actor and of a topic."""

RECORD_TYPES: dict[str, type[Record]] = {
    "actor": Actor,
    "topic": Topic,
    "source": Source,
    "claim": Claim,
    "skipped": Skipped,
}
"""The types of records, by kind."""
