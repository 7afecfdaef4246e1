"""A source that was added, or got another text, as a view."""

from collections.abc import Sequence

from policykb.diagnostics import Diagnostic
from policykb.extraction.document import Fact
from policykb.frozen import dataclass
from policykb.text.source_text import SourceText
from policykb.views import payloads
from policykb.views.columns import Columns
from policykb.views.payloads import VERSION, Json
from policykb.views.table import Column, Line, Style, cell, line
from policykb.views.view import View
from policykb.views.wording.claims import quantity

_FIELD_COLUMNS = Columns[Fact](
    (Column("Field", 2), lambda fact: cell(fact.field, Style.MUTED)),
    (Column("Value", 7), lambda fact: fact.value),
    (Column("From", 4), lambda fact: fact.origin),
)
_FAULT_COLUMNS = Columns[Diagnostic](
    (Column("Place", 5), lambda fault: str(fault.location)),
    (Column("Fault", 8), lambda fault: fault.message),
    (Column("Remedy", 8), lambda fault: fault.help),
)


@dataclass(frozen=True)
class NewSourceAnswer:
    """The result of adding a document.

    ``given`` is the origin of a value that is no guess. ``actor`` is the id of an actor that was
    declared, or empty. ``written`` is False if it was only shown.
    """

    id: str
    fields: Sequence[Fact]
    text: SourceText
    remarks: Sequence[str]
    next: str
    given: str
    actor: str = ""
    written: bool = True


@dataclass(frozen=True)
class NewTextAnswer:
    """The result of replacing the text of a source, and what is wrong with its quotes now."""

    id: str
    before: SourceText
    text: SourceText
    faults: Sequence[Diagnostic]
    remarks: Sequence[str]
    next: str
    written: bool = True


def new_source_view(answer: NewSourceAnswer) -> View:
    """Return a new source: its fields, and where each value is from."""
    folder = f"sources/{answer.id}"
    files = [f"{folder}/{name}" for name in ("text.txt", "source.yaml", "claims.yaml")]
    verb = "Added" if answer.written else "Would add"
    guesses = [fact for fact in answer.fields if fact.origin != answer.given]
    return View(
        title=f"{verb} the source {answer.id}: {_size(answer.text)}",
        columns=_FIELD_COLUMNS.heads,
        make_groups=lambda: (_FIELD_COLUMNS.group(answer.fields),),
        make_payload=lambda: {
            "version": VERSION,
            "source": answer.id,
            "written": answer.written,
            "files": files,
            "actor": answer.actor or None,
            **_counts(answer.text),
            "fields": [_field(answer, fact) for fact in answer.fields],
            "remarks": list(answer.remarks),
            "next": answer.next,
        },
        items="fields",
        fields=payloads.fields("source", "field", "value", "from"),
        make_lines=lambda: ({"source": answer.id, **_field(answer, f)} for f in answer.fields),
        to_scalar=payloads.as_written,
        headline=True,
        notes=(
            *([line(f"Declared the actor {answer.actor}.")] if answer.actor else []),
            *([line(_guesses(guesses))] if guesses else []),
            *map(line, answer.remarks),
            _next(answer.next),
        ),
    )


def new_text_view(answer: NewTextAnswer) -> View:
    """Return what another text of a source means: the quotes that do not stand in it any more."""
    before, after = _size(answer.before), _size(answer.text)
    verb = "has" if answer.written else "would have"
    number = len(answer.faults)
    standing = (
        "every quote still stands"
        if not number
        else f"{number} {'quote does' if number == 1 else 'quotes do'} not stand any more"
    )
    return View(
        title=f"{answer.id} {verb} {after}, before {before}: {standing}",
        columns=_FAULT_COLUMNS.heads,
        make_groups=lambda: (_FAULT_COLUMNS.group(answer.faults),) if answer.faults else (),
        make_payload=lambda: {
            "version": VERSION,
            "source": answer.id,
            "written": answer.written,
            "changed": answer.before.text != answer.text.text,
            **_counts(answer.text),
            "quotes": [_quote(fault) for fault in answer.faults],
            "remarks": list(answer.remarks),
            "next": answer.next,
        },
        items="quotes",
        fields=payloads.fields("source", "location", "code", "message", "help"),
        make_lines=lambda: ({"source": answer.id, **_quote(fault)} for fault in answer.faults),
        to_scalar=payloads.as_written,
        headline=True,
        spaced=True,
        notes=(*map(line, answer.remarks), _next(answer.next)),
    )


def _field(answer: NewSourceAnswer, fact: Fact) -> dict[str, Json]:
    is_guess = fact.origin != answer.given
    return {"field": fact.field, "value": fact.value, "from": fact.origin, "guess": is_guess}


def _quote(fault: Diagnostic) -> dict[str, Json]:
    place = payloads.location(fault.location)
    return {
        "location": place,
        "code": fault.rule.code,
        "message": fault.message,
        "help": fault.help,
    }


def _counts(text: SourceText) -> dict[str, int]:
    sentences = sum(sentence.is_sentence for sentence in text.sentences)
    return {"sentences": sentences, "paragraphs": len(text.paragraphs)}


def _size(text: SourceText) -> str:
    return " in ".join(
        quantity(number, noun.removesuffix("s")) for noun, number in _counts(text).items()
    )


def _guesses(guesses: Sequence[Fact]) -> str:
    fields = ", ".join(fact.field for fact in guesses)
    return f"Check what was not given: {fields}. Options of these names set them."


def _next(command: str) -> Line:
    return line(f"Next: {command}")
