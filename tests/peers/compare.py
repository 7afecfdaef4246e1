"""Run policykb and its peers on all cases, and write docs/peers.md; `make peers` does so.

With names of cases: print what each tool says of these instead.
"""

import dataclasses
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.peers.cases import Case, cases
from tests.peers.judging import Outcome
from tests.peers.page import page
from tests.peers.tools import TOOLS, outcome, versions
from tests.support.running import ROOT

PAGE = ROOT / "docs" / "peers.md"
FINDINGS = ROOT / ".peers" / "findings.json"
WORKERS = 2

Outcomes = Mapping[str, Outcome]


def run(case: Case) -> Outcomes:
    """The findings of each tool on a case, by tool; each gets a knowledge base of its own."""
    outcomes: dict[str, Outcome] = {}
    for tool in TOOLS:
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder) / "work"
            work.mkdir()
            outcomes[tool] = outcome(tool, case.write(Path(folder) / "kb"), work)
    print(".", end="", file=sys.stderr, flush=True)  # noqa: T201 - it takes minutes
    return outcomes


def run_all(of: Sequence[Case]) -> Sequence[Outcomes]:
    """The findings of each tool on each case, in order."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return [*pool.map(run, of)]


def timings(cases: Sequence[Case]) -> Mapping[str, float]:
    """The time that each tool takes, alone, to read all files of a knowledge base."""
    (case,) = (case for case in cases if case.name == "topic-renamed")
    runs = [run(case) for _ in range(3)]
    return {tool: min(outcomes[tool].seconds for outcomes in runs) for tool in TOOLS}


def main(names: Sequence[str]) -> None:
    """Run all, or the named cases."""
    chosen = [case for case in cases() if not names or case.name in names]
    outcomes = run_all(chosen)
    said = {
        case.name: {tool: dataclasses.asdict(one) for tool, one in found.items()}
        for case, found in zip(chosen, outcomes, strict=True)
    }
    text = json.dumps(said, indent=1, ensure_ascii=False)
    if names:
        sys.stdout.write(f"{text}\n")
        return
    FINDINGS.write_text(text, "utf-8", errors="replace")
    PAGE.write_text(page(chosen, outcomes, versions(), timings(chosen)), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
