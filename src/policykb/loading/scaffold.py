"""Create a new knowledge base from a small example."""

import shutil
import tempfile
from importlib import resources
from pathlib import Path

from policykb.diagnostics import PolicyKBError
from policykb.loading.locate import MARKER

_TEMPLATE = "template"


def create(folder: Path) -> list[Path]:
    """Make ``folder`` a valid knowledge base, and return the files written.

    A new folder appears at once or not at all.

    Raises:
        PolicyKBError: The folder is not empty, or cannot be created.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise PolicyKBError(
                f"{folder} is not empty",
                "Name a folder that does not exist yet: nothing is overwritten.",
            )
        exists = folder.exists()
        near = folder if exists else folder.parent
        near.mkdir(parents=True, exist_ok=True)
        with (
            resources.as_file(resources.files("policykb.loading") / _TEMPLATE) as template,
            tempfile.TemporaryDirectory(dir=near, prefix=".policykb-") as beside,
        ):
            made = Path(beside) / "kb"
            shutil.copytree(template, made, copy_function=shutil.copyfile)
            if exists:
                # Somebody may stand in it, so it stays and is filled; the marker comes last.
                for entry in sorted(made.iterdir(), key=lambda entry: entry.name == MARKER):
                    entry.replace(folder / entry.name)
            else:
                made.replace(folder)
    except OSError as error:
        raise PolicyKBError(
            f"cannot make {folder}: {error.strerror}", "Name a folder that can be written to."
        ) from None
    return sorted(path for path in folder.rglob("*") if path.is_file())
