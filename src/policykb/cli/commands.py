"""The commands by name, with the first line of their help. A command's module is imported only when
the command is used.
"""

from functools import cache
from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand

from policykb.cli.help import Command as HelpfulCommand
from policykb.cli.help import CommandGroup
from policykb.cli.option_groups import expand_option_groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer._click import Command, Context

COMMANDS = {
    "compare": "Compare the positions of actors, topic by topic.",
    "explain": "Explain a position or a verdict, claim by claim.",
    "timeline": "Draw positions over time, and when actors agreed.",
    "conflicts": "List opposite claims of one actor on one topic.",
    "conditions": "Show who demands what before changing which stance.",
    "shares": "Count the actors and claims on each side of topics.",
    "network": "Tie actors by the positions that they share.",
    "diff": "Show what a change in git does to claims and positions.",
    "grep": "Find claims by words and fields; exit 1 if there is none.",
    "show": "Show one record in full.",
    "claims": "List claims with all their fields, in reading order.",
    "actors": "List the actors.",
    "topics": "List the topics, with who holds which position.",
    "sources": "List the sources.",
    "coverage": "Count sentences coded, skipped and open.",
    "reliability": "Measure how far coders agree, and list where they do not.",
    "validate": "Check the knowledge base; exit 1 if there are faults.",
    "code": "Code the open sentences of a source in an editor.",
    "adjudicate": "Decide in an editor what coders read differently.",
    "review": "Accept, edit or reject drafts, one at a time.",
    "add claim": "Add claims to a source.",
    "add skipped": "Add sentences of a source that are not coded.",
    "add actor": "Add actors, who can hold a position.",
    "add topic": "Add topics, which one can be for or against.",
    "rename": "Give a record another id, wherever it is referred to.",
    "merge": "Make a record part of another one, wherever it is referred to.",
    "retract": "Retract a claim: it stays on record, but no longer counts.",
    "fmt": "Format the YAML files; their content stays the same.",
    "add source": "Add a document as a source: its text, and what it says about itself.",
    "import": "Make a knowledge base of codings from another program, or add them to one.",
    "pack": "Write the knowledge base as a dataset, for millions of claims.",
    "export table": "Write all records as tables, and describe their columns.",
    "export sqlite": "Write an SQLite database, and beside it a metadata.json for Datasette.",
    "export xlsx": "Write a workbook for people: a sheet a kind of record, names beside ids.",
    "export qdpx": "Write a REFI-QDA project, for NVivo, ATLAS.ti, MAXQDA and QualCoder.",
    "export qdc": "Write topics, actors and stances as a REFI-QDA codebook.",
    "export graphml": "Write who shares positions with whom as GraphML, for R, igraph and yEd.",
    "export gexf": "Write who shares positions with whom as GEXF, for Gephi.",
    "export jsonld": "Write claims as W3C Web Annotations of their sources, in JSON-LD.",
    "export csl-json": "Write the sources as CSL-JSON, for Zotero and other reference managers.",
    "codebook": "Explain the fields of records and the coding rules.",
    "rule": "Explain a rule of validate.",
    "lsp": "Run the language server for an editor, on standard input and output.",
    "mcp": "Run the server for assistants (Model Context Protocol).",
    "schema": "Print or write JSON Schemas of the files, for editors.",
    "cache": "List or delete the cached snapshots of knowledge bases.",
    "init": "Create a small example knowledge base for you to edit.",
}
"""The first line of each command's docstring. A command of a group has two words."""

GROUPS = {
    "add": "Add a record to the knowledge base.",
    "export": "Write the knowledge base in the format of another program.",
}
"""The groups of commands, with their help."""

# A command is a function in the module of the same name, except for these. The module of a command
# of a group stands in the package of the group. An underscore follows a keyword of
# Python.
_MODULES = {
    **dict.fromkeys(("actors", "topics", "sources"), "lists"),
    **dict.fromkeys(
        (
            f"export {name}"
            for name in (
                *("qdpx", "qdc", "sqlite", "xlsx", "graphml", "gexf", "jsonld", "csl-json"),
            )
        ),
        "export formats",
    ),
}


@cache
def command(name: str) -> "Command":
    """Return the command of this name, with all its options."""
    if name in GROUPS:
        settings = {"help_option_names": ["-h", "--help"]}
        return Commands(
            name=name,
            help=GROUPS[name],
            no_args_is_help=True,
            context_settings=settings,
            rich_markup_mode=None,
        )
    path = _MODULES.get(name, name).replace(" ", ".")
    module = import_module(f"policykb.cli.{_python_name(path)}")
    function = getattr(module, _python_name(name.rpartition(" ")[2].replace("-", "_")))
    wrapper = typer.Typer(add_completion=False, rich_markup_mode=None)
    wrapper.command(name, cls=HelpfulCommand)(expand_option_groups(function))
    return typer.main.get_command(wrapper)


def _python_name(word: str) -> str:
    return f"{word}_" if iskeyword(word) else word


class Commands(CommandGroup):
    """The group of all commands, or of those of one group. Help and completion need only
    :data:`COMMANDS`; the module of a command is imported to run it or to list its options.
    """

    def __init__(self, **attrs: Any) -> None:
        super().__init__(**attrs)
        prefix = f"{self.name} " if self.name in GROUPS else ""
        for name, summary in COMMANDS.items():
            if name.startswith(prefix):
                self.summaries[name] = summary
                word = name.removeprefix(prefix).partition(" ")[0]
                help_ = COMMANDS.get(prefix + word) or GROUPS[word]
                self.add_command(TyperCommand(prefix + word, help=help_), word)

    def resolve_command(
        self, ctx: "Context", args: list[str]
    ) -> tuple[str | None, "Command | None", list[str]]:
        """Return the name and command of the first argument, and the other arguments, before which
        stand the options that stood before the first command.
        """
        name, found, rest = super().resolve_command(ctx, args)
        whole = found and command(found.name or "")
        return name, whole, [*_handed_on(ctx, whole), *rest] if whole else rest


def _handed_on(context: "Context", to: "Command") -> "Iterator[str]":
    """Yield the options that stand before the first command, if the command ``to`` has them."""
    names = {parameter.name: parameter.opts[0] for parameter in to.params}
    for name, value in context.find_root().params.items():
        if value and name in names:
            yield from (names[name],) if value is True else (names[name], str(value))
