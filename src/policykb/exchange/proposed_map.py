"""A proposal for the map of an import: what the headings and first rows of a table look like."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from policykb.exchange.foreign_table import ForeignTable, Row
from policykb.exchange.opening import open_table
from policykb.model.import_map import TableOptions
from policykb.model.records import Stance
from policykb.yaml.scalars import in_brackets

_WORDS: Mapping[str, str] = {
    "id": "id",
    "actor": "actor organization organisation person speaker country party name who",
    "topic": "topic concept issue category proposal variable descr code what",
    "stance": "stance sign agreement position vote qualifier sentiment",
    "date": "date day time published",
    "period": "period when",
    "document": "document source title article file url",
    "quote": "quote quotation statement segment excerpt sentence text",
    "summary": "summary",
    "coder": "coder user annotator rater",
    "note": "note memo comment",
}
_SIDES: Mapping[Stance, str] = {
    Stance.SUPPORT: "1 +1 yes y true agree agreement support pro for favour favor 2 ja",
    Stance.NEUTRAL: "0 abstain neutral abstention",
    Stance.OPPOSE: "-1 no n false disagree disagreement oppose con contra against -2 nein",
}
_LOOKED_AT = 1_000
_MOST_VALUES = 12


def proposed_map(path: Path) -> str:
    """Return the text of a map for the table in a file.

    Raises:
        PolicyKBError: It cannot be read.
    """
    with open_table(path, TableOptions.model_validate({})) as table:
        rows = list(islice(table.rows, _LOOKED_AT))
        return "\n".join([*_lines(path, table, rows), ""])


def _lines(path: Path, table: ForeignTable, rows: Sequence[Row]) -> Iterator[str]:
    found = _found(table.headings)
    yield f"# Proposed from the headings of {path.name}: check each line."
    yield "policykb_map: 1"
    yield f"title: {in_brackets(path.stem)}"
    yield "claims:"
    for field in ("actor", "topic"):
        if field not in found:
            yield f"  {field}: COLUMN  # which one?"
    for field, heading in found.items():
        if field == "stance":
            yield from _stance(heading, table, rows)
        else:
            yield f"  {field}: {in_brackets(heading)}"
    if "stance" not in found:
        yield "  # stance: {column: COLUMN, values: {-1: oppose, 1: support}}"
    if "document" not in found and "date" in found:
        yield f"  document: {in_brackets(found['date'])}  # a source for each day"
    yield "actors:"
    yield "  kind: {value: organization}  # or state, person, ..."
    yield "topics:"
    topic = found.get("topic", "COLUMN")
    yield f'  proposition: {{value: "{{{topic}}}"}}  # a sentence one can be for or against'
    yield "sources:"
    yield "  kind: {value: dataset}"
    yield "  language: {value: en}"
    yield f"  rights: {{value: {in_brackets(f'See {path.name}.')}}}  # who owns it, on what terms"
    if others := [one for one in table.headings if one not in found.values()]:
        yield f"# Columns that are left out: {', '.join(others)}"


def _found(headings: Sequence[str]) -> dict[str, str]:
    """Return the headings of fields: those that have one of the usual words, as a word."""
    found: dict[str, str] = {}
    for field, usual in _WORDS.items():
        words = usual.split()
        named = [
            (words.index(word), heading)
            for heading in headings
            for word in heading.casefold().replace("_", " ").split()
            if word in words
            and heading not in found.values()
            and (field != "id" or heading == "id")
        ]
        if named:
            found[field] = min(named)[1]
    return found


def _stance(heading: str, table: ForeignTable, rows: Sequence[Row]) -> Iterator[str]:
    place = table.headings.index(heading)
    values = list(dict.fromkeys(str(row.cells[place]).strip() for row in rows))
    if set(values) <= set(Stance):
        yield f"  stance: {in_brackets(heading)}"
        return
    yield "  stance:"
    yield f"    column: {in_brackets(heading)}"
    yield "    values:"
    for value in sorted(values[:_MOST_VALUES]):
        meant = next(
            (one for one, words in _SIDES.items() if value.casefold() in words.split()), ""
        )
        yield f"      {in_brackets(value)}: {meant or 'neutral  # or support, oppose, mixed?'}"
