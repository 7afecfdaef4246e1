"""Time policykb and its peers, and write docs/performance.md: ``make bench`` does so.

With ``--claims``: only these sizes, 0 for the knowledge base of this repository. What was
measured before at other sizes stays on the page.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random

from tests.bench import answers, machine, timing
from tests.bench.measurements import LARGE, MEASUREMENTS, PLANTED, SIZES, THIS, Before, Measurement
from tests.bench.page import Results, Samples, page
from tests.bench.telling import WORD
from tests.bench.world import Shape, World
from tests.support.running import ROOT, environment

HERE = Path(__file__).parent
BENCH = ROOT / ".bench"
RESULTS = BENCH / "results.json"
PAGE = ROOT / "docs" / "performance.md"

_WIDTH = 100
_MOST_RUNS = 15
# A command that takes longer is run less often, once at least, which may be the first time.
_SECONDS = 60
_LIMIT = 1_800.0
_TRIED = 1_000
# A word that policykb and ripgrep find on as many lines of kb/.
_WORD_HERE = "delegations"
_SUMMARY = re.compile(r"^    summary: (Indeed )?(?=\w)", re.MULTILINE)


class UnfairError(Exception):
    """Two programs that are compared did not do the same, or one not what it is measured for."""


Kept = Mapping[str, int]
"""The files of a cache by name, with their inodes: a snapshot is never changed, but replaced."""

_FAULTS: Mapping[Before, Callable[[Kept, Kept], str]] = {
    Before.NOTHING: lambda _, after: "policykb ran" if after else "",
    Before.ANSWER: lambda before, after: "it was not warm" if before != after or not after else "",
    Before.FORGET: lambda before, after: "it was not cold" if before or not after else "",
    Before.CHANGE: lambda before, after: (
        "it did not read what has changed"
        if before.keys() != after.keys() or before == after
        else ""
    ),
}
"""The faults of what was kept before and after a run."""


def _kept(cache: Path) -> Kept:
    return {one.name: one.stat().st_ino for one in cache.iterdir()} if cache.exists() else {}


def _environment(cache: Path) -> dict[str, str]:
    return environment(COLUMNS=str(_WIDTH), POLICYKB_CACHE_DIR=str(cache))


class Folder:
    """The files laid out for one size, on which its commands can be run."""

    def __init__(self, claims: int, *, planted: bool = False) -> None:
        self.claims = claims
        self.root = BENCH / "kbs" / ("planted" if planted else str(claims))
        self.kb = self.root / "kb"
        self._frequent = ["us", "russia"]
        if claims != THIS:
            world = World(Shape(claims))
            self._frequent = [world.actor(index).id for index in (0, 1)]
        lay = (sys.executable, "-m", "tests.bench.laying", self.root, claims)
        more = ("--planted",) if planted else ()
        subprocess.run([*map(str, (*lay, *more))], check=True, cwd=ROOT)

    def command(self, measurement: Measurement) -> Sequence[str]:
        """The arguments of a measurement's command."""
        made: list[str] = []
        for part in measurement.command.split(" "):
            if part == "{claims}":
                made += [str(p) for p in sorted(self.kb.glob("sources/*/claims.yaml"))]
            else:
                made.append(part.format_map(self._places()).replace("\t", " "))
        return made

    def _places(self) -> Mapping[str, object]:
        return {
            "kb": self.kb,
            "peers": self.root / "peers",
            "answers": self.root / "answers",
            "python": sys.executable,
            "policykb": Path(sys.executable).with_name("policykb"),
            "apps": HERE / "apps",
            "tools": BENCH / "peers" / "bin",
            "libyaml": BENCH / "libyaml" / "bin",
            "word": _WORD_HERE if self.claims == THIS else WORD,
            "first": self._frequent[0],
            "second": self._frequent[1],
        }

    def run(self, measurement: Measurement, *, prepared: bool = True) -> timing.Run | None:
        """Run the command once; None if it takes too long. If all is ``prepared``, what policykb
        keeps must be what the run is about.

        Raises:
            UnfairError: it is not.
        """
        kb, cache = self._prepare(measurement)
        before = _kept(cache)
        run = timing.run(self.command(measurement), kb, _environment(cache), _LIMIT)
        fault = prepared and run and _FAULTS[measurement.before](before, _kept(cache))
        if fault:
            raise UnfairError(f"{measurement.name}, {self.claims} claims: {fault}")
        return run

    def held(self, measurement: Measurement) -> int:
        """The most memory that all processes of the command held together, in another run."""
        kb, cache = self._prepare(measurement)
        return timing.held(self.command(measurement), kb, _environment(cache), _LIMIT)

    def _prepare(self, measurement: Measurement) -> tuple[Path, Path]:
        """Do what is done before a run; the folder to run in, and that of policykb's cache."""
        # What is deleted or changed for one command must not be missed by another.
        cache = self.root / "cache" / measurement.before.name.lower()
        match measurement.before:
            case Before.FORGET:
                shutil.rmtree(cache, ignore_errors=True)
            case Before.CHANGE:
                kb = self.root / "changing"
                file = min(kb.glob("sources/*/claims.yaml"))
                text, number = _SUMMARY.subn(_changed, file.read_text("utf-8"), count=1)
                if not number:
                    raise UnfairError(f"{file} does not change")
                file.write_text(text, "utf-8")
                return kb, cache
        return self.kb, cache

    def keep(self, name: str, said: str) -> None:
        """Keep an answer, for the programs that print it again."""
        (self.root / "answers" / name).write_text(said, "utf-8")
        if name == "compare.table":
            data = json.dumps(answers.table(said, _WIDTH), ensure_ascii=False)
            (self.root / "answers" / "compare.json").write_text(data, "utf-8")

    def kept(self, name: str) -> Sequence[str]:
        """The lines of an answer that was kept."""
        return answers.lines((self.root / "answers" / name).read_text("utf-8"))


