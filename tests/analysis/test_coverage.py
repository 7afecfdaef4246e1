from pathlib import Path

import pytest

from policykb.analysis.coverage import Coverage, Treatment, cover
from policykb.diagnostics import Location
from policykb.loading.read import read
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Skipped
from policykb.text.source_text import SourceText, read_text
from policykb.validation.report import validate
from tests.support.factories import claim, source
from tests.support.rule_samples import write_base
from tests.support.running import ROOT

KB = ROOT / "kb"

TEXT = """\
A heading

One is said. Two is said. Three
is said.

Four is said.
"""


def covered(
    *quotes: str, skipped: tuple[str, ...] = (), status: str = "active", text: str = TEXT
) -> Coverage:
    one = source("s2025")
    claims = [claim(f"c{n}", quote=quote, status=status) for n, quote in enumerate(quotes, 1)]
    records = tuple(
        Skipped(source=one.id, quote=quote, reason=f"reason {n}", location=Location("x"))
        for n, quote in enumerate(skipped, 1)
    )
    kb = KnowledgeBase(
        root=Path(),
        sources={one.id: one},
        claims={record.id: record for record in claims},
        skipped=records,
    )
    return cover(kb, one, SourceText(text, one.text_path))


def treatments(coverage: Coverage) -> str:
    """The first letters of what became of each sentence: coded, skipped, open, apart."""
    return "".join(sentence.treatment[0] for sentence in coverage.sentences)


@pytest.mark.parametrize(
    ("quotes", "skipped", "expected"),
    [
        ([], [], "aoooo"),
        (["One is said."], ["Two is said."], "acsoo"),
        (["One is said. Two is said."], [], "accoo"),
        (["Three is said."], [], "aooco"),
        (["Three"], [], "aooco"),
        (["said. Two"], [], "accoo"),
        (["Three is said. Four is said."], [], "aoocc"),
        (["A heading"], [], "coooo"),
        ([], ["A heading"], "soooo"),
        (["One is said."], ["One is said."], "acooo"),
        (["Five is said."], [], "aoooo"),
        (["is said."], [], "acccc"),
    ],
)
def test_treatments(quotes: list[str], skipped: list[str], expected: str) -> None:
    assert treatments(covered(*quotes, skipped=tuple(skipped))) == expected


def test_counts() -> None:
    coverage = covered("One is said.", "Two is said.", skipped=("Four is said.",))
    assert coverage.total == 4
    assert [coverage.count(treatment) for treatment in Treatment] == [2, 1, 1, 1]


def test_what_a_sentence_carries() -> None:
    coverage = covered("One is said.", "One is said. Two is said.", skipped=("Four is said.",))
    heading, one, two, three, four = coverage.sentences
    assert (heading.claims, one.claims, two.claims) == ((), ("c1", "c2"), ("c2",))
    assert (three.claims, three.reason) == ((), None)
    assert (four.claims, four.reason) == ((), "reason 1")
    assert [str(s.location) for s in coverage.sentences] == [
        f"sources/s2025/text.txt:{place}" for place in ("1:1", "3:1", "3:14", "3:27", "6:1")
    ]


@pytest.mark.parametrize(("status", "expected"), [("draft", "acooo"), ("retracted", "aoooo")])
def test_a_retracted_claim_codes_nothing(status: str, expected: str) -> None:
    assert treatments(covered("One is said.", status=status)) == expected


@pytest.mark.parametrize("text", ["", " \n\n", "\ufeff"])
def test_an_empty_text_has_no_sentences(text: str) -> None:
    coverage = covered("One is said.", text=text)
    assert (coverage.sentences, coverage.total) == ((), 0)


def test_what_other_sources_skip_does_not_count() -> None:
    one, other = source("s2015"), source("s2025")
    skipped = Skipped(source=one.id, quote="One is said.", reason="-", location=Location("x"))
    kb = KnowledgeBase(Path(), sources={one.id: one, other.id: other}, skipped=(skipped,))
    assert treatments(cover(kb, one, SourceText(TEXT, "x"))) == "asooo"
    assert treatments(cover(kb, other, SourceText(TEXT, "x"))) == "aoooo"


def test_a_knowledge_base_on_disk(tmp_path: Path) -> None:
    kb = read(write_base(tmp_path)).kb
    one = kb.sources["gazette-2024"]
    text = read_text(kb.root, one.text_path, one.language)
    assert isinstance(text, SourceText)
    assert treatments(cover(kb, one, text)) == "accsc"


def test_the_first_knowledge_base_is_covered() -> None:
    kb = read(KB).kb
    (one,) = kb.sources.values()
    text = read_text(kb.root, one.text_path, one.language)
    assert isinstance(text, SourceText)
    coverage = cover(kb, one, text)
    assert coverage.total == 31
    assert coverage.count(Treatment.OPEN) == 0
    assert coverage.count(Treatment.CODED) + coverage.count(Treatment.SKIPPED) == 31


def test_the_first_knowledge_base_is_sound() -> None:
    report = validate(KB)
    assert not report.failed(strict=True)
    assert not read(KB).kb.left_out
