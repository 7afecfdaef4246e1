"""Fixes as edits of a file's text, which change nothing else in the file.

The edited text is parsed and checked: edits that do not have the effect of the fix, or that lose a
comment, are dropped.
"""

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy

from policykb.diagnostics import Fix, OrderKeys, PolicyKBError, RenameKey, SetValue
from policykb.diagnostics.catalogue import YAML_DIRECTIVE
from policykb.yaml.document import Data, Document
from policykb.yaml.edits import Edit, Edits, FixEdits
from policykb.yaml.parser import parse_document
from policykb.yaml.record_edits import RecordEdit, Remove, changed_data, record_edits


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return ``text`` with the edits applied. No two of them may overlap."""
    parts: list[str] = []
    at = 0
    for start, end, new in sorted(edits):
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


def edits_for(document: Document, fixes: Sequence[Fix]) -> list[Edits]:
    """Return the edits that apply each of ``fixes`` by itself; empty if one cannot be applied.

    No fix can be applied to a document that holds forbidden characters or directives.
    """
    found: list[Edits] = [()] * len(fixes)
    # Then the text of the document is not that of the file.
    if "\ufffd" in document.text or any(f.rule is YAML_DIRECTIVE for f in document.faults):
        return found
    candidates = FixEdits(document)
    waiting = [(index, next(candidates.candidates(fix), ())) for index, fix in enumerate(fixes)]
    while waiting := [(index, edits) for index, edits in waiting if edits]:
        together, waiting = _without_overlaps(waiting)
        for index, edits in _verified(candidates, fixes, together):
            found[index] = edits
    return found


def apply_fixes(document: Document, fixes: Sequence[Fix]) -> tuple[Document, list[Fix]]:
    """Return the document with as many of ``fixes`` applied as do not overlap, and those fixes."""
    known = [(index, edits) for index, edits in enumerate(edits_for(document, fixes)) if edits]
    # A fix that overlaps another one has to wait, because its value may be different afterwards.
    together, _ = _without_overlaps(known)
    edited = _edit(document, [edit for _, edits in together for edit in edits])
    return edited, [fixes[index] for index, _ in together]


def change_records(
    document: Document, values: Sequence[SetValue], changes: Sequence[RecordEdit]
) -> Document:
    """Return the document with other values and, one after the other, with changed records.

    Raises:
        PolicyKBError: It cannot be changed without changing something else.
    """
    if "\ufffd" in document.text:  # then the text is not that of the file
        raise _not_changed(document)
    edited, done = apply_fixes(document, values) if values else (document, [])
    if len(done) < len(values):
        raise _not_changed(document)
    for change in changes:
        edited = _changed(edited, change)
    return edited


def _changed(document: Document, change: RecordEdit) -> Document:
    wanted = deepcopy(document.data)
    changed_data(document, wanted, change)
    edits = record_edits(document, change)
    edited = _edit(document, edits)
    removed = _comments_within(document, edits) if isinstance(change, Remove) else ()
    lost = _comments(document) - _comments(edited) - Counter(removed)
    is_worse = len(edited.faults) > len(document.faults)
    if not edits or edited.data != wanted or is_worse or lost:
        raise _not_changed(document)
    return edited


def _comments(document: Document) -> Counter[str]:
    return Counter(comment.text for comment in document.comments())


def _comments_within(document: Document, edits: Edits) -> Iterator[str]:
    """Yield the comments in the text that edits replace."""
    for start, end, _ in edits:
        first, last = document.exact_span(start, start).line, document.exact_span(end, end).line
        yield from (one.text for one in document.comments() if first <= one.span.line <= last)


def _not_changed(document: Document) -> PolicyKBError:
    return PolicyKBError(
        f"{document.path} cannot be changed without changing something else in it",
        "Change it in an editor, or run `policykb fmt` on it first.",
    )


_Chosen = list[tuple[int, Edits]]
"""Edits with the index of their fix."""


def _without_overlaps(chosen: _Chosen) -> tuple[_Chosen, _Chosen]:
    """Split edits into those that do not overlap or touch any before them, and the others."""
    taken: list[tuple[int, int]] = []
    together: _Chosen = []
    others: _Chosen = []
    for index, edits in chosen:
        overlaps = any(_overlaps(taken, edit) for edit in edits)
        (others if overlaps else together).append((index, edits))
        for edit in () if overlaps else edits:
            insort(taken, (edit.start, edit.end))
    return together, others


def _overlaps(taken: Sequence[tuple[int, int]], edit: Edit) -> bool:
    at = bisect_right(taken, (edit.start, edit.end))
    before = at > 0 and taken[at - 1][1] >= edit.start
    return before or (at < len(taken) and taken[at][0] <= edit.end)


def _verified(candidates: FixEdits, fixes: Sequence[Fix], chosen: _Chosen) -> _Chosen:
    """Return edits that have the effect of their fixes: those chosen, or other candidates."""
    document = candidates.document
    edited = _edit(document, [edit for _, edits in chosen for edit in edits])
    if _has_effect(edited, document, [fixes[index] for index, _ in chosen]):
        return chosen
    if len(chosen) > 1:
        half = len(chosen) // 2
        halves = (chosen[:half], chosen[half:])
        return [one for part in halves for one in _verified(candidates, fixes, part)]
    ((index, first),) = chosen
    others = [edits for edits in candidates.candidates(fixes[index]) if edits != first]
    verified = (
        edits for edits in others if _has_effect(_edit(document, edits), document, [fixes[index]])
    )
    return [(index, next(verified, ()))]


def _edit(document: Document, edits: Iterable[Edit]) -> Document:
    return parse_document(apply_edits(document.text, edits).encode(), document.path)


def _has_effect(edited: Document, document: Document, fixes: Sequence[Fix]) -> bool:
    """Return True if the edited document differs from the original one by the fixes and nothing
    else, in its data and its comments.
    """
    if edited.data is None or len(edited.faults) > len(document.faults):
        return False
    wanted = deepcopy(document.data)
    # Renames come last, because the routes of other fixes hold the old names.
    for fix in sorted(fixes, key=lambda one: isinstance(one, RenameKey)):
        _change(wanted, fix)
    comments = (Counter(one.text for one in each.comments()) for each in (document, edited))
    return edited.data == wanted and next(comments) == next(comments)


def _change(data: Data | None, fix: Fix) -> None:
    """Apply a fix to plain data."""
    if isinstance(fix, OrderKeys):
        return  # the order does not matter in the data
    *parents, last = fix.route
    for step in parents:
        data = _child(data, step)
    if isinstance(fix, RenameKey) and isinstance(data, dict):
        data[fix.key] = data.pop(str(last))
    elif isinstance(fix, SetValue) and isinstance(data, dict):
        data[str(last)] = fix.value
    elif isinstance(fix, SetValue) and isinstance(data, list):
        data[int(last)] = fix.value


def _child(data: Data | None, step: str | int) -> Data | None:
    if isinstance(data, dict):
        return data.get(str(step))
    return data[int(step)] if isinstance(data, list) else None
