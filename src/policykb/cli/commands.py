"""The commands by name, each with its first line of help; the rest of one is imported when it is
asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from policykb.cli.option_groups import spelt_out

if TYPE_CHECKING:
    from typer._click import Command, Context

COMMANDS = {
    "compare": "Compare the positions of actors, topic by topic.",
    "explain": "Explain a position or a verdict, claim by claim.",
    "timeline": "Draw stances through time: who agreed when, and who parted.",
    "conflicts": "List opposite claims of one actor on one topic.",
    "conditions": "Show who demands what before changing which stance.",
    "diff": "Tell what a change in git does to claims and positions.",
    "grep": "Find claims by words and fields; exit 1 if there is none.",
    "show": "Show one record whole.",
    "claims": "List claims with all their fields, in reading order.",
    "actors": "List the actors.",
    "topics": "List the topics with their propositions.",
    "sources": "List the sources.",
    "coverage": "Count sentences coded, skipped and open.",
    "validate": "Check the knowledge base; exit 1 if there are faults.",
    "fmt": "Write the YAML files in canonical form; what they say stays the same.",
    "rule": "Explain what a code of validation means.",
    "schema": "Print or write JSON Schema of the files, for editors.",
    "cache": "List what is kept of knowledge bases to answer faster, or delete it.",
    "init": "Make a new knowledge base to write over.",
}
"""What each does, as the docstring of its function says in its first line; in the order of help."""

# A command is the function of its name, in the module of its name but for these.
_MODULES = dict.fromkeys(("actors", "topics", "sources"), "lists")


def command(name: str) -> "Command":
    """The command of this name, with all its options."""
    module = import_module(f"policykb.cli.{_MODULES.get(name, name)}")
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name)(spelt_out(getattr(module, name)))
    return typer.main.get_command(alone)


class Commands(TyperGroup):
    """The group of all commands: what only names them, as help and completion do, has what
    :data:`COMMANDS` says; the one that is to be run, or whose options are asked for, is imported.
    """

    def __init__(self, **attrs: Any) -> None:
        super().__init__(**attrs)
        for name, does in COMMANDS.items():
            self.add_command(TyperCommand(name, help=does))

    def resolve_command(
        self, ctx: "Context", args: list[str]
    ) -> tuple[str | None, "Command | None", list[str]]:
        """The command that the first argument names, and what it is given."""
        name, found, rest = super().resolve_command(ctx, args)
        return name, found and command(found.name or ""), rest
