"""The person's editor."""

import os
import shlex
import subprocess
from pathlib import Path

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
