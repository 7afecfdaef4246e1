"""Create a new knowledge base: a small example, or an empty one."""

import shutil
import tempfile
from importlib import resources
from pathlib import Path

from policykb.diagnostics import PolicyKBError
from policykb.loading.layout import SOURCES
from policykb.loading.locate import MARKER, bundled

_TEMPLATE = "template"
_CODEBOOK = "README.md"
_EMPTY = {
    MARKER: "policykb: 1\ntitle: A new knowledge base\n",
    "actors.yaml": "actors: []\n",
    "topics.yaml": "topics: []\n",
    f"{SOURCES}/.gitkeep": "",  # git keeps no empty folder
}
"""The files of an empty knowledge base that differ from those of the example."""


def create(folder: Path, *, empty: bool = False) -> list[Path]:
    """Make ``folder`` a valid knowledge base, and return the files written.

    It holds the codebook and a small example or, if ``empty``, no record. A new folder appears at
    once or not at all.

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
            _fill(made, template, empty=empty)
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


def _fill(made: Path, template: Path, *, empty: bool) -> None:
    """Write the files of a new knowledge base into the folder ``made``, which does not exist."""
    unwanted = shutil.ignore_patterns(SOURCES) if empty else None
    shutil.copytree(template, made, ignore=unwanted, copy_function=shutil.copyfile)
    if empty:
        (made / SOURCES).mkdir()
        for name, text in _EMPTY.items():
            (made / name).write_text(text, encoding="utf-8", newline="")
    if codebook := bundled():
        shutil.copyfile(codebook / _CODEBOOK, made / _CODEBOOK)
