"""The pager, through which long answers go on a terminal, as those of git do.

Neither rich's nor click's pager fits: what a pager does not show, because it fails, is lost.
"""

import os
import shlex
import shutil
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

ENVIRONMENT = ("POLICYKB_PAGER", "PAGER")
"""The variables that name the pager, the first one that is set; empty or ``cat`` means none."""

_DEFAULTS = {"LESS": "FRX", "LV": "-c"}
"""The options that git gives to pagers: quit if all fits, keep colours, leave the text there."""


def show(text: str) -> bool:
    """Show a text in the pager. Return False if the text is still to be printed: if it fits the
    screen, or there is no terminal or no pager that works.
    """
    if not (_is_long(text) and _on_terminal() and (command := _command())):
        return False
    import subprocess  # short answers need no process

    try:
        with subprocess.Popen(  # noqa: S603 - the command is the user's own
            command, stdin=subprocess.PIPE, env={**_DEFAULTS, **os.environ}
        ) as pager:
            return _feed(pager, text) == 0
    except OSError:
        return False


def _feed(pager: "subprocess.Popen[bytes]", text: str) -> int:
    """Return the exit code of the pager, after it has read the text or was left."""
    # The interrupt key belongs to the pager: in less, it ends a search.
    earlier = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        encoding = sys.stdout.encoding or "utf-8"
        pager.communicate(text.encode(encoding, "backslashreplace"))
        return pager.returncode
    finally:
        signal.signal(signal.SIGINT, earlier)


def _command() -> list[str]:
    """Return the words of the pager's command; none if there shall be no pager."""
    named = next((os.environ[name] for name in ENVIRONMENT if name in os.environ), "less")
    try:
        words = shlex.split(named)
    except ValueError:  # a quotation mark is missing
        return []
    return [] if words == ["cat"] else words


def _on_terminal() -> bool:
    if os.environ.get("TERM") == "dumb":
        return False
    try:
        return sys.stdout.isatty() and os.isatty(sys.stdout.fileno())
    except (OSError, ValueError):  # no file of the system
        return False


def _is_long(text: str) -> bool:
    return text.count("\n") >= shutil.get_terminal_size().lines
