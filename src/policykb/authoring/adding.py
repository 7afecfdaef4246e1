"""Add records: actors and topics at the end, claims and skipped sentences in reading order."""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from policykb.authoring.changes import AddRecord
from policykb.authoring.draft import Draft
from policykb.authoring.places import file_of
from policykb.diagnostics import PolicyKBError
from policykb.loading.part_files import list_at
from policykb.loading.raw_records import LISTS
from policykb.loading.schema_errors import slugify
from policykb.model.field_types import free_id
from policykb.text.normalize import collapse_spaces
from policykb.text.source_text import Extent, SourceText
from policykb.text.spelling import close_matches
from policykb.yaml.document import Data
from policykb.yaml.layouts import faults_of
from policykb.yaml.record_edits import InsertItems, NewItem, SetField


class Refusal(NamedTuple):
    """The reason why the change with this index cannot be made, before anything is validated."""

    change: int
    message: str
    help: str


class NewRecord(NamedTuple):
    """A new record: the index of its change, the path of its file, its list in it, and its data."""

    change: int
    path: str
    key: str
    data: dict[str, Data]


class AddedRecords(NamedTuple):
    """The records that were added to a draft, and why others were not."""

    new: list[NewRecord]
    refused: list[Refusal]


def add_records(draft: Draft, adds: Sequence[tuple[int, AddRecord]]) -> AddedRecords:
    """Add records to a draft, each with the index of its change.

    Raises:
        PolicyKBError: a file cannot be read or changed.
    """
    refused: list[Refusal] = []
    by_list: dict[tuple[str, str, str], list[NewRecord]] = {}
    ids, known = _FreeIds(draft), dict.fromkeys(draft.source_ids()) if adds else {}
    _expect_quotes(draft, [add for _, add in adds if add.source in known])
    for change, add in adds:
        try:
            source = _source(known, add)
            data = ids.named(add.kind, _with_quote(draft, add))
            _check(add, source, data)
        except PolicyKBError as error:
            refused.append(Refusal(change, error.message, error.help))
        else:
            path, key = file_of(add.kind, source), LISTS[add.kind]
            new = NewRecord(change, path, key, data)
            by_list.setdefault((path, key, source), []).append(new)
    for (path, key, source), some in by_list.items():
        _insert(draft, path, key, source, [one.data for one in some])
    return AddedRecords([one for some in by_list.values() for one in some], refused)


def _expect_quotes(draft: Draft, adds: Sequence[AddRecord]) -> None:
    """Have the quotes of new records searched for together."""
    quotes: dict[str, list[str]] = {}
    for add in adds:
        if isinstance(quote := add.fields.get("quote"), str) and add.sentence is None:
            quotes.setdefault(add.source, []).append(quote)
    for source, some in quotes.items():
        with suppress(PolicyKBError):  # each record is refused for this
            draft.text(source).expect(some)


def _source(known: Collection[str], add: AddRecord) -> str:
    """Return the source of a new record; empty for an actor or topic."""
    if add.kind not in {"claim", "skipped"}:
        return ""
    if add.source not in known:
        near = close_matches(add.source, known)
        raise PolicyKBError(
            f"unknown source {add.source}" if add.source else "no source is named",
            f"Did you mean {', '.join(near)}?" if near else "`policykb sources` lists the sources.",
        )
    return add.source


def _with_quote(draft: Draft, add: AddRecord) -> dict[str, Data]:
    """Return the fields of a new record, its quote as the text of the source has it."""
    data = dict(add.fields)
    if add.kind not in {"claim", "skipped"}:
        return data
    if add.sentence is not None:
        data["quote"] = sentence_quote(draft.text(add.source), *add.sentence)
    elif isinstance(quote := data.get("quote"), str) and quote.strip():
        text = draft.text(add.source)
        found = text.find(quote)
        data["quote"] = text.quote(found[0]) if len(found) == 1 else collapse_spaces(quote)
    return data


def sentence_quote(text: SourceText, first: int, last: int) -> str:
    """Return the sentences from one number to another, which count from 1, as one quote.

    Raises:
        PolicyKBError: there are no such sentences.
    """
    sentences = text.sentences
    if not 1 <= first <= last <= len(sentences):
        asked = str(first) if first == last else f"{first}-{last}"
        raise PolicyKBError(
            f"there is no sentence {asked} in {text.path}",
            f"It has sentences 1 to {len(sentences)}; `policykb coverage --sentences` lists them.",
        )
    return text.quote(Extent(sentences[first - 1].extent.start, sentences[last - 1].extent.end))


def _check(add: AddRecord, source: str, data: Mapping[str, Data]) -> None:
    """Raise an error if data cannot be written as YAML that policykb reads."""
    faults = faults_of(file_of(add.kind, source), (LISTS[add.kind], 0), dict(data))
    if faults:
        raise PolicyKBError(f"{faults[0].rule.code} {faults[0].message}", faults[0].help)


class _FreeIds:
    """The ids of claims that are still free."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._new: set[str] = set()
        self._numbers: dict[str, int] = {}

    def named(self, kind: str, data: dict[str, Data]) -> dict[str, Data]:
        """Return the data of a record; a claim without an id gets one of its actor and topic."""
        if kind != "claim":
            return data
        given = data.get("id")
        if not given:
            wanted = "-".join(_slug(data.get(name)) for name in ("actor", "topic"))
            given = free_id(wanted.strip("-") or "claim", self._is_taken, self._numbers)
        self._new.add(str(given))
        return {"id": given, **{name: one for name, one in data.items() if name != "id"}}

    def _is_taken(self, record_id: str) -> bool:
        return (
            record_id in self._new
            or record_id in self._draft.kb.claims
            or record_id in self._left_out
        )

    @cached_property
    def _left_out(self) -> frozenset[str | None]:
        return frozenset(one.id for one in self._draft.kb.left_out if one.kind == "claim")


def _slug(value: Data | None) -> str:
    return slugify(value) if isinstance(value, str) else ""


def _insert(draft: Draft, path: str, key: str, source: str, new: Sequence[dict[str, Data]]) -> None:
    """Insert records into a list of a file, in reading order if they are of a source."""
    document = draft.document(path)
    present = list_at(document.data, key)
    if source:
        items = _in_reading_order(draft.text(source), present, new)
    else:
        items = [NewItem(len(present), data) for data in new]
    if key in (document.data if isinstance(document.data, dict) else ()):
        draft.change(path, changes=[InsertItems((key,), tuple(items))])
    else:
        draft.change(path, changes=[SetField((), key, [item.value for item in items])])


def _in_reading_order(
    text: SourceText, present: Sequence[Data], new: Sequence[dict[str, Data]]
) -> list[NewItem]:
    """Return new records, each with the index of the first one whose quote stands later."""
    quotes = [_quote(record) for record in (*present, *new)]
    wanted = [quote for quote in quotes if quote]
    found = dict(zip(wanted, text.find_all(wanted), strict=True))
    starts = [found[quote][0].start if found.get(quote) else -1 for quote in quotes]
    there = starts[: len(present)]
    # The first that stands later than a place is the first that stands later than all before it.
    furthest = list(accumulate(there, max))
    places: list[NewItem] = []
    for data, start in sorted(zip(new, starts[len(there) :], strict=True), key=lambda one: one[1]):
        before = bisect_right(furthest, start) if start >= 0 else len(there)
        places.append(NewItem(before, data))
    return sorted(places, key=lambda item: item.before)


def _quote(record: Data) -> str:
    quote = record.get("quote") if isinstance(record, dict) else None
    return quote if isinstance(quote, str) and quote.strip() else ""
