"""What the value of a field may be: texts, ids, dates, periods, and what an editor checks of them.

Every value arrives as text (YAML types are not trusted), and these types give it its own.
"""

import re
from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    HttpUrl,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)
from pydantic.config import JsonDict, JsonValue
from pydantic_core import PydanticCustomError

from policykb.diagnostics import PolicyKBError
from policykb.diagnostics.catalogue import RULES
from policykb.diagnostics.selectors import select_rules, selectors
from policykb.model.period import Period, PeriodError

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


def _selector(value: str) -> str:
    try:
        select_rules(value)
    except PolicyKBError as error:
        raise PydanticCustomError("unknown_code", "{reason}", {"reason": error.message}) from None
    return value


def _selector_seen() -> JsonDict:
    """What an editor offers for a selector, and what else it takes: how codes begin, with or
    without ``PKB``, and names with capitals, which it does not look into.
    """
    known = selectors()
    begun = "|".join(sorted({rule.code[3:end] for rule in RULES for end in (4, 5, 6)}))
    return {
        "anyOf": [
            {
                "enum": list(known),
                "enumDescriptions": list(known.values()),
                "errorMessage": "No rule goes by this; `policykb rule` lists them all.",
            },
            {"pattern": rf"^\s*(([Pp][Kk][Bb])?({begun})|all|[a-z-]*[A-Z][A-Za-z-]*)\s*$"},
        ],
    }


def _flag(value: object) -> bool:
    if value not in ("true", "false"):
        raise PydanticCustomError("bad_value", "expected true or false")
    return value == "true"


def _number(value: object) -> int:
    if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10):
        raise PydanticCustomError("bad_value", "expected a number from 0 up")
    return int(value)


Text = Annotated[str, AfterValidator(_text), Field(json_schema_extra={"minLength": 1})]
Id = Annotated[str, AfterValidator(_id), Field(json_schema_extra=_ID.seen(maxLength=_ID_LENGTH))]
ActorId = Annotated[str, AfterValidator(_text), Field(json_schema_extra={REFERENCE: "actor"})]
TopicId = Annotated[str, AfterValidator(_text), Field(json_schema_extra={REFERENCE: "topic"})]
ClaimId = Annotated[str, AfterValidator(_text), Field(json_schema_extra={REFERENCE: "claim"})]
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
Selector = Annotated[str, AfterValidator(_selector), Field(json_schema_extra=_selector_seen())]
Flag = Annotated[
    bool, BeforeValidator(_flag), WithJsonSchema({"enum": [True, False, "true", "false"]})
]
Number = Annotated[
    int, BeforeValidator(_number), WithJsonSchema({"type": ["integer", "string"], "minimum": 0})
]
Sha256 = Annotated[str, AfterValidator(_SHA256.check), Field(json_schema_extra=_SHA256.seen())]
FormatVersion = Annotated[
    Literal["1"], BeforeValidator(_version), WithJsonSchema({"enum": [1, "1"]})
]
