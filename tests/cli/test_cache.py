"""``policykb cache``: what is kept of knowledge bases, and its end."""

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
from tests.support.rule_samples import CLAIMS, write_base
from tests.support.running import Ran, run

FORMATS = ("table", "plain", "json", "jsonl", "csv", "markdown", "html")


class Kept:
    """A folder for caches, and knowledge bases beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "caches"
        self._bases = folder

    def run(self, *arguments: object) -> Ran:
        return run(*arguments, cwd=self._bases, env={ENVIRONMENT: str(self.folder)})

    def base(self, name: str) -> Path:
        """A knowledge base that was asked something."""
        root = write_base(self._bases / name)
        assert self.run("--kb", root, "claims").code == 0
        return root

    def files(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()} if self.folder.exists() else set()

    def info(self) -> list[dict[str, Any]]:
        ran = self.run("cache", "info", "--format", "json")
        said = json.loads(ran.out)
        assert (ran.code, ran.err) == (0, "")
        assert (said["version"], said["folder"]) == (1, str(self.folder))
        snapshots: list[dict[str, Any]] = said["snapshots"]
        return snapshots


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    # What was written just before is doubtful for a while.
    monkeypatch.setattr(stamps, "TICK", 0)
    return Kept(tmp_path)


# --- what there is ------------------------------------------------------------------------


def _none(_: Kept) -> None:
    pass


def _one(kept: Kept) -> None:
    kept.base("north")


def _several(kept: Kept) -> None:
    for name in ("south", "north", "west"):
        kept.base(name)


def _unreadable(kept: Kept) -> None:
    kept.base("north")
    (kept.folder / f"{'0' * 16}{SUFFIX}").write_bytes(b"no database")


SITUATIONS: Mapping[str, tuple[Callable[[Kept], None], tuple[str, ...]]] = {
    "none": (_none, ()),
    "one": (_one, ("north",)),
    "several": (_several, ("north", "south", "west")),
    "an unreadable one": (_unreadable, ("north", "")),
}
"""What comes about, and the folders of the knowledge bases that are then told of, in order."""


@pytest.mark.parametrize("situation", SITUATIONS)
def test_it_says_of_what_there_are_snapshots(situation: str, kept: Kept) -> None:
    come_about, names = SITUATIONS[situation]
    come_about(kept)
    found = kept.info()
    told = [Path(one["knowledge_base"] or "").name for one in found]
    assert told == list(names)
    for one in found:
        readable = one["knowledge_base"] is not None
        assert (one["claims"], one["fresh"]) == ((3, True) if readable else (None, False))
        assert one["bytes"] == (kept.folder / one["file"]).stat().st_size


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_tells_of_every_snapshot(form: str, situation: str, kept: Kept) -> None:
    come_about, names = SITUATIONS[situation]
    come_about(kept)
    ran = kept.run("cache", "info", "--format", form)
    assert ran.code == 0
    assert f"{len(names)} snapshot" in ran.err if form in {"plain", "csv"} else not ran.err
    for name in filter(None, names):
        assert f"/{name}" in re.sub(r"\s*\n\s*", "", ran.out)
    if "" in names:
        assert "0" * 16 in ran.out


def test_records_a_line_have_the_fields_of_the_table(kept: Kept) -> None:
    _unreadable(kept)
    ran = kept.run("cache", "info", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [(row["claims"], row["fresh"]) for row in rows] == [("3", "yes"), ("", "no")]
    plain = kept.run("cache", "info")
    assert [line.split("\t")[-1] for line in plain.out.splitlines()] == [
        row["file"] for row in rows
    ]


def test_a_snapshot_is_fresh_until_its_files_change(kept: Kept) -> None:
    root = kept.base("north")
    (fresh,) = kept.info()
    with (root / CLAIMS).open("a", encoding="utf-8") as file:
        file.write("# another line\n")
    (stale,) = kept.info()
    assert (fresh["fresh"], stale["fresh"]) == (True, False)
    assert kept.run("--kb", root, "claims").code == 0
    (again,) = kept.info()
    assert again["fresh"]


SPOILT: Mapping[str, Callable[[Path], object]] = {
    "no database": lambda path: path.write_bytes(b"x"),
    "nothing": lambda path: path.write_bytes(b""),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:5_000]),
    "of another time": lambda path: os.utime(path, ns=(0, 1_000_000_000)),
    "not permitted": lambda path: path.chmod(0),
}


@pytest.mark.parametrize("how", SPOILT)
def test_what_cannot_be_trusted_is_not_fresh_and_made_anew(how: str, kept: Kept) -> None:
    root = kept.base("north")
    (path,) = kept.folder.iterdir()
    SPOILT[how](path)
    (told,) = kept.info()
    if how != "not permitted" or os.geteuid():
        assert not told["fresh"]
        assert told["claims"] is None
    assert kept.run("--kb", root, "claims").code == 0
    (again,) = kept.info()
    assert again["fresh"]


def test_a_knowledge_base_that_is_gone_has_no_fresh_snapshot(kept: Kept) -> None:
    root = kept.base("north")
    root.rename(root.with_name("south"))
    (found,) = kept.info()
    assert (found["knowledge_base"], found["fresh"]) == (str(root), False)


def test_what_others_have_put_there_is_not_told_of(kept: Kept) -> None:
    kept.base("north")
    (kept.folder / "notes.txt").write_text("mine", "utf-8")
    (kept.folder / f"{'1' * 16}{SUFFIX}.{'2' * 16}{UNFINISHED}").write_bytes(b"")
    assert len(kept.info()) == 1


# --- its end --------------------------------------------------------------------------------


def test_clearing_deletes_snapshots_finished_or_not_and_says_how_many(kept: Kept) -> None:
    for name in ("north", "south"):
        kept.base(name)
    (kept.folder / f"{'1' * 16}{SUFFIX}.{'2' * 16}{UNFINISHED}").write_bytes(b"begun")
    size = sum(path.stat().st_size for path in kept.folder.iterdir())
    ran = kept.run("cache", "clear")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"policykb: deleted 3 files, {size / 1e6:.1f} MB, from {kept.folder}\n"
    assert (kept.files(), kept.info()) == (set(), [])


def test_clearing_leaves_what_is_no_snapshot(kept: Kept) -> None:
    kept.base("north")
    others = {
        "notes.txt",
        "data.sqlite",
        f"{'1' * 15}{SUFFIX}",
        f"{'1' * 16}{SUFFIX}-journal",
        f"{'1' * 16}{SUFFIX}.bak",
        f"G{'1' * 15}{SUFFIX}",
    }
    for name in others:
        (kept.folder / name).write_text("mine", "utf-8")
    (kept.folder / f"{'3' * 16}{SUFFIX}").mkdir()
    ran = kept.run("cache", "clear")
    assert ran.err.startswith("policykb: deleted 1 file, ")
    assert kept.files() == others | {f"{'3' * 16}{SUFFIX}"}


def test_a_link_is_cleared_and_not_what_it_leads_to(kept: Kept, tmp_path: Path) -> None:
    kept.folder.mkdir()
    target = tmp_path / "valuable"
    target.write_text("mine", "utf-8")
    (kept.folder / f"{'4' * 16}{SUFFIX}").symlink_to(target)
    assert kept.run("cache", "clear").err.startswith("policykb: deleted 1 file, ")
    assert (kept.files(), target.read_text("utf-8")) == (set(), "mine")


def test_where_nothing_is_kept_there_is_nothing_to_clear(kept: Kept) -> None:
    for _ in range(2):
        ran = kept.run("cache", "clear")
        assert (ran.code, ran.err) == (
            0,
            f"policykb: deleted 0 files, 0.0 MB, from {kept.folder}\n",
        )
        assert not kept.folder.exists()


def test_an_answer_after_clearing_is_the_same_and_kept_again(kept: Kept) -> None:
    root = kept.base("north")
    before = kept.run("--kb", root, "claims")
    kept.run("cache", "clear")
    assert kept.run("--kb", root, "claims") == before
    assert len(kept.info()) == 1


# --- what is not kept -----------------------------------------------------------------------


def test_with_no_cache_nothing_is_kept(kept: Kept, tmp_path: Path) -> None:
    root = write_base(tmp_path / "north")
    for command in (["claims"], ["validate"]):
        assert kept.run("--kb", root, *command, "--no-cache").code == 0
    assert kept.files() == set()


def test_where_nothing_can_be_kept_there_is_an_answer_all_the_same(
    kept: Kept, tmp_path: Path
) -> None:
    kept.folder.write_text("a file in the place of the folder", "utf-8")
    ran = kept.run("--kb", write_base(tmp_path / "north"), "claims")
    assert (ran.code, len(ran.out.splitlines())) == (0, 3)
    assert kept.info() == []


@pytest.mark.parametrize("arguments", [(), ("infos",), ("info", "clear"), ("info", "-f", "svg")])
def test_a_bad_request_is_told_as_one(arguments: tuple[str, ...], kept: Kept) -> None:
    kept.base("north")
    before = kept.files()
    ran = kept.run("cache", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err
    assert kept.files() == before
