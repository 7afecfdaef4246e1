"""``policykb actors``, ``topics`` and ``sources``: list records."""

from typing import Annotated

from policykb.cli import options
from policykb.cli.kb_options import KbOptions
from policykb.cli.parameters import option
from policykb.cli.session import open_kb, print_view
from policykb.views.lists import actors_view, sources_view, topics_view


def actors(
    *,
    everyone: Annotated[bool, option("--all", "Also actors without claims, in the table.")] = False,
    kb_options: KbOptions,
    printing: options.Printing,
) -> None:
    """List the actors."""
    print_view(actors_view(open_kb(kb_options), everyone=everyone), printing)


def topics(
    *,
    long: Annotated[bool, option("--long", "Also what each topic proposes, in the table.")] = False,
    kb_options: KbOptions,
    printing: options.Printing,
) -> None:
    """List the topics, with who holds which position."""
    print_view(topics_view(open_kb(kb_options), long=long), printing)


def sources(kb_options: KbOptions, printing: options.Printing) -> None:
    """List the sources."""
    print_view(sources_view(open_kb(kb_options)), printing)
