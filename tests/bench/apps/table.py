"""A typer app that prints tables by rich: their texts, already in lines, stand in a JSON file."""

import json
from pathlib import Path

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def show(answer: Path) -> None:
    """Print an answer."""
    said = json.loads(answer.read_text("utf-8"))
    screen = Console(width=said["width"], highlight=False, markup=False, emoji=False)
    screen.print(Text(said["title"]))
    for number, group in enumerate(said["groups"]):
        screen.print()
        screen.print(Text(group["title"]))
        made = Table(
            box=box.SIMPLE_HEAD, show_header=number == 0, padding=0, show_edge=False, leading=1
        )
        for label, width in said["columns"]:
            made.add_column(Text(label), width=width, overflow="fold")
        for row in group["rows"]:
            made.add_row(*map(Text, row))
        screen.print(made)
    screen.print()
    for note in said["notes"]:
        screen.print(Text(note))


if __name__ == "__main__":
    app()
