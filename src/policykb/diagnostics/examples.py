"""The examples of the rules, which are stored in ``examples.toml``."""

from collections.abc import Mapping
from functools import cache

from policykb.frozen import dataclass

LISTING = "listing"
"""The ``file`` of an example that shows the names in a folder, not the lines of a file."""


@dataclass(frozen=True, slots=True)
class Example:
    """Lines that break a rule, and the same lines corrected.

    ``wrong`` and ``right`` are whole lines of ``file``, which is a file's name or :data:`LISTING`,
    without the last line end.
    """

    file: str
    wrong: str
    right: str


@cache
def examples() -> Mapping[str, Example]:
    """Return the example of each rule, by the rule's code."""
    import tomllib  # noqa: PLC0415 - only `rule` shows examples
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
