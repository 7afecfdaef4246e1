"""A workspace that follows edits finds what a check of all files finds."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from policykb.diagnostics import Diagnostic
from policykb.validation.result import CheckResult
from policykb.validation.workspace import Workspace
from tests.support.rule_samples import CLAIMS, SAMPLE_NAMES, SAMPLES, base_text, write_base


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_base(tmp_path_factory.mktemp("workspace") / "kb")


@pytest.fixture(scope="module")
def workspace(root: Path) -> Workspace:
    return Workspace(root)


def edits_of(name: str, root: Path) -> Mapping[str, bytes]:
    """The YAML files of a rule's sample that stand in the valid knowledge base, too."""
    folder = SAMPLES / name / "kb"
    paths = (file.relative_to(folder).as_posix() for file in folder.rglob("*.yaml"))
    return {path: (folder / path).read_bytes() for path in paths if (root / path).is_file()}


def found(result: CheckResult) -> list[Diagnostic]:
    return sorted(result.faults, key=lambda fault: fault.sort_key)


@pytest.mark.sampled
@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_edits_and_their_undoing_are_followed(name: str, root: Path, workspace: Workspace) -> None:
    edits = edits_of(name, root)
    result = workspace.check(edits)
    fresh = Workspace(root)
    assert found(result) == found(fresh.check(edits))
    assert workspace.loaded.kb == fresh.loaded.kb
    assert found(workspace.check()) == []


def test_a_change_on_disk_is_read_once_it_is_announced(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    workspace = Workspace(root)
    workspace.check()
    path = root / CLAIMS
    path.write_text(base_text(CLAIMS).replace("topic: ", "topic: un", 1), "utf-8")
    elsewhere = {"actors.yaml": base_text("actors.yaml").encode() + b"# more\n"}
    assert not workspace.check(elsewhere).faults
    workspace.forget(CLAIMS)
    assert found(workspace.check()) == found(Workspace(root).check()) != []
