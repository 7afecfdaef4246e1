"""The command line: one file per command."""

from typing import Annotated

import typer

from policykb import __version__
from policykb.cli.commands import Commands
from policykb.cli.kb_options import Kb, NoCache
from policykb.cli.options import NoPager
from policykb.cli.parameters import option

# Plain help: rich would read text in brackets as markup.
app = typer.Typer(
    name="policykb",
    cls=Commands,
    help="Who holds which position on what, since when, according to whom, "
    "and where it is written.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer passes it by position
    if wanted:
        typer.echo(f"policykb {__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    kb: Kb = None,
    no_cache: NoCache = False,
    no_pager: NoPager = False,
    version: Annotated[
        bool, option("--version -V", "Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Declare the options that may stand before the command."""
    del kb, no_cache, no_pager, version  # Commands hands them on, or a callback used it
