"""A typer app that prints tables by rich: their texts, already in lines, stand in a JSON file."""

import json
from pathlib import Path

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def _table(columns: list[tuple[str, int]], rows: list[list[str]], *, header: bool) -> Table:
    made = Table(box=box.SIMPLE_HEAD, show_header=header, padding=0, show_edge=False)
    for label, width in columns:
        made.add_column(Text(label), width=width, overflow="fold")
    for row in rows:
        made.add_row(*map(Text, row))
    return made


@app.command()
def show(answer: Path) -> None:
    """Print an answer."""
    said = json.loads(answer.read_text("utf-8"))
    screen = Console(width=said["width"], highlight=False, markup=False, emoji=False)
    screen.print(Text(said["title"]))
    screen.print(_table(said["columns"], [], header=True))
    for group in said["groups"]:
        screen.print(Text(group["title"]))
        screen.print(_table(said["columns"], group["rows"], header=False))
        screen.print()
    for note in said["notes"]:
        screen.print(Text(note))


if __name__ == "__main__":
    app()
