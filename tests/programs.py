"""Programs that policykb works with, for tests: those that ``make clients`` installed."""

import os

import pytest

from running import ROOT


def client(path: str) -> str:
    """A program by its path in ``.clients``; without it the test is skipped, or fails where it
    must run.
    """
    program = ROOT / ".clients" / path
    if not program.exists():
        reason = f"no {program.name} here: `make clients` installs it (from the network)"
        if os.environ.get("POLICYKB_CLIENT_TESTS") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    return str(program)
