"""Answers are the same with the cache as without, whatever happens to it, or meanwhile."""

import functools
import gc
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

import pytest

from policykb.cache import folder as keeping
from policykb.cache import location as place
from policykb.cache import stamps
from policykb.cache import writer as draft
from policykb.cache.location import cache_folder, snapshot_path
from policykb.cache.open import open_kb
from policykb.cache.snapshot import Snapshot
from policykb.cache.staleness import Survey
from policykb.loading.read import load
from policykb.validation.report import validate
from tests.support.rule_samples import CLAIMS, base_text, write_base
from tests.support.running import ROOT, Ran, environment, program, run

_T = TypeVar("_T")

COMMANDS = (
    ("compare", "arvona", "belmark", "--cite"),
    ("validate", "--strict"),
    ("grep", "ferry"),
)
SMALL = (
    ("claims", "-f", "json"),
    ("validate", "--strict"),
    ("compare", "norland", "sudmark"),
    ("grep", "toll"),
)
"""The questions to the small sample, and their answers."""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the snapshots of one test; that these may be damaged is taken into account."""
    monkeypatch.setenv("POLICYKB_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def assert_same(root: Path, commands: Iterable[tuple[str, ...]] = COMMANDS) -> None:
    """Whatever is asked, the answer is that without the cache."""
    for one in commands:
        assert run("--kb", root, *one) == run("--no-cache", "--kb", root, *one), one


def filled(root: Path) -> Path:
    """Have the snapshot be made, with what checks found; its file."""
    validate(root, cached=True)
    found = snapshot_path(root)
    assert found.is_file()
    return found


def unfinished(folder: Path) -> list[Path]:
    return [*folder.glob(f"*{place.UNFINISHED}")] if folder.is_dir() else []


# --- what may stand in a snapshot's place -------------------------------------------------------


def _link(target: str) -> Callable[[Path, Path], None]:
    return lambda path, _: path.symlink_to(target)


def _another_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE meta(x)")


def _another(path: Path, other: Path) -> None:
    """The snapshot of another knowledge base, sealed as it was."""
    shutil.copy2(other, path)


PLACES: Mapping[str, Callable[[Path, Path], object]] = {
    "a folder": lambda path, _: path.mkdir(),
    "a link to itself": lambda path, _: path.symlink_to(path.name),
    "a link to zeroes": _link("/dev/zero"),
    "a link to nothing": _link("nowhere"),
    "a link to a snapshot": lambda path, other: path.symlink_to(other),
    "a pipe": lambda path, _: os.mkfifo(path),
    "an empty file": lambda path, _: path.touch(),
    "no database": lambda path, _: path.write_text("SQLite format 4"),
    "another database": lambda path, _: _another_database(path),
    "another's snapshot": _another,
}


@pytest.mark.sampled
@pytest.mark.parametrize("put", PLACES.values(), ids=PLACES)
def test_whatever_stands_in_its_place(
    put: Callable[[Path, Path], object], tmp_path: Path, cache: Path
) -> None:
    root = write_base(tmp_path / "kb")
    other = filled(write_base(tmp_path / "other"))
    put(snapshot_path(root), other)
    assert run("cache", "info").code == 0
    assert_same(root, SMALL[:2])
    assert not unfinished(cache)


@pytest.mark.parametrize("set_to", [gc.enable, gc.disable], ids=["on", "off"])
def test_garbage_is_collected_after_a_refresh_as_before(
    set_to: Callable[[], None], tmp_path: Path
) -> None:
    was_enabled = gc.isenabled()
    set_to()
    try:
        open_kb(write_base(tmp_path), cached=True)
        assert gc.isenabled() is (set_to is gc.enable)
    finally:
        (gc.enable if was_enabled else gc.disable)()


# --- where snapshots are to be kept ------------------------------------------------------------

NAMES = (
    *("a?mode=rwc", "a#b", "a%41b", "a b", "a\nb", "ä", "[*]", "-x", "'", os.fsdecode(b"\xff")),
    *("a/b/c/d", "./x/../y"),
)


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_of_any_name_keeps_snapshots(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_base(tmp_path / "kb")
    monkeypatch.chdir(tmp_path)
    for folder in (name, str(tmp_path / name)):
        monkeypatch.setenv("POLICYKB_CACHE_DIR", folder)
        validate(root, cached=True)
        assert Snapshot.open(root) is not None
        assert [one.root for one in keeping.list_snapshots()] == [root]
    assert_same(root, SMALL[:1])


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


FOLDERS: Mapping[str, Callable[[Path], object]] = {
    "a file": lambda path: path.write_text("x"),
    "a link to itself": _loop,
    "a device": lambda path: path.symlink_to(os.devnull),
    "no folder for files": lambda path: path.symlink_to("/proc"),
}


@pytest.mark.parametrize("make", FOLDERS.values(), ids=FOLDERS)
def test_no_folder_means_no_snapshots(
    make: Callable[[Path], object], tmp_path: Path, cache: Path
) -> None:
    root = write_base(tmp_path / "kb")
    make(cache)
    assert_same(root, SMALL[:2])
    assert run("cache", "info").code == run("cache", "clear").code == 0


@pytest.mark.skipif(sys.platform != "linux", reason="others have other folders")
@pytest.mark.parametrize(
    ("env", "folder"),
    [
        ({"HOME": "/h"}, "/h/.cache/policykb"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "/x/policykb"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "  "}, "/h/.cache/policykb"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "x"}, "/h/.cache/policykb"),
        ({"HOME": "h"}, f"{os.devnull}/policykb"),
        ({"HOME": "h", "XDG_CACHE_HOME": "x"}, f"{os.devnull}/policykb"),
        ({"HOME": "/h", "POLICYKB_CACHE_DIR": ""}, "/h/.cache/policykb"),
        ({"HOME": "/h", "POLICYKB_CACHE_DIR": "c"}, "c"),
    ],
)
def test_where_the_folder_is(
    env: Mapping[str, str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_CACHE_HOME", "POLICYKB_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert str(cache_folder()) == folder


def started(
    *command: object, env: Mapping[str, str] | None = None, user: int | None = None, room: int = -1
) -> Ran:
    """Run a program as another user, or with files of so many bytes at most."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    done = subprocess.run(
        list(map(str, command)),
        env=environment(PYTHONDONTWRITEBYTECODE="1", **(env or {})),
        cwd="/",
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


