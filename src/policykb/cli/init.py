"""``policykb init``: create a knowledge base."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from policykb.cli.session import print_message, print_text
from policykb.loading.scaffold import create
from policykb.render.escaping import one_line


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to create.", show_default=False)
    ],
) -> None:
    """Create a small example knowledge base for you to edit."""
    for path in create(folder):
        print_text(f"{one_line(str(path))}\n")
    print_message(f"Now: policykb --kb {shlex.quote(str(folder))} compare north south")
