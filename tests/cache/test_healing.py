"""A damaged snapshot changes no answer: the damage is noticed, and the files are read."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from policykb.cache import file, mappings
from policykb.cache.folder import list_snapshots
from policykb.cache.location import snapshot_path
from policykb.cache.open import open_kb
from policykb.loading.read import load
from policykb.model.knowledge_base import KnowledgeBase
from policykb.validation.report import validate
from tests.support.rule_samples import CLAIMS, base_text, write_base
from tests.support.running import SAMPLE, run

COMMANDS = (
    ("compare", "arvona", "belmark", "--cite"),
    ("validate", "--strict"),
    ("grep", "ferry"),
    ("show", "arvona"),
)

Damage = Callable[[Path], None]


def _cut(length: float) -> Damage:
    def cut(path: Path) -> None:
        data = path.read_bytes()
        path.write_bytes(data[: int(length if length > 1 else length * len(data))])

    return cut


def _zeroed(start: int, step: int) -> Damage:
    """Zeroes in a part of each page of so many."""

    def zero(path: Path) -> None:
        data = bytearray(path.read_bytes())
        for at in range(start, len(data) - 512, step):
            data[at : at + 512] = bytes(512)
        path.write_bytes(data)

    return zero


def _flipped(start: int, step: int) -> Damage:
    def flip(path: Path) -> None:
        data = bytearray(path.read_bytes())
        for at in range(start, len(data), step):
            data[at] ^= 0x55
        path.write_bytes(data)

    return flip


DISK: Mapping[str, Damage] = {
    **{f"{length} bytes": _cut(length) for length in (0.0, 1.5, 100.0, 4096.0, 5000.0, 0.5, 0.99)},
    **{
        f"zeroes from {start}, each {step}": _zeroed(start, step)
        for start in (5000, 8192, 9000, 20480)
        for step in (4096, 3 * 4096)
    },
    **{f"flipped from {start}": _flipped(start, 10_000) for start in (0, 30, 100, 4096, 5555)},
}
"""Damage by a disk, of which the time of change of the file tells nothing."""


def _sql(*statements: str) -> Damage:
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA synchronous = OFF")  # the machine will not go down
            for one in statements:
                connection.execute(one)
            connection.commit()

    return change


TABLES = (
    *("meta", "part", "name", "actor_topic", "words"),
    *("claim", "actor", "topic", "source", "skipped"),
)
VALUES = ("NULL", "''", "'x'", "7", "x'00'", "CAST(x'FFFE' AS TEXT)")

ROWS: Mapping[str, Damage] = {
    **{f"no table {one}": _sql(f"DROP TABLE {one}") for one in TABLES},
    **{
        f"{table}.{column} = {value}": _sql(f"UPDATE {table} SET {column} = {value}")  # noqa: S608 - both stand here
        for table, columns in {
            "meta": ("value",),
            "part": ("outline", "findings", "faults", "header", "digests", "left_out"),
            "claim": ("id", "texts", "number", "checksum"),
            "actor": ("texts",),
            "source": ("texts", "id"),
            "name": ("id",),
            "actor_topic": ("faults",),
        }.items()
        for column in columns
        for value in VALUES
    },
    **{
        f"no {one}s": _sql(f"DELETE FROM {one}")  # noqa: S608 - the kinds stand here
        for one in ("actor", "topic", "source", "meta")
    },
    **{
        f"no {one}": _sql(f"DELETE FROM meta WHERE name = '{one}'")  # noqa: S608 - the names stand here
        for one in ("root", "fingerprint", "records stamps", "records paths", "published", "layout")
    },
}
"""Damage that its seal tells nothing of, as behind the bytes that are summed."""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A snapshot of the sample, with what checks found."""
    folder = tmp_path_factory.mktemp("snapshot")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLICYKB_CACHE_DIR", str(folder / "cache"))
        validate(SAMPLE, cached=True)
        open_kb(SAMPLE, cached=True)
        copy = folder / "copy"
        shutil.copy2(snapshot_path(SAMPLE), copy)
        yield copy


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place of the snapshot of the sample, in a cache of this test."""
    monkeypatch.setenv("POLICYKB_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir()
    return snapshot_path(SAMPLE)


@pytest.fixture(scope="module")
def answers() -> Mapping[tuple[str, ...], object]:
    """The answers without a cache."""
    return {one: run("--no-cache", "--kb", SAMPLE, *one) for one in COMMANDS}


def _by_disk(damage: Damage, path: Path) -> None:
    sealed = path.stat().st_mtime_ns
    damage(path)
    os.utime(path, ns=(sealed, sealed))


def _behind_the_seal(damage: Damage, path: Path) -> None:
    damage(path)
    file.seal(path)


CASES = {
    **{name: (_by_disk, damage) for name, damage in DISK.items()},
    **{name: (_behind_the_seal, damage) for name, damage in ROWS.items()},
}


@pytest.mark.sampled
@pytest.mark.parametrize("name", CASES)
def test_no_answer_changes(
    name: str, snapshot: Path, place: Path, answers: Mapping[tuple[str, ...], object]
) -> None:
    happen, damage = CASES[name]
    damaged = place.with_name("damaged")
    shutil.copy2(snapshot, damaged)
    happen(damage, damaged)
    for command in COMMANDS:
        shutil.copy2(damaged, place)
        if command == COMMANDS[0]:
            assert run("cache", "info").code == 0
        assert run("--kb", SAMPLE, *command) == answers[command]


def _everything(kb: KnowledgeBase) -> list[object]:
    """All records, by full scans and one by one, and all that is looked up by indexes."""
    kinds = (kb.actors, kb.topics, kb.sources, kb.claims)
    names = (kb.actor_names, kb.topic_names, kb.source_names)
    return [
        *([*kind.values()] for kind in kinds),
        *([*kind.items()] for kind in (*kinds, *names, kb.by_actor_and_topic, kb.by_source)),
        [*kb.skipped],
        *(kb.title, kb.description, kb.published, kb.narrower, kb.left_out, kb.broader),
    ]


@pytest.mark.sampled
@pytest.mark.parametrize("start", range(0, 5_000, 1_000))
def test_one_byte_flipped_on_a_disk_changes_no_answer(
    start: int, snapshot: Path, place: Path
) -> None:
    expected = _everything(load(SAMPLE))
    data = snapshot.read_bytes()
    sealed = snapshot.stat().st_mtime_ns
    for at in range(start, len(data), 5_000):
        changed = bytearray(data)
        changed[at] ^= 0x20
        place.write_bytes(changed)
        os.utime(place, ns=(sealed, sealed))
        assert _everything(open_kb(SAMPLE, cached=True)) == expected


@pytest.mark.sampled
@pytest.mark.parametrize("start", range(100, 5_100, 1_250))
def test_one_byte_flipped_behind_the_seal_is_no_error_and_changes_no_record(
    start: int, snapshot: Path, place: Path
) -> None:
    kb = load(SAMPLE)
    data = snapshot.read_bytes()
    for at in range(start, len(data), 5_000):
        changed = bytearray(data)
        changed[at] ^= 0x20
        place.write_bytes(changed)
        file.seal(place)
        found = open_kb(SAMPLE, cached=True)
        for kind in ("actors", "topics", "sources", "claims"):
            assert [*getattr(found, kind).values()] == [*getattr(kb, kind).values()]
        assert [*found.skipped] == [*kb.skipped]
        assert found.published == kb.published
        validate(SAMPLE, cached=True)


def test_a_snapshot_that_is_damaged_while_it_is_read_is_deleted(
    snapshot: Path, place: Path
) -> None:
    shutil.copy2(snapshot, place)
    _behind_the_seal(_sql("UPDATE claim SET topic = 'ferry'"), place)
    kb = open_kb(SAMPLE, cached=True)
    assert [*kb.actors.values()] == [*load(SAMPLE).actors.values()]
    assert place.exists()
    assert [*kb.claims.values()] == [*load(SAMPLE).claims.values()]
    assert not place.exists()
    assert [*kb.topics.values()] == [*load(SAMPLE).topics.values()]


def test_an_old_snapshot_that_cannot_be_refreshed_is_made_anew(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    validate(root, cached=True)
    path = snapshot_path(root)
    _behind_the_seal(_sql("DROP TABLE actor_topic", "UPDATE part SET outline = '['"), path)
    (root / CLAIMS).write_text(base_text(CLAIMS, ("stance: oppose", "stance: lean-oppose")))
    assert [*open_kb(root, cached=True).claims.values()] == [*load(root).claims.values()]
    assert [one.claims for one in list_snapshots()] == [len(load(root).claims)]


def test_what_was_written_to_is_not_used(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    validate(root, cached=True)
    _sql("UPDATE claim SET topic = 'ferry'")(snapshot_path(root))
    assert [*open_kb(root, cached=True).claims.values()] == [*load(root).claims.values()]


@pytest.mark.parametrize("at", [0, 70_000, (4 << 20) - 1])
def test_a_change_in_the_first_megabytes_breaks_the_seal(at: int, tmp_path: Path) -> None:
    path = tmp_path / "snapshot"
    content = bytearray(5 << 20)
    path.write_bytes(content)
    file.seal(path)
    sealed = path.stat().st_mtime_ns
    assert file.is_sealed(path)
    content[at] = 1
    path.write_bytes(content)
    os.utime(path, ns=(sealed, sealed))
    assert not file.is_sealed(path)


def test_a_bug_is_no_damage(snapshot: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise TypeError("a bug")

    shutil.copy2(snapshot, place)
    kb = open_kb(SAMPLE, cached=True)
    monkeypatch.setattr(mappings, "record_of", broken)
    with pytest.raises(TypeError, match="a bug"):
        [*kb.claims.values()]
    assert place.exists()
