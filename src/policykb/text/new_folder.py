"""New folders that appear at once, with all that is in them, or not at all."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from policykb.diagnostics import PolicyKBError


@contextmanager
def new_folder(folder: Path, *, last: str = "") -> Iterator[Path]:
    """Make a folder: yield another one beside it, which is filled and then gets its name. If it is
    deleted instead, nothing is made.

    Args:
        folder: A folder that does not exist, or is empty. An empty one stays, because somebody may
            stand in it, and gets the files one by one.
        last: The file that comes last in that case.

    Raises:
        PolicyKBError: It is not empty, or cannot be made.
    """
    try:
        exists = folder.exists()
        if exists and (not folder.is_dir() or any(folder.iterdir())):
            raise PolicyKBError(
                f"{folder} is not empty",
                "Name a folder that does not exist yet: nothing is overwritten.",
            )
        near = folder if exists else folder.parent
        near.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=near, prefix=".policykb-") as beside:
            made = Path(beside) / "new"
            made.mkdir()
            yield made
            if exists and made.is_dir():
                for entry in sorted(made.iterdir(), key=lambda entry: entry.name == last):
                    entry.replace(folder / entry.name)
            elif made.is_dir():
                made.replace(folder)
    except OSError as error:
        raise PolicyKBError(
            f"cannot make {folder}: {error.strerror}", "Name a folder that can be written to."
        ) from None
