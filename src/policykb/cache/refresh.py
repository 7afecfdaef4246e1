"""Bringing the snapshot of a knowledge base up to date: what has changed is read again."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

from policykb.cache import sqlite as sqlite3
from policykb.cache.folder import forget_gone
from policykb.cache.lazy_kb import stored_kb
from policykb.cache.location import place_of
from policykb.cache.snapshot import Snapshot, joined
from policykb.cache.staleness import Staleness, Survey
from policykb.cache.trust import DAMAGE, forsaken
from policykb.cache.writer import Draft
from policykb.diagnostics import Diagnostic
from policykb.loading.assemble import Assembly, assemble
from policykb.loading.layout import Layout
from policykb.loading.lazy_documents import LazyDocuments
from policykb.loading.locate import MARKER
from policykb.loading.outline import ActorTopic, Header, Outline, Part
from policykb.loading.parallel import read_parts
from policykb.loading.part import read_part
from policykb.loading.read import LoadedKB, has_unsupported_version, part_names, yaml_files_of
from policykb.loading.serialize import (
    deserialize_left_out,
    deserialize_outline,
    serialize_faults,
    serialize_left_out,
)
from policykb.progress import Progress, no_progress

_FAILURES = (sqlite3.Error, OSError, UnicodeEncodeError)
"""What keeps a snapshot from being made: no room, no permission, names that are no text."""


class Checker(Protocol):
    """The checks whose findings a snapshot keeps. The cache is handed them and imports none."""

    def check_part(self, root: Path, part: Part) -> Iterable[Diagnostic]:
        """Return the faults in the records and the text of a part."""

    def two_sided_pairs(self, outlines: Mapping[str, Outline]) -> Mapping[ActorTopic, bool]:
        """Return the actor-topic pairs to check, with True if their claims are compared."""

    def check_pair(
        self, loaded: LoadedKB, pair: ActorTopic, *, is_compared: bool
    ) -> Iterable[Diagnostic]:
        """Return the faults in the claims of an actor on a topic."""

    def check_whole(self, loaded: LoadedKB) -> Iterable[Diagnostic]:
        """Return the faults that only show among all records."""


def refreshed(
    root: Path,
    old: Snapshot | None,
    progress: Progress = no_progress,
    checker: Checker | None = None,
    *,
    words: bool = False,
) -> Snapshot | None:
    """The snapshot of the knowledge base at ``root`` as its files are now, made of an ``old`` one
    if there is any; None if there can be none. If ``check`` asks for it, it has all that is wrong
    with it, and if ``words`` does, an index of words.
    """
    layout = Layout(root)
    # What links lead to may change without a trace in them.
    if layout.has_links or has_unsupported_version(read_part(root, MARKER).parsed):
        return None
    try:
        return _refreshed(root, layout, old, progress, checker, words=words)
    except (*_FAILURES, *DAMAGE) as error:
        if old is not None and forsaken(error):
            return refreshed(root, None, progress, checker, words=words)
        if isinstance(error, _FAILURES):
            return None
        raise


def _refreshed(
    root: Path,
    layout: Layout,
    old: Snapshot | None,
    progress: Progress,
    checker: Checker | None,
    *,
    words: bool,
) -> Snapshot | None:
    parts, check = [MARKER, *part_names(layout)], checker is not None
    survey = Survey.of(root, parts)
    stale, spoilt = set(parts), set[str]()
    if old is not None:
        staleness = Staleness(old, survey)
        stale = {one for one in parts if staleness.records_changed(one)}
        checked = [one for one in parts if one not in stale.union(staleness.unchecked)]
        spoilt = {one for one in checked if staleness.text_changed(one)}
        if check:
            stale = set(parts).difference(checked) | spoilt
    laid_out = _laid_out(layout)
    is_current = (
        old is not None
        and not (stale or spoilt)
        and old.told("layout") == laid_out
        and old.has(check=check)
    )
    if old is not None and is_current and not survey.is_settled and old.has(words=words):
        return old  # only its stamps could be newer, and they would be no better
    draft = Draft(place_of(root), old.connection if old else None)
    try:
        if not is_current:
            draft.uncheck(spoilt)
            ordered = [one for one in parts if one in stale]
            read = _Filling(root, layout, parts, draft).fill(ordered, progress, checker)
            draft.doubt(survey.changed(Survey.of(root, read)))
        if words or draft.words:
            draft.index_words()
        draft.tell({"layout": laid_out, **survey.told()})
        sealed = draft.finish(root)
        if old is None:
            forget_gone()
    except BaseException:
        draft.discard()
        raise
    made = Snapshot.of(root)
    # Another process may have put there what it had seen of the files, before or without checks.
    return made if made is not None and made.told("seal") == sealed else None


def _laid_out(layout: Layout) -> str:
    """A layout as a text, to be compared."""
    texts = (serialize_faults(layout.faults), serialize_left_out(layout.left_out))
    return "\n".join([*texts, *map(ascii, layout.source_ids)])


class _Filling:
    """Puts into a draft what has to be read, and what follows from it for the whole."""

    def __init__(self, root: Path, layout: Layout, parts: Sequence[str], draft: Draft) -> None:
        self.root = root
        self.layout = layout
        self.parts = parts
        self.draft = draft

    def fill(self, stale: Sequence[str], progress: Progress, checker: Checker | None) -> list[str]:
        """Read the stale parts, and decide anew what depends on them; all parts that were read."""
        draft = self.draft
        outlines, shaken = draft.outlines(), draft.shaken()
        gone = outlines.keys() - set(self.parts)
        cells = set(_cells(outlines, {*stale, *gone, *shaken}))
        draft.drop(gone)
        outlines |= self._read(stale, progress, checker)
        outlines = {name: outlines[name] for name in self.parts}
        reread = cache(lambda name: read_part(self.root, name, thorough=True))
        assembled = assemble(outlines, reread)
        # What was troubled only by others may be so no more.
        healed = [one for one in self.parts if one in shaken and one not in assembled.rows]
        for name in healed:
            if name not in stale:
                draft.put_rows(name, reread(name).parsed.rows, shaken=False)
        for name, rows in assembled.rows.items():
            draft.put_rows(name, rows, shaken=True)
        draft.index()
        for cell in cells.union(_cells(outlines, {*stale, *healed, *assembled.rows})):
            draft.drop_cell(cell)
        self._tell(assembled)
        draft.tell({"checked": int(checker is not None)})
        if checker is not None:
            self._check(assembled, checker)
        return [*{*stale, *healed, *assembled.rows}]

    def _read(
        self, names: Sequence[str], progress: Progress, checker: Checker | None
    ) -> dict[str, Outline]:
        found: dict[str, Outline] = {}
        for packed in read_parts(
            self.root, names, checker.check_part if checker else None, progress
        ):
            self.draft.put(packed)
            found[packed.name] = deserialize_outline(packed.outline)
        return found

    def _tell(self, assembled: Assembly) -> None:
        header = self.draft.header() or Header()
        by_part = self.draft.left_out()
        files = [
            one for name in self.parts for one in deserialize_left_out(by_part.get(name, "[]"))
        ]
        left_out = [*files, *self.layout.left_out, *assembled.left_out]
        outlines = assembled.outlines.values()
        self.draft.tell(
            {
                "title": header.title,
                "description": header.description,
                "broader": " ".join(sorted({one for some in outlines for one in some.broader})),
                "left out": len(left_out),
                "left_out": serialize_left_out(left_out) if left_out else "",
                "faults": serialize_faults([*self.layout.faults, *assembled.faults]),
                "files": joined(yaml_files_of(assembled)),
                "commented": joined(path for some in outlines for path in some.commented),
                "sources": len(self.layout.source_ids),
            }
        )

    def _check(self, assembled: Assembly, checker: Checker) -> None:
        documents = LazyDocuments(self.root, yaml_files_of(assembled), {})
        kb = stored_kb(self.draft.connection, self.root)
        loaded = LoadedKB(kb, documents, (), (), outlines=assembled.outlines)
        known = self.draft.cells()
        found = checker.two_sided_pairs(assembled.outlines)
        for cell in known.keys() - found.keys():
            self.draft.drop_cell(cell)
        for cell, is_compared in found.items():
            if known.get(cell) != is_compared:
                faults = checker.check_pair(loaded, cell, is_compared=is_compared)
                self.draft.put_cell(cell, faults, compared=is_compared)
        self.draft.tell({"findings": serialize_faults(checker.check_whole(loaded))})


def _cells(outlines: Mapping[str, Outline], names: Iterable[str]) -> Iterable[ActorTopic]:
    """The actors and topics that these parts have claims of and on."""
    for name in names:
        if name in outlines:
            for side in outlines[name].claims.values():
                yield side.actor, side.topic
