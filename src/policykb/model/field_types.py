"""The types of fields for pydantic: texts, ids, dates and periods, with their JSON Schema.

Every value arrives as text, because YAML types are not trusted; these types convert it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from itertools import chain, count
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    WithJsonSchema,
)
from pydantic.config import JsonDict, JsonValue
from pydantic_core import PydanticCustomError, SchemaValidator, ValidationError, core_schema

from policykb.diagnostics import PolicyKBError
from policykb.diagnostics.catalogue import RULES
from policykb.diagnostics.selectors import select_rules, selectors
from policykb.frozen import NamedTuple
from policykb.model.fields import REFERRED_KINDS
from policykb.model.period import Period, PeriodError

FORMAT_VERSION = "1"
REFERENCE = "x-policykb-reference"
"""The keyword of JSON Schema for the kind of record that a text refers to."""

ID_LENGTH = 64
"""The most characters of an id."""


class _TextPattern(NamedTuple):
    """A regular expression that a whole text must match, and its description for messages."""

    pattern: str
    expected: str

    def matches(self, value: str) -> bool:
        return re.fullmatch(self.pattern, value) is not None

    def check(self, value: str) -> str:
        if not self.matches(value):
            raise PydanticCustomError(
                "bad_value", "expected {expected}", {"expected": self.expected}
            )
        return value

    def json_schema(self, **more: JsonValue) -> JsonDict:
        """Return the JSON Schema; ``patternErrorMessage`` is a keyword of editors."""
        message = f"Expected {self.expected}."
        return {"pattern": f"^({self.pattern})$", "patternErrorMessage": message, **more}


_ID = _TextPattern(
    r"[a-z0-9]+(-[a-z0-9]+)*",
    "an id of at most 64 lower-case letters, digits and single hyphens",
)
_DATE = _TextPattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a full date, as in 2025-07-04")
_URL = _TextPattern(
    r"\s*[Hh][Tt][Tt][Pp][Ss]?:[\s\S]*", "a web address, as in https://example.org/page"
)
_LANGUAGE = _TextPattern(
    r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a language tag, as in en, ru or pt-BR"
)
_WIKIDATA = _TextPattern(r"Q[1-9][0-9]*", "a Wikidata item, as in Q159")
_SHA256 = _TextPattern(r"[0-9a-f]{64}", "64 hexadecimal digits in lower case")
# A pattern can check neither the days of a month nor the order of two dates.
_BOUND = r"([0-9]{3}X|[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)[?~%]?"
_PERIOD = _TextPattern(
    rf"{_BOUND}(/({_BOUND}|\.\.)?)?|(\.\.)?/{_BOUND}",
    "a period, as in 2021, 2021-08/.. or /2020",
)


_matches_id = re.compile(_ID.pattern).fullmatch


def free_id(
    wanted: str, is_taken: Callable[[str], bool], numbers: dict[str, int] | None = None
) -> str:
    """Return an id, with a number after it if it is taken: ``spd-2``. Of several searches
    ``numbers`` keeps the number that was found last, by the id wanted: those before it are taken.
    """
    numbers = {} if numbers is None else numbers
    ends = chain([(0, "")], ((one, f"-{one}") for one in count(numbers.get(wanted, 2))))
    made = ((one, wanted[: ID_LENGTH - len(end)].strip("-") + end) for one, end in ends)
    number, found = next(one for one in made if not is_taken(one[1]))
    if number:
        numbers[wanted] = number
    return found


def is_id(text: str) -> bool:
    """Return True if ``text`` is a slug that can serve as an id."""
    return len(text) <= ID_LENGTH and _matches_id(text) is not None


def _text(value: str) -> str:
    if not value or value.isspace():
        raise PydanticCustomError("bad_value", "expected text, found nothing")
    return value


def _id(value: str) -> str:
    if not is_id(value):
        raise PydanticCustomError("bad_id", f"expected {_ID.expected}")
    return value


def _date(value: object) -> date:
    if isinstance(value, str) and _DATE.matches(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("bad_date", "expected a day that exists") from None
    raise PydanticCustomError("bad_date", f"expected {_DATE.expected}")


def _period(value: object) -> Period:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "expected text")
    try:
        return Period.parse(value)
    except PeriodError as error:
        # The parser's words are a value of the message, not its template.
        raise PydanticCustomError("bad_period", "{reason}", {"reason": str(error)}) from None


# As `pydantic.HttpUrl` checks it, whose module takes long to import.
_HTTP_URL = SchemaValidator(
    core_schema.url_schema(max_length=2083, allowed_schemes=["http", "https"])
)


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


def _selector_json_schema() -> JsonDict:
    """Return the JSON Schema of a selector: the known ones, or else the beginning of a code, with
    or without ``PKB``, or a name with capitals, which is not looked up.
    """
    known = selectors()
    prefixes = "|".join(sorted({rule.code[3:end] for rule in RULES for end in (4, 5, 6)}))
    return {
        "anyOf": [
            {
                "enum": list(known),
                "enumDescriptions": list(known.values()),
                "errorMessage": "There is no such rule; `policykb rule` lists all rules.",
            },
            {"pattern": rf"^\s*(([Pp][Kk][Bb])?({prefixes})|all|[a-z-]*[A-Z][A-Za-z-]*)\s*$"},
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


CheckedText = Annotated[str, AfterValidator(_text), Field(json_schema_extra={"minLength": 1})]
Selector = Annotated[
    str, AfterValidator(_selector), Field(json_schema_extra=_selector_json_schema())
]
Flag = Annotated[
    bool, BeforeValidator(_flag), WithJsonSchema({"enum": [True, False, "true", "false"]})
]
Number = Annotated[
    int, BeforeValidator(_number), WithJsonSchema({"type": ["integer", "string"], "minimum": 0})
]
FormatVersion = Annotated[
    Literal["1"], BeforeValidator(_version), WithJsonSchema({"enum": [1, "1"]})
]


def _checked_text(check: Callable[[str], str], json_schema: JsonDict) -> object:
    return Annotated[str, AfterValidator(check), Field(json_schema_extra=json_schema)]


CHECKED_TYPES: Mapping[object, object] = {
    "text": CheckedText,
    "id": _checked_text(_id, _ID.json_schema(maxLength=ID_LENGTH)),
    **{name: _checked_text(_text, {REFERENCE: kind}) for name, kind in REFERRED_KINDS.items()},
    "url": _checked_text(_url, _URL.json_schema()),
    "language": _checked_text(_LANGUAGE.check, _LANGUAGE.json_schema()),
    "wikidata id": _checked_text(_WIKIDATA.check, _WIKIDATA.json_schema()),
    "sha256": _checked_text(_SHA256.check, _SHA256.json_schema()),
    date: Annotated[
        date,
        BeforeValidator(_date),
        WithJsonSchema(_DATE.json_schema(type="string", format="date")),
    ],
    Period: Annotated[
        Period,
        PlainValidator(_period),
        # A bare year is an integer to a reader that knows YAML's types.
        WithJsonSchema(_PERIOD.json_schema(type=["string", "integer"], minimum=1, maximum=9999)),
    ],
}
"""The types by which pydantic checks the values of fields, by :attr:`.FileField.type`.
pydantic checks values of other types without help.
"""
