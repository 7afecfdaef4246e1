"""Knowledge bases that are added to."""

import shutil
from pathlib import Path

import pytest

from tests.support.running import SAMPLE


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the sample."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "copy"))
