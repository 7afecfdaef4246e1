"""The folders of a knowledge base as they are to be, with edits that are not written yet."""

from collections import UserDict
from collections.abc import ItemsView
from pathlib import Path

import pytest

from policykb.loading.layout import Layout


class Edits(UserDict[str, bytes | None]):
    """Edits that count how often all of them are gone through."""

    read = 0

    def items(self) -> ItemsView[str, bytes | None]:
        self.read += 1
        return super().items()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("kb.yaml", "actors.yaml", "topics.yaml"):
        (tmp_path / name).touch()
    for number in range(20):
        folder = tmp_path / f"sources/s{number:02}"
        folder.mkdir(parents=True)
        (folder / "source.yaml").touch()
    return tmp_path


def test_edits_are_gone_through_once_however_many_folders_there_are(root: Path) -> None:
    edits = Edits({f"sources/s{number:02}/claims.yaml": b"" for number in range(20)})
    layout = Layout(root, edits)
    assert len(layout.source_ids) == 20
    assert edits.read == 1


def test_edits_add_and_remove_files_and_folders(root: Path) -> None:
    layout = Layout(
        root,
        {
            "sources/s00": None,
            "sources/s01/source.yaml": None,
            "sources/s02/clams.yaml": b"",
            "sources/new/source.yaml": b"",
            "sources/gone/source.yaml": None,
            "sources/s03/deep/er.txt": b"",
            "actor.yaml": b"",
            "README.md": None,
        },
    )
    assert layout.source_ids == ["new", *(f"s{number:02}" for number in range(1, 20))]
    assert [one.location.path for one in layout.faults] == [
        "actor.yaml",
        "sources/s02/clams.yaml",
        "sources/s03/deep",
    ]
