"""Knowledge bases that commands are tried on."""

from pathlib import Path

import pytest

from tests.support.commands import damage
from tests.support.running import run


@pytest.fixture
def faulty(copy: Path) -> Path:
    """Return a copy of the sample with one faulty claim."""
    damage(copy / "sources/gazette-2015/claims.yaml", "stance: neutral", "stance: undecided")
    return copy


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Return a knowledge base with other actors."""
    assert run("init", tmp_path / "other", cwd=tmp_path).code == 0
    return tmp_path / "other"