def _changed(summary: re.Match[str]) -> str:
    return "    summary: " if summary[1] else "    summary: Indeed "


def check(folder: Folder, measurement: Measurement, run: timing.Run) -> None:
    """See that a run found what it must.

    Raises:
        UnfairError: it did not.
    """
    said = answers.lines(run.out)
    if run.code:
        fault = f"exit code {run.code}: {(run.out + run.err)[-500:]}"
    elif measurement.prints and said != folder.kept(measurement.prints):
        fault = f"it does not print {measurement.prints}"
    elif measurement.counts and len(said) != len(folder.kept(measurement.counts)):
        fault = f"{len(said)} lines, not as many as {measurement.counts}"
    else:
        return
    raise UnfairError(f"{measurement.name}, {folder.claims} claims: {fault}")


def check_planted() -> None:
    """See that all that check find the same planted faults.

    Raises:
        UnfairError: one does not.
    """
    folder = Folder(_TRIED, planted=True)
    for measurement in MEASUREMENTS:
        if measurement.found and measurement.before is not Before.CHANGE:
            run = folder.run(measurement, prepared=False)
            found = len(_found(measurement, run.out + run.err)) if run else 0
            _say(f"{measurement.name}: {found} of {PLANTED} planted faults")
            if found != PLANTED:
                raise UnfairError(f"{measurement.name} finds {found} faults, not {PLANTED}")


def _found(measurement: Measurement, said: str) -> set[str]:
    """The lines on which a fault is reported."""
    return {line for line in said.splitlines() if re.search(measurement.found, line)}


def measure(folder: Folder, most: float) -> Samples:
    """Run all commands in turn, again and again, in another order each time, and none much longer
    than ``most`` seconds in all.
    """
    samples: dict[str, list[tuple[float, int]]] = {}
    rounds: dict[str, int] = {}
    for measurement in MEASUREMENTS:
        if folder.claims > measurement.largest:
            continue
        # The first run fills the caches and does not count.
        run = folder.run(measurement, prepared=False)
        if run and measurement.before in {Before.ANSWER, Before.CHANGE}:
            run = folder.run(measurement)
        _say(f"{measurement.name}: {f'{run.seconds:.2f} s' if run else 'too long'}")
        if run is None:
            continue
        check(folder, measurement, run)
        if measurement.keeps:
            folder.keep(measurement.keeps, run.out)
        samples[measurement.name] = []
        rounds[measurement.name] = min(_MOST_RUNS, int(most / run.seconds))
        if not rounds[measurement.name]:
            # Where it takes that long, what the first run fills makes no difference.
            samples[measurement.name].append((run.seconds, run.peak))
    order = Random(1)  # noqa: S311 - to be repeated
    for number in range(_MOST_RUNS):
        turn = [m for m in MEASUREMENTS if number < rounds.get(m.name, 0)]
        for measurement in order.sample(turn, len(turn)):
            run = folder.run(measurement)
            if run is not None:
                check(folder, measurement, run)
                samples[measurement.name].append((run.seconds, run.peak))
    return samples


def memory(folder: Folder) -> Mapping[str, int]:
    """The most memory that all processes of a command held together, of those that check."""
    return {
        m.name: folder.held(m) for m in MEASUREMENTS if m.is_weighed and folder.claims <= m.largest
    }


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def main(arguments: Sequence[str]) -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--claims", type=int, nargs="*", default=SIZES, help="sizes")
    parser.add_argument("--large", action="store_true", help="a million claims, too")
    parser.add_argument("--seconds", type=float, default=_SECONDS, help="for each command (60)")
    asked = parser.parse_args(arguments)
    sizes = [*asked.claims, *([LARGE] if asked.large else [])]
    known = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    results: Results = {
        "machine": machine.described(),
        "versions": machine.versions(BENCH / "peers" / "bin"),
        "samples": known.get("samples", {}),
        "memory": known.get("memory", {}),
    }
    check_planted()
    for claims in sizes:
        _say(f"--- {claims or 'this kb'}")
        folder = Folder(claims)
        results["samples"][str(claims)] = measure(folder, asked.seconds)
        results["memory"][str(claims)] = memory(folder)
        RESULTS.write_text(json.dumps(results, indent=1), "utf-8")
    PAGE.write_text(page(results), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
