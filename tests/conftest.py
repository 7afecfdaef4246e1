"""How all tests run."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from policykb.cache import trust


class _Forgetful(set[Path]):
    """Nothing, whatever is added."""

    def add(self, _: Path) -> None:
        pass


# The same examples every time: a change fails for what it changed.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def _own_cache() -> Iterator[None]:
    """Snapshots of tests do not stand among those of whoever runs them."""
    with TemporaryDirectory(prefix="policykb-tests-") as folder:
        os.environ["POLICYKB_CACHE_DIR"] = str(Path(folder) / "cache")
        yield
        del os.environ["POLICYKB_CACHE_DIR"]


@pytest.fixture(autouse=True)
def _no_second_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error where a snapshot is read is no damage: it is not mended by doing without."""
    monkeypatch.setattr(trust, "trusted", _Forgetful())
