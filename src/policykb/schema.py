"""The files of a knowledge base as pydantic models: what each field is and must be.

Every value arrives as text (YAML types are not trusted), and these models give it its
type. Descriptions serve error messages, the JSON Schema and editors.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

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
from pydantic_core import PydanticCustomError

from policykb.diagnostics import PolicyKBError, Route
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
from policykb.rules import matching

FORMAT_VERSION = "1"

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ID_LENGTH = 64
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_id(text: str) -> bool:
    """Whether ``text`` is a slug that can serve as an id."""
    return len(text) <= _ID_LENGTH and _ID.fullmatch(text) is not None


def _text(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("bad_value", "expected text, found nothing")
    return value


def _id(value: str) -> str:
    if not is_id(value):
        raise PydanticCustomError(
            "bad_id", "expected an id of at most 64 lower-case letters, digits and single hyphens"
        )
    return value


def _date(value: object) -> date:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("bad_date", "expected a day that the calendar has") from None
    raise PydanticCustomError("bad_date", "expected a full date, as in 2025-07-04")


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
        raise PydanticCustomError(
            "bad_value", "expected a web address, as in https://example.org/page"
        ) from None
    return value


def _matching(pattern: str, expected: str) -> Callable[[str], str]:
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise PydanticCustomError("bad_value", "expected {expected}", {"expected": expected})
        return value

    return check


def _version(value: object) -> object:
    if isinstance(value, str) and value != FORMAT_VERSION:
        raise PydanticCustomError("unsupported_version", "expected format version 1")
    return value


def _selector(value: str) -> str:
    try:
        matching(value)
    except PolicyKBError as error:
        raise PydanticCustomError("unknown_code", "{reason}", {"reason": error.message}) from None
    return value


def _flag(value: object) -> bool:
    if value not in ("true", "false"):
        raise PydanticCustomError("bad_value", "expected true or false")
    return value == "true"


def _number(value: object) -> int:
    if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10):
        raise PydanticCustomError("bad_value", "expected a number from 0 up")
    return int(value)


Text = Annotated[str, AfterValidator(_text), Field(json_schema_extra={"minLength": 1})]
Id = Annotated[
    str,
    AfterValidator(_id),
    Field(json_schema_extra={"pattern": ID_PATTERN, "maxLength": _ID_LENGTH}),
]
ActorId = Annotated[str, Field(json_schema_extra={"x-policykb-reference": "actor"})]
TopicId = Annotated[str, Field(json_schema_extra={"x-policykb-reference": "topic"})]
ClaimId = Annotated[str, Field(json_schema_extra={"x-policykb-reference": "claim"})]
Day = Annotated[date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
PeriodText = Annotated[
    Period,
    PlainValidator(_period),
    # A bare year is an integer to a reader that knows YAML's types.
    WithJsonSchema({"type": ["string", "integer"]}),
]
Url = Annotated[str, AfterValidator(_url), Field(json_schema_extra={"format": "uri"})]
Language = Annotated[
    str,
    AfterValidator(
        _matching(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a language tag, as in en, ru or pt-BR")
    ),
]
WikidataId = Annotated[
    str, AfterValidator(_matching(r"Q[1-9][0-9]*", "a Wikidata item, as in Q159"))
]
Sha256 = Annotated[
    str,
    AfterValidator(_matching(r"[0-9a-f]{64}", "64 hexadecimal digits in lower case")),
    Field(json_schema_extra={"pattern": "^[0-9a-f]{64}$"}),
]
Selector = Annotated[str, AfterValidator(_selector)]
Flag = Annotated[
    bool, BeforeValidator(_flag), WithJsonSchema({"enum": [True, False, "true", "false"]})
]
Number = Annotated[
    int, BeforeValidator(_number), WithJsonSchema({"type": ["integer", "string"], "minimum": 0})
]


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

    policykb: Annotated[
        Literal["1"], BeforeValidator(_version), WithJsonSchema({"enum": [1, "1"]})
    ] = Field(description="Version of the format.")
    title: Text = Field(description="What the knowledge base is about.")
    description: Text | None = Field(None, description="What it holds and what it is for.")
    validation: ValidationModel | None = Field(None, description="How it is to be validated.")


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


def field_names(kind: str, route: Route) -> tuple[str, ...]:
    """The fields of the record at ``route`` in a kind of file, in their usual order; none where
    there is no record.
    """
    model: type[Model] | None = FILES[kind]
    for step in route:
        if isinstance(step, str) and model is not None:
            field = model.model_fields.get(step)
            model = model_in(field.annotation) if field is not None else None
    return tuple(model.model_fields) if model is not None else ()


def model_in(annotation: object) -> type[Model] | None:
    """The model that a field's type is, or is a list or an alternative of, if any."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    arguments: tuple[object, ...] = getattr(annotation, "__args__", ())
    return next((found for a in arguments if (found := model_in(a))), None)
