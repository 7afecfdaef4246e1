"""``policykb init``: a new knowledge base."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from policykb.cli.session import emit, say
from policykb.loading.scaffold import create
from policykb.render.escaping import one_line


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to make.", show_default=False)
    ],
) -> None:
    """Make a new knowledge base to write over.

    It is a small example that validates.
    """
    for path in create(folder):
        emit(f"{one_line(str(path))}\n")
    say(f"Now: policykb --kb {shlex.quote(str(folder))} compare north south")