NOBODY = 65_534


@functools.cache
def _may_be_another() -> bool:
    """True if tests can be run as another user, who can run this Python."""
    try:
        return started(sys.executable, "-c", "import policykb", user=NOBODY).code == 0
    except PermissionError:
        return False


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_what_another_user_has_made_is_not_believed(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    os.chown(filled(root), NOBODY, NOBODY)
    assert Snapshot.open(root) is None
    assert_same(root, SMALL)


@pytest.mark.parametrize("mode", [0o000, 0o500, 0o555, 0o777])
def test_what_another_user_keeps_is_not_asked(mode: int) -> None:
    if not _may_be_another():
        pytest.skip("there is no other user")
    # A path that anybody may go, unlike those of tests.
    folder = Path("/tmp/policykb-another-user")  # noqa: S108 - nobody else is to find it out
    shutil.rmtree(folder, ignore_errors=True)
    try:
        root = write_base(folder / "kb")
        for one in (folder, *folder.rglob("*")):
            one.chmod(0o755 if one.is_dir() else 0o644)
        env = {"POLICYKB_CACHE_DIR": str(folder / "cache")}
        started(*program("--kb", root, "validate"), env=env)
        (folder / "cache").chmod(mode)
        for command in SMALL[:2]:
            cached = started(*program("--kb", root, *command), env=env, user=NOBODY)
            assert cached == started(*program("--no-cache", "--kb", root, *command), user=NOBODY)
    finally:
        shutil.rmtree(folder)


@pytest.mark.sampled
@pytest.mark.parametrize("room", [0, 100_000])
def test_no_room(room: int, tmp_path: Path, cache: Path) -> None:
    root = write_base(tmp_path / "kb")
    command = ("--kb", root, "validate", "--strict")
    whole = run("--no-cache", *command, cwd=Path("/"))
    assert started(*program(*command), room=room) == whole
    assert not cache.exists() or not list(cache.iterdir())
    path = filled(root)
    (root / CLAIMS).touch()
    assert started(*program(*command), room=room) == whole
    assert list(cache.iterdir()) in ([path], [])


# --- a Python that cannot keep any ---------------------------------------------------------------


def test_a_python_without_sqlite_answers(tmp_path: Path, cache: Path) -> None:
    kb = ("--kb", str(write_base(tmp_path / "kb")))
    commands = [*((*kb, *one) for one in SMALL), ("cache", "info"), ("cache", "clear")]
    asking = (
        "import sys; sys.modules['_sqlite3'] = None; from tests.support.running import run\n"
        f"for one in {commands!r}: print(run(*one))"
    )
    found = started(sys.executable, "-c", asking, env={"PYTHONPATH": str(ROOT)})
    assert found.out.splitlines() == [str(run("--no-cache", *one)) for one in commands], found.err
    assert not unfinished(cache)


# --- what happens meanwhile ----------------------------------------------------------------------

FAULTY = base_text(CLAIMS, ("stance: support", "stance: supprt"))


def test_files_that_change_while_they_are_read_are_read_again(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    actors = root / "actors.yaml"
    actors.write_text(base_text("actors.yaml", ("id: sudmark", "id: southmark")))
    filled(root)
    actors.write_text(base_text("actors.yaml"))

    def meddling(names: Sequence[_T], _: str) -> Iterator[_T]:
        yield from names
        # The claims, of which one was unsound for want of its actor, are about to be read.
        (root / CLAIMS).write_text(base_text(CLAIMS, ("stance: oppose", "stance: neutral")))

    open_kb(root, meddling, cached=True)
    (root / CLAIMS).write_text(base_text(CLAIMS))
    assert_same(root, SMALL)


def test_one_that_is_interrupted_leaves_nothing_behind(tmp_path: Path, cache: Path) -> None:
    def interrupted(names: Sequence[_T], _: str) -> Iterator[_T]:
        yield next(iter(names))
        raise KeyboardInterrupt

    root = write_base(tmp_path / "kb")
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            open_kb(root, interrupted, cached=True)
        assert not unfinished(cache)
        filled(root)
        (root / CLAIMS).write_text(FAULTY)


def test_a_process_takes_its_answer_from_what_it_has_made_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_base(tmp_path / "kb")
    open_kb(root, cached=True)
    path = snapshot_path(root)
    unchecked = Path(shutil.copy2(path, tmp_path / "unchecked"))
    (root / CLAIMS).write_text(FAULTY)
    finish = draft.SnapshotFileWriter.finish

    def beaten(self: draft.SnapshotFileWriter, root: Path) -> str:
        token = finish(self, root)
        shutil.copy2(unchecked, path)
        return token

    monkeypatch.setattr(draft.SnapshotFileWriter, "finish", beaten)
    assert_same(root, SMALL)


def test_what_is_brought_up_to_date_is_what_was_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_base(tmp_path / "kb")
    old = Path(shutil.copy2(filled(root), tmp_path / "old"))
    (root / CLAIMS).write_text(FAULTY)
    path = filled(root)
    survey = Survey.take

    def beaten(root: Path, parts: list[str]) -> Survey:
        shutil.copy2(old, path.with_name("x"))
        path.with_name("x").replace(path)
        return survey(root, parts)

    (root / "kb.yaml").touch()
    monkeypatch.setattr(Survey, "take", beaten)
    assert [*open_kb(root, cached=True).claims.values()] == [*load(root).claims.values()]


def test_processes_that_read_for_another_end_with_it(tmp_path: Path) -> None:
    for number in range(80):
        (tmp_path / f"sources/s{number}").mkdir(parents=True)
    waiting = (
        "import os, signal, sys; from pathlib import Path;"
        "from policykb.loading import parallel; parallel.os.cpu_count = lambda: 3\n"
        "def check(root, part, edited):\n"
        "    os.write(1, b'.')\n"
        "    while True: signal.pause()\n"
        f"names = ['sources/s%d' % n for n in range(80)]\n"
        f"list(parallel.read_parts(Path({str(tmp_path)!r}), names, check, lambda n, _: n))"
    )
    command = [sys.executable, "-c", waiting]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        assert process.stdout.read(1) == b"."
        process.kill()
        # Its end comes when nobody has it open any more.
        assert set(process.communicate(timeout=30)[0]) <= {ord(".")}


def test_threads_and_forks_read_the_same(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    kb = open_kb(root, cached=True)
    expected = [*kb.claims.values()]
    with ThreadPoolExecutor(8) as pool:
        assert all(
            [*one.claims.values()] == expected
            for one in pool.map(
                lambda again: open_kb(root, cached=True) if again else kb, [0, 1] * 8
            )
        )
    child = os.fork()
    if child == 0:
        os._exit([*kb.claims.values()] != expected)
    assert os.waitpid(child, 0)[1] == 0
    assert [*kb.claims.values()] == expected


# --- files that change without much of a trace --------------------------------------------------


def _kept_times(change: Callable[[Path], object]) -> Callable[[Path], None]:
    def made(root: Path) -> None:
        status = (root / CLAIMS).stat()
        change(root)
        os.utime(root / CLAIMS, ns=(status.st_atime_ns, status.st_mtime_ns))

    return made


SAME_SIZE = base_text(CLAIMS, ("stance: oppose", "stance: sppose"))


def _in_place(root: Path) -> None:
    with (root / CLAIMS).open("r+", encoding="utf-8") as file:
        file.write(SAME_SIZE)


def _renamed_over(root: Path) -> None:
    beside = root / "beside"
    beside.write_text(SAME_SIZE)
    status = (root / CLAIMS).stat()
    os.utime(beside, ns=(status.st_atime_ns, status.st_mtime_ns))
    beside.replace(root / CLAIMS)


def _through_another_name(root: Path) -> None:
    other = root.parent / "other-name"
    with suppress(FileExistsError):
        other.hardlink_to(root / CLAIMS)
    other.write_text(SAME_SIZE)


def _linked(root: Path) -> None:
    file = root / CLAIMS
    away = root / "away"
    file.rename(away)
    away.write_text(SAME_SIZE)
    file.symlink_to(away)


def _linked_folder(root: Path) -> None:
    away = root.parent / "away"
    (root / "sources").rename(away)
    (root / "sources").symlink_to(away)


def _swapped(root: Path) -> None:
    other = write_base(root.parent / "second")
    (other / CLAIMS).write_text(SAME_SIZE)
    filled(other)
    aside = root.rename(root.parent / "aside")
    other.rename(root)
    aside.rename(other)
    assert_same(other, SMALL[:1])


def _renamed_and_back(root: Path) -> None:
    folder = (root / CLAIMS).parent
    aside = folder.rename(folder.with_name("aside"))
    (aside / "claims.yaml").write_text(SAME_SIZE)
    aside.rename(folder)


TRACELESS: Mapping[str, Callable[[Path], object]] = {
    "in place": _in_place,
    "in place, and its times put back": _kept_times(_in_place),
    "another renamed over it": _renamed_over,
    "through another name": _through_another_name,
    "through another name, and its times put back": _kept_times(_through_another_name),
    "a link": _linked,
    "a folder's link": _linked_folder,
    "two change places": _swapped,
    "a folder renamed, and back": _renamed_and_back,
}


class _Coarse:
    """The times that a file system gives a file if its clock goes forward by a tick at a time."""

    def __init__(self, found: os.stat_result) -> None:
        self._found = found
        self.st_mtime_ns = found.st_mtime_ns - found.st_mtime_ns % stamps.TICK
        self.st_ctime_ns = found.st_ctime_ns - found.st_ctime_ns % stamps.TICK

    def __getattr__(self, name: str) -> object:
        return getattr(self._found, name)


_LSTAT = os.lstat


def _coarse(path: str, *, dir_fd: int | None = None) -> _Coarse:
    return _Coarse(_LSTAT(path, dir_fd=dir_fd))


CHANGES = [
    *((way, times) for way in TRACELESS for times in ("now", "coarse")),
    *(
        (way, times)
        for way in ("in place, and its times put back", "another renamed over it", "a link")
        for times in ("past", "future")
    ),
]
"""Ways of changing a file, and how old it is; of old files only ways that leave other times."""


@pytest.mark.sampled
@pytest.mark.parametrize(("way", "times"), CHANGES)
def test_changes_are_seen(
    way: str, times: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_base(tmp_path / "kb")
    if times == "coarse":
        monkeypatch.setattr("policykb.cache.stamps.os.lstat", _coarse)
    elif times != "now":
        for path in root.rglob("*"):
            os.utime(path, ns=(1, 10**9 if times == "past" else 4 * 10**18))
    if times == "past":
        # As a snapshot that was made long after, of files that cannot be young.
        later = time.time_ns() + 10**11
        with monkeypatch.context() as patch:
            patch.setattr(time, "time_ns", lambda: later)
            filled(root)
    else:
        filled(root)
    TRACELESS[way](root)
    assert_same(root, SMALL[:2])
    # By now the validation has written another snapshot.
    assert_same(root, SMALL[:1])


def test_stamps_are_the_same_where_the_system_cannot_look_from_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_base(tmp_path / "kb")
    paths = ("sources", "kb.yaml", CLAIMS, "sources/none/claims.yaml", "a\0b")
    taken = stamps.take_stamps(root, paths)
    monkeypatch.setattr(os, "supports_dir_fd", frozenset())
    assert stamps.take_stamps(root, paths) == taken
    sizes = [one[0] for one in taken.by_path().values()]
    assert sizes == [-2, *((root / path).stat().st_size for path in paths[1:3]), -1, -1]


def test_files_of_a_folder_that_is_gone_have_no_stamps(tmp_path: Path) -> None:
    assert stamps.take_stamps(tmp_path / "gone", ["kb.yaml"]).by_path()["kb.yaml"][0] == -1


@pytest.mark.parametrize("name", ["a?b", "a#b", "a%41", "a\nb", "-x", "ä b", os.fsdecode(b"\xff")])
def test_a_knowledge_base_of_any_name(name: str, tmp_path: Path) -> None:
    root = write_base(tmp_path / name)
    validate(root, cached=True)
    assert_same(root, SMALL[:1])
    link = tmp_path / "link"
    link.symlink_to(root)
    (root / CLAIMS).write_text(SAME_SIZE)
    assert_same(link, SMALL[:1])


# --- snapshots do not pile up ---------------------------------------------------------------------


def test_snapshots_of_what_is_no_more_go_when_there_are_many(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_MAX_FILES", 3)
    places = {name: filled(write_base(tmp_path / name)) for name in "abc"}
    shutil.rmtree(tmp_path / "a")
    shutil.rmtree(tmp_path / "b")
    open_kb(tmp_path / "c", cached=True)
    assert {*cache.iterdir()} == {*places.values()}
    (cache / "notes.txt").write_text("another's")
    new = filled(write_base(tmp_path / "d"))
    assert {*cache.iterdir()} == {places["c"], new, cache / "notes.txt"}


def test_one_that_goes_meanwhile_is_no_end_of_clearing(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        filled(write_base(tmp_path / name))
    lstat, gone = Path.lstat, iter(sorted(cache.iterdir())[:1])

    def racing(self: Path) -> os.stat_result:
        for path in gone:
            path.unlink()
        return lstat(self)

    monkeypatch.setattr(Path, "lstat", racing)
    keeping.clear()
    assert not list(cache.iterdir())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_what_was_left_unfinished_long_ago_is_swept(
    number: int, tmp_path: Path, cache: Path
) -> None:
    root = write_base(tmp_path / "kb")
    dying = (
        f"import os; from pathlib import Path; from policykb.cache.open import open_kb\n"
        f"open_kb(Path({str(root)!r}), lambda n, _: os.kill(os.getpid(), {int(number)}),"
        " cached=True)"
    )
    assert started(sys.executable, "-c", dying).code == -number
    (left,) = unfinished(cache)
    assert_same(root, SMALL)
    assert left.exists()
    os.utime(left, (0, 0))
    (root / CLAIMS).write_text(SAME_SIZE)
    assert_same(root, SMALL)
    assert not left.exists()
