"""``python -m policykb``, and the console script."""

import os
import sys

from policykb.diagnostics import PolicyKBError


def main() -> None:
    """Run the command line; a bad request is told in two lines, exit code 2."""
    from policykb.cli import app  # noqa: PLC0415 - import time counts as run time

    for stream in (sys.stdout, sys.stderr):
        # What an output cannot encode is spelt out rather than lost in a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except PolicyKBError as error:
        from policykb.cli.session import complain  # noqa: PLC0415

        complain(error)
        sys.exit(2)
    except BrokenPipeError:
        # The reader has what it wanted. What is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
