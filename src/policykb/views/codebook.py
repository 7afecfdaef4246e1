"""``codebook`` as a view: the fields of records, the forms of periods, the coding rules."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from policykb.diagnostics import PolicyKBError, format_value
from policykb.frozen import dataclass
from policykb.model.codebook import CODING_RULES, MEANINGS, PERIODS
from policykb.model.fields import FileField, TextType, file_fields
from policykb.model.records import RECORD_TYPES, RelativeTo
from policykb.text.spelling import close_matches
from policykb.views import payloads
from policykb.views.payloads import Json
from policykb.views.table import Column, Group, Line, Segment, Style, TableRow, cell, line
from policykb.views.view import View
from policykb.views.wording.claims import muted

_PERIODS = "periods"
_RULES = "rules"
_FIELDS = payloads.fields("section", "name", "value", "meaning", "type", "required", "default")
_RECORDS: dict[str, type] = {
    **{kind: RECORD_TYPES[kind] for kind in ("claim", "skipped", "actor", "topic", "source")},
    "relative_to": RelativeTo,
}
_PLAIN_TYPES = {"Period": "period (EDTF)", "RelativeTo": "relative_to"}

SECTIONS = (*_RECORDS, _PERIODS, _RULES)
"""The sections of the codebook, in order."""


@dataclass(frozen=True, slots=True)
class CodebookEntry:
    """An entry of the codebook: a field, a form of a period, or a rule, with its meaning.

    ``values`` are the words that a field may have, with their meanings (empty if a word explains
    itself). ``type``, ``required`` and ``default`` are those of a field.
    """

    section: str
    name: str
    meaning: str
    values: tuple[tuple[str, str], ...] = ()
    type: str = ""
    required: bool = False
    default: str = ""


def entries(words: Sequence[str] = ()) -> list[CodebookEntry]:
    """Return the entries that words name: sections, fields (``stance``, ``claim.stance``) or
    values; without words, all.

    Raises:
        PolicyKBError: a word names nothing.
    """
    every = list(_entries())
    if not words:
        return every
    found = [entry for word in words for entry in _named(every, word)]
    return list(dict.fromkeys(found))


def codebook_names() -> Iterator[tuple[str, str]]:
    """Yield the words that name a part of the codebook, with their meanings."""
    for section in SECTIONS:
        yield section, "a section of the codebook"
    for entry in _entries():
        if entry.section in _RECORDS:
            yield entry.name, entry.meaning


def codebook_view(found: Sequence[CodebookEntry]) -> View:
    """Return entries of the codebook, by section."""
    return View(
        title="",
        columns=(Column("", 2), Column("", 9)),
        make_groups=lambda: tuple(_groups(found)),
        make_payload=lambda: {"version": payloads.VERSION, "entries": [_item(e) for e in found]},
        items="entries",
        fields=_FIELDS,
        make_lines=lambda: _lines(found),
        document=True,
    )


def _entries() -> Iterator[CodebookEntry]:
    for section, record in _RECORDS.items():
        for field in file_fields(record):
            yield _field_entry(section, field)
    for form, meaning in PERIODS.items():
        yield CodebookEntry(_PERIODS, form, meaning)
    for number, rule in enumerate(CODING_RULES, start=1):
        yield CodebookEntry(_RULES, str(number), f"{rule.title.rstrip('.')}. {rule.text}")


def _field_entry(section: str, field: FileField) -> CodebookEntry:
    type_ = field.type
    values: tuple[tuple[str, str], ...] = ()
    if isinstance(type_, TextType):
        name = str(type_)
    elif issubclass(type_, StrEnum):
        name = "word"
        values = tuple((word.value, MEANINGS.get(type_, {}).get(word, "")) for word in type_)
    else:
        name = _PLAIN_TYPES.get(type_.__name__, type_.__name__)
    default = field.default if isinstance(field.default, StrEnum) else ""
    return CodebookEntry(
        section=section,
        name=field.name,
        meaning=field.description,
        values=values,
        type=f"list of {name}s" if field.is_list else name,
        required=field.is_required,
        default=str(default),
    )


def _named(every: Sequence[CodebookEntry], word: str) -> list[CodebookEntry]:
    wanted = word.casefold().replace("-", "_")
    found = [
        entry
        for entry in every
        if wanted in (entry.section, entry.name, f"{entry.section}.{entry.name}")
        or word in dict(entry.values)
    ]
    if not found:
        known = {*SECTIONS, *(e.name for e in every), *(v for e in every for v, _ in e.values)}
        near = close_matches(word, sorted(known))
        remedy = f"Perhaps {near[0]}?" if near else f"The sections are {', '.join(SECTIONS)}."
        raise PolicyKBError(f"the codebook has no {format_value(word)}", remedy)
    return found


def _groups(found: Sequence[CodebookEntry]) -> Iterator[Group]:
    for section in dict.fromkeys(entry.section for entry in found):
        rows = tuple(_row(entry) for entry in found if entry.section == section)
        yield Group(_heading(section), rows)


def _heading(section: str) -> str:
    if section in _RECORDS:
        description, _, _ = (_RECORDS[section].__doc__ or "").partition("\n\n")
        return f"{section}: {' '.join(description.split())}"
    return "periods: EDTF, ISO 8601-2" if section == _PERIODS else "rules for coding a sentence"


def _row(entry: CodebookEntry) -> TableRow:
    lines: list[Line] = [line(entry.meaning)]
    lines += [
        line(Segment(value, Style.STRONG), f"  {text}") for value, text in entry.values if text
    ]
    if plain := [value for value, text in entry.values if not text]:
        lines.append(line(Segment(", ".join(plain), Style.STRONG)))
    if entry.type:
        default = f"default: {entry.default}" if entry.default else "optional"
        lines.append(muted(f"{entry.type}; {'required' if entry.required else default}"))
    return TableRow((cell(entry.name, Style.STRONG), tuple(lines)))


def _lines(found: Sequence[CodebookEntry]) -> Iterator[dict[str, Json]]:
    """Yield the item of each entry, and one for each of its values."""
    for entry in found:
        yield {**_item(entry), "required": entry.required if entry.type else None}
        for value, meaning in entry.values:
            about = payloads.attributes(entry, "section", "name")
            yield {**about, "value": value, "meaning": meaning}


def _item(entry: CodebookEntry) -> dict[str, Json]:
    return {
        **payloads.attributes(entry, "section", "name", "meaning", "type", "required"),
        "default": entry.default or None,
        "values": [{"value": value, "meaning": meaning} for value, meaning in entry.values],
    }
