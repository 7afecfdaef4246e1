"""The knowledge base that is named, and the errors that say why there is none."""

from pathlib import Path

import pytest

from policykb.diagnostics import PolicyKBError
from policykb.loading.locate import ENVIRONMENT, find


def test_folder_and_the_one_that_contains_it_as_kb_are_found(tmp_path: Path) -> None:
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / "kb.yaml").touch()
    assert find(tmp_path) == find(tmp_path / "kb") == tmp_path / "kb"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("gone.yaml", "there is no file {}"),
        ("gone", "no knowledge base at {}"),
        ("claims.csv", "{} is a file, and not the map of a table"),
        ("kb.yaml", "{} is a file, and not the map of a table"),
    ],
)
@pytest.mark.parametrize("origin", ["", f" ({ENVIRONMENT})"])
def test_error_says_why_the_named_path_is_no_knowledge_base(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str, origin: str
) -> None:
    for file in ("claims.csv", "kb.yaml"):
        (tmp_path / file).touch()
    path = str(tmp_path / name)
    if origin:
        monkeypatch.setenv(ENVIRONMENT, path)
    with pytest.raises(PolicyKBError) as error:
        find(None if origin else path)
    assert error.value.message == message.format(path + origin)
