"""Settings and fixtures of all tests."""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from policykb.cache.location import snapshot_path
from tests.support.running import ROOT, SAMPLE

EVERY_CASE = bool(os.environ.get("POLICYKB_EVERY_CASE"))
"""Run all cases of tests marked ``sampled``, and more examples of each law."""

SLOW = {room: n for n, room in enumerate(("properties", "system", "datasets", "cache", "cli"))}
"""The rooms whose tests take longest, and the place of each in the order of all tests."""

# The same examples on every run, so that a test fails only for what changed; and no time limit.
settings.register_profile(
    "steady", derandomize=True, deadline=None, max_examples=25 if EVERY_CASE else 6
)
settings.load_profile("steady")


def _folder_in_memory() -> str | None:
    """Return a folder in memory that has room, and in which programs may be run, if there is one.

    The tests write some ten thousand small files: on a disk that takes longer than to read them.
    """
    if sys.platform != "linux":
        return None
    folder = "/dev/shm"  # noqa: S108 - only the folders in it that tempfile makes are used
    try:
        found = os.statvfs(folder)
    except OSError:
        return None
    room = found.f_bavail * found.f_frsize
    usable = room > 10**9 and not found.f_flag & os.ST_NOEXEC and os.access(folder, os.W_OK)
    return folder if usable else None


if "TMPDIR" not in os.environ and (memory := _folder_in_memory()):
    os.environ["TMPDIR"] = tempfile.tempdir = memory


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while tests are collected, and later rarely: the tests make many objects,
    and little garbage in circles.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.set_threshold(50_000, 20, 20)
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Select a fifth of the cases of each test marked ``sampled``, but no more than six, spread
    evenly, the first one among them. With ``POLICYKB_EVERY_CASE``, or if the command line names a
    test, all cases run.

    The files that take longest come first, so that all workers end at about the same time.
    """
    if not EVERY_CASE and not any("::" in one for one in config.args):
        cases: dict[str, list[pytest.Item]] = {}
        for item in items:
            if item.get_closest_marker("sampled"):
                cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
        left_out = {
            item
            for some in cases.values()
            for number, item in enumerate(some)
            if number % max(5, -(-len(some) // 6))
        }
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]
    items.sort(key=lambda item: SLOW.get(item.path.relative_to(ROOT / "tests").parts[0], len(SLOW)))


@pytest.fixture(scope="session")
def _cache_folder() -> Iterator[Path]:
    """A cache folder of the tests, apart from that of whoever runs them."""
    with tempfile.TemporaryDirectory(prefix="policykb-tests-") as folder:
        os.environ["POLICYKB_CACHE_DIR"] = str(Path(folder) / "cache")
        yield Path(folder) / "cache"
        del os.environ["POLICYKB_CACHE_DIR"]


@pytest.fixture(scope="session")
def _shared_snapshots(_cache_folder: Path) -> frozenset[str]:
    """The names of the snapshots that many tests use."""
    return frozenset(snapshot_path(root).name for root in (SAMPLE, ROOT / "kb"))


@pytest.fixture(autouse=True)
def _snapshots_of_shared_knowledge_bases_only(
    _cache_folder: Path, _shared_snapshots: frozenset[str]
) -> Iterator[None]:
    """Delete the snapshots of a test's own knowledge bases when it ends: each new snapshot would
    look through all older ones.
    """
    yield
    if _cache_folder.is_dir():
        for path in _cache_folder.iterdir():
            if path.name not in _shared_snapshots and path.is_file():
                path.unlink()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the sample, for tests to change."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "copy"))
