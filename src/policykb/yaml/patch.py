"""Fixes as edits of a file's text: whatever they do not speak of stays as it is, to the byte.

What an edit makes is read again before anybody sees it: a text that does not say what the
fix meant, or that lost a comment, is dropped.
"""

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from copy import deepcopy

from policykb.diagnostics import Fix, OrderKeys, RenameKey, SetValue
from policykb.diagnostics.catalogue import YAML_DIRECTIVE
from policykb.yaml.document import Data, Document
from policykb.yaml.edits import Edit, Edits, FixEdits
from policykb.yaml.parser import parse_document


def apply_edits(text: str, splices: Iterable[Edit]) -> str:
    """``text`` with all the splices, of which no two may overlap."""
    parts: list[str] = []
    at = 0
    for start, end, new in sorted(splices):
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


def edits_for(document: Document, fixes: Sequence[Fix]) -> list[Edits]:
    """How each of ``fixes``, by itself, can be made in the text of ``document``; an empty way for
    one that cannot be. What was hidden from the parser hides its file from all fixes.
    """
    found: list[Edits] = [()] * len(fixes)
    # Where something was hidden, the text of the document is not that of the file.
    if "\ufffd" in document.text or any(f.rule is YAML_DIRECTIVE for f in document.faults):
        return found
    possible = FixEdits(document)
    waiting = [(index, next(possible.ways(fix), ())) for index, fix in enumerate(fixes)]
    while waiting := [(index, way) for index, way in waiting if way]:
        together, later = _apart(waiting)
        for index, way in _sound(possible, fixes, together):
            found[index] = way
        waiting = later
    return found


def apply_fixes(document: Document, fixes: Sequence[Fix]) -> tuple[Document, list[Fix]]:
    """The document with as many of ``fixes`` as go together, and those that were made."""
    known = [(index, way) for index, way in enumerate(edits_for(document, fixes)) if way]
    # Of two that meet one has to wait: what it was made for may look different then.
    together, _ = _apart(known)
    made = _read(document, [part for _, way in together for part in way])
    return made, [fixes[index] for index, _ in together]


_Chosen = list[tuple[int, Edits]]


def _apart(chosen: _Chosen) -> tuple[_Chosen, _Chosen]:
    """The ways that do not meet those before them, and the others."""
    taken: list[tuple[int, int]] = []
    together: _Chosen = []
    later: _Chosen = []
    for index, way in chosen:
        meets = any(_meets(taken, part) for part in way)
        (later if meets else together).append((index, way))
        for part in () if meets else way:
            insort(taken, (part.start, part.end))
    return together, later


def _meets(taken: Sequence[tuple[int, int]], part: Edit) -> bool:
    at = bisect_right(taken, (part.start, part.end))
    before = at > 0 and taken[at - 1][1] >= part.start
    return before or (at < len(taken) and taken[at][0] <= part.end)


def _sound(possible: FixEdits, fixes: Sequence[Fix], chosen: _Chosen) -> _Chosen:
    """The ways that do what their fixes mean, where need be others than those chosen."""
    document = possible.document
    made = _read(document, [part for _, way in chosen for part in way])
    if _says(made, document, [fixes[index] for index, _ in chosen]):
        return chosen
    if len(chosen) > 1:
        half = len(chosen) // 2
        parts = (chosen[:half], chosen[half:])
        return [one for part in parts for one in _sound(possible, fixes, part)]
    ((index, first),) = chosen
    others = [way for way in possible.ways(fixes[index]) if way != first]
    sound = (way for way in others if _says(_read(document, way), document, [fixes[index]]))
    return [(index, next(sound, ()))]


def _read(document: Document, parts: Iterable[Edit]) -> Document:
    return parse_document(apply_edits(document.text, parts).encode(), document.path)


def _says(made: Document, document: Document, fixes: Sequence[Fix]) -> bool:
    """Whether ``made`` says what ``document`` said, but for the fixes, comments included."""
    if made.data is None or len(made.faults) > len(document.faults):
        return False
    wanted = deepcopy(document.data)
    # A field that is renamed is renamed last: the ways to others lead past its old name.
    for fix in sorted(fixes, key=lambda one: isinstance(one, RenameKey)):
        _change(wanted, fix)
    comments = (Counter(one.text for one in each.comments()) for each in (document, made))
    return made.data == wanted and next(comments) == next(comments)


def _change(data: Data | None, fix: Fix) -> None:
    """Do to ``data`` what the fix means."""
    if isinstance(fix, OrderKeys):
        return  # of mappings as data
    *way, last = fix.route
    for step in way:
        data = _inside(data, step)
    if isinstance(fix, RenameKey) and isinstance(data, dict):
        data[fix.key] = data.pop(str(last))
    elif isinstance(fix, SetValue) and isinstance(data, dict):
        data[str(last)] = fix.value
    elif isinstance(fix, SetValue) and isinstance(data, list):
        data[int(last)] = fix.value


def _inside(data: Data | None, step: str | int) -> Data | None:
    if isinstance(data, dict):
        return data.get(str(step))
    return data[int(step)] if isinstance(data, list) else None
