"""The work that an answer takes, which must not grow with what the answer is not about.

Two knowledge bases are asked the same. One has more sources of which nothing is asked: their claims
are of an actor of their own, on a topic of their own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from policykb.cache import stamps
from policykb.loading.read import load
from policykb.model.records import Claim
from tests.bench.generate import generate
from tests.bench.telling import WORD
from tests.bench.world import Shape
from tests.support.running import run
from tests.support.tracing import Trace, trace

FEW, MANY = 5, 95
"""The numbers of sources of which nothing is asked. Up to a hundred records of a kind are
sooner read in one go than one by one; of more than that only those that are needed.
"""
SOURCES, CLAIMS = 15, 10
"""The number of the other sources, and that of the claims of each source."""
STEPS, STEPS_CHANGED = 1, 5
"""The steps of the database (by tens) that a source may cost of which nothing is asked: less than
it takes to look at its claims.
"""
FOREVER = 2**62
"""Nanoseconds below which every file is young."""

ASKED = "sources/record-000003"
CLAIM, ITS_TEXT = "rain-0-3", "sources/rain-0/text.txt"

BYSTANDER = "\n  - {id: bystander, name: Bystander, kind: group}\n"
WEATHER = "\n  - {id: weather, label: Weather, proposition: It should rain.}\n"
SENTENCE = "Since 1990, as entry {} has it, the bystander has said that it should rain."
RAIN = """
  - id: rain-{number}-{day}
    actor: bystander
    topic: weather
    stance: support
    period: 1990/..
    quote: {sentence}
    summary: The bystander is for rain
"""


@dataclass(frozen=True)
class Answer:
    """A command, and the claims that it is about.

    ``opened`` are the files that it may open, and ``rows`` says how many rows of the snapshot it
    may read for each source of which nothing is asked.
    """

    line: str
    about: Callable[[Claim], bool]
    opened: tuple[str, ...] = ()
    rows: int = 0


ANSWERS = {
    # The days of publication of all sources are needed: a claim may be older than its source.
    "compare": Answer("compare us russia", lambda one: one.actor in {"us", "russia"}, rows=1),
    # The words of all sources are looked at.
    "grep": Answer(f"grep -w {WORD}", lambda one: WORD in one.quote, rows=1),
    "show a claim": Answer(f"show {CLAIM}", lambda one: one.id == CLAIM, opened=(ITS_TEXT,)),
    # The project's settings may stand in a file beside.
    "validate": Answer("validate", lambda _: False, opened=("pyproject.toml",)),
}
"""The questions while nothing has changed."""

CHANGED = {
    "compare": ("compare us russia", ()),
    "validate": ("validate", (f"{ASKED}/text.txt",)),
}
"""The questions after a change of one file of claims, and what may be read for them beside the
files of records of its source, and ``kb.yaml``.
"""


def made(root: Path, others: int) -> Path:
    """A knowledge base with so many sources of which nothing is asked."""
    generate(root, Shape(SOURCES * CLAIMS, per_source=CLAIMS, actors=30, topics=10))
    for name, more in (("actors", BYSTANDER), ("topics", WEATHER)):
        with (root / f"{name}.yaml").open("a", encoding="utf-8") as file:
            file.write(more)
    record = (root / ASKED / "source.yaml").read_text("utf-8").partition("sha256:")[0]
    for number in range(others):
        folder = root / "sources" / f"rain-{number}"
        folder.mkdir()
        said = [SENTENCE.format(day) for day in range(CLAIMS)]
        claims = [RAIN.format(number=number, day=day, sentence=one) for day, one in enumerate(said)]
        (folder / "source.yaml").write_text(record, "utf-8")
        (folder / "text.txt").write_text("\n\n".join(said), "utf-8")
        (folder / "claims.yaml").write_text("\n".join(["claims:", *claims]), "utf-8")
    return root


def cache_of(root: Path) -> dict[str, str]:
    """A cache of the knowledge base's own."""
    return {"POLICYKB_CACHE_DIR": str(root.with_name(f"{root.name}.cache"))}


def prepare(root: Path, line: str, *, tick: int = 0) -> None:
    """Run a line without tracing it."""
    with patch.object(stamps, "TICK", tick):
        assert run(*line.split(), cwd=root, env=cache_of(root)).code == 0


def work(root: Path, line: str, *, tick: int = 0) -> Trace:
    """The work of a line; with no ``tick`` files are settled as soon as they are written."""
    return trace(root, cache_of(root), *line.split(), tick=tick)


def stamped_paths(root: Path, name: str) -> list[Path]:
    """The paths that must be as they were: for a validation all files and folders, for other
    answers the files of records and the folder of all sources.
    """
    found = [root, *root.rglob("*")]
    records = [path for path in found if path.suffix == ".yaml" or path.name == "sources"]
    return found if name == "validate" else records


