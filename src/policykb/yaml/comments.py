"""The attachment of each comment of a document to the entry that it belongs to."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from policykb.yaml.document import Comment, Document
from policykb.yaml.suppressions import is_suppression
from policykb.yaml.tree import Entry, LineColumn, Tree

_MODELINE = re.compile(r"#\s*(?:yaml-language-server:|vim?:|-\*-)")


def attach_comments(document: Document) -> Entry:
    """Return the tree of a document without faults, with each comment at its entry."""
    return _Attachment(document).attach()


class _Attachment:
    """Attaches the comments of a document, from top to bottom."""

    def __init__(self, document: Document) -> None:
        self.tree = Tree(document)

    def attach(self) -> Entry:
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
            if not self.attach_beside(comment, gap, last):
                self.attach_between(comment, gap)
            last = at
        self.split_head()
        return self.tree.top

    def split_head(self) -> None:
        """Move comments from the first field to the head of the file: those up to the last blank
        line, and the modelines that follow.
        """
        first = _first(self.tree.top)
        size = max((place for place, text in enumerate(first.before, 1) if not text), default=0)
        while size < len(first.before) and _MODELINE.match(first.before[size]):
            size += 1
        self.tree.top.head, first.before = first.before[:size], first.before[size:]

    def attach_beside(self, comment: Comment, gap: "_Gap", last: LineColumn) -> bool:
        """Attach a comment to the entry whose line it ends. Return False if there is none."""
        previous, at = gap.previous, comment.span[:2]
        if comment.alone or previous is None:
            return False
        for entry in reversed(list(previous.ancestors())):
            if entry.flow and entry.value_end <= at and entry.value_end[0] == at[0]:
                if entry.children and last > entry.start and not is_suppression(comment.text):
                    entry.foot.append(comment.text)
                else:
                    _beside(entry, comment.text)
                return True
        lines = {previous.start[0]}
        if previous.flow or not previous.children:
            lines |= {previous.value_start[0], previous.value_end[0]}
        if at[0] in lines and (previous.key is not None or not previous.children):
            _beside(previous, comment.text)
            return True
        return False

    def attach_between(self, comment: Comment, gap: "_Gap") -> None:
        """Attach a comment to one of the entries around it."""
        previous, following, at = gap.previous, gap.following, comment.span[:2]
        around = list(previous.ancestors()) if previous else []
        if previous and not previous.children and at < previous.value_end:
            _demote(previous)
            self.add(comment, previous.before, below=True)
            return
        opened = next(
            (one for one in around if one.flow and one.value_start < at < one.value_end), None
        )
        if following and is_suppression(comment.text):
            gap.begun = True
        if opened and not opened.contains(following) and not gap.begun:
            self.add(comment, opened.foot)
            return
        gap.begun = gap.begun or not comment.alone or self.has_dash(gap, at[0])
        owner = None if opened or gap.begun else gap.owner(at[1])
        if owner:
            gap.foot = owner
            self.add(comment, owner.foot)
        elif following:
            gap.begun = True  # later comments belong to the following entry, too
            target = _first(self.tree.top) if following is self.tree.top else following
            self.add(comment, target.before, below=True)
        else:
            self.add(comment, self.tree.top.foot)

    def has_dash(self, gap: "_Gap", line: int) -> bool:
        """Return True if a line between the previous entry and this line holds only a dash."""
        searched = max(gap.searched, gap.previous.value_end[0] if gap.previous else 0)
        gap.searched = max(searched, line)
        return any(
            self.tree.lines[one].lstrip()[:1] in {"-", "?"} for one in range(searched, line - 1)
        )

    def add(self, comment: Comment, texts: list[str], *, below: bool = False) -> None:
        """Add a comment with the blank line above it; with ``below``, the last comment of a block
        also gets the blank line below it.
        """
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
    """The entries around comments: the last one that begins before them, and the next one.

    ``begun`` is True once comments belong to the next entry. ``foot`` is the entry that has the
    comment before in its foot: a later comment cannot go further inside without changing the order
    of the two. Lines up to ``searched`` have no dash.
    """

    previous: Entry | None
    following: Entry | None
    begun: bool = False
    foot: Entry | None = None
    searched: int = 0

    def owner(self, column: int) -> Entry | None:
        """Return the entry in whose foot a comment in this column belongs, or None."""
        following = self.following
        if self.previous is None:
            return None
        if following and following.parent and column <= following.parent.value_start[1]:
            return None
        for entry in (self.foot or self.previous).ancestors():
            ended = entry.children and not entry.flow and not entry.contains(following)
            if ended and entry.value_start[1] <= column:
                return entry
        return None


def _beside(entry: Entry, text: str) -> None:
    while entry.key is None and not entry.is_one_value:
        entry = entry.ordered_children[0]
    _demote(entry)
    entry.beside = text


def _demote(entry: Entry) -> None:
    """Move the comment beside an entry above it, to make room for another one."""
    if entry.beside:
        entry.before.append(entry.beside)
        entry.beside = ""


def _first(top: Entry) -> Entry:
    """Return the entry that a file begins with."""
    return top if top.is_one_value else top.children[0]
