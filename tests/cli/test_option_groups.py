"""A dataclass of options is one parameter of a command."""

from dataclasses import dataclass
from typing import Annotated

import typer
from typer.testing import CliRunner

from policykb.cli.option_groups import expand_option_groups


@dataclass(frozen=True)
class Size:
    width: Annotated[int, typer.Option("--width", "-w", help="How wide.")]
    height: Annotated[int, typer.Option("--height", help="How high.")] = 2


@dataclass(frozen=True)
class Box(Size):
    colour: Annotated[str, typer.Option("--colour", help="Which colour.")] = "red"


def app() -> typer.Typer:
    made = typer.Typer(rich_markup_mode=None)

    def draw(
        name: Annotated[str, typer.Argument()],
        box: Box,
        loud: Annotated[bool, typer.Option("--loud")] = False,  # noqa: FBT002 - an option
    ) -> None:
        """Draw a box."""
        typer.echo(f"{name} {box.width}x{box.height} {box.colour} {loud}")

    made.command()(expand_option_groups(draw))
    return made


def test_fields_are_options_of_the_command() -> None:
    ran = CliRunner().invoke(app(), ["it", "-w", "3", "--colour", "blue", "--loud"])
    assert ran.output == "it 3x2 blue True\n"


def test_field_without_default_is_required() -> None:
    ran = CliRunner().invoke(app(), ["it"])
    assert ran.exit_code == 2
    assert "--width" in ran.output


def test_help_lists_fields_in_order_and_keeps_the_docstring() -> None:
    text = CliRunner().invoke(app(), ["--help"]).output
    places = [text.index(part) for part in ("Draw a box.", "--width", "--height", "--loud")]
    assert places == sorted(places)
