"""Knowledge bases made from the codings of other programs."""

from pathlib import Path

import pytest

from policykb.diagnostics import PolicyKBError
from policykb.exchange.build import build
from policykb.exchange.imported import Imported, ImportedDocument, Statement
from policykb.exchange.writing import ImportOutcome, add_to, write_new
from policykb.loading.read import read
from policykb.model.knowledge_base import KnowledgeBase
from policykb.progress import no_progress
from tests.support.running import run


def statement(
    actor: str = "SPD",
    topic: str = "Ausstieg",
    stance: str = "support",
    day: str = "2011-03-14",
    *,
    document: str = "A",
    quote: str = "",
    extent: tuple[int, int] | None = None,
) -> Statement:
    fields = {"stance": stance, "quote": quote}
    return Statement(f"line {day}", document, actor, topic, fields, day, extent)


def imported(*statements: Statement, text: str | None = None, published: str = "") -> Imported:
    fields = {"published": published} if published else {}
    documents = {one.document: ImportedDocument(fields, text) for one in statements}
    return Imported("codings.csv", "Codings", documents=documents, statements=list(statements))


def written(made: Imported, folder: Path) -> tuple[ImportOutcome, KnowledgeBase]:
    outcome = write_new(build(made), folder / "kb", no_progress)
    assert not outcome.errors
    return outcome, read(folder / "kb", no_progress).kb


def test_without_texts_the_quotes_are_the_text_and_the_note_says_so(tmp_path: Path) -> None:
    first, second = statement(quote="We  want\nout."), statement("CDU", quote="Not yet. Wait.")
    _, kb = written(imported(first, second, first), tmp_path)
    text = (tmp_path / "kb/sources/a/text.txt").read_text()
    assert text == "We want out.\n\nNot yet. Wait.\n"
    assert [claim.quote for claim in kb.claims.values()] == [
        "We want out.",
        "Not yet. Wait.",
        "We want out.",
    ]
    assert "does not hold the text" in (kb.sources["a"].note or "")


def test_a_quote_that_is_a_part_of_another_one_is_no_fault(tmp_path: Path) -> None:
    _, kb = written(imported(statement(quote="No."), statement("CDU", quote="No. No.")), tmp_path)
    assert len(kb.claims) == 2


def test_a_quote_at_several_places_of_its_text_is_told_and_no_fault(tmp_path: Path) -> None:
    made = imported(statement(quote="No."), text="No. We want out. No.")
    assert "1 quote at several places of the text: a comment says so." in build(made).remarks
    _, kb = written(made, tmp_path)
    assert len(kb.claims) == 1
    assert "ignore[PKB302]" in (tmp_path / "kb/sources/a/claims.yaml").read_text()


def test_what_was_coded_stands_for_words_that_are_not_known(tmp_path: Path) -> None:
    _, kb = written(imported(statement()), tmp_path)
    (claim,) = kb.claims.values()
    assert claim.quote == "2011-03-14: SPD on Ausstieg: support."
    assert claim.summary == "SPD supports Ausstieg"
    assert claim.id == "spd-ausstieg-2011-03-14"


def test_a_statement_is_evidence_from_its_day_on(tmp_path: Path) -> None:
    _, kb = written(imported(statement(), statement("CDU", day="2011-03-12")), tmp_path)
    dated = {
        claim.actor: (claim.period.text, str(claim.period_basis)) for claim in kb.claims.values()
    }
    assert dated == {"spd": ("2011-03-14/..", "published"), "cdu": ("2011-03-12/..", "inferred")}


TEXT = "One came. The SPD wants out! The CDU does not. It waits."


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [
        (14, 17, "The SPD wants out!"),
        (10, 28, "The SPD wants out!"),
        (20, 33, "The SPD wants out! The CDU does not."),
        (0, 0, "One came."),
    ],
)
def test_an_extent_widens_to_its_sentences(
    start: int, end: int, quote: str, tmp_path: Path
) -> None:
    _, kb = written(imported(statement(extent=(start, end)), text=TEXT), tmp_path)
    assert [claim.quote for claim in kb.claims.values()] == [quote]
    assert (tmp_path / "kb/sources/a/text.txt").read_text() == TEXT


def test_a_sentence_that_occurs_twice_is_quoted_with_the_next_one(tmp_path: Path) -> None:
    text = "He said no. She left. He said no. He left."
    _, kb = written(imported(statement(extent=(0, 5)), text=text), tmp_path)
    assert [claim.quote for claim in kb.claims.values()] == ["He said no. She left."]


def test_claims_that_contradict_name_one_another_and_changes_do_not(tmp_path: Path) -> None:
    both = imported(
        statement(),
        statement(stance="oppose"),
        statement(stance="oppose", day="2011-05-01", document="B"),
    )
    _, kb = written(both, tmp_path)
    assert [claim.contradicts for claim in kb.claims.values()] == [
        ("spd-ausstieg-2011-03-14-2",),
        ("spd-ausstieg-2011-03-14",),
        (),
    ]


def test_without_a_stance_a_claim_is_a_draft(tmp_path: Path) -> None:
    _, kb = written(imported(statement(stance="")), tmp_path)
    (claim,) = kb.claims.values()
    assert (str(claim.status), str(claim.stance)) == ("draft", "mixed")
    assert claim.note == "The stance is not stated in codings.csv."


def test_a_document_without_any_date_is_refused() -> None:
    with pytest.raises(PolicyKBError, match="has no date"):
        build(imported(statement(day="")))


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    outcome = write_new(build(imported(statement())), tmp_path / "kb", no_progress, dry_run=True)
    assert outcome.report.checked["claims"] == 1
    assert list(tmp_path.iterdir()) == []


def test_a_faulty_import_writes_nothing(tmp_path: Path) -> None:
    made = imported(statement(quote="Not in the text."), text=TEXT)
    outcome = write_new(build(made), tmp_path / "kb", no_progress)
    assert [one.rule.code for one in outcome.errors] == ["PKB301"]
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_there_are_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")
    with pytest.raises(PolicyKBError, match="is not empty"):
        write_new(build(imported(statement())), tmp_path, no_progress)


def test_an_import_adds_to_a_knowledge_base_and_uses_what_it_has(copy: Path) -> None:
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    made = imported(statement("Republic of Arvona", "dam"), statement("Newcomer", "dam"))
    built = build(made, kb=read(copy, no_progress).kb)
    assert [one["id"] for one in built.records["actor"]] == ["newcomer"]
    assert built.records["topic"] == []
    assert not add_to(built, copy, no_progress, cached=False).errors
    changed = {path for path, data in before.items() if path.read_bytes() != data}
    assert {path.name for path in changed} == {"actors.yaml"}
    assert run("validate", cwd=copy).code == 0
    with pytest.raises(PolicyKBError, match="the source a is there"):
        add_to(built, copy, no_progress, cached=False)


def test_a_second_import_with_the_ids_of_the_first_is_the_same() -> None:
    made = imported(statement("中国"), statement("日本"))
    first = build(made)
    made.statements.reverse()
    second = build(made, first.ids)
    actors = {str(one["name"]): one["id"] for one in second.records["actor"]}
    assert actors == {"中国": "actor", "日本": "actor-2"}
