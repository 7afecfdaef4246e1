"""The editor in which a person writes."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import typer

from policykb.diagnostics import PolicyKBError, format_value

_HELP = "Set EDITOR to an editor that waits until the file is closed, as in EDITOR=nano."


def edit(path: Path) -> None:
    """Open a file in $VISUAL, or else $EDITOR, and wait until it is closed.

    Raises:
        PolicyKBError: there is no editor, or it fails.
    """
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        words = shlex.split(command)
        # The person's own choice of a program.
        code = subprocess.run([*words, str(path)], check=False).returncode  # noqa: S603
    except (OSError, ValueError) as error:
        raise PolicyKBError(f"cannot start the editor {format_value(command)}", _HELP) from error
    if code:
        raise PolicyKBError(f"the editor {format_value(command)} failed (exit {code})", _HELP)


def read(path: Path) -> str:
    """Return a worksheet; - is standard input.

    Raises:
        PolicyKBError: it cannot be read, or is not UTF-8.
    """
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise PolicyKBError(f"{path} is not UTF-8", "Save it as UTF-8.") from None
    except OSError as error:
        raise PolicyKBError(
            f"cannot read {path}: {error.strerror}", "Name a file, or - for standard input."
        ) from None


def asks(question: str) -> bool:
    """Return True if there is a person, who says yes."""
    if not sys.stdin.isatty():
        return False
    try:
        return bool(typer.confirm(question, default=True, err=True))
    except typer.Abort:
        return False
