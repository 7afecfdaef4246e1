"""Parts that several processes read are those that one reads, whatever becomes of the processes."""

import os
import signal
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from policykb.diagnostics import Diagnostic
from policykb.loading.outline import Part
from policykb.loading.parallel import Check, read_parts
from policykb.loading.serialize import SerializedPart
from policykb.progress import no_progress
from policykb.text.edited import Edited

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be copied")

HERE = os.getpid()
NAMES = [f"sources/s{number}" for number in range(160)]


@pytest.fixture(autouse=True)
def three_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 3)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with sources, of which some do not fit into a pipe."""
    for number, name in enumerate(NAMES):
        (tmp_path / name).mkdir(parents=True)
        quote = "word " * (40_000 if number % 40 == 1 else 10)
        record = f"id: c{number}\n  actor: a\n  topic: t\n  stance: support\n  period: 2020"
        (tmp_path / name / "claims.yaml").write_text(f"claims:\n- {record}\n  quote: {quote}\n")
    return tmp_path


def read(root: Path, check: Check | None, names: Sequence[str] = NAMES) -> list[SerializedPart]:
    return list(read_parts(root, names, check, no_progress))


def alone(root: Path) -> list[SerializedPart]:
    """The parts as this process reads them: so few are not given to others."""
    return [part for name in NAMES for part in read(root, None, [name])]


def only_elsewhere(_root: Path, part: Part, _edited: Edited) -> Iterable[Diagnostic]:
    assert os.getpid() != HERE, part.name
    return ()


def ends_its_process(_root: Path, part: Part, _edited: Edited) -> Iterable[Diagnostic]:
    if os.getpid() != HERE and part.name == NAMES[90]:
        os.kill(os.getpid(), signal.SIGKILL)
    return ()


def fails_elsewhere(_root: Path, _part: Part, _edited: Edited) -> Iterable[Diagnostic]:
    if os.getpid() != HERE:
        raise MemoryError
    return ()


def fails(_root: Path, part: Part, _edited: Edited) -> Iterable[Diagnostic]:
    raise LookupError(part.name)


def without_findings(parts: Iterable[SerializedPart]) -> list[SerializedPart]:
    return [part._replace(findings=None) for part in parts]


def test_parts_that_others_read_come_in_order(root: Path) -> None:
    parts = read(root, only_elsewhere)
    assert [part.name for part in parts] == NAMES
    assert without_findings(parts) == alone(root)


@pytest.mark.parametrize("check", [ends_its_process, fails_elsewhere])
def test_all_parts_come_if_processes_end_early(root: Path, check: Check) -> None:
    assert without_findings(read(root, check)) == alone(root)


def test_all_parts_come_if_there_may_be_no_processes(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    assert read(root, None) == alone(root)


def test_an_error_is_raised_where_the_parts_are_asked_for(root: Path) -> None:
    with pytest.raises(LookupError, match=f"^{NAMES[0]}$"):
        read(root, fails)


def test_no_process_is_left(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    fork = os.fork

    def recorded() -> int:
        started.append(fork())
        return started[-1]

    monkeypatch.setattr(os, "fork", recorded)
    opened = {*Path("/dev/fd").iterdir()}
    read(root, None)
    assert len(started) == 3
    for process in started:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
    assert {*Path("/dev/fd").iterdir()} == opened
