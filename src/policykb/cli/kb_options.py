"""The options that choose the knowledge base, and how it is read."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from policykb.cli.parameters import non_empty, option
from policykb.diagnostics import PolicyKBError
from policykb.frozen import dataclass
from policykb.loading.locate import ENVIRONMENT, find_or_bundled, find_required
from policykb.views.wording.commands import named_kb

KNOWLEDGE_BASE = "Knowledge base"
"""The section of the help with these options."""


def _remember_kb(
    context: typer.Context, option: typer.CallbackParam, value: str | None
) -> str | None:
    """Return the value of ``--kb``, and remember it for the commands that answers name.

    Raises:
        PolicyKBError: the value is empty.
    """
    value = non_empty(context, option, value)
    # Before the command the option stands first, and may be missing.
    if value or context.parent is None:
        named_kb.set(value or "")
    return value


def _kb(default: str, others: str = "") -> object:
    """Return the option ``--kb``; its help names the ``default``, and what ``others`` there are."""
    folders = f"a folder with kb.yaml, or with one as kb/{others}"
    text = f"The knowledge base: {folders}. Default: {default}."
    return option("--kb DIR", text, section=KNOWLEDGE_BASE, callback=_remember_kb)


Kb = Annotated[
    str | None,
    _kb(
        "POLICYKB_KB, the nearest upwards, or the bundled one",
        "; to ask, also a dataset or the map of a table",
    ),
]
RequiredKb = Annotated[
    str | None, _kb("POLICYKB_KB, or the nearest upwards; never the bundled one")
]
"""For commands that never use the bundled one."""
NoCache = Annotated[
    bool,
    option("--no-cache", "Read all files, and neither use nor write the cache.", KNOWLEDGE_BASE),
]


class Engine(StrEnum):
    """The program that reads the claims of a dataset."""

    DUCKDB = "duckdb"
    SPARK = "spark"


EngineOption = Annotated[
    Engine | None,
    option(
        "--engine",
        "The engine that reads a dataset: duckdb (default), or spark for a cluster.",
        KNOWLEDGE_BASE,
    ),
]
Master = Annotated[
    str,
    option(
        "--master URL",
        "The Spark cluster, as in spark://HOST:7077, yarn or local[4].",
        KNOWLEDGE_BASE,
        callback=non_empty,
    ),
]


@dataclass(frozen=True, slots=True)
class KbOptions:
    """The options that choose the knowledge base, and whether to use the cache."""

    kb: Kb = None
    no_cache: NoCache = False

    @property
    def cached(self) -> bool:
        """True if the snapshot may be used and refreshed."""
        return not self.no_cache

    def find(self) -> tuple[Path, bool]:
        """Return the place of the knowledge base, and True if it is the bundled one.

        Raises:
            PolicyKBError: there is none.
        """
        return find_or_bundled(self.kb)


@dataclass(frozen=True, slots=True)
class EngineOptions(KbOptions):
    """Like :class:`KbOptions`, for answers that a cluster can give, too."""

    engine: EngineOption = None
    master: Master = ""

    @property
    def cluster(self) -> str:
        """The address of the cluster that is to answer; empty if this process is.

        Raises:
            PolicyKBError: an address, but not the engine, was given, or the other way round.
        """
        on_cluster = self.engine is Engine.SPARK
        if on_cluster and not self.master:
            raise PolicyKBError(
                "--engine spark needs the address of a cluster",
                "Name it: --master spark://HOST:7077, or yarn; local[4] is this machine.",
            )
        if self.master and not on_cluster:
            raise PolicyKBError(
                "--master is the address of a Spark cluster", "Add --engine spark, or leave it out."
            )
        return self.master

    @property
    def address(self) -> str:
        """The place of the dataset as it was written: the cluster finds it, maybe not this machine.

        Raises:
            PolicyKBError: it was not named.
        """
        named = self.kb or os.environ.get(ENVIRONMENT)
        if not named:
            raise PolicyKBError(
                "a cluster needs the place of a dataset",
                "Name it: --kb DIR, or an address such as hdfs://… or s3a://….",
            )
        return named


@dataclass(frozen=True, slots=True)
class RequiredKbOptions(KbOptions):
    """Like :class:`KbOptions`, but never the bundled knowledge base, nor one of tables."""

    kb: RequiredKb = None

    @property
    def root(self) -> Path:
        """The folder of the knowledge base.

        Raises:
            PolicyKBError: there is none.
        """
        return find_required(self.kb)

    def find(self) -> tuple[Path, bool]:
        """Return the folder of the knowledge base; it is not the bundled one.

        Raises:
            PolicyKBError: there is none.
        """
        return self.root, False
