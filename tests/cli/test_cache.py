"""``policykb cache``: list or delete cached snapshots."""

import csv
import io
import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from policykb.cache import stamps
from policykb.cache.location import ENVIRONMENT, SUFFIX, UNFINISHED
from tests.support.commands import FORMATS
from tests.support.rule_samples import CLAIMS, write_base
from tests.support.running import Ran, run


class CacheFolder:
    """A cache folder, with knowledge bases next to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "caches"
        self._bases = folder

    def run(self, *arguments: object) -> Ran:
        return run(*arguments, cwd=self._bases, env={ENVIRONMENT: str(self.folder)})

    def base(self, name: str) -> Path:
        """Return a new knowledge base that has a snapshot."""
        root = write_base(self._bases / name)
        assert self.run("--kb", root, "claims").code == 0
        return root

    def files(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()} if self.folder.exists() else set()

    def info(self) -> list[dict[str, Any]]:
        ran = self.run("cache", "info", "--format", "json")
        info = json.loads(ran.out)
        assert (ran.code, ran.err) == (0, "")
        assert (info["version"], info["folder"]) == (1, str(self.folder))
        snapshots: list[dict[str, Any]] = info["snapshots"]
        return snapshots


@pytest.fixture
def user_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CacheFolder:
    # Without this, files written just before are compared by content for two seconds.
    monkeypatch.setattr(stamps, "TICK", 0)
    return CacheFolder(tmp_path)


def test_snapshots_are_listed_without_an_argument(user_cache: CacheFolder) -> None:
    user_cache.base("north")
    assert user_cache.run("cache").out == user_cache.run("cache", "info").out != ""


# --- what there is ------------------------------------------------------------------------


def _none(_: CacheFolder) -> None:
    pass


def _one(user_cache: CacheFolder) -> None:
    user_cache.base("north")


def _several(user_cache: CacheFolder) -> None:
    for name in ("south", "north", "west"):
        user_cache.base(name)


def _unreadable(user_cache: CacheFolder) -> None:
    user_cache.base("north")
    (user_cache.folder / f"{'0' * 16}{SUFFIX}").write_bytes(b"no database")


SITUATIONS: Mapping[str, tuple[Callable[[CacheFolder], None], tuple[str, ...]]] = {
    "none": (_none, ()),
    "one": (_one, ("north",)),
    "several": (_several, ("north", "south", "west")),
    "an unreadable one": (_unreadable, ("north", "")),
}
"""Situations, each with the folders of the knowledge bases that are then listed, in order."""


@pytest.mark.parametrize("situation", SITUATIONS)
def test_info_lists_the_snapshots(situation: str, user_cache: CacheFolder) -> None:
    set_up, names = SITUATIONS[situation]
    set_up(user_cache)
    found = user_cache.info()
    listed = [Path(one["knowledge_base"] or "").name for one in found]
    assert listed == list(names)
    for one in found:
        readable = one["knowledge_base"] is not None
        assert (one["claims"], one["fresh"]) == ((3, True) if readable else (None, False))
        assert one["bytes"] == (user_cache.folder / one["file"]).stat().st_size


@pytest.mark.sampled
@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_lists_every_snapshot(
    form: str, situation: str, user_cache: CacheFolder
) -> None:
    set_up, names = SITUATIONS[situation]
    set_up(user_cache)
    ran = user_cache.run("cache", "info", "--format", form)
    assert ran.code == 0
    assert f"{len(names)} snapshot" in ran.err if form in {"plain", "csv"} else not ran.err
    for name in filter(None, names):
        assert f"/{name}" in re.sub(r"\s*\n\s*", "", ran.out)
    if "" in names:
        assert "0" * 16 in ran.out


def test_plain_and_csv_have_the_fields_of_the_table(user_cache: CacheFolder) -> None:
    _unreadable(user_cache)
    ran = user_cache.run("cache", "info", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [(row["claims"], row["fresh"]) for row in rows] == [("3", "yes"), ("", "no")]
    plain = user_cache.run("cache", "info")
    assert [line.split("\t")[-1] for line in plain.out.splitlines()] == [
        row["file"] for row in rows
    ]


def test_snapshot_is_fresh_until_files_change(user_cache: CacheFolder) -> None:
    root = user_cache.base("north")
    (fresh,) = user_cache.info()
    with (root / CLAIMS).open("a", encoding="utf-8") as file:
        file.write("# another line\n")
    (stale,) = user_cache.info()
    assert (fresh["fresh"], stale["fresh"]) == (True, False)
    assert user_cache.run("--kb", root, "claims").code == 0
    (again,) = user_cache.info()
    assert again["fresh"]


SPOILT: Mapping[str, Callable[[Path], object]] = {
    "no database": lambda path: path.write_bytes(b"x"),
    "nothing": lambda path: path.write_bytes(b""),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:5_000]),
    "of another time": lambda path: os.utime(path, ns=(0, 1_000_000_000)),
    "not permitted": lambda path: path.chmod(0),
}


@pytest.mark.parametrize("how", SPOILT)
def test_untrusted_snapshot_is_not_fresh_and_is_replaced(how: str, user_cache: CacheFolder) -> None:
    root = user_cache.base("north")
    (path,) = user_cache.folder.iterdir()
    SPOILT[how](path)
    (snapshot,) = user_cache.info()
    if how != "not permitted" or os.geteuid():
        assert not snapshot["fresh"]
        assert snapshot["claims"] is None
    assert user_cache.run("--kb", root, "claims").code == 0
    (again,) = user_cache.info()
    assert again["fresh"]


def test_snapshot_of_a_deleted_kb_is_not_fresh(user_cache: CacheFolder) -> None:
    root = user_cache.base("north")
    root.rename(root.with_name("south"))
    (found,) = user_cache.info()
    assert (found["knowledge_base"], found["fresh"]) == (str(root), False)


def test_info_ignores_other_files(user_cache: CacheFolder) -> None:
    user_cache.base("north")
    (user_cache.folder / "notes.txt").write_text("mine", "utf-8")
    (user_cache.folder / f"{'1' * 16}{SUFFIX}.{'2' * 16}{UNFINISHED}").write_bytes(b"")
    assert len(user_cache.info()) == 1


# --- its end --------------------------------------------------------------------------------


def test_clear_deletes_all_snapshots_and_says_how_many(user_cache: CacheFolder) -> None:
    for name in ("north", "south"):
        user_cache.base(name)
    (user_cache.folder / f"{'1' * 16}{SUFFIX}.{'2' * 16}{UNFINISHED}").write_bytes(b"begun")
    size = sum(path.stat().st_size for path in user_cache.folder.iterdir())
    ran = user_cache.run("cache", "clear")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"policykb: deleted 3 files, {size / 1e6:.1f} MB, from {user_cache.folder}\n"
    assert (user_cache.files(), user_cache.info()) == (set(), [])


def test_clear_leaves_other_files(user_cache: CacheFolder) -> None:
    user_cache.base("north")
    others = {
        "notes.txt",
        "data.sqlite",
        f"{'1' * 15}{SUFFIX}",
        f"{'1' * 16}{SUFFIX}-journal",
        f"{'1' * 16}{SUFFIX}.bak",
        f"G{'1' * 15}{SUFFIX}",
    }
    for name in others:
        (user_cache.folder / name).write_text("mine", "utf-8")
    (user_cache.folder / f"{'3' * 16}{SUFFIX}").mkdir()
    ran = user_cache.run("cache", "clear")
    assert ran.err.startswith("policykb: deleted 1 file, ")
    assert user_cache.files() == others | {f"{'3' * 16}{SUFFIX}"}


def test_clear_deletes_a_link_but_not_its_target(user_cache: CacheFolder, tmp_path: Path) -> None:
    user_cache.folder.mkdir()
    target = tmp_path / "valuable"
    target.write_text("mine", "utf-8")
    (user_cache.folder / f"{'4' * 16}{SUFFIX}").symlink_to(target)
    assert user_cache.run("cache", "clear").err.startswith("policykb: deleted 1 file, ")
    assert (user_cache.files(), target.read_text("utf-8")) == (set(), "mine")


def test_clear_of_an_empty_cache_deletes_nothing(user_cache: CacheFolder) -> None:
    for _ in range(2):
        ran = user_cache.run("cache", "clear")
        assert (ran.code, ran.err) == (
            0,
            f"policykb: deleted 0 files, 0.0 MB, from {user_cache.folder}\n",
        )
        assert not user_cache.folder.exists()


def test_answer_after_clear_is_the_same_and_cached_again(user_cache: CacheFolder) -> None:
    root = user_cache.base("north")
    before = user_cache.run("--kb", root, "claims")
    user_cache.run("cache", "clear")
    assert user_cache.run("--kb", root, "claims") == before
    assert len(user_cache.info()) == 1


# --- what is not cache -----------------------------------------------------------------------


def test_no_cache_writes_no_snapshot(user_cache: CacheFolder, tmp_path: Path) -> None:
    root = write_base(tmp_path / "north")
    for command in (["claims"], ["validate"]):
        assert user_cache.run("--kb", root, *command, "--no-cache").code == 0
    assert user_cache.files() == set()


def test_unwritable_cache_does_not_stop_an_answer(user_cache: CacheFolder, tmp_path: Path) -> None:
    user_cache.folder.write_text("a file in the place of the folder", "utf-8")
    ran = user_cache.run("--kb", write_base(tmp_path / "north"), "claims")
    assert (ran.code, len(ran.out.splitlines())) == (0, 3)
    assert user_cache.info() == []


@pytest.mark.parametrize("arguments", [("infos",), ("info", "clear"), ("info", "-f", "svg")])
def test_bad_request_is_an_error(arguments: tuple[str, ...], user_cache: CacheFolder) -> None:
    user_cache.base("north")
    before = user_cache.files()
    ran = user_cache.run("cache", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err
    assert user_cache.files() == before
