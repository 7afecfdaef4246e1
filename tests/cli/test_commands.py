"""Commands are listed without importing them, and imported when used."""

import pytest
from typer.core import TyperCommand
from typer.main import get_command

from policykb.cli import app
from policykb.cli.commands import COMMANDS, Commands, command
from tests.support.running import run


@pytest.mark.parametrize("name", COMMANDS)
def test_summary_is_the_first_line_of_the_help(name: str) -> None:
    whole = command(name)
    assert whole.name == name
    assert (whole.help or "").partition("\n\n")[0].replace("\n", " ") == COMMANDS[name]
    assert f"  {COMMANDS[name]}\n" in run(*name.split(), "--help").out


def test_commands_are_listed_in_order() -> None:
    group = get_command(app)
    assert isinstance(group, Commands)
    assert all(isinstance(one, TyperCommand) for one in group.commands.values())
    assert list(group.commands) == list(dict.fromkeys(name.split()[0] for name in COMMANDS))


def test_unknown_command_suggests_the_nearest_name() -> None:
    ran = run("comparee", "arvona", "belmark")
    assert ran.code == 2
    assert "No such command 'comparee'. Did you mean 'compare'" in ran.err
