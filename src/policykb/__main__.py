"""The entry point of ``python -m policykb`` and of the console script."""

import gc
import os
import sys

_GARBAGE = 100_000
"""The number of new objects that starts a garbage collection. A command makes little garbage; with
Python's default of 700, collections would take a tenth of a short run."""


def main() -> None:
    """Run the command line and end the process."""
    gc.set_threshold(_GARBAGE)
    # No plugin of pydantic is for policykb; to look for any, pydantic lists all installed packages.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        run()
    except SystemExit as end:
        if isinstance(end.code, int):
            _exit(end.code)
        raise


def _exit(code: int) -> None:
    """Flush the output and end the process at once. The system frees the memory faster than Python,
    which would first collect garbage.
    """
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return  # Python reports this error when it exits
    os._exit(code)


def run() -> None:
    """Run the command line. Print a bad request as error and help, with exit code 2."""
    from policykb.deferred import defer  # noqa: PLC0415 - import time counts as run time

    defer()
    from policykb.cli import app  # noqa: PLC0415 - same
    from policykb.diagnostics import PolicyKBError  # noqa: PLC0415 - same

    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller, which is not an error
            nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - open to the end
            setattr(sys, name, nowhere)
    for stream in (sys.stdout, sys.stderr):
        # Escape characters that the output cannot encode, instead of a traceback.
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
