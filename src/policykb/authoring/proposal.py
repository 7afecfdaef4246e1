"""Changes of a knowledge base as a proposal: prepared, checked and written as one.

:func:`propose` writes nothing. What it returns says what would change, what would be wrong, and
writes it on request.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path

from policykb.analysis.conflicts import Conflict
from policykb.analysis.counted import count
from policykb.authoring.adding import AddedRecords, NewRecord, add_records
from policykb.authoring.changes import (
    AddRecord,
    AddSource,
    AnyChange,
    Merge,
    Rename,
    ReplaceText,
    Retract,
    SetFields,
)
from policykb.authoring.draft import Draft
from policykb.authoring.merging import merge
from policykb.authoring.renaming import rename, retract, set_fields
from policykb.authoring.sources import add_source, replace_text
from policykb.cache.open import open_kb
from policykb.diagnostics import Diagnostic, Location, PolicyKBError, Route, Severity, catalogue
from policykb.loading.part_files import list_at, singular
from policykb.progress import Progress, no_progress
from policykb.text.edited import Edited
from policykb.text.journal import FileChange, Move, finish, write_together
from policykb.validation.report import Report, validate
from policykb.validation.report import report as report_of
from policykb.validation.workspace import Workspace
from policykb.yaml.document import Data

_EXPECTED = {catalogue.UNUSED_ACTOR, catalogue.UNUSED_TOPIC}
"""The rules that every new record breaks while nothing uses it."""


_ACCEPTED: Mapping[type, frozenset[str]] = {
    # Two records that disagreed may become one.
    Merge: frozenset({catalogue.UNACKNOWLEDGED_CONFLICT.code}),
    # A new text is not coded yet.
    AddSource: frozenset({catalogue.OPEN_SENTENCE.code}),
    ReplaceText: frozenset(rule.code for rule in catalogue.RULES if rule.code.startswith("PKB3")),
}
"""The rules whose faults a change may bring."""


@dataclass(frozen=True, slots=True)
class Added:
    """A new record: the index of its change, its kind, its id (empty for a skipped sentence), and
    its place.
    """

    change: int
    kind: str
    id: str
    location: Location


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault that the changes bring, and the index of the change with the faulty record; None if
    another record is at fault. A change that cannot be made at all has no diagnostic.
    """

    change: int | None
    message: str
    help: str
    diagnostic: Diagnostic | None = None


