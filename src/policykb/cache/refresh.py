"""Bringing the snapshot of a knowledge base up to date: what has changed is read again."""

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import NoReturn, Protocol

from policykb.cache import sqlite as sqlite3
from policykb.cache.folder import prune
from policykb.cache.lazy_kb import stored_kb
from policykb.cache.location import snapshot_path
from policykb.cache.snapshot import Snapshot, join_paths
from policykb.cache.staleness import Staleness, Survey
from policykb.cache.tables import DamagedSnapshotError
from policykb.cache.writer import SnapshotFileWriter, SnapshotWriter
from policykb.diagnostics import Diagnostic
from policykb.loading.assemble import Assembly, assemble
from policykb.loading.layout import Layout
from policykb.loading.lazy_documents import LazyDocuments
from policykb.loading.locate import MARKER
from policykb.loading.outline import Header, Outline, Part, part_of
from policykb.loading.parallel import read_parts
from policykb.loading.part import read_part
from policykb.loading.read import LoadedKB, has_unsupported_version, part_names, yaml_files_of
from policykb.loading.serialize import (
    deserialize_left_out,
    deserialize_outline,
    serialize_faults,
    serialize_left_out,
)
from policykb.model.records import ActorTopic
from policykb.progress import Progress, no_progress
from policykb.text.edited import UNEDITED, Edited

_FAILURES = (sqlite3.Error, OSError, UnicodeEncodeError)
"""The errors if no snapshot can be made: no room, no permission, file names that are no text."""


class Checker(Protocol):
    """The checks whose findings a snapshot keeps. The cache is handed them and imports none."""

    def check_part(self, root: Path, part: Part, edited: Edited) -> Iterable[Diagnostic]:
        """Return the faults in the records and the text of a part."""

    def pairs_by_sign(self, outline: Outline) -> Mapping[int, Collection[ActorTopic]]:
        """Return the actor-topic pairs of the counted claims of a part, by the sign of a stance."""

    def two_sided_pairs(
        self, parts: Iterable[Mapping[int, Collection[ActorTopic]]]
    ) -> Iterable[ActorTopic]:
        """Return the actor-topic pairs to check, which have claims of both signs."""

    def check_pair(self, loaded: LoadedKB, pair: ActorTopic) -> Collection[Diagnostic]:
        """Return the faults in the claims of an actor on a topic."""

    def check_whole(self, loaded: LoadedKB) -> Iterable[Diagnostic]:
        """Return the faults that only show among all records."""


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Put off garbage collections, which would look through thousands of outlines in vain."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_without_garbage_collection()
def refresh(
    root: Path,
    old: Snapshot | None,
    progress: Progress = no_progress,
    checker: Checker | None = None,
) -> Snapshot | None:
    """Return the snapshot of the knowledge base at ``root`` as its files are now.

    Args:
        root: The folder of the knowledge base.
        old: A snapshot of older files, of which the parts that are not stale are kept.
        progress: May show how far reading has come.
        checker: Finds the faults that the snapshot is to hold, if it is to hold any.

    Returns:
        The snapshot; None if there can be none.

    Raises:
        DamagedSnapshotError: the old snapshot is damaged.
    """
    layout = Layout(root)
    # What links lead to may change without a trace in the links.
    if layout.has_links or has_unsupported_version(read_part(root, MARKER).parsed):
        return None
    try:
        return _refresh(root, layout, old, progress, checker)
    except (*_FAILURES, DamagedSnapshotError) as error:
        if old is not None and isinstance(error, (sqlite3.Error, DamagedSnapshotError)):
            raise DamagedSnapshotError from error
        return None


def _refresh(
    root: Path,
    layout: Layout,
    old: Snapshot | None,
    progress: Progress,
    checker: Checker | None,
) -> Snapshot | None:
    parts, check = [MARKER, *part_names(layout)], checker is not None
    survey = Survey.take(root, parts)
    stale, unchecked = set(parts), set[str]()
    if old is not None:
        staleness = Staleness(old, survey)
        stale = {one for one in parts if staleness.records_changed(one)}
        to_check = stale | staleness.unchecked
        checked = [one for one in parts if one not in to_check]
        unchecked = {one for one in checked if staleness.text_changed(one)}
        if check:
            stale = set(parts).difference(checked) | unchecked
    layout_text = _layout_text(layout)
    is_current = (
        old is not None
        and not (stale or unchecked)
        and old.database.text("layout") == layout_text
        and (old.is_checked or not check)
    )
    if old is not None and is_current and not survey.is_settled:
        return old  # only its stamps could be newer, and they would be no better
    writer = SnapshotFileWriter(snapshot_path(root), old.database if old else None)
    try:
        if not is_current:
            writer.drop_findings(unchecked)
            ordered = [one for one in parts if one in stale]
            read = _Refresh(root, layout, parts, writer).run(ordered, progress, checker)
            writer.mark_stale(survey.changed(Survey.take(root, read)))
        writer.set_meta({"layout": layout_text, **survey.meta()})
        token = writer.finish(root)
        if old is None:
            prune()
    except BaseException:
        writer.discard()
        raise
    made = Snapshot.open(root)
    # Another process may have replaced it by one of older files, or one without findings.
    return made if made is not None and made.database.text("token") == token else None


