"""An example of each rule, kept as data in ``examples.toml`` and read only when it is asked for."""

from collections.abc import Mapping
from functools import cache

from policykb.frozen import dataclass

LISTING = "listing"
"""Stands in place of a file where an example shows the names in a folder."""


@dataclass(frozen=True, slots=True)
class Example:
    """What breaks a rule, and what is right in its place.

    ``wrong`` and ``right`` are whole lines of ``file``, the name of a file of a knowledge base, or
    of a ``LISTING``; the last line end is left off.
    """

    file: str
    wrong: str
    right: str


@cache
def examples() -> Mapping[str, Example]:
    """The example of each rule, by its code."""
    import tomllib  # noqa: PLC0415 - only an example needs it
    from importlib import resources  # noqa: PLC0415 - same

    text = (
        resources.files("policykb.diagnostics")
        .joinpath("examples.toml")
        .read_text(encoding="utf-8")
    )
    return {
        code: Example(**{name: value.removesuffix("\n") for name, value in fields.items()})
        for code, fields in tomllib.loads(text).items()
    }
