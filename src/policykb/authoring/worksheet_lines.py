"""The lines that a person writes into a worksheet, and what they ask for.

A line below a sentence is ``skip: REASON``, or a claim:
``ACTOR TOPIC STANCE PERIOD [WORD...] [FIELD=VALUE...] | SUMMARY``. A claim that begins with
``4-5:`` quotes the sentences 4 to 5. New records are declared anywhere:
``actor: ID | NAME | KIND``, ``topic: ID | LABEL | PROPOSITION``.
"""

import re
import shlex
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from policykb.authoring.changes import AddRecord
from policykb.diagnostics import PolicyKBError, format_value
from policykb.model.fields import file_fields
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import (
    Certainty,
    Claim,
    ClaimKind,
    PeriodBasis,
    Status,
    TopicKind,
    Voice,
)
from policykb.text.normalize import collapse_spaces
from policykb.text.spelling import close_matches
from policykb.yaml.document import Data

WIDTH = 88
"""The width of the lines of a worksheet."""
SENTENCE = re.compile(r"\s*(?P<number>\d+)> ?(?P<text>.*)")
"""The line with which a sentence begins."""
_MORE = re.compile(r"\s*> ?.*")
_SEVERAL = re.compile(r"(?P<first>\d+)-(?P<last>\d+):\s*(?P<claim>.*)")
_MESSAGE = "#! "
_SUMMARY = re.compile(r"\s\|(?:\s|$)|^\|(?:\s|$)")
WORDS: Mapping[str, str] = {
    word.value: name
    for name, words in (
        ("kind", ClaimKind),
        ("voice", Voice),
        ("certainty", Certainty),
        ("period_basis", PeriodBasis),
        ("status", Status),
    )
    for word in words
}
"""The fields of the words that may follow a period: no two fields share a word."""
CLAIM_FIELDS = {field.name: field for field in file_fields(Claim)}


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A line that a person wrote: its number in the worksheet (from 1), the sentence above it (0
    before the first one), and its text.

    ``change`` is what it asks for; None if ``message`` says why that is not clear.
    """

    line: int
    sentence: int
    text: str
    change: AddRecord | None = None
    message: str = ""
    help: str = ""


class Problem(NamedTuple):
    """A message about a typed line, with a remedy."""

    message: str
    help: str


def typed_lines(
    worksheet_text: str, source: str, resolve: Callable[[str, str], str], coder: str = ""
) -> list[TypedLine]:
    """Return the lines that a person has written into a worksheet, in order.

    ``source`` is the id of the source. ``resolve`` returns the id of an actor or topic by its kind
    and any of its names. ``coder`` is who the claims are by.
    """
    found: list[TypedLine] = []
    sentence = 0
    for number, raw in enumerate(worksheet_text.splitlines(), start=1):
        line = raw.strip()
        if start := SENTENCE.fullmatch(raw):
            sentence = int(start["number"])
        elif line and not line.startswith("#") and not _MORE.fullmatch(raw):
            try:
                change = _change(line, sentence, source, resolve, coder)
            except PolicyKBError as error:
                wrong = Problem(error.message, error.help)
                found.append(TypedLine(number, sentence, line, None, *wrong))
            else:
                found.append(TypedLine(number, sentence, line, change))
    return found


def id_of(kb: KnowledgeBase, kind: str, name: str) -> str:
    """Return the id of an actor or topic by any of its names; the name if there is none."""
    if name in (kb.actors if kind == "actor" else kb.topics):
        return name
    try:
        return (kb.actor(name) if kind == "actor" else kb.topic(name)).id
    except PolicyKBError:
        return name


def _change(
    line: str, sentence: int, source: str, resolve: Callable[[str, str], str], coder: str
) -> AddRecord:
    word, colon, rest = line.partition(":")
    if colon and word in {"actor", "topic"}:
        return AddRecord(word, _declared(word, rest))
    if several := _SEVERAL.fullmatch(line):
        numbers = int(several["first"]), int(several["last"])
        line = several["claim"]
    else:
        numbers = sentence, sentence
    if not numbers[0]:
        raise PolicyKBError("this stands above the first sentence", "Write it below its sentence.")
    word, colon, rest = line.partition(":")
    if colon and word.strip() == "skip":
        if not rest.strip():
            raise PolicyKBError("there is no reason", "Write `skip: REASON`.")
        return AddRecord("skipped", {"reason": rest.strip()}, source, numbers)
    fields = _claim(line, resolve)
    if coder:
        fields.setdefault("coder", coder)
    return AddRecord("claim", fields, source, numbers)


def _declared(kind: str, text: str) -> dict[str, Data]:
    """Return the fields of a new actor or topic."""
    names = ("id", "name", "kind") if kind == "actor" else ("id", "label", "proposition", "kind")
    values = [part.strip() for part in text.split(" | ")]
    required = 3
    if not required <= len(values) <= len(names) or not all(values):
        form = "ID | NAME | KIND" if kind == "actor" else "ID | LABEL | PROPOSITION [| fact]"
        raise PolicyKBError(f"a new {kind} has other parts", f"Write `{kind}: {form}`.")
    fields: dict[str, Data] = dict(zip(names, values, strict=False))
    if kind == "topic" and fields.get("kind") == TopicKind.POLICY:
        del fields["kind"]
    return fields


def _claim(line: str, resolve: Callable[[str, str], str]) -> dict[str, Data]:
    """Return the fields of a claim."""
    found = _SUMMARY.search(line)
    head, summary = (line[: found.start()], line[found.end() :]) if found else (line, "")
    try:
        words = shlex.split(head)
    except ValueError:
        raise PolicyKBError(
            "a quotation mark is not closed", 'Write values with spaces as note="two words".'
        ) from None
    bare = [word for word in words if "=" not in word]
    form = "ACTOR TOPIC STANCE PERIOD [WORDS] [FIELD=VALUE ...] | SUMMARY"
    if len(bare) < 4:
        missing = ("actor", "topic", "stance", "period")[len(bare)]
        raise PolicyKBError(f"there is no {missing}", f"Write `{form}`.")
    if not summary.strip():
        raise PolicyKBError("there is no summary", f"Write `{form}`.")
    actor, topic, stance, period, *more = bare
    fields: dict[str, Data] = {
        "actor": resolve("actor", actor),
        "topic": resolve("topic", topic),
        "stance": stance,
        "period": period,
        "summary": collapse_spaces(summary),
    }
    for word in more:
        if word not in WORDS:
            raise PolicyKBError(f"unknown word {format_value(word)}", _nearest(word, WORDS))
        fields[WORDS[word]] = word
    for word in words:
        name, equals, value = word.partition("=")
        if equals:
            known = _known_field(name)
            fields[known] = _value(known, value)
    return fields


def _known_field(name: str) -> str:
    if name == "quote" or name not in CLAIM_FIELDS:
        raise PolicyKBError(
            f"unknown field {format_value(name)}",
            "The quote is the sentence." if name == "quote" else _nearest(name, CLAIM_FIELDS),
        )
    return name


def _value(name: str, value: str) -> Data:
    field = CLAIM_FIELDS[name]
    if field.is_list:
        return [item.strip() for item in value.split(",") if item.strip()]
    if name == "relative_to":
        actor, _, than = value.partition(":")
        return {"actor": actor, "than": than}
    return value


def _nearest(word: str, known: Iterable[str]) -> str:
    near = close_matches(word, known)
    return f"Did you mean {' or '.join(near)}?" if near else f"Write one of {', '.join(known)}."


def remaining(
    typed: Sequence[TypedLine], problems: Mapping[int, Sequence[Problem]]
) -> dict[int, list[str]]:
    """Return the typed lines that have problems, each with its messages below it, by sentence.

    ``problems`` are by the number of the typed line in its worksheet.
    """
    found: dict[int, list[str]] = {}
    for one in typed:
        if one.line in problems:
            lines = found.setdefault(one.sentence, [])
            lines.append(one.text)
            for problem in problems[one.line]:
                said = collapse_spaces(f"{problem.message} ({problem.help})")
                lines += [f"{_MESSAGE}{line}" for line in textwrap.wrap(said, WIDTH - 3)]
    return found
