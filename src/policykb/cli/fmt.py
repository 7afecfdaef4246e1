"""``policykb fmt``: format the files of a knowledge base."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from policykb.cli.kb_options import RequiredKb
from policykb.cli.parameters import argument, option
from policykb.cli.progress import show_progress
from policykb.cli.session import print_error, print_message, print_text
from policykb.diagnostics import PolicyKBError
from policykb.loading.layout import yaml_files_in
from policykb.loading.locate import group_by_root
from policykb.render import Output
from policykb.render.escaping import one_line
from policykb.render.unified_diff import patch
from policykb.text.files import relative_to_cwd
from policykb.yaml.formatter import format_file


def fmt(
    paths: Annotated[
        list[Path] | None,
        argument("[PATH...]", "Format only these: knowledge bases, or folders or files in them."),
    ] = None,
    check: Annotated[
        bool, option("--check", "Write nothing; exit 1 if a file would change.")
    ] = False,
    diff: Annotated[bool, option("--diff", "Like --check, and show what would change.")] = False,
    kb: RequiredKb = None,
) -> None:
    """Format the YAML files; their content stays the same.

    Prints the files that change. A file with faults is not changed.
    """
    wanted = group_by_root(paths or (), kb)
    files = [(root, path) for root, under in wanted.items() for path in yaml_files_in(root, under)]
    if not files:
        raise PolicyKBError("nothing to format", "Name a YAML file of the knowledge base.")
    keeps = check or diff
    changed = failed = 0
    for root, path in show_progress(files, "formatting"):
        try:
            made = format_file(root, path)
            if made.after == made.before:
                continue
            if not keeps:
                made.write()
        except PolicyKBError as error:
            print_error(error)
            failed += 1
            continue
        changed += 1
        name = relative_to_cwd(root, path)
        if diff:
            print_text(patch(name, made.before, made.after, Output.of(sys.stdout)))
        else:
            print_text(f"{one_line(name)}\n")
    counts = {
        "would change" if keeps else "changed": changed,
        "unchanged": len(files) - changed - failed,
        "not formatted": failed,
    }
    told = ", ".join(f"{number} {words}" for words, number in counts.items() if number)
    print_message(f"{len(files)} {'file' if len(files) == 1 else 'files'}: {told}")
    if failed or (keeps and changed):
        raise typer.Exit(1)
