"""``python -m policykb``, and the console script."""

import os
import sys
from pathlib import Path

from policykb.diagnostics import PolicyKBError


def main() -> None:
    """Run the command line; a bad request is told in two lines, exit code 2."""
    from policykb.cli import app  # noqa: PLC0415 - import time counts as run time

    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever called; no reason to fail
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open to the end
            setattr(sys, name, nowhere)
    for stream in (sys.stdout, sys.stderr):
        # What an output cannot encode is spelt out rather than lost in a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(prog_name="policykb")
    except PolicyKBError as error:
        from policykb.cli.session import complain  # noqa: PLC0415 - only an error needs it

        complain(error)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
