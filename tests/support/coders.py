"""A source that ann and ben coded, who differ on each level; and a published example."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.support.rule_samples import CLAIMS, TEXT, write_base

SENTENCES = (
    "Norland wants a toll in the strait.",
    "Sudmark refuses to pay any toll.",
    "It was a windy spring.",
    "Norland sends boats to the patrols.",
    "Sudmark hesitates over the patrols.",
    "Ships waited for days.",
    "Norland defends the toll again.",
    "Sudmark calls the toll unjust.",
)
TEXT_OF_ALL = "The strait, five years on\n\n" + " ".join(SENTENCES) + "\n"

Coded = tuple[int, str, str, str]
"""The number of a sentence (from 1), actor, topic and stance."""

BOTH: tuple[Coded, ...] = (
    (1, "norland", "strait-toll", "support"),
    (4, "norland", "joint-patrols", "support"),
    (8, "sudmark", "strait-toll", "oppose"),
)
ANN: tuple[Coded, ...] = (
    *BOTH,
    (2, "sudmark", "strait-toll", "oppose"),
    (5, "sudmark", "joint-patrols", "neutral"),
    (7, "norland", "strait-toll", "support"),
)
BEN: tuple[Coded, ...] = (
    *BOTH,
    (2, "sudmark", "strait-toll", "lean-oppose"),
    (5, "sudmark", "strait-toll", "neutral"),
    (6, "norland", "strait-toll", "oppose"),
)


def claims_file(coded: Iterable[tuple[str, Coded]], skipped: Iterable[int] = ()) -> str:
    """The claims of coders as YAML, in reading order; a coder without a name has no field."""
    out = ["claims:"]
    for coder, (number, actor, topic, stance) in sorted(coded, key=lambda one: one[1][0]):
        out += [
            f"  - id: {coder or 'c'}-{number}",
            f"    actor: {actor}",
            f"    topic: {topic}",
            f"    stance: {stance}",
            "    period: 2024-05-02/..",
            "    period_basis: published",
            f"    quote: {SENTENCES[number - 1]}",
            f"    summary: {coder or 'c'} reads number {number}",
            *([f"    coder: {coder}"] if coder else []),
            "",
        ]
    if len(out) == 1:
        out = ["claims: []", ""]
    if skipped := list(skipped):
        out.append("skipped:")
    for number in skipped:
        out += [f"  - quote: {SENTENCES[number - 1]}", "    reason: Background.", ""]
    return "\n".join(out)


def write_coded(root: Path, text: str) -> Path:
    """Write a knowledge base with these claims of the one source."""
    write_base(root)
    (root / TEXT).write_text(TEXT_OF_ALL, "utf-8")
    (root / CLAIMS).write_text(text, "utf-8")
    return root


def one_kb(root: Path) -> Path:
    """One knowledge base with the claims of ann and ben."""
    both = [*(("ann", one) for one in ANN), *(("ben", one) for one in BEN)]
    return write_coded(root, claims_file(both, skipped=[3]))


def two_kbs(root: Path) -> tuple[Path, Path]:
    """A folder for each of the two."""
    return (
        write_coded(root / "ann", claims_file((("", one) for one in ANN), skipped=[3, 6])),
        write_coded(root / "ben", claims_file((("", one) for one in BEN), skipped=[3, 7])),
    )


_: None = None
OBSERVERS: Sequence[Sequence[int | None]] = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3),
    (_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _),
)
"""Four observers, twelve units: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011)."""
PUBLISHED_UNITS = list(zip(*OBSERVERS, strict=True))
