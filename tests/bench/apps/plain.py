"""A typer app without rich that prints what stands in a file."""

from pathlib import Path

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def show(answer: Path) -> None:
    """Print an answer."""
    typer.echo(answer.read_text("utf-8"), nl=False)


if __name__ == "__main__":
    app()
