"""Cases too large, too deep or too odd for a file of cases: each writes into a sound
knowledge base.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.support.rule_samples import CLAIMS, SOURCE, base_text

ACTORS = "actors.yaml"
TOPICS = "topics.yaml"


def far_duplicate(root: Path) -> None:
    note = "    note: |\n" + "      A line of a long note.\n" * 299
    last = "summary: Norland charges passing ships\n"
    _write(root, CLAIMS, base_text(CLAIMS, (last, f"{last}{note}    stance: oppose\n")))


def thirty_levels(root: Path) -> None:
    _write(root, ACTORS, base_text(ACTORS, ("[NL]", "[" * 30 + "NL" + "]" * 30)))


def thousand_files(root: Path) -> None:
    for number in range(1000):
        folder = f"sources/copy-{number:04}"
        for name in ("source.yaml", "text.txt", "claims.yaml"):
            text = base_text(f"{SOURCE}/{name}")
            if name == "claims.yaml":
                text = text.replace("id: ", f"id: copy-{number:04}-")
                text = text.replace("actor: norland", "actor: norlund", 1)
            _write(root, f"{folder}/{name}", text)


def thousand_faults(root: Path) -> None:
    record = "  - id: more-{}\n    labl: One more\n    proposition: There should be more.\n"
    _write(root, TOPICS, base_text(TOPICS) + "".join(record.format(n) for n in range(1000)))


def hundred_thousand_brackets(root: Path) -> None:
    _write(root, TOPICS, base_text(TOPICS, ("a toll in the strait", "[" * 100_000)))


def billion_laughs(root: Path) -> None:
    lists = ["      - &a [NL, NL, NL, NL, NL, NL, NL, NL, NL, NL]"]
    for before, after in zip("abcdefgh", "bcdefghi", strict=True):
        lists.append(f"      - &{after} [{', '.join([f'*{before}'] * 10)}]")
    _write(root, ACTORS, base_text(ACTORS, (" [NL]", "\n" + "\n".join(lists))))


def link_to_itself(root: Path) -> None:
    (root / TOPICS).unlink()
    (root / TOPICS).symlink_to(TOPICS)


def huge_number(root: Path) -> None:
    _write(root, CLAIMS, base_text(CLAIMS, ("2019/..", "9" * 10_000)))


def _write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


BUILDERS: Mapping[str, Callable[[Path], None]] = {
    builder.__name__: builder
    for builder in (
        far_duplicate,
        thirty_levels,
        thousand_files,
        thousand_faults,
        hundred_thousand_brackets,
        billion_laughs,
        link_to_itself,
        huge_number,
    )
}
