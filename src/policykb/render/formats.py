"""The formats, and which function writes each."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from policykb.diagnostics import PolicyKBError, format_value, one_of
from policykb.render import lines
from policykb.render.escaping import no_commands
from policykb.render.output import Output
from policykb.views.view import View

_F = TypeVar("_F")


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    PLAIN = "plain"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MARKDOWN = "markdown"
    HTML = "html"
    SVG = "svg"

    @property
    def holds_notes(self) -> bool:
        """Whether the format has room for what is said of the result as a whole."""
        return self not in {self.PLAIN, self.CSV}

    @classmethod
    def of(cls, path: Path) -> "Format":
        """The format that the ending of a file's name asks for.

        Raises:
            PolicyKBError: it asks for none.
        """
        return format_of(path, _ENDINGS)


_ENDINGS = {
    ".txt": Format.TABLE,
    ".tsv": Format.PLAIN,
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".csv": Format.CSV,
    ".md": Format.MARKDOWN,
    ".html": Format.HTML,
    ".svg": Format.SVG,
}


def format_of(path: Path, endings: Mapping[str, _F]) -> _F:
    """The format that the ending of a file's name asks for, among those that endings stand for.

    Raises:
        PolicyKBError: it asks for none.
    """
    found = endings.get(path.suffix.lower())
    if found is None:
        raise PolicyKBError(
            f"the ending of {format_value(path.name)} says no format",
            f"End the name in {one_of(list(endings))}, or name a --format.",
        )
    return found


def _table(view: View, output: Output) -> str:
    from policykb.render import terminal  # a pipe needs no rich

    return no_commands(terminal.table(view, output))


def _html(view: View, _: Output) -> str:
    from policykb.render import html  # only a page needs templates

    return html.page(view)


def _svg(view: View, _: Output) -> str:
    from policykb.render.strips import document as picture

    return picture.picture(view)


_WRITERS: Mapping[Format, Callable[[View, Output], str]] = {
    Format.TABLE: _table,
    Format.PLAIN: lambda view, _: no_commands(lines.plain(view)),
    Format.JSON: lambda view, _: lines.json_document(view.payload),
    Format.JSONL: lambda view, _: lines.jsonl(view),
    Format.CSV: lambda view, _: lines.csv_rows(view),
    Format.MARKDOWN: lambda view, _: no_commands(lines.markdown(view)),
    Format.HTML: _html,
    Format.SVG: _svg,
}


def render(view: View, chosen: Format | None, output: Output) -> str:
    """``view`` in a format; by default a table on a terminal, else plain lines.

    Raises:
        PolicyKBError: the view has no picture, and SVG was asked for.
    """
    return _WRITERS[default_format(chosen, output)](view, output)


def default_format(chosen: Format | None, output: Output) -> Format:
    """The format asked for, or the one that suits the output."""
    return chosen or (Format.TABLE if output.terminal else Format.PLAIN)
