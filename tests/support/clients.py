"""Programs that policykb works with, for tests: those that ``make clients`` installed."""

import os
import shutil
from pathlib import Path

import pytest

from tests.support.running import ROOT


def client(path: str, variable: str = "") -> str:
    """A program by its path in ``.clients``, unless ``variable`` names one or one is on the path;
    without it the test is skipped, or fails where it must run.
    """
    program = ROOT / ".clients" / path
    if variable and (named := os.environ.get(variable) or shutil.which(Path(path).name)):
        return named
    if not program.exists():
        reason = f"no {program.name} here: `make clients` installs it (from the network)"
        if os.environ.get("POLICYKB_CLIENT_TESTS") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    return str(program)
