"""``policykb cache``: list or delete cached snapshots."""

from enum import StrEnum
from typing import Annotated

from policykb.cache.folder import clear, list_snapshots
from policykb.cache.location import cache_folder
from policykb.cli import options
from policykb.cli.parameters import argument
from policykb.cli.session import print_note, print_view
from policykb.views.cache import cache_view


class Action(StrEnum):
    """An action on the cache."""

    INFO = "info"
    CLEAR = "clear"


def cache(
    *,
    action: Annotated[
        Action,
        argument("[info|clear]", "info: list the snapshots, the default; clear: delete them."),
    ] = Action.INFO,
    printing: options.Printing,
) -> None:
    """List or delete the cached snapshots of knowledge bases.

    A snapshot is made from the files of a knowledge base, and made again when it is needed.
    """
    folder = cache_folder()
    if action is Action.INFO:
        print_view(cache_view(folder, list_snapshots()), printing)
        return
    number, size = clear()
    files = "file" if number == 1 else "files"
    print_note(f"deleted {number} {files}, {size / 1_000_000:.1f} MB, from {folder}")
