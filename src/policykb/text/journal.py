"""Several files of a knowledge base written as one change: all of them are new, or none is.

The new contents are first written into a folder beside the files. Once a plan
stands in it, the change is made, whatever ends the process: the plan is carried out now, or by the
next command. Without a plan the folder is thrown away. To carry out a plan twice does no harm.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from policykb.diagnostics import Diagnostic, PolicyKBError
from policykb.frozen import dataclass
from policykb.text.edited import JOURNAL
from policykb.text.files import MAX_YAML_BYTES, digest, read_bytes

_PLAN = "plan.json"
WORKSHEET = ".worksheet.txt"
"""The file in the folder of a source that keeps what is typed but not written."""
ADJUDICATION = ".adjudication.txt"
"""The same for what coders decide together, in the folder of the knowledge base."""
_FOLDER = re.compile(r"sources/[^./][^/]*")
_FILE = re.compile(
    rf"[^./]+\.yaml|{re.escape(ADJUDICATION)}|{_FOLDER.pattern}/(?:[^./]+\.(?:yaml|txt)|{re.escape(WORKSHEET)})"
)


@dataclass(frozen=True, slots=True)
class FileChange:
    """The content of a file before and after a change; None where there is no such file."""

    before: bytes | None
    after: bytes | None


class Move(NamedTuple):
    """A folder that gets another name, or goes if ``new`` is None."""

    old: str
    new: str | None


class _Step(NamedTuple):
    """A file that gets a new content: its path, the name of the file in the journal that holds the
    content (empty if the file goes), and the digest of the old content (empty for a new file).
    """

    path: str
    staged: str
    before: str


def write_together(root: Path, files: Mapping[str, FileChange], moves: Sequence[Move] = ()) -> None:
    """Move folders, then write files, by path, of the knowledge base at ``root``: all or none.

    Raises:
        PolicyKBError: A file is not what it was before any more, or cannot be written.
    """
    with _alone(root):
        _finish(root)
        _check(root, files, moves)
        journal = root / JOURNAL
        try:
            journal.mkdir()
            _stage(root, files, moves)
        except OSError as error:
            shutil.rmtree(journal, ignore_errors=True)
            raise _not_writable(root, error) from None
        _finish(root)


def finish(root: Path) -> None:
    """Carry out the change that another process left unfinished, if there is one.

    Raises:
        PolicyKBError: It cannot be carried out.
    """
    if os.path.lexists(root / JOURNAL):
        with _alone(root):
            _finish(root)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Let one process write at a time. The lock ends with the process that has it."""
    try:
        import fcntl  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        yield
        return
    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _check(root: Path, files: Mapping[str, FileChange], moves: Sequence[Move]) -> None:
    """Raise an error if anything has changed since the change was made up, or is read-only."""
    moved = {move.new: move.old for move in moves}
    for path, change in files.items():
        folder, _, name = path.rpartition("/")
        file = root / moved.get(folder, folder) / name
        if _read(file) != change.before:
            raise PolicyKBError(f"{file} has changed in the meantime", "Run the command again.")
        # A new file could replace a read-only one, but somebody made it read-only on purpose.
        if change.before is not None and not os.access(file, os.W_OK):
            raise PolicyKBError(
                f"{file} is read-only", "Make it writable and run the command again."
            )
    for move in moves:
        if not (root / move.old).is_dir() or (move.new and os.path.lexists(root / move.new)):
            raise PolicyKBError(
                f"{root / move.old} cannot be moved to {move.new}", "Run the command again."
            )


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _stage(root: Path, files: Mapping[str, FileChange], moves: Sequence[Move]) -> None:
    """Write the new contents, and then the plan, into the journal."""
    journal = root / JOURNAL
    steps: list[_Step] = []
    for number, (path, change) in enumerate(files.items()):
        staged = "" if change.after is None else f"new-{number}"
        if change.after is not None:
            _write(journal / staged, change.after)
            with suppress(OSError):
                shutil.copymode(root / path, journal / staged)
        steps.append(_Step(path, staged, "" if change.before is None else digest(change.before)))
    plan = {"moves": [[move.old, move.new] for move in moves], "files": steps}
    _write(journal / "unfinished", json.dumps(plan).encode())
    (journal / "unfinished").replace(journal / _PLAN)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _finish(root: Path) -> None:
    """Carry out the plan in the journal; throw a journal without a plan away."""
    journal = root / JOURNAL
    try:
        if os.path.lexists(journal / _PLAN):
            moves, steps = _read_plan(root)
            for number, (old, new) in enumerate(moves):
                _move(root / old, root / new if new else journal / f"gone-{number}")
            for step in steps:
                _put(root, step)
            (journal / _PLAN).unlink()
        if os.path.lexists(journal):
            shutil.rmtree(journal)
    except OSError as error:
        raise _not_writable(root, error) from None


def _read_plan(root: Path) -> tuple[list[Move], list[_Step]]:
    """Return the moves and steps of the plan. A knowledge base may come from anywhere: a plan can
    only touch its sources and files of records.

    Raises:
        PolicyKBError: it is no such plan.
    """
    path = f"{JOURNAL}/{_PLAN}"
    data = read_bytes(root, path, limit=MAX_YAML_BYTES)
    try:
        plan = json.loads(b"" if isinstance(data, Diagnostic) else data)
        moves = [Move(str(old), None if new is None else str(new)) for old, new in plan["moves"]]
        steps = [_Step(*map(str, step)) for step in plan["files"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        moves, steps = [Move("", None)], []
    folders = [one for move in moves for one in (move.old, move.new) if one is not None]
    if (
        not all(_FOLDER.fullmatch(one) for one in folders)
        or not all(_FILE.fullmatch(step.path) for step in steps)
        or not all(re.fullmatch("(new-[0-9]+)?", step.staged) for step in steps)
        or not all(_is_inside(root, one) for one in (*folders, *(step.path for step in steps)))
    ):
        raise PolicyKBError(
            f"{root / path} is no plan of policykb",
            f"Delete {root / JOURNAL}; the files of the knowledge base are as they are.",
        )
    return moves, steps


def _is_inside(root: Path, path: str) -> bool:
    return Path(os.path.realpath(root / path)).is_relative_to(os.path.realpath(root))


def _move(old: Path, new: Path) -> None:
    if old.exists() and not new.exists():
        old.rename(new)


def _put(root: Path, step: _Step) -> None:
    """Give a file its new content, unless it has it already."""
    target = Path(os.path.realpath(root / step.path))
    if not step.staged:
        target.unlink(missing_ok=True)
        return
    new = root / JOURNAL / step.staged
    if not os.path.lexists(new):
        return
    staged = read_bytes(root, f"{JOURNAL}/{step.staged}", limit=MAX_YAML_BYTES)
    if isinstance(staged, Diagnostic):
        raise PolicyKBError(staged.message, f"Delete {new.parent}.")
    data = _read(target)
    if data is not None and digest(data) != step.before and data != staged:
        raise PolicyKBError(
            f"{target} was edited while a change of it was unfinished",
            f"Its new content stands in {new}: merge the two by hand, then delete {new.parent}.",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    new.replace(target)


def _not_writable(root: Path, error: OSError) -> PolicyKBError:
    return PolicyKBError(
        f"cannot write to {root}: {error.strerror}",
        "Make its files and folders writable and run the command again.",
    )
