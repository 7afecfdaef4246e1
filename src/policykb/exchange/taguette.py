"""Read a database of Taguette, as ``Export this project`` or its file gives it.

See https://gitlab.com/remram44/taguette. Documents are HTML. Offsets count the bytes of the text in
it in UTF-8, without tags.
"""

import re
from bisect import bisect_left, bisect_right
from html.parser import HTMLParser
from pathlib import Path

from policykb.diagnostics import PolicyKBError
from policykb.exchange.coded_texts import (
    AppliedCode,
    Code,
    CodedSelection,
    TextDocument,
    add_codings,
)
from policykb.exchange.foreign_database import number, opened, rows, table_names
from policykb.exchange.foreign_text import one_line
from policykb.exchange.imported import Imported
from policykb.exchange.offsets import OffsetCounting, Slice

TABLES = frozenset({"projects", "documents", "highlights", "tags", "highlight_tags"})
"""The tables by which such a database is known."""

_BLOCK = re.compile(
    "address|article|aside|blockquote|br|dd|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header"
    "|hr|li|main|nav|ol|p|pre|section|table|td|th|tr|ul"
)
"""The elements that stand on lines of their own."""


def read_taguette(path: Path) -> Imported:
    """Return the highlights with their tags.

    Raises:
        PolicyKBError: It is no such database, is damaged, or holds several projects.
    """
    with opened(path) as database:
        if missing := TABLES - table_names(database):
            raise PolicyKBError(
                f"{path.name} is no database of Taguette: it has no table {min(missing)}",
                "Export the project as a database.",
            )
        projects = list(rows(database, "SELECT name, description FROM projects"))
        if len(projects) != 1:
            raise PolicyKBError(
                f"{path.name} holds {len(projects)} projects of Taguette, and not one",
                "Export one of them: Project info, Export this project.",
            )
        name, description = map(one_line, projects[0])
        imported = Imported(path.name, name or path.stem, description)
        codes = {
            str(number(id_)): Code(one_line(tag), one_line(about), "", is_codable=True)
            for id_, tag, about in rows(
                database, "SELECT id, path, description FROM tags ORDER BY id"
            )
        }
        tags: dict[int, list[AppliedCode]] = {}
        for highlight, tag in rows(
            database, "SELECT highlight_id, tag_id FROM highlight_tags ORDER BY tag_id"
        ):
            tags.setdefault(number(highlight), []).append(AppliedCode(str(number(tag)), ""))
        highlights: dict[int, list[tuple[int, int, int]]] = {}
        for id_, document, start, end in rows(
            database,
            "SELECT id, document_id, start_offset, end_offset FROM highlights "
            "ORDER BY start_offset, end_offset",
        ):
            one = number(id_), number(start), number(end)
            highlights.setdefault(number(document), []).append(one)
        documents: list[TextDocument] = []
        for id_, title, about, created, contents in rows(
            database, "SELECT id, name, description, created, contents FROM documents ORDER BY id"
        ):
            text = _Text(str(contents))
            selections = [
                CodedSelection(text.slice(start, end), "", tuple(tags.get(highlight, ())), ())
                for highlight, start, end in highlights.get(number(id_), ())
            ]
            documents.append(
                TextDocument(
                    one_line(title), one_line(about), text.text, str(created)[:10], {},
                    tuple(selections),
                )
            )  # fmt: skip
    add_codings(imported, codes, documents, OffsetCounting())
    return imported


class _Text(HTMLParser):
    """The text of a page, with an empty line between blocks, and its offsets by those in bytes."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._size = 0
        self._bytes = [0]
        """The number of bytes before each character of the page's own text."""
        self._places: list[tuple[int, int]] = []
        """The offsets in the text at which each of these characters begins and ends."""
        self.feed(page.lstrip())
        self.close()
        self.text = "".join(self._pieces)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - as in the base class
        """Begin a block."""
        self._end_block(tag)

    def handle_endtag(self, tag: str) -> None:
        """End a block."""
        self._end_block(tag)

    def _end_block(self, tag: str) -> None:
        if _BLOCK.fullmatch(tag) and self._pieces and self._pieces[-1] != "\n\n":
            self._add("\n\n")

    def handle_data(self, data: str) -> None:
        """Add text; white space between blocks only counts."""
        shown = data.strip() or (self._pieces and self._pieces[-1] != "\n\n")
        for place, char in enumerate(data):
            at = self._size + (place if shown else 0)
            self._places.append((at, at + 1 if shown else at))
            self._bytes.append(self._bytes[-1] + len(char.encode("utf-8", "replace")))
        if shown:
            self._add(data)

    def _add(self, piece: str) -> None:
        self._pieces.append(piece)
        self._size += len(piece)

    def slice(self, start: int, end: int) -> Slice:
        """Return the offsets in the text of those in bytes; -1 for those outside of it."""
        if not 0 <= start < end <= self._bytes[-1]:
            return Slice(-1, -1, "")
        first = bisect_right(self._bytes, start) - 1
        last = bisect_left(self._bytes, end) - 1
        return Slice(self._places[first][0], self._places[last][1], "")