@dataclass(frozen=True)
class Proposal:
    """Changes of the knowledge base at ``root`` that are checked but not written.

    ``files`` are the files that change, by path, and ``moves`` the folders. ``faults`` are the new
    errors, for which nothing is written; ``warnings`` are the other new findings. ``added`` are the
    new records, in the order of their changes. ``edited`` is what files are to hold.
    """

    root: Path
    files: Mapping[str, FileChange]
    moves: Sequence[Move] = ()
    faults: Sequence[Finding] = ()
    warnings: Sequence[Finding] = ()
    added: Sequence[Added] = ()
    edited: Edited = field(default_factory=dict)
    cached: bool = True

    def write(self) -> None:
        """Write all files, or none.

        Raises:
            PolicyKBError: there are faults, or a file has changed or cannot be written.
        """
        if self.faults:
            first = self.faults[0]
            raise PolicyKBError(first.message, first.help)
        if self.files or self.moves:
            write_together(self.root, self.files, self.moves)

    def with_typed(self, path: str, text: str, written: Collection[int]) -> "Proposal":
        """Return the proposal, with the written lines (numbers from 1) removed from the kept file
        of typed lines at ``path``, so that they are not written again if the program ends in
        between. A file that does not hold ``text`` stays as it is.
        """
        file, before = self.root / path, text.encode()
        if not file.is_file() or file.read_bytes() != before:
            return self
        lines = enumerate(text.splitlines(keepends=True), start=1)
        after = "".join(line for number, line in lines if number not in written)
        return replace(self, files={**self.files, path: FileChange(before, after.encode())})

    @cached_property
    def new_conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts between claims that the changes make."""
        before, after = (
            count(open_kb(self.root, cached=self.cached, edited=edited)).conflicts()
            for edited in ({}, self.edited)
        )
        known = {(one.first.id, one.second.id) for one in before}
        return tuple(one for one in after if (one.first.id, one.second.id) not in known)


def propose(
    root: Path,
    changes: Sequence[AnyChange],
    progress: Progress = no_progress,
    *,
    cached: bool = True,
) -> Proposal:
    """Return what changes of the knowledge base at ``root`` would do, without writing anything.

    Args:
        root: The folder of the knowledge base.
        changes: What to change, one after the other; later ones see the earlier ones.
        progress: May show how far reading has come.
        cached: True if the snapshot of the files may be used, and refreshed: then only what changes
            is read and checked again.

    Raises:
        PolicyKBError: A change other than a new record cannot be made: there is no such record, or
            its file cannot be changed.
    """
    finish(root)
    check = _checker(root, progress, cached=cached)
    before: tuple[Diagnostic, ...] = ()
    with suppress(PolicyKBError):  # nothing was checked: there is no record yet
        before = check({}).diagnostics
    draft = Draft(root, cached=cached)
    new, refused = _make(draft, changes)
    places = _places(draft, new)
    report = check(draft.edited)
    found = list(_new_findings(draft, before, report, places, changes))
    accepted = frozenset[str]().union(*(_ACCEPTED.get(type(one), ()) for one in changes))
    faults = [one for one in found if _is_refused(one.diagnostic, report, accepted)]
    return Proposal(
        root,
        draft.files(),
        tuple(draft.moves),
        (*(Finding(*refusal) for refusal in refused), *faults),
        [one for one in found if one not in faults],
        _added(draft, places),
        draft.edited,
        cached,
    )


def _checker(root: Path, progress: Progress, *, cached: bool) -> Callable[[Edited], Report]:
    """Return a function that validates files as they are to be; what they have in common with the
    files as they are is read once.
    """
    if cached:
        return lambda edited: validate(root, (), progress, edited=edited, cached=True)
    workspace = Workspace(root)
    return lambda edited: report_of(root, workspace.check(edited, progress), edited=edited)


def _make(draft: Draft, changes: Sequence[AnyChange]) -> AddedRecords:
    """Make the changes in a draft; return the new records."""
    made = AddedRecords([], [])
    for _, run in groupby(enumerate(changes), key=lambda one: isinstance(one[1], AddRecord)):
        adds: list[tuple[int, AddRecord]] = []
        for index, change in run:
            match change:
                case AddRecord():
                    adds.append((index, change))
                case AddSource():
                    add_source(draft, change)
                case ReplaceText():
                    replace_text(draft, change)
                case Rename():
                    rename(draft, change)
                case Merge():
                    merge(draft, change)
                case SetFields():
                    set_fields(draft, change)
                case Retract():
                    retract(draft, change)
        new, refused = add_records(draft, adds)
        made.new.extend(new)
        made.refused.extend(refused)
    return made


_Places = dict[tuple[str, Route], NewRecord]
"""The new records by their files and the routes to them."""


def _places(draft: Draft, new: Sequence[NewRecord]) -> _Places:
    waiting: dict[tuple[str, str], list[NewRecord]] = {}
    for one in new:
        waiting.setdefault((one.path, one.key), []).append(one)
    found: _Places = {}
    for (path, key), some in waiting.items():
        by_name: dict[str, list[NewRecord]] = {}
        for one in some:
            by_name.setdefault(_name(one.data), []).append(one)
        for index, item in enumerate(list_at(draft.document(path).data, key)):
            same = by_name.get(_name(item), [])
            if match := next((one for one in same if one.data == item), None):
                found[path, (key, index)] = match
                same.remove(match)
    return found


def _name(item: Data) -> str:
    """Return the id of a record, or else its quote."""
    value = (item.get("id") or item.get("quote")) if isinstance(item, dict) else None
    return value if isinstance(value, str) else ""


def _added(draft: Draft, places: _Places) -> tuple[Added, ...]:
    found = (
        Added(
            new.change,
            singular(new.key),
            str(new.data.get("id", "")),
            draft.document(path).location(route),
        )
        for (path, route), new in places.items()
    )
    return tuple(sorted(found, key=lambda one: one.change))


def _new_findings(
    draft: Draft,
    before: Sequence[Diagnostic],
    report: Report,
    places: _Places,
    changes: Sequence[AnyChange],
) -> Iterator[Finding]:
    """Yield what is found with the changes made and was not found before."""
    moved = {move.new: move.old for move in draft.moves}
    renamed = [
        (
            rf"(?<![\w-]){re.escape(one.old)}(?![\w-])",
            one.new if isinstance(one, Rename) else one.into,
        )
        for one in changes
        if isinstance(one, Rename | Merge)
    ]

    def key(fault: Diagnostic) -> tuple[str, str, str]:
        folder, _, name = fault.location.path.rpartition("/")
        message = fault.message
        for old, new in renamed:
            message = re.sub(old, new, message)
        return f"{moved.get(folder, folder)}/{name}", fault.rule.code, message

    known = Counter(map(key, before))
    for fault in report.diagnostics:
        new = places.get((fault.location.path, fault.route[:2]))
        if new is None and known[key(fault)] > 0:
            known[key(fault)] -= 1
        elif new is None or fault.rule not in _EXPECTED:
            yield Finding(new.change if new else None, fault.message, fault.help, fault)


def _is_refused(fault: Diagnostic | None, report: Report, accepted: frozenset[str]) -> bool:
    """Return True if nothing is to be written for a fault, unless its rule is accepted."""
    if fault is None or fault.rule.code in accepted:
        return False
    return fault.rule.severity is Severity.ERROR or report.settings.strict is True