def with_edits(old: Snapshot, edited: Edited, checker: Checker | None) -> Snapshot | None:
    """Return a copy of a fresh snapshot, in memory, of the files as they are to be.

    Args:
        old: The snapshot of the files as they are; it is closed.
        edited: What files are to hold instead.
        checker: Finds the faults that the copy is to hold, if it is to hold any.

    Returns:
        The copy; None if there can be none.

    Raises:
        DamagedSnapshotError: the old snapshot is damaged.
    """
    with closing(old):
        layout = Layout(old.root, edited)
        if has_unsupported_version(read_part(old.root, MARKER, edited).parsed):
            return None
        parts = [MARKER, *part_names(layout)]
        changed = {part_of(path) for path in edited} | set(parts).difference(old.parts())
        writer = SnapshotWriter.in_memory(old.database)
        stale = [one for one in parts if one in changed]
        _Refresh(old.root, layout, parts, writer, edited).run(stale, no_progress, checker)
        return Snapshot(old.root, old.path, writer.database)


def _layout_text(layout: Layout) -> str:
    """Return a layout as a text, to be compared."""
    texts = (serialize_faults(layout.faults), serialize_left_out(layout.left_out))
    return "\n".join([*texts, *map(ascii, layout.source_ids)])


class _Refresh:
    """Reads the stale parts of a snapshot, and decides anew what depends on them."""

    def __init__(
        self,
        root: Path,
        layout: Layout,
        parts: Sequence[str],
        writer: SnapshotWriter,
        edited: Edited = UNEDITED,
    ) -> None:
        self.root = root
        self.layout = layout
        self.parts = parts
        self.writer = writer
        self.edited = edited

    def run(self, stale: Sequence[str], progress: Progress, checker: Checker | None) -> list[str]:
        """Read the stale parts, and decide anew what depends on them. Return all parts that were
        read.
        """
        writer = self.writer
        outlines, unsound = writer.outlines(), writer.unsound()
        gone = outlines.keys() - set(self.parts)
        pairs = set(_pairs(outlines, {*stale, *gone, *unsound}))
        writer.drop(gone)
        outlines |= self._read(stale, progress, checker)
        outlines = {name: outlines[name] for name in self.parts}
        reread = cache(lambda name: read_part(self.root, name, self.edited, thorough=True))
        assembled = assemble(outlines, reread)
        # Parts whose candidates were invalid only because of other parts may be sound again.
        healed = [one for one in self.parts if one in unsound and one not in assembled.raw_records]
        for name in healed:
            if name not in stale:
                writer.put_rows(name, reread(name).parsed.raw_records, unsound=False)
        for name, rows in assembled.raw_records.items():
            writer.put_rows(name, rows, unsound=True)
        writer.index()
        if known := writer.pairs():
            pairs.update(_pairs(outlines, {*stale, *healed, *assembled.raw_records}))
            writer.drop_pairs(known & pairs)
        self._set_meta(assembled)
        writer.set_totals()
        writer.set_meta({"checked": int(checker is not None)})
        if checker is not None:
            self._check(assembled, checker)
        return [*{*stale, *healed, *assembled.raw_records}]

    def _read(
        self, names: Sequence[str], progress: Progress, checker: Checker | None
    ) -> dict[str, Outline]:
        found: dict[str, Outline] = {}
        check = checker.check_part if checker else None
        for packed in read_parts(self.root, names, check, progress, self.edited):
            self.writer.put(packed)
            found[packed.name] = deserialize_outline(packed.outline)
        return found

    def _set_meta(self, assembled: Assembly) -> None:
        header = self.writer.header() or Header()
        by_part = self.writer.left_out()
        files = [one for name in self.parts for one in deserialize_left_out(by_part[name])]
        left_out = [*files, *self.layout.left_out, *assembled.left_out]
        outlines = assembled.outlines.values()
        self.writer.set_meta(
            {
                "title": header.title,
                "description": header.description,
                "broader": " ".join(sorted({one for some in outlines for one in some.broader})),
                "left out count": len(left_out),
                "left_out": serialize_left_out(left_out) if left_out else "",
                "faults": serialize_faults([*self.layout.faults, *assembled.faults]),
                "files": join_paths(yaml_files_of(assembled)),
                "commented": join_paths(path for some in outlines for path in some.commented),
                "source folders": len(self.layout.source_ids),
            }
        )

    def _check(self, assembled: Assembly, checker: Checker) -> None:
        documents = LazyDocuments(self.root, yaml_files_of(assembled), self.edited)
        kb = stored_kb(self.writer.database, self.root, _raise_damaged)
        loaded = LoadedKB(kb, documents, (), (), outlines=assembled.outlines)
        known = self.writer.pairs()
        found = checker.two_sided_pairs(map(checker.pairs_by_sign, assembled.outlines.values()))
        self.writer.drop_pairs(known.difference(found))
        new = (pair for pair in found if pair not in known)
        self.writer.put_pairs((pair, checker.check_pair(loaded, pair)) for pair in new)
        self.writer.set_meta({"findings": serialize_faults(checker.check_whole(loaded))})


def _raise_damaged() -> NoReturn:
    raise DamagedSnapshotError


def _pairs(outlines: Mapping[str, Outline], names: Iterable[str]) -> Iterable[ActorTopic]:
    """Yield the actor-topic pairs of the claims in these parts."""
    for name in names:
        if name in outlines:
            for side in outlines[name].claims.values():
                yield side.actor, side.topic
