"""``python -m policykb``, and the console script."""

import gc
import os
import sys

_GARBAGE = 100_000
"""How many more objects than before there must be for a search for garbage: one command makes
little, and a search at each 700, as usual, takes a tenth of a short run."""


def main() -> None:
    """Run the command line as a process of its own, which ends here."""
    gc.set_threshold(_GARBAGE)
    try:
        run()
    except SystemExit as end:
        if isinstance(end.code, int):
            _leave(end.code)
        raise


def _leave(code: int) -> None:
    """End the process at once. Whatever it wrote is written, and the system takes back the memory
    sooner than Python would, which first looks through all of it for garbage.
    """
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return  # what becomes of that is told in the usual way
    os._exit(code)


def run() -> None:
    """Run the command line; a bad request is told in two lines, exit code 2."""
    from policykb.cli import app  # noqa: PLC0415 - import time counts as run time
    from policykb.diagnostics import PolicyKBError  # noqa: PLC0415 - same

    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever called; no reason to fail
            nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - open to the end
            setattr(sys, name, nowhere)
    for stream in (sys.stdout, sys.stderr):
        # What an output cannot encode is spelt out rather than lost in a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(prog_name="policykb")
    except PolicyKBError as error:
        from policykb.cli.session import print_error  # noqa: PLC0415 - only an error needs it

        print_error(error)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
