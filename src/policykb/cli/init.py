"""``policykb init``: create a knowledge base."""

import shlex
from pathlib import Path
from typing import Annotated

from policykb.cli.parameters import argument, option
from policykb.cli.session import print_message, print_note, print_text
from policykb.loading.scaffold import create
from policykb.render.escaping import one_line

DEFAULT = Path("kb")
"""The folder that is made if none is named: the other commands find it from the folder above."""


def init(
    *,
    folder: Annotated[
        Path | None,
        argument("[DIR]", "The folder to create; by default kb, in the current folder."),
    ] = None,
    empty: Annotated[
        bool, option("--empty", "Without the example: no actor, topic or source.")
    ] = False,
) -> None:
    """Create a small example knowledge base for you to edit.

    Its README.md is the codebook: each field, and the rules for turning a sentence into claims.
    """
    made = create(folder or DEFAULT, empty=empty)
    if folder is None:
        folder = DEFAULT
        print_note(f"no folder named, so {folder}/ was made here")
    for path in made:
        print_text(f"{one_line(str(path))}\n")
    quoted = shlex.quote(str(folder))
    if empty:
        print_message(
            f"Now: add actors, topics and a source as {quoted}/README.md says, then "
            f"policykb validate {quoted}"
        )
    else:
        print_message(f"Now: policykb --kb {quoted} compare north south")
