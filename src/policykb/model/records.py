"""What a knowledge base holds: actors, topics, sources, claims and skipped sentences.

Records are plain frozen values. They know where they stand (``path``, ``route`` and
``location``) and, for a claim, its source, its period and its score.
"""

from dataclasses import field
from datetime import date
from enum import StrEnum

from policykb.diagnostics import Location, Route
from policykb.frozen import dataclass
from policykb.model.period import Period


class ActorKind(StrEnum):
    """What sort of actor can hold a position."""

    STATE = "state"
    ARMED_GROUP = "armed-group"
    ALLIANCE = "alliance"
    ORGANIZATION = "organization"
    GOVERNMENT_BODY = "government-body"
    PERSON = "person"
    GROUP = "group"
    UNNAMED = "unnamed"


class SourceKind(StrEnum):
    """What sort of document a source is."""

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


class Stance(StrEnum):
    """How far an actor goes towards a topic's proposition."""

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
    """What dates a claim: the text, the coder's conclusion, or the publication alone."""

    STATED = "stated"
    INFERRED = "inferred"
    PUBLISHED = "published"


class ClaimKind(StrEnum):
    """What shows the stance: a position, a deed or omission, a belief, an interest."""

    POSITION = "position"
    ACTION = "action"
    BELIEF = "belief"
    INTEREST = "interest"


class Voice(StrEnum):
    """Who says so: the source's author, the actor as reported, or somebody else."""

    AUTHOR = "author"
    ACTOR = "actor"
    OTHER = "other"


class Certainty(StrEnum):
    """How sure the source is of attributing the stance."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"


class Status(StrEnum):
    """Whether a claim counts: only active ones do, drafts on request."""

    ACTIVE = "active"
    DRAFT = "draft"
    RETRACTED = "retracted"


class Than(StrEnum):
    """Direction of a comparative."""

    LESS = "less"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class RelativeTo:
    """The other side of a comparative: *less* or *more* than ``actor``."""

    actor: str
    than: Than


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What all records share: ``location`` is the line and column where the record
    begins, ``route`` the way to it inside its file.
    """

    location: Location = field(compare=False)
    route: Route = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(Record):
    """Who can hold a position."""

    id: str
    name: str
    kind: ActorKind
    aliases: tuple[str, ...] = ()
    part_of: str | None = None
    wikidata: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(Record):
    """A proposition one can be for or against."""

    id: str
    label: str
    proposition: str
    aliases: tuple[str, ...] = ()
    broader: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Record):
    """A document that claims are coded from; its id is the name of its folder."""

    id: str
    title: str
    kind: SourceKind
    published: date
    language: str
    rights: str
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    accessed: date | None = None
    sha256: str | None = None
    note: str | None = None

    @property
    def text_path(self) -> str:
        """Path of the text, relative to the knowledge base."""
        return f"sources/{self.id}/text.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Record):
    """One actor's stance on one topic over one period, with the sentence that says so.

    ``source``, ``actor``, ``topic``, ``target``, ``said_by`` … are ids.
    """

    id: str
    source: str
    actor: str
    topic: str
    stance: Stance
    period: Period
    quote: str
    summary: str
    period_basis: PeriodBasis = PeriodBasis.STATED
    kind: ClaimKind = ClaimKind.POSITION
    voice: Voice = Voice.AUTHOR
    said_by: tuple[str, ...] = ()
    disputed_by: tuple[str, ...] = ()
    certainty: Certainty = Certainty.CERTAIN
    relative_to: RelativeTo | None = None
    conditions: tuple[str, ...] = ()
    target: str | None = None
    contradicts: tuple[str, ...] = ()
    status: Status = Status.ACTIVE
    coder: str | None = None
    note: str | None = None

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
        """Whether it counts towards a position where nothing else is asked for: it is active, and
        in the voice of the source's author or of the actor.
        """
        return self.status is Status.ACTIVE and self.voice is not Voice.OTHER

    def opposes(self, other: "Claim") -> bool:
        """Whether the two take opposite sides; neutral, mixed and comparatives take none."""
        return self.sign is not None and other.sign is not None and self.sign * other.sign < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped(Record):
    """A sentence of a source that says nothing to code, and why."""

    source: str
    quote: str
    reason: str
