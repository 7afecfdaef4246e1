import pytest

from policykb.diagnostics import Diagnostic, Location, SetValue, Span, catalogue, limit
from policykb.diagnostics.limit import CappedFaults


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit, "MAX_FAULTS_PER_FILE", 3)


def fault(number: int, path: str = "a.yaml") -> Diagnostic:
    where = Location(path, Span(number, 1, number, 2))
    return Diagnostic(catalogue.BAD_ID, f"number {number}", where, fix=SetValue((), "x"))


def messages(found: CappedFaults) -> list[str]:
    return [entry.message for entry in found.kept()]


def filled(number: int) -> CappedFaults:
    found = CappedFaults()
    found.extend(fault(n) for n in range(1, number + 1))
    return found


@pytest.mark.parametrize("number", [0, 1, 3, 4])
def test_few_faults_are_all_kept(number: int) -> None:
    assert messages(filled(number)) == [f"number {n}" for n in range(1, number + 1)]


def test_the_first_of_many_are_kept_and_one_counts_the_others() -> None:
    found = filled(10)
    assert found.is_full("a.yaml")
    found.count("a.yaml", 1_000)
    assert messages(found)[:3] == ["number 1", "number 2", "number 3"]
    [last] = found.kept()[3:]
    assert last.message == "number 4; 1,006 more faults of this file are not listed"
    assert last.location.line == 4
    assert last.fix is None


def test_files_are_counted_separately() -> None:
    found = filled(9)
    found.add(fault(1, "b.yaml"))
    assert not found.is_full("b.yaml")
    assert messages(found)[3] == "number 1"
