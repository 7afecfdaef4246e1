"""A printed comparison as data that the little app with tables prints again."""

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

_HEADING = re.compile(r"[a-z-]+ \(\d+\)")
_NOTES = re.compile(r"\d+ topics? on ")


def table(printed: str, width: int) -> dict[str, object]:
    """What ``compare --format table`` printed, taken apart: the lines above the rows, columns
    with their widths, groups of rows, and the notes behind them.
    """
    blocks = list(_blocks(printed))
    first = next(i for i, block in enumerate(blocks) if _HEADING.match(block[0]))
    title = "\n".join(line for block in blocks[:first] for line in block)
    notes = next(i for i, block in enumerate(blocks) if _NOTES.match(block[0]))
    columns: list[tuple[str, int]] = []
    groups: list[dict[str, object]] = []
    rows: list[list[str]] = []
    for block in blocks[first:notes]:
        lines = block
        if _HEADING.match(lines[0]):
            rows = []
            groups.append({"title": lines[0], "rows": rows})
            lines = lines[1:]
        if not columns:
            columns = list(_columns(lines[0], width))
            lines = lines[2:]
        rows.append(list(_cells(lines, columns)))
    said = ["\n".join(block) for block in blocks[notes:]]
    return {
        "width": width, "title": title, "columns": columns, "groups": groups, "notes": said
    }  # fmt: skip


def lines(printed: str) -> list[str]:
    """The lines of what was printed that are not empty, without spaces at their ends."""
    return [line.rstrip() for line in printed.splitlines() if line.strip()]


def _blocks(printed: str) -> Iterator[list[str]]:
    for empty, block in groupby(printed.splitlines(), key=lambda line: not line.strip()):
        if not empty:
            yield list(block)


def _columns(header: str, width: int) -> Iterator[tuple[str, int]]:
    """The labels, parted by two blanks, and how wide each column is; one blank is between."""
    starts = [match.start() for match in re.finditer(r"(?:(?<=  )|^)\S", header)]
    for start, end in pairwise([*starts, width + 1]):
        yield header[start:end].strip(), end - start - 1


def _cells(block: list[str], columns: list[tuple[str, int]]) -> Iterator[str]:
    start = 0
    for _, width in columns:
        yield "\n".join(line[start : start + width].rstrip() for line in block).rstrip()
        start += width + 1
