"""A browser for tests: the Chromium that this machine has, never one that is downloaded."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_SWITCHES = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    # One process draws page after page: to start another costs as much as to draw a page.
    "--renderer-process-limit=1",
)


def chromium() -> str:
    """The path of a Chromium; without one the test is skipped, or fails where it must run."""
    named = os.environ.get("POLICYKB_CHROMIUM")
    found = named or next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        reason = (
            "no Chromium here: install one (apt-get install chromium), or name one in "
            "POLICYKB_CHROMIUM"
        )
        if os.environ.get("POLICYKB_BROWSER_TESTS") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    path = chromium()
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=path, args=list(_SWITCHES))
        try:
            yield opened
        finally:
            opened.close()
