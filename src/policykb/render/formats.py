"""The formats of views, and the function that renders each."""

from collections.abc import Callable, Iterable, Mapping
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
    PNG = "png"
    FOOTNOTES = "footnotes"
    BIBTEX = "bibtex"
    CSL_JSON = "csl-json"
    GRAPHML = "graphml"
    GEXF = "gexf"

    @property
    def holds_notes(self) -> bool:
        """True if the format has room for the title and the notes of a view."""
        without = {self.PLAIN, self.CSV, self.BIBTEX, self.CSL_JSON}
        return self not in without and not self.is_graph

    @property
    def is_picture(self) -> bool:
        """True if the format is a picture, of which the width can be chosen."""
        return self in {self.SVG, self.PNG}

    @property
    def is_graph(self) -> bool:
        """True if the format holds a network, so that an answer must be one."""
        return self in {self.GRAPHML, self.GEXF}

    @property
    def cites(self) -> bool:
        """True if the format consists of citations, so that an answer must hold its sentences."""
        return self in {self.FOOTNOTES, self.BIBTEX, self.CSL_JSON}

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
    ".png": Format.PNG,
    ".bib": Format.BIBTEX,
    ".csl.json": Format.CSL_JSON,
    ".graphml": Format.GRAPHML,
    ".gexf": Format.GEXF,
}


def format_of(path: Path, extensions: Mapping[str, _F]) -> _F:
    """Return the format of a file by the extension of its name, from a table of extensions.

    Raises:
        PolicyKBError: the extension is not in the table.
    """
    ends = (ending for ending in extensions if path.name.lower().endswith(ending))
    found = extensions.get(max(ends, key=len, default=""))
    if found is None:
        raise PolicyKBError(
            f"the extension of {format_value(path.name)} is unknown",
            f"End the name in {one_of(list(extensions))}, or name a --format.",
        )
    return found


def _table(view: View, output: Output) -> str:
    from policykb.render import terminal  # a pipe needs no rich

    return no_commands(terminal.table(view, output))


def _json(view: View, _: Output) -> Iterable[str]:
    from policykb.render.json import json_pieces

    return json_pieces(view.payload)


def _jsonl(view: View, _: Output) -> Iterable[str]:
    from policykb.render.json import jsonl

    return jsonl(view)


def _html(view: View, _: Output) -> Iterable[str]:
    from policykb.render import html  # only a page needs templates

    return html.page(view)


def _svg(view: View, output: Output) -> str:
    from policykb.render.strips.document import svg_document

    return svg_document(view, output.picture_width)


def _footnotes(view: View, _: Output) -> str:
    from policykb.render.footnotes import footnotes

    return footnotes(view)


def _bibtex(view: View, _: Output) -> str:
    from policykb.render.bibliography import bibtex

    return bibtex(view)


def _csl_json(view: View, _: Output) -> str:
    from policykb.render.bibliography import csl_json

    return csl_json(view)


def _graphml(view: View, _: Output) -> str:
    from policykb.render.graphs import graphml

    return graphml(view)


def _gexf(view: View, _: Output) -> str:
    from policykb.render.graphs import gexf

    return gexf(view)


_RENDERERS: Mapping[Format, Callable[[View, Output], str | Iterable[str]]] = {
    Format.TABLE: _table,
    Format.PLAIN: lambda view, _: map(no_commands, lines.plain(view)),
    Format.JSON: _json,
    Format.JSONL: _jsonl,
    Format.CSV: lambda view, _: lines.csv_rows(view),
    Format.MARKDOWN: lambda view, _: no_commands(lines.markdown(view)),
    Format.HTML: _html,
    Format.SVG: _svg,
    Format.FOOTNOTES: _footnotes,
    Format.BIBTEX: _bibtex,
    Format.CSL_JSON: _csl_json,
    Format.GRAPHML: _graphml,
    Format.GEXF: _gexf,
}


def render_png(view: View, output: Output) -> bytes:
    """Return ``view`` as a PNG file.

    Raises:
        PolicyKBError: there is no picture, the package that draws it is missing, or the output is
            a terminal, which cannot show it.
    """
    from policykb.render.strips.png import png_document

    if output.terminal:
        raise PolicyKBError(
            "a terminal cannot show a PNG",
            "Write it to a file: -o chart.png, or send it to a pipe.",
        )
    return png_document(view, output.picture_width)


def render(view: View, chosen: Format | None, output: Output) -> str:
    """Return ``view`` in a format that is text; by default as :func:`default_format` says.

    Raises:
        PolicyKBError: the view has no picture or no citations, which the format needs.
    """
    return "".join(render_pieces(view, chosen, output))


def render_pieces(view: View, chosen: Format | None, output: Output) -> Iterable[str]:
    """Return the text of :func:`render` in pieces, of which long ones are made when they are read.

    Raises:
        PolicyKBError: as :func:`render` does.
    """
    made = _RENDERERS[default_format(view, chosen, output)](view, output)
    return (made,) if isinstance(made, str) else made


def default_format(view: View, chosen: Format | None, output: Output) -> Format:
    """Return the chosen format, else a table on a terminal and for documents, else plain lines."""
    return chosen or (Format.TABLE if output.terminal or view.document else Format.PLAIN)
