"""The formats of views, and the function that renders each."""

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
    """A format of views."""

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
        """True if the format has room for the title and the notes of a view."""
        return self not in {self.PLAIN, self.CSV}

    @classmethod
    def of(cls, path: Path) -> "Format":
        """Return the format of a file by the extension of its name.

        Raises:
            PolicyKBError: the extension is unknown.
        """
        return format_of(path, _EXTENSIONS)


_EXTENSIONS = {
    ".txt": Format.TABLE,
    ".tsv": Format.PLAIN,
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".csv": Format.CSV,
    ".md": Format.MARKDOWN,
    ".html": Format.HTML,
    ".svg": Format.SVG,
}


def format_of(path: Path, extensions: Mapping[str, _F]) -> _F:
    """Return the format of a file by the extension of its name, from a table of extensions.

    Raises:
        PolicyKBError: the extension is not in the table.
    """
    found = extensions.get(path.suffix.lower())
    if found is None:
        raise PolicyKBError(
            f"the extension of {format_value(path.name)} is unknown",
            f"End the name in {one_of(list(extensions))}, or name a --format.",
        )
    return found


def _table(view: View, output: Output) -> str:
    from policykb.render import terminal  # a pipe needs no rich

    return no_commands(terminal.table(view, output))


def _html(view: View, _: Output) -> str:
    from policykb.render import html  # only a page needs templates

    return html.page(view)


def _svg(view: View, _: Output) -> str:
    from policykb.render.strips.document import svg_document

    return svg_document(view)


_RENDERERS: Mapping[Format, Callable[[View, Output], str]] = {
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
    """Return ``view`` in a format; by default as :func:`default_format` says.

    Raises:
        PolicyKBError: the view has no picture, and SVG was asked for.
    """
    return _RENDERERS[default_format(view, chosen, output)](view, output)


def default_format(view: View, chosen: Format | None, output: Output) -> Format:
    """Return the chosen format, else a table on a terminal and for documents, else plain lines."""
    return chosen or (Format.TABLE if output.terminal or view.document else Format.PLAIN)
