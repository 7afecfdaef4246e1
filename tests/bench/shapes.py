"""Time knowledge bases of unusual shapes, and how the cost grows with their size.

Each shape is made at two sizes, one four times the other; what is linear takes four times as
long. The table replaces the section on shapes of ``docs/performance.md``. A keystroke is a check
of a file that is edited in an editor, sound or with an unknown id.
"""

import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

if not __package__:  # run as a script
    sys.path.insert(0, str(Path(__file__).parents[2]))

from policykb.analysis.comparison import compare_counted
from policykb.analysis.counted import count, count_for
from policykb.analysis.coverage import cover
from policykb.analysis.diff import diff
from policykb.analysis.explanation import explain
from policykb.analysis.moments import compare_moments
from policykb.analysis.sensitivity import sensitivity
from policykb.analysis.shares import By, shares_of
from policykb.analysis.timelines import timelines
from policykb.diagnostics import Diagnostic
from policykb.loading.read import load
from policykb.model.knowledge_base import KnowledgeBase
from policykb.servers.lsp.session import Session
from policykb.text.source_text import read_text
from policykb.validation.workspace import Workspace
from policykb.views.comparison import comparison_view
from policykb.views.comparison_page.build import comparison_page
from policykb.views.conflicts import conflicts_view
from policykb.views.explanation import explanation_view
from policykb.views.timelines import timelines_view
from tests.bench.generate import generate, shape

_SIZES = (1_000, 4_000)
_SHAPES = {
    "busy pair": ["--actors", "2"],
    "one claim a source": ["--per-source", "1"],
    "one source": ["--one-file"],
    "one cell": ["--actors", "2", "--topics", "1"],
}
_KEYSTROKES = 5
_CLAIMS_OF_AN_EDITOR = 10_000
_PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
_HEADING = "## Unusual shapes"
_NEXT = "## What makes it fast, and where it ends"
_MEANING = """\
Seconds of a processor at {large} claims, without the start of the program, and how many times that
at {small} claims it is: what is linear is 4 times. A busy pair has all claims between two actors;
of one cell, half of all claims are from one actor on one topic. Two actors are compared.
"""


def main() -> None:
    """Write the table of shapes, and print the time of a keystroke."""
    with tempfile.TemporaryDirectory() as folder:
        costs = {
            name: tuple(_costs(_made(Path(folder), size, options)) for size in _SIZES)
            for name, options in _SHAPES.items()
        }
        section = "\n".join(_section(costs))
        _PAGE.write_text(_with_section(_PAGE.read_text("utf-8"), section), "utf-8")
        _say(section)
        for what, seconds in _keystrokes(_made(Path(folder), _CLAIMS_OF_AN_EDITOR, [])).items():
            _say(f"{'keystroke':20} {what:12} {seconds * 1000:4.0f} ms")


def _with_section(page: str, section: str) -> str:
    """The page with the section before the one that it stands before."""
    before, next_heading, after = page.partition(f"\n{_NEXT}\n")
    kept = before.partition(f"\n{_HEADING}\n")[0].rstrip()
    return f"{kept}\n\n{section}\n{next_heading}{after}"


def _section(costs: Mapping[str, Sequence[Mapping[str, float]]]) -> Iterator[str]:
    """The section on shapes: a row an answer, a column a shape."""
    small, large = (f"{size:,}" for size in _SIZES)
    yield f"{_HEADING}\n"
    yield _MEANING.format(small=small, large=large)
    yield f"| answer | {' | '.join(costs)} |"
    yield f"|---|{'---:|' * len(costs)}"
    for what in next(iter(costs.values()))[0]:
        cells = (
            f"{large[what]:.2f} ({large[what] / max(small[what], 1e-4):.1f} times)"
            for small, large in costs.values()
        )
        yield f"| {what} | {' | '.join(cells)} |"


def _made(folder: Path, size: int, options: Sequence[str]) -> Path:
    root = Path(tempfile.mkdtemp(dir=folder)) / "kb"
    generate(*shape([str(root), "--claims", str(size), "--seed", "5", *options]))
    return root


def _costs(root: Path) -> dict[str, float]:
    """The seconds of each answer."""
    workspace = Workspace(root)
    checked = {"`validate`": _seconds(workspace.check)}
    file = min(root.glob("sources/*/claims.yaml"))
    edited = {file.relative_to(root).as_posix(): file.read_bytes() + b"# more\n"}
    changed = {"`validate`, one file changed": _seconds(lambda: workspace.check(edited))}
    kb = load(root)
    busiest = sorted(kb.actors.values(), key=lambda one: -_claims(kb, one.id))[:2]
    actor, topic = max(kb.by_actor_and_topic, key=lambda of: len(kb.by_actor_and_topic[of]))
    counted, every = count_for(kb, busiest), count(kb)
    shown = compare_counted(counted, busiest, counted.record_ends)
    names = [one.id for one in busiest]
    texts = {
        source.id: text
        for source in kb.sources.values()
        if not isinstance(text := read_text(root, source.text_path, source.language), Diagnostic)
    }
    for source, text in texts.items():
        text.expect(claim.quote for claim in kb.by_source[source])
    later = load(root)
    answers: dict[str, Callable[[], object]] = {
        "`compare`": lambda: (
            comparison_view(kb, compare_counted(counted, busiest, counted.record_ends)).payload
        ),
        "`compare --from`": lambda: compare_moments(kb, *names, start="2005", end="2020"),
        "`compare --sensitivity`": lambda: sensitivity(kb, *names),
        "`compare --format html`": lambda: comparison_page(counted, shown, texts),
        "`timeline`": lambda: timelines_view(kb, timelines(counted, busiest), every=True).payload,
        "`explain`": lambda: explanation_view(kb, explain(kb, actor, topic), texts).payload,
        "`conflicts`": lambda: conflicts_view(every, every.conflicts(), texts).payload,
        "`coverage`": lambda: [cover(kb, kb.sources[name], text) for name, text in texts.items()],
        "`shares --by month`": lambda: shares_of(every, by=By.MONTH),
        "`diff`, read already": lambda: diff(kb, later),
    }
    return {**checked, **changed, **{what: _seconds(work) for what, work in answers.items()}}


def _claims(kb: KnowledgeBase, actor: str) -> int:
    return sum(len(claims) for (who, _), claims in kb.by_actor_and_topic.items() if who == actor)


def _keystrokes(root: Path) -> dict[str, float]:
    session = Session(root)
    file = min(root.glob("sources/*/claims.yaml"))
    path, sound = file.relative_to(root).as_posix(), file.read_text("utf-8")
    texts = {"sound": sound, "unknown id": re.sub(r"actor: (\S+)", r"actor: \1x", sound, count=1)}

    def least(text: str) -> float:
        def press(number: int) -> float:
            session.edit(path, f"{text}\n# {number}\n")
            return _seconds(session.check)

        return min(press(number) for number in range(_KEYSTROKES))

    return {what: least(text) for what, text in texts.items()}


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    main()
