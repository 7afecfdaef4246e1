"""``policykb init``: a new knowledge base."""

from pathlib import Path
from typing import Annotated

import typer

from policykb.cli.session import emit
from policykb.scaffold import create


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to make.", show_default=False)
    ],
) -> None:
    """Make a new knowledge base to write over.

    It is a small example that validates.
    """
    for path in create(folder):
        emit(f"{path}\n")
    emit(f"\nNow: policykb --kb {folder} compare north south\n")
