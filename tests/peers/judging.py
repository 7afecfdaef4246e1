"""The judgement of a tool's findings: about the faults of a case, at their places, of help."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.peers.cases import Case, Fault


@dataclass(frozen=True)
class Finding:
    """A finding of a tool in one file; ``line`` and ``column`` are None where it names none."""

    path: str
    text: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Outcome:
    """The findings of a tool on a knowledge base, the time it took, and its breakdown, if any.

    ``not_applicable`` says why the tool cannot be given the knowledge base at all.
    """

    findings: Sequence[Finding] = ()
    seconds: float = 0.0
    crash: str = ""
    not_applicable: str = ""


@dataclass(frozen=True)
class Judgement:
    """The result of a tool on a case: each of these holds only if it does for all faults.

    Of a sound case ``found`` means that nothing is reported. ``by_products`` counts findings
    that are about none of the faults.
    """

    found: bool
    line: bool
    column: bool
    advice: bool
    by_products: int


def judge(case: Case, outcome: Outcome) -> Judgement:
    """Judge what a tool reports on a case."""
    by_path: dict[str, list[Finding]] = {}
    for finding in outcome.findings:
        by_path.setdefault(finding.path, []).append(finding)
    alike = Counter((fault.places, fault.about) for fault in case.faults)
    needed = Counter((fault.places[0].path, fault.about) for fault in case.faults)
    assert max(alike.values(), default=1) == 1, f"{case.name} has a fault twice"
    judged: list[tuple[bool, bool, bool, bool]] = []
    meant: set[int] = set()
    for fault in case.faults:
        about = _about(fault, by_path)
        meant |= set(map(id, about))
        judged.append(
            (
                # Of faults that differ in their places only, each needs a finding of its own.
                len(about) >= needed[fault.places[0].path, fault.about],
                any((f.path, f.line) in {p[:2] for p in fault.places} for f in about),
                any((f.path, f.line, f.column) in fault.places for f in about),
                any(fault.advice.search(f.text) for f in about),
            )
        )
    by_products = sum(id(finding) not in meant for finding in outcome.findings)
    if not case.faults:
        sound = not by_products and not outcome.crash
        return Judgement(sound, sound, sound, sound, by_products)
    found, line, column, advice = map(all, zip(*judged, strict=True))
    return Judgement(found, found and line, found and column, found and advice, by_products)


def _about(fault: Fault, by_path: dict[str, list[Finding]]) -> list[Finding]:
    paths = {place.path for place in fault.places}
    return [
        finding
        for path in paths
        for finding in by_path.get(path, ())
        if fault.about.search(finding.text)
    ]
