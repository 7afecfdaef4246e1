"""Time knowledge bases of unusual shapes, and how the cost grows with their size.

Each shape is made at two sizes, one four times the other; what is linear takes four times as long.
A keystroke is a check of a file that is edited in an editor, sound or with an unknown id.
"""

import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

if not __package__:  # run as a script
    sys.path.insert(0, str(Path(__file__).parents[2]))

from policykb.analysis.comparison import compare_counted
from policykb.analysis.counted import count_for
from policykb.analysis.sensitivity import sensitivity
from policykb.analysis.timelines import timelines
from policykb.loading.read import load
from policykb.model.knowledge_base import KnowledgeBase
from policykb.servers.lsp.session import Session
from policykb.validation.workspace import Workspace
from policykb.views.comparison_page.build import comparison_page
from tests.bench.generate import generate, shape

_SIZES = (100, 400)
_SHAPES = {
    "busy pair": ["--actors", "2"],
    "one claim a source": ["--per-source", "1"],
    "one source": ["--one-file"],
    "one cell": ["--actors", "2", "--topics", "1"],
}
_CELL = "one cell"
"""The shape that is only validated: positions of a cell cost more than its number of claims."""
_KEYSTROKES = 5
_CLAIMS_OF_AN_EDITOR = 10_000


def main() -> None:
    """Print the time of each command on each shape, and of a keystroke."""
    with tempfile.TemporaryDirectory() as folder:
        for name, options in _SHAPES.items():
            small, large = (
                _times(Path(folder), size, options, only_validated=name == _CELL) for size in _SIZES
            )
            for what, seconds in large.items():
                ratio = seconds / small[what]
                _say(f"{name:20} {what:12} {seconds:6.2f} s, {ratio:4.1f} times that of a quarter")
        for what, seconds in _keystrokes(_made(Path(folder), _CLAIMS_OF_AN_EDITOR, [])).items():
            _say(f"{'keystroke':20} {what:12} {seconds * 1000:4.0f} ms")


def _made(folder: Path, size: int, options: Sequence[str]) -> Path:
    root = Path(tempfile.mkdtemp(dir=folder)) / "kb"
    generate(*shape([str(root), "--claims", str(size), "--seed", "5", *options]))
    return root


def _times(
    folder: Path, size: int, options: Sequence[str], *, only_validated: bool
) -> dict[str, float]:
    root = _made(folder, size, options)
    checked = {"validate": _seconds(lambda: Workspace(root).check())}
    if only_validated:
        return checked
    kb = load(root)
    busiest = sorted(kb.actors.values(), key=lambda one: -_claims(kb, one.id))[:2]
    counted = count_for(kb, busiest)
    shown = compare_counted(counted, busiest, counted.record_ends)
    names = [actor.id for actor in busiest]
    return {
        **checked,
        "page": _seconds(lambda: comparison_page(counted, shown, {})),
        "sensitivity": _seconds(lambda: sensitivity(kb, *names)),
        "timeline": _seconds(lambda: timelines(counted, busiest)),
    }


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
