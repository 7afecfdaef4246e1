"""A proposal for the map of an import, made from the headings and first rows of a table."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from policykb.exchange.foreign_files import no_map, reader_of
from policykb.exchange.foreign_table import ForeignRow, ForeignTable
from policykb.exchange.opening import open_table
from policykb.model.import_map import TableOptions
from policykb.model.records import Stance
from policykb.yaml.scalars import in_brackets

_WORDS: Mapping[str, str] = {
    "id": "id",
    "actor": "actor organization organisation person speaker country party name who",
    "topic": "topic concept issue category proposal variable descr code what",
    "stance": "stance sign agreement position vote qualifier sentiment polarity direction rating",
    "date": "date day time published",
    "period": "period when",
    "document": "document doc source title article file url",
    "quote": "quote quotation statement segment excerpt sentence text",
    "summary": "summary",
    "coder": "coder user annotator rater worker",
    "note": "note memo comment",
}
_SIDES: Mapping[Stance, str] = {
    Stance.SUPPORT: "1 +1 yes y true agree agreement support pro for favour favor ja",
    Stance.NEUTRAL: "0 abstain neutral abstention",
    Stance.OPPOSE: "-1 no n false disagree disagreement oppose con contra against nein",
}
_FIVE: Mapping[str, Stance] = {
    "2": Stance.SUPPORT,
    "1": Stance.LEAN_SUPPORT,
    "0": Stance.NEUTRAL,
    "-1": Stance.LEAN_OPPOSE,
    "-2": Stance.OPPOSE,
}
_LOOKED_AT = 1_000
_MOST_VALUES = 12


def proposed_map(path: Path) -> str:
    """Return the text of a map for the table in a file.

    Raises:
        PolicyKBError: It cannot be read, or needs no map.
    """
    if reader_of(path) is not None:
        raise no_map(path)
    with open_table(path, TableOptions.model_validate({})) as table:
        rows = list(islice(table.rows, _LOOKED_AT))
        return "\n".join([*_lines(path, table, rows), ""])


def _lines(path: Path, table: ForeignTable, rows: Sequence[ForeignRow]) -> Iterator[str]:
    found = _found(table.headings)
    if "stance" not in found and (heading := _signed(table, rows)):
        found["stance"] = heading
    yield f"# Proposed from the headings of {path.name}: check each line."
    yield "policykb_map: 1"
    yield f"title: {in_brackets(path.stem)}"
    yield from _claims(found, table, rows)
    yield "actors:"
    yield "  kind: {value: organization}  # or state, person, ..."
    yield "topics:"
    topic = found.get("topic", "COLUMN")
    yield f'  proposition: {{value: "{{{topic}}}"}}  # a sentence one can be for or against'
    yield "sources:"
    yield "  kind: {value: dataset}"
    if "date" not in found:
        yield "  published: {value: DAY}  # as in 2011-03-11: no column is a date"
    yield "  language: {value: en}"
    yield f"  rights: {{value: {in_brackets(f'See {path.name}.')}}}  # who owns it, on what terms"
    if others := [one for one in table.headings if one and one not in found.values()]:
        yield f"# Columns that are left out: {', '.join(others)}"


def _claims(
    found: Mapping[str, str], table: ForeignTable, rows: Sequence[ForeignRow]
) -> Iterator[str]:
    yield "claims:"
    for field in ("actor", "topic"):
        if field not in found:
            yield f"  {field}: COLUMN  # which one? Or, the same for all: {{value: NAME}}"
    for field, heading in found.items():
        if field == "stance":
            yield from _stance(heading, table, rows)
        else:
            yield f"  {field}: {in_brackets(heading)}"
    if "stance" not in found:
        yield "  # stance: {column: COLUMN, values: {-1: oppose, 1: support}}"
    if "coder" in found:
        yield "  status: {value: draft}  # several readings, which count when they are decided"
    if "document" not in found and "coder" in found:
        yield "  document: COLUMN  # what was coded: a coder has read only these"
    elif "document" not in found and "date" in found:
        yield f"  document: {in_brackets(found['date'])}  # a source for each day"


def _found(headings: Sequence[str]) -> dict[str, str]:
    """Return the headings of fields: those that have one of the usual words, as a word."""
    found: dict[str, str] = {}
    for field, usual in _WORDS.items():
        words = usual.split()
        named = [
            (min(words.index(one) for one in known), -len(known), heading)
            for heading in headings
            if heading not in found.values()
            and (field != "id" or heading == "id")
            and (known := {one for one in _split(heading) if one in words})
        ]
        if named:
            found[field] = min(named)[2]
    return found


def _split(heading: str) -> list[str]:
    return heading.casefold().replace("_", " ").split()


def _signed(table: ForeignTable, rows: Sequence[ForeignRow]) -> str:
    """Return the heading of the first column that holds nothing but numbers from -2 to 2, some of
    them below 0; empty if there is none.
    """
    for place, heading in enumerate(table.headings):
        values = {str(row.cells[place]).strip().removesuffix(".0") for row in rows}
        if {"-1", "-2"} & values and {"1", "2"} & values and values <= set(_FIVE):
            return heading
    return ""


def _stance(heading: str, table: ForeignTable, rows: Sequence[ForeignRow]) -> Iterator[str]:
    place = table.headings.index(heading)
    values = list(dict.fromkeys(str(row.cells[place]).strip() for row in rows))
    if set(values) <= set(Stance):
        yield f"  stance: {in_brackets(heading)}"
        return
    yield "  stance:"
    yield f"    column: {in_brackets(heading)}"
    yield "    values:"
    numbers = {value: value.casefold().removesuffix(".0") for value in values}
    is_five = {*numbers.values()} <= set(_FIVE) and {"2", "-2"} & {*numbers.values()}
    for value in sorted(values[:_MOST_VALUES]):
        sides = (one for one, words in _SIDES.items() if numbers[value] in words.split())
        meant = _FIVE[numbers[value]] if is_five else next(sides, "")
        yield f"      {in_brackets(value)}: {meant or 'neutral  # or support, oppose, mixed?'}"
