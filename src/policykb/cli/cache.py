"""``policykb cache``: what is kept of knowledge bases, and its end."""

from enum import StrEnum
from typing import Annotated

import typer

from policykb.cache.folder import cleared, kept
from policykb.cache.location import cache_folder
from policykb.cli import options
from policykb.cli.session import remark, show
from policykb.views.cache import cache_view


class Deed(StrEnum):
    """What to do with what is kept."""

    INFO = "info"
    CLEAR = "clear"


def cache(
    *,
    deed: Annotated[
        Deed,
        typer.Argument(
            metavar="info|clear",
            help="info: list what is kept, and where; clear: delete it.",
            show_default=False,
        ),
    ],
    printing: options.Printing,
) -> None:
    """List what is kept of knowledge bases to answer faster, or delete it.

    All of it was made from their files, and is made again when it is needed.
    """
    folder = cache_folder()
    if deed is Deed.INFO:
        show(cache_view(folder, kept()), printing)
        return
    number, size = cleared()
    files = "file" if number == 1 else "files"
    remark(f"deleted {number} {files}, {size / 1_000_000:.1f} MB, from {folder}")
