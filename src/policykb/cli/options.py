"""Options and arguments that several commands share, with their completion."""

from pathlib import Path
from typing import Annotated

from policykb.cli.completion import complete_actor
from policykb.cli.parameters import argument, non_empty, option
from policykb.diagnostics import PolicyKBError
from policykb.frozen import dataclass
from policykb.render import Format
from policykb.render.output import PICTURE_WIDTH, PICTURE_WIDTHS

OUTPUT = "Output"
"""The section of the help with the options for the output."""


FormatOption = Annotated[
    Format | None,
    option(
        "--format -f FORMAT",
        "table (default on a terminal and for one record), plain (default in a pipe), json, "
        "jsonl, csv, markdown, html, svg, png; with the sources of the answer: footnotes, bibtex, "
        "csl-json; of networks: graphml, gexf.",
        OUTPUT,
    ),
]
OutputOption = Annotated[
    Path | None,
    option(
        "--output -o FILE",
        "Write to this file; the extension sets the format (.html, .csv, .bib …).",
        OUTPUT,
    ),
]
NoPager = Annotated[
    bool,
    option(
        "--no-pager", "Print long answers at once, not through $POLICYKB_PAGER or $PAGER.", OUTPUT
    ),
]
Width = Annotated[
    int | None,
    option(
        "--width PIXELS",
        f"The width of a picture (svg, png), {PICTURE_WIDTHS[0]} to {PICTURE_WIDTHS[-1]}. "
        f"Default: {PICTURE_WIDTH}.",
        OUTPUT,
    ),
]
AsOf = Annotated[
    str,
    option(
        "--as-of DATE",
        "Positions on this date; 2021 or 2021-08 means its last day. "
        "Default: the publication date of the newest source.",
        callback=non_empty,
    ),
]
From = Annotated[
    str,
    option(
        "--from DATE",
        "The first of two moments to compare; 2021 or 2021-08 means its last day.",
        callback=non_empty,
    ),
]
To = Annotated[
    str,
    option(
        "--to DATE",
        "The second moment; default: the publication date of the newest source.",
        callback=non_empty,
    ),
]
ActorArguments = Annotated[
    list[str] | None,
    argument(
        "[ACTOR...]",
        "These actors: ids, names or aliases; by default all.",
        completion=complete_actor,
    ),
]


def output_path(output: Path | None) -> Path | None:
    """Return the file that ``--output`` names; None for standard output or ``-``."""
    return None if output is None or str(output) == "-" else output


@dataclass(frozen=True, slots=True)
class Printing:
    """The output format and file of an answer."""

    format_: FormatOption = None
    output: OutputOption = None
    no_pager: NoPager = False

    @property
    def file(self) -> Path | None:
        """The file to write to; None for standard output."""
        return output_path(self.output)

    @property
    def chosen_format(self) -> Format | None:
        """The format that was given, or that of the file's extension.

        Raises:
            PolicyKBError: the extension is unknown.
        """
        return self.format_ or (Format.of(self.file) if self.file else None)

    @property
    def picture_width(self) -> int:
        """The width of a picture, in pixels."""
        return PICTURE_WIDTH

    @property
    def cites(self) -> bool:
        """True if the format consists of citations.

        Raises:
            PolicyKBError: the extension is unknown.
        """
        chosen = self.chosen_format
        return chosen is not None and chosen.cites


@dataclass(frozen=True, slots=True)
class PicturePrinting(Printing):
    """The output of an answer that may be a picture."""

    width: Width = None

    @property
    def picture_width(self) -> int:
        """The width of a picture, in pixels.

        Raises:
            PolicyKBError: a width was given, but no format that is a picture.
        """
        chosen = self.chosen_format
        if self.width is not None and not (chosen and chosen.is_picture):
            raise PolicyKBError(
                "--width is the width of a picture", "Ask for one: -o chart.svg, or -o chart.png."
            )
        return PICTURE_WIDTH if self.width is None else self.width
