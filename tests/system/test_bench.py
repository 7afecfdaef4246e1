"""Generated knowledge bases are sound, and what is measured of them stands on the page."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from itertools import groupby, pairwise
from math import log
from pathlib import Path

import pytest

from policykb.analysis.conflicts import ConflictKind, conflicts
from policykb.loading.read import load
from policykb.model.records import Claim
from policykb.validation.report import validate
from tests.bench import answers, beanfile, laying, timing
from tests.bench.generate import generate
from tests.bench.measurements import BARS, MEASUREMENTS, PLANTED, SIZES, Bar, Before, Quantity
from tests.bench.page import Results, bar_text, measured, page
from tests.bench.telling import WORD, Teller
from tests.bench.world import Shape, World
from tests.support.running import ROOT, environment, run

PAGE = (ROOT / "docs" / "performance.md").read_text("utf-8")
HERE = ROOT / "tests" / "bench"

SHAPES = {
    "one claim": Shape(1),
    "few claims": Shape(7, seed=3),
    "usual": Shape(300),
    "another seed": Shape(60, seed=2),
    "one claim a source": Shape(60, seed=4, per_source=1),
    "one file": Shape(150, seed=5, per_source=150),
    "long texts": Shape(30, seed=6, text_bytes=20_000),
    "two actors, one topic": Shape(60, seed=7, actors=2, topics=1),
    "seven claims a source": Shape(60, seed=8, per_source=7),
}


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


# --- generated knowledge bases ----------------------------------------------------------


@pytest.mark.sampled
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_generated_knowledge_base_is_valid(shape: Shape, tmp_path: Path) -> None:
    root = tmp_path / "kb"
    generate(root, shape)
    ran = run("validate", "--strict", "--format", "json", root)
    said = json.loads(ran.out)
    assert (ran.code, said["diagnostics"]) == (0, [])
    assert said["checked"]["claims"] == shape.claims
    assert said["checked"]["sources"] == -(-shape.claims // shape.per_source)
    assert run("fmt", "--check", root).code == 0


def test_the_same_numbers_give_the_same_files(tmp_path: Path) -> None:
    shape = Shape(120, seed=9)
    for name, made in (("one", shape), ("two", shape), ("other", replace(shape, seed=10))):
        generate(tmp_path / name, made)
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert files(tmp_path / "one") != files(tmp_path / "other")


def test_it_is_written_from_the_command_line(tmp_path: Path) -> None:
    command = (
        sys.executable,
        HERE / "generate.py",
        tmp_path / "kb",
        "--claims",
        "9",
        "--seed",
        "4",
    )
    subprocess.run([*command, "--one-file"], check=True, env=environment())
    generate(tmp_path / "same", Shape(9, seed=4, per_source=9))
    assert files(tmp_path / "kb") == files(tmp_path / "same")
    again = subprocess.run(command, check=False, capture_output=True, text=True, env=environment())
    assert again.returncode == 2
    assert "is there already" in again.stderr


@cache
def drawn_cells(size: int) -> Sequence[tuple[int, int]]:
    """The actor and the topic of each claim of a knowledge base of this size."""
    world = World(Shape(size))
    return [world.cell(None) for _ in range(size)]


@pytest.mark.parametrize("name", ["actors", "topics"])
def test_actors_and_topics_follow_zipfs_law(name: str) -> None:
    counted = Counter(cell[name == "topics"] for cell in drawn_cells(20_000))
    numbers = [number for _, number in counted.most_common(200)]
    # In logarithms, what is half as frequent stands twice as far down.
    points = [(log(rank), log(number)) for rank, number in enumerate(numbers, 1)]
    mean_x, mean_y = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points)
    slope /= sum((x - mean_x) ** 2 for x, _ in points)
    assert -1.25 < slope < -0.75
    assert numbers[0] > 3 * numbers[9]


def test_an_actor_has_few_claims_on_a_topic_whatever_the_size() -> None:
    for size in (1_000, 20_000):
        assert max(Counter(drawn_cells(size)).values()) <= 12


def test_the_actors_to_compare_have_few_claims_whatever_the_size() -> None:
    for size in (1_000, 20_000):
        world = World(Shape(size))
        drawn = Counter(world.any_actor() for _ in range(size))
        assert all(5 <= drawn[index] <= 40 for index in world.compared)
        assert [world.actor(index).id for index in world.compared] == ["us", "russia"]


def of(claim: Claim) -> tuple[str, str]:
    return claim.actor, claim.topic


def test_periods_overlap_and_some_claims_contradict(tmp_path: Path) -> None:
    generate(tmp_path / "kb", Shape(2_000, seed=11))
    kb = load(tmp_path / "kb")
    cells = [[*cell] for _, cell in groupby(sorted(kb.claims.values(), key=of), key=of)]
    published = {source.id: source.published.toordinal() for source in kb.sources.values()}
    found = Counter(one.kind for cell in cells for one in conflicts(cell, published))
    assert found[ConflictKind.CONTRADICTION] > 10
    assert found[ConflictKind.SHIFT] > 10
    pairs = [pair for cell in cells for pair in pairwise(cell)]
    assert sum(one.period.overlaps(other.period) for one, other in pairs) > 100


def test_sources_are_generated_one_at_a_time() -> None:
    sources = Teller(Shape(1_000_000)).sources()
    assert len(next(sources).claims) == 40
    assert next(sources).id == "record-000002"


# --- what the peers are given -----------------------------------------------------------


def test_a_ledger_has_a_directive_for_each_record(tmp_path: Path) -> None:
    generate(tmp_path / "kb", Shape(90))
    kb = load(tmp_path / "kb")
    lines = list(beanfile.convert(tmp_path / "kb"))
    directives = Counter(line.split(" ")[1] for line in lines if re.match(r"\d{4}-", line))
    assert directives == {
        "open": len(kb.actors) + len(kb.topics),
        "event": len(kb.sources),
        "*": len(kb.claims),
    }
    accounts = {line.split(" ")[2] for line in lines if re.match(r"\S+ open ", line)}
    noted = {line.split()[0] for line in lines if line.endswith(" STANCE")}
    assert noted
    assert noted <= accounts


def test_faults_are_planted_in_the_input_of_every_program(tmp_path: Path) -> None:
    laying.lay(tmp_path / "laid", 300, planted=True)
    faults = validate(tmp_path / "laid" / "kb").diagnostics
    assert [fault.rule.name for fault in faults] == ["unknown-actor"] * PLANTED
    for name in ("kb.rec", "kb.beancount"):
        text = (tmp_path / "laid" / "peers" / name).read_text("utf-8")
        assert len(set(re.findall(r"nobody-\d", text))) == PLANTED
    schema = (tmp_path / "laid" / "peers" / "linkml.yaml").read_text("utf-8")
    assert "ActorId:\n    permissible_values: {'" in schema


def test_about_fifty_claims_contain_the_searched_word(tmp_path: Path) -> None:
    generate(tmp_path / "kb", Shape(500))
    found = run("--kb", tmp_path / "kb", "grep", "-w", WORD)
    assert len(found.out.splitlines()) == 50
    claims = "".join(path.read_text("utf-8") for path in tmp_path.glob("kb/sources/*/claims.yaml"))
    assert claims.count(WORD) == 50


@pytest.mark.parametrize(("form", "width"), [("plain", 100), ("table", 100), ("table", 200)])
def test_minimal_app_prints_the_same_as_policykb(form: str, width: int, tmp_path: Path) -> None:
    env = environment(COLUMNS=str(width))
    said = run("--kb", ROOT / "kb", "compare", "us", "russia", "--format", form, env=env).out
    answer = tmp_path / "answer"
    data = json.dumps(answers.table(said, width)) if form == "table" else said
    answer.write_text(data, "utf-8")
    again = subprocess.run(
        [sys.executable, HERE / "apps" / f"{form}.py", answer],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env=env,
    )
    assert answers.lines(again.stdout) == answers.lines(said)


# --- measuring --------------------------------------------------------------------------


def test_a_command_is_timed(tmp_path: Path) -> None:
    program = "import sys; block = bytes(3_000_000); print(len(block)); sys.exit(3)"
    ran = timing.run([sys.executable, "-c", program], tmp_path, environment(), 60)
    assert ran is not None
    assert (ran.code, ran.out, ran.err) == (3, "3000000\n", "")
    assert ran.seconds > 0


def test_command_over_its_time_limit_is_killed(tmp_path: Path) -> None:
    program = "while True: pass"
    command = [sys.executable, "-c", program]
    assert timing.run(command, tmp_path, environment(), 0.3) is None
    timing.held(command, tmp_path, environment(), 0.3)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_memory_is_summed_over_processes_with_shared_pages_counted_once(
    tmp_path: Path,
) -> None:
    # Each writes 50 MB of its own, and shares 50 MB with the other.
    program = (
        "import os, time; shared = bytearray(b'x') * 50_000_000;"
        "os.fork(); own = bytearray(b'y') * 50_000_000; time.sleep(0.5)"
    )
    most = timing.held([sys.executable, "-c", program], tmp_path, environment(), 60)
    assert 150e6 < most < 195e6


def test_names_are_unique_and_every_bar_has_a_measurement() -> None:
    largest = {m.name: m.largest for m in MEASUREMENTS}
    assert len(largest) == len(MEASUREMENTS)
    for bar in BARS:
        for name, claims in filter(None, (bar.one, bar.other)):
            assert claims in SIZES
            assert claims <= largest[name]


def test_imported_modules_exist() -> None:
    imported = [re.findall(r"import\t(\S+)", one.command) for one in MEASUREMENTS]
    names = {name for some in imported for name in some}
    assert names
    assert all(map(find_spec, names))


def test_compared_answers_are_kept_by_an_earlier_measurement() -> None:
    kept: set[str] = set()
    for measurement in MEASUREMENTS:
        assert {measurement.prints, measurement.counts} - {""} <= kept
        kept |= {measurement.keeps}
        assert not measurement.keeps or measurement.before is Before.FORGET


def test_a_bar_is_about_medians() -> None:
    bar = Bar(("a", 10), ("b", 100), 2, quantity=Quantity.TIME_A_CLAIM)
    runs = {"10": {"a": [(3.0, 1), (1.0, 1), (2.0, 1)]}, "100": {"b": [(5.0, 1)]}}
    results: Results = {"machine": "", "versions": {}, "samples": {}, "memory": {}}
    assert measured(results, bar) is None
    results["samples"].update(runs)
    assert measured(results, bar) == 4
    assert measured(results, replace(bar, quantity=Quantity.TIME)) == 0.4
    memory = Bar(("a", 10), None, 5, quantity=Quantity.MEMORY)
    assert measured(results, memory) == 1
    results["memory"]["10"] = {"a": 7}
    assert measured(results, memory) == 7


# --- the page ---------------------------------------------------------------------------


def test_page_says_how_it_was_made() -> None:
    empty = page({"machine": "MACHINE", "versions": {"a": "1"}, "samples": {}, "memory": {}})
    before, _, behind = empty.partition("Measured on MACHINE. With a 1.\n")
    assert PAGE.startswith(before)
    how, _, rest = behind.partition("\n## The bars\n")
    assert how in PAGE
    assert PAGE.endswith(rest[rest.index("\n## What makes it fast") :])


def test_page_has_all_bars_and_measurements() -> None:
    bars = re.findall(r"^\| (.*) \| [≤≥] [0-9.]+(?: MB)? \|", PAGE, re.MULTILINE)
    assert bars == [bar_text(bar) for bar in BARS]
    tables = PAGE.partition("\n## Floors\n")[2].partition("\n## Growth\n")[0]
    rows = [row for row in re.findall(r"^\| (.*?) \|", tables, re.MULTILINE) if row.strip(" -")]
    assert sorted(rows) == sorted(m.name for m in MEASUREMENTS)