def size(root: Path, paths: Iterable[str]) -> int:
    """The number of bytes of these files."""
    return sum((root / path).stat().st_size for path in paths)


Twice = dict[str, tuple[Trace, Trace]]
"""The work beside few other sources and beside many, by what was asked."""


@pytest.fixture(scope="module")
def kbs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A knowledge base with few other sources, and one with many, both just validated."""
    folder = tmp_path_factory.mktemp("work")
    few, many = made(folder / "few", FEW), made(folder / "many", MANY)
    for root in (few, many):
        prepare(root, "validate")
    return few, many


@pytest.fixture(scope="module")
def warm(kbs: tuple[Path, Path]) -> Twice:
    """The work while nothing has changed."""
    few, many = kbs
    return {name: (work(few, one.line), work(many, one.line)) for name, one in ANSWERS.items()}


@pytest.fixture(scope="module")
def changed(kbs: tuple[Path, Path], warm: Twice) -> Twice:
    """The work after a change of one file of claims."""
    assert warm, "by now nobody needs them unchanged"

    def after_change(root: Path, line: str) -> Trace:
        prepare(root, "validate")
        file = root / ASKED / "claims.yaml"
        text = file.read_text("utf-8").replace("summary: ", "summary: Indeed ", 1)
        file.write_text(text, "utf-8")
        return work(root, line)

    few, many = kbs
    lines = {name: line for name, (line, _) in CHANGED.items()}
    return {name: (after_change(few, one), after_change(many, one)) for name, one in lines.items()}


# --- nothing has changed ------------------------------------------------------------------


@pytest.mark.parametrize("name", ANSWERS)
def test_unchanged_files_are_not_read_again(name: str, warm: Twice) -> None:
    for one in warm[name]:
        assert (tuple(one.opened), tuple(one.listed)) == (ANSWERS[name].opened, ())
        assert (one.hashed, one.parsed) == (0, 0)


@pytest.mark.parametrize("name", ANSWERS)
def test_every_file_is_examined_once(name: str, kbs: tuple[Path, Path], warm: Twice) -> None:
    for root, one in zip(kbs, warm[name], strict=True):
        assert one.looked == len(stamped_paths(root, name))


@pytest.mark.parametrize("name", ANSWERS)
def test_only_requested_claims_are_read(name: str, kbs: tuple[Path, Path], warm: Twice) -> None:
    about = [one for one in load(kbs[0]).claims.values() if ANSWERS[name].about(one)]
    assert len(about) < SOURCES * CLAIMS / 2
    for one in warm[name]:
        assert one.records.get("claim", 0) == len(about)


@pytest.mark.parametrize("name", ANSWERS)
def test_other_sources_cause_no_work(name: str, warm: Twice) -> None:
    few, many = warm[name]
    for kind, number in many.records.items():
        assert number <= few.records[kind]
    assert many.rows - few.rows <= ANSWERS[name].rows * (MANY - FEW)
    assert many.steps - few.steps <= STEPS * (MANY - FEW)


# --- one file of claims has changed ---------------------------------------------------------


@pytest.mark.parametrize("name", CHANGED)
def test_after_a_change_only_files_of_its_source_are_read(
    name: str, kbs: tuple[Path, Path], changed: Twice
) -> None:
    claims, source = (f"{ASKED}/{one}.yaml" for one in ("claims", "source"))
    read = ["kb.yaml", claims, source, *CHANGED[name][1]]
    for root, one in zip(kbs, changed[name], strict=True):
        assert one.opened.keys() - {"pyproject.toml"} == set(read)
        assert one.parsed == 3
        # What has another stamp is compared before it is read.
        assert one.hashed <= size(root, [*read, claims])


@pytest.mark.parametrize("name", CHANGED)
def test_after_a_change_other_sources_cause_little_work(name: str, changed: Twice) -> None:
    few, many = changed[name]
    assert (many.opened, many.hashed, many.parsed) == (few.opened, few.hashed, few.parsed)
    for kind, number in many.records.items():
        assert number <= few.records[kind]
    # Of the others it takes what is kept of each as a whole, but none of their claims.
    assert many.rows - few.rows <= CLAIMS / 2 * (MANY - FEW)
    assert many.steps - few.steps <= STEPS_CHANGED * (MANY - FEW)
    assert set(many.listed) - set(few.listed) == {
        f"sources/rain-{number}" for number in range(FEW, MANY)
    }


# --- files have just been written -------------------------------------------------------------


def test_young_files_are_compared_by_content(tmp_path: Path) -> None:
    root = made(tmp_path / "kb", 1)
    prepare(root, "validate", tick=FOREVER)
    found = work(root, "validate", tick=FOREVER)
    files = [path.relative_to(root).as_posix() for path in root.rglob("*.*")]
    assert found.hashed == size(root, [*files, "kb.yaml"])
    assert found.parsed == 1
