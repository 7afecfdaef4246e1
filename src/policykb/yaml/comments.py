"""Gives each comment of a document to the entry that it belongs to."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from policykb.yaml.document import Comment, Document
from policykb.yaml.suppressions import is_suppression
from policykb.yaml.tree import Entry, Place, Tree

_MODELINE = re.compile(r"#\s*(?:yaml-language-server:|vim?:|-\*-)")


def attach_comments(document: Document) -> Entry:
    """The top of a document without faults, with all comments where they belong."""
    return _Placement(document).place()


class _Placement:
    """Goes through the comments from top to bottom."""

    def __init__(self, document: Document) -> None:
        self.tree = Tree(document)

    def place(self) -> Entry:
        entries = self.tree.entries
        starts = [entry.start for entry in entries]
        last = (0, 0)
        gap = _Gap(None, None)
        for comment in self.tree.comments:
            at = comment.span[:2]
            index = bisect_right(starts, at)
            previous = entries[index - 1] if index else None
            following = entries[index] if index < len(starts) else None
            if (gap.previous, gap.following) != (previous, following):
                gap = _Gap(previous, following)
            if not self.end_of_line(comment, gap, last):
                self.between(comment, gap)
            last = at
        self.part_head()
        return self.tree.top

    def part_head(self) -> None:
        """What a blank line parts from the first field is of the file, as are lines for editors."""
        first = _first(self.tree.top)
        parted = max((place for place, text in enumerate(first.before, 1) if not text), default=0)
        while parted < len(first.before) and _MODELINE.match(first.before[parted]):
            parted += 1
        self.tree.top.head, first.before = first.before[:parted], first.before[parted:]

    def end_of_line(self, comment: Comment, gap: "_Gap", last: Place) -> bool:
        """Give a comment to the entry whose line it ends, if there is one."""
        previous, at = gap.previous, comment.span[:2]
        if comment.alone or previous is None:
            return False
        for entry in reversed(list(previous.outward())):
            if entry.flow and entry.ends <= at and entry.ends[0] == at[0]:
                if entry.inner and last > entry.start and not is_suppression(comment.text):
                    entry.foot.append(comment.text)
                else:
                    _beside(entry, comment.text)
                return True
        lines = {previous.start[0]}
        if previous.flow or not previous.inner:
            lines |= {previous.begins[0], previous.ends[0]}
        if at[0] in lines and (previous.key is not None or not previous.inner):
            _beside(previous, comment.text)
            return True
        return False

    def between(self, comment: Comment, gap: "_Gap") -> None:
        """Give a comment to what stands around it."""
        previous, following, at = gap.previous, gap.following, comment.span[:2]
        around = list(previous.outward()) if previous else []
        if previous and not previous.inner and at < previous.ends:
            _demote(previous)
            self.add(comment, previous.before, below=True)
            return
        opened = next((one for one in around if one.flow and one.begins < at < one.ends), None)
        if following and is_suppression(comment.text):
            gap.begun = True
        if opened and not opened.holds(following) and not gap.begun:
            self.add(comment, opened.foot)
            return
        gap.begun = gap.begun or not comment.alone or self.has_dash(gap, at[0])
        owner = None if opened or gap.begun else gap.owner(at[1])
        if owner:
            gap.foot = owner
            self.add(comment, owner.foot)
        elif following:
            gap.begun = True  # what comes after comes after
            target = _first(self.tree.top) if following is self.tree.top else following
            self.add(comment, target.before, below=True)
        else:
            self.add(comment, self.tree.top.foot)

    def has_dash(self, gap: "_Gap", line: int) -> bool:
        """Whether a dash stands on a line of its own between what is before and this line."""
        seen = max(gap.seen, gap.previous.ends[0] if gap.previous else 0)
        gap.seen = max(seen, line)
        return any(self.tree.lines[one].lstrip()[:1] in {"-", "?"} for one in range(seen, line - 1))

    def add(self, comment: Comment, texts: list[str], *, below: bool = False) -> None:
        """Add a comment with the blank line above it, and the last one with that ``below``."""
        line = comment.span.line
        if comment.alone and self.tree.is_blank(line - 1):
            texts.append("")
        texts.append(comment.text)
        following = line + 1
        while self.tree.is_blank(following):
            following += 1
        if below and comment.alone and following > line + 1 and following not in self.tree.alone:
            texts.append("")


@dataclass(slots=True)
class _Gap:
    """What comments stand between: the entry that begins last before them, and the next one.

    ``begun`` says that the next one has begun, ``foot`` whose foot the comment before is: a later
    one cannot be further inside, or the two would change places. ``seen`` is a line up to which
    there is nothing new.
    """

    previous: Entry | None
    following: Entry | None
    begun: bool = False
    foot: Entry | None = None
    seen: int = 0

    def owner(self, column: int) -> Entry | None:
        """Whose foot a comment in this column is, if anyone's."""
        following = self.following
        if self.previous is None:
            return None
        if following and following.parent and column <= following.parent.begins[1]:
            return None
        for entry in (self.foot or self.previous).outward():
            ended = entry.inner and not entry.flow and not entry.holds(following)
            if ended and entry.begins[1] <= column:
                return entry
        return None


def _beside(entry: Entry, text: str) -> None:
    while entry.key is None and not entry.whole:
        entry = entry.ordered[0]
    _demote(entry)
    entry.beside = text


def _demote(entry: Entry) -> None:
    """Make room: what ended the line of a key stands above what ends that of its value."""
    if entry.beside:
        entry.before.append(entry.beside)
        entry.beside = ""


def _first(top: Entry) -> Entry:
    """The entry that a file begins with."""
    return top if top.whole else top.inner[0]
