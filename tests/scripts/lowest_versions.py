"""Print pip constraints that pin each dependency to the oldest that pyproject.toml allows.

Used by ``make lowest``. It runs before anything is installed, so it imports no package.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_OWN = re.compile(r"policykb\[(?P<extras>[a-z,]+)\]")
_LOWER = re.compile(r">=\s*([0-9][A-Za-z0-9.]*)")


def requirements() -> list[str]:
    """The requirements in pyproject.toml, to run and to develop."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    found, waiting = [*project["dependencies"]], ["dev"]
    while waiting:
        for requirement in project["optional-dependencies"][waiting.pop()]:
            # An extra may hold others: "policykb[lsp]".
            if own := _OWN.fullmatch(requirement):
                waiting += own["extras"].split(",")
            else:
                found.append(requirement)
    return found


def constraints() -> Iterator[str]:
    """``name==version`` for each requirement; one without a lower bound is an error."""
    for requirement in requirements():
        name, lower = _NAME.match(requirement), _LOWER.search(requirement)
        if name is None or lower is None:
            raise SystemExit(f"no lower bound: {requirement}")
        yield f"{name.group()}=={lower.group(1)}"


if __name__ == "__main__":
    sys.stdout.write("".join(f"{line}\n" for line in constraints()))
