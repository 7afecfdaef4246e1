"""A printed comparison as data that the little app with tables prints again."""

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

_HEADING = re.compile(r"\S (?:Opposed|Contested|Differ|Agree|One-sided|Undated|None) \(\d+\)")
_RULE = "─"


def table(printed: str, width: int) -> dict[str, object]:
    """The table that ``compare`` printed, taken apart: the lines above the columns, columns
    with their widths, groups of rows (a row a line), and the notes behind them.
    """
    every = printed.splitlines()
    header = next(i for i, line in enumerate(every[1:]) if line.startswith(_RULE))
    columns = list(_columns(every[header], len(every[header + 1])))
    groups: list[dict[str, object]] = []
    notes: list[str] = []
    for block in _blocks("\n".join(every[header + 2 :])):
        if _HEADING.match(block[0]) and not notes:
            rows = [list(_cells([line], columns)) for line in block[1:]]
            groups.append({"title": block[0], "rows": rows})
        else:
            notes.append("\n".join(block))
    return {
        "width": width,
        "title": "\n".join(every[:header]),
        "columns": columns,
        "groups": groups,
        "notes": notes,
    }


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
