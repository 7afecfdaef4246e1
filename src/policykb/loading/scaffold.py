"""Create a new knowledge base: a small example, or an empty one."""

import shutil
from importlib import resources
from pathlib import Path

from policykb.loading.layout import SOURCES
from policykb.loading.locate import MARKER, bundled
from policykb.text.new_folder import new_folder

_TEMPLATE = "template"
_CODEBOOK = "README.md"
_ATTRIBUTES = ".gitattributes"
_EMPTY = {
    MARKER: "policykb: 1\ntitle: A new knowledge base\n",
    "actors.yaml": "actors: []\n",
    "topics.yaml": "topics: []\n",
}
"""The files of an empty knowledge base that differ from those of the example."""


def create(folder: Path, *, empty: bool = False) -> list[Path]:
    """Make ``folder`` a valid knowledge base, and return the files written.

    It holds the codebook and a small example or, if ``empty``, no record. A new folder appears at
    once or not at all.

    Raises:
        PolicyKBError: The folder is not empty, or cannot be created.
    """
    with (
        resources.as_file(resources.files("policykb.loading") / _TEMPLATE) as template,
        new_folder(folder, last=MARKER) as made,
    ):
        _fill(made, template, empty=empty)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _fill(made: Path, template: Path, *, empty: bool) -> None:
    """Write the files of a new knowledge base into the empty folder ``made``."""
    unwanted = shutil.ignore_patterns(SOURCES) if empty else None
    shutil.copytree(
        template, made, ignore=unwanted, copy_function=shutil.copyfile, dirs_exist_ok=True
    )
    if empty:
        for name, text in _EMPTY.items():
            (made / name).write_text(text, encoding="utf-8", newline="")
    add_constant_files(made)


def add_constant_files(folder: Path) -> None:
    """Write the files that every new knowledge base has into a folder that holds its records: the
    codebook, README.md, and what git must know.
    """
    if codebook := bundled():
        shutil.copyfile(codebook / _CODEBOOK, folder / _CODEBOOK)
    attributes = resources.files("policykb.loading") / _TEMPLATE / _ATTRIBUTES
    (folder / _ATTRIBUTES).write_bytes(attributes.read_bytes())
    sources = folder / SOURCES
    sources.mkdir(exist_ok=True)
    if not any(sources.iterdir()):
        (sources / ".gitkeep").touch()  # git keeps no empty folder
