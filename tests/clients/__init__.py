"""Programs of others that the record is used with: found on this machine, never downloaded here."""

import os
import shutil

import pytest

from running import ROOT

_INSTALLED = (".clients/node_modules/.bin", ".clients/bin")
"""Where ``make clients`` puts them."""


def client(name: str, variable: str) -> str:
    """The path of a program that ``variable`` names, that is on the path, or that ``make clients``
    brought; without one the test is skipped, or fails where it must run.
    """
    places = os.pathsep.join(str(ROOT / place) for place in _INSTALLED)
    found = os.environ.get(variable) or shutil.which(name) or shutil.which(name, path=places)
    if found is None:
        reason = f"no {name} here: `make clients` brings it, or name one in {variable}"
        if os.environ.get("POLICYKB_CLIENT_TESTS") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    return found
