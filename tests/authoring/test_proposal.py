"""Changes are made up, checked and written as one."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import pytest

from policykb.authoring.adding import add_records
from policykb.authoring.changes import AddRecord, AnyChange, Merge, Rename, SetFields
from policykb.authoring.draft import Draft
from policykb.authoring.proposal import Proposal, propose
from policykb.diagnostics import PolicyKBError
from policykb.loading.read import load
from policykb.text.source_text import SourceText
from policykb.validation.report import validate
from policykb.yaml.document import Data
from policykb.yaml.parser import parse_document
from policykb.yaml.patch import change_records
from policykb.yaml.record_edits import Remove
from tests.support.folders import files_of
from tests.support.rule_samples import (
    CLAIMS,
    SAMPLE_NAMES,
    SAMPLES,
    SOURCE,
    TEXT,
    base_text,
    write_base,
    write_edited,
    write_sample,
)
from tests.support.source_texts import REFUSAL

GAZETTE = SOURCE.rpartition("/")[2]
CLAIM: dict[str, Data] = {
    "actor": "sudmark",
    "topic": "joint-patrols",
    "stance": "oppose",
    "period": "2024-05-02/..",
    "period_basis": "published",
    "summary": "Made up for the test",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_base(tmp_path / "kb")


def claim(**fields: Data) -> AddRecord:
    return AddRecord("claim", {**CLAIM, "quote": REFUSAL, **fields}, GAZETTE)


def written(root: Path, *changes: AnyChange) -> Proposal:
    proposal = propose(root, changes)
    assert not proposal.faults
    proposal.write()
    assert not validate(root).failed()
    return proposal


def codes(proposal: Proposal) -> Sequence[tuple[int | None, str]]:
    return [
        (one.change, one.diagnostic.rule.code if one.diagnostic else "") for one in proposal.faults
    ]


def test_nothing_is_written_before_it_is_asked_for(root: Path) -> None:
    before = files_of(root)
    proposal = propose(root, [claim()])
    assert files_of(root) == before
    proposal.write()
    assert files_of(root) != before


def test_many_claims_are_added_with_one_look_at_the_text_and_the_folders(root: Path) -> None:
    adds = [*enumerate(claim(period=f"20{number:02}") for number in range(50))]
    with (
        patch.object(Draft, "source_ids", autospec=True, side_effect=Draft.source_ids) as listed,
        patch.object(
            SourceText, "find_all", autospec=True, side_effect=SourceText.find_all
        ) as searched,
    ):
        made = add_records(Draft(root), adds)
    assert [one.data["id"] for one in made.new[:3]] == [
        "sudmark-joint-patrols",
        "sudmark-joint-patrols-2",
        "sudmark-joint-patrols-3",
    ]
    assert len(made.new) == 50
    assert listed.call_count == 1
    assert searched.call_count == 2  # for their quotes, and for the order of all quotes


def test_a_claim_stands_in_reading_order_in_the_form_of_fmt(root: Path) -> None:
    proposal = written(root, claim())
    [added] = proposal.added
    assert (added.kind, added.id, str(added.location)) == (
        "claim",
        "sudmark-joint-patrols",
        f"{CLAIMS}:19:5",
    )
    new = (
        "  - id: sudmark-joint-patrols\n    actor: sudmark\n    topic: joint-patrols\n"
        "    stance: oppose\n    period: 2024-05-02/..\n    period_basis: published\n"
        f"    quote: {REFUSAL}\n    summary: Made up for the test\n\n"
    )
    below = "  - id: norland-patrols\n"
    assert (root / CLAIMS).read_text() == base_text(CLAIMS, (below, new + below))


def test_ids_are_of_actor_and_topic_and_unique(root: Path) -> None:
    long = "a" * 70
    proposal = propose(root, [claim(), claim(), claim(actor=long), claim(actor=long)])
    ids = [one.id for one in proposal.added]
    assert ids == ["sudmark-joint-patrols", "sudmark-joint-patrols-2", "a" * 64, "a" * 62 + "-2"]


def test_a_sentence_is_its_number(root: Path) -> None:
    numbered = AddRecord("claim", CLAIM, GAZETTE, (3, 4))
    proposal = propose(root, [numbered])
    assert (
        f"quote: {REFUSAL} It was a windy spring." in (proposal.files[CLAIMS].after or b"").decode()
    )
    [refused] = propose(root, [AddRecord("claim", CLAIM, GAZETTE, (9, 9))]).faults
    assert refused.message == f"there is no sentence 9 in {TEXT}"
    assert refused.help == ("It has sentences 1 to 5; `policykb coverage --sentences` lists them.")


def test_what_is_declared_may_be_used_at_once(root: Path) -> None:
    actor = AddRecord("actor", {"id": "westmark", "name": "Westmark", "kind": "state"})
    topic = AddRecord(
        "topic", {"id": "dredging", "label": "dredging", "proposition": "Ships should dredge it."}
    )
    proposal = written(root, actor, topic, claim(actor="westmark", topic="dredging"))
    assert [one.kind for one in proposal.added] == ["actor", "topic", "claim"]
    assert load(root).claims["westmark-dredging"].quote == REFUSAL


def test_all_or_nothing_with_every_fault_by_its_change(root: Path) -> None:
    before = files_of(root)
    changes = [
        claim(),
        claim(stance="opose"),
        claim(quote="Sudmark refused to pay it."),
        claim(id="norland-toll"),
        AddRecord("claim", CLAIM, "gazete-2024"),
        claim(summary="\u202eback"),
        claim(actor="nobody"),
    ]
    proposal = propose(root, changes)
    assert sorted(codes(proposal), key=str) == [
        (1, "PKB107"),
        (2, "PKB301"),
        (3, "PKB212"),
        (4, ""),
        (5, ""),
        (6, "PKB201"),
    ]
    with pytest.raises(PolicyKBError):
        proposal.write()
    assert files_of(root) == before


@pytest.mark.parametrize("at", [at for at, one in enumerate(REFUSAL) if one != " "])
def test_a_quote_with_one_altered_character_is_refused(root: Path, at: int) -> None:
    altered = REFUSAL[:at] + ("x" if REFUSAL[at] != "x" else "y") + REFUSAL[at + 1 :]
    [fault] = propose(root, [claim(quote=altered)], cached=False).faults
    assert fault.diagnostic is not None
    assert fault.diagnostic.rule.code == "PKB301"


def test_a_quote_is_written_as_the_text_has_it(tmp_path: Path) -> None:
    curly = "Sudmark refuses “to pay” it."
    edits = {TEXT: base_text(TEXT, (REFUSAL, curly)), CLAIMS: base_text(CLAIMS, (REFUSAL, curly))}
    root = write_edited(tmp_path / "kb", edits)
    written(root, claim(quote='Sudmark  refuses "to pay"\nit.'))
    assert load(root).claims["sudmark-joint-patrols"].quote == curly


def test_faults_that_were_there_before_do_not_matter(tmp_path: Path) -> None:
    edits = {CLAIMS: base_text(CLAIMS, ("stance: support", "stance: suport"))}
    root = write_edited(tmp_path / "kb", edits)
    assert validate(root).failed()
    proposal = propose(root, [claim()])
    assert not proposal.faults
    assert codes(propose(root, [claim(stance="suport")])) == [(0, "PKB107")]


def test_the_first_record_of_an_empty_knowledge_base(tmp_path: Path) -> None:
    files = {"kb.yaml": "policykb: 1\ntitle: T\n", "actors.yaml": "actors: []\n"}
    for path, text in {**files, "topics.yaml": "topics: []\n"}.items():
        (tmp_path / path).write_text(text)
    (tmp_path / "sources").mkdir()
    written(tmp_path, AddRecord("actor", {"id": "a", "name": "A", "kind": "state"}))
    assert (tmp_path / "actors.yaml").read_text() == (
        "actors:\n  - id: a\n    name: A\n    kind: state\n"
    )


def test_fields_are_set(root: Path) -> None:
    written(root, SetFields("claim", "sudmark-toll", {"status": "retracted", "note": "Twice."}))
    assert (root / CLAIMS).read_text() == base_text(
        CLAIMS,
        (f"    quote: {REFUSAL}\n", f"    status: retracted\n    quote: {REFUSAL}\n"),
        ("accept the charge\n", "accept the charge\n    note: Twice.\n"),
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (Rename("actor", "norlnd", "n"), 'unknown actor "norlnd"'),
        (Rename("actor", "norland", "sudmark"), "the id sudmark is taken by another actor"),
        (Rename("actor", "norland", "N O"), '"N O" cannot be an id'),
        (Rename("source", "gazette", "n"), 'unknown source "gazette"'),
        (Merge("actor", "norland", "norland"), "norland cannot be merged with itself"),
        (Merge("claim", "sudmark-toll", "norland-toll"), "are not of one actor"),
        (SetFields("claim", "sudmark", {"note": "N."}), 'unknown claim "sudmark"'),
    ],
)
def test_what_cannot_be_asked_for(root: Path, change: AnyChange, message: str) -> None:
    with pytest.raises(PolicyKBError, match=message):
        propose(root, [change])


UNLIKE = {
    "PKB113": "a new record is written with its fields in order",
    "PKB308": "a quote is written as the text has it",
    "PKB005": "a forbidden character cannot be written, so the whole record is refused",
}
"""The rules that a new record cannot break, or not in the same words."""


def faulty_claims() -> list[str]:
    """The rules that the first claim with a fault breaks in their samples."""
    return [
        name
        for name in SAMPLE_NAMES
        if (SAMPLES / name / "kb" / CLAIMS).exists()
        and name[:6] not in UNLIKE
        and name[:4] != "PKB0"
    ]


@pytest.mark.sampled
@pytest.mark.parametrize("name", faulty_claims())
def test_a_new_claim_has_the_faults_that_validate_finds(name: str, tmp_path: Path) -> None:
    root = write_sample(name, tmp_path / "kb")
    found = [fault for fault in validate(root).diagnostics if fault.route[:1] == ("claims",)]
    if not found:
        pytest.skip("the fault is not that of a claim")
    document = parse_document((root / CLAIMS).read_bytes(), CLAIMS)
    route = found[0].route[:2]
    data = document.value(route)
    assert isinstance(data, dict)
    (root / CLAIMS).write_text(change_records(document, (), [Remove(route)]).text)
    known = Counter(fault.message for fault in validate(root).diagnostics)
    proposal = propose(root, [AddRecord("claim", data, GAZETTE)])
    told = Counter(one.message for one in (*proposal.faults, *proposal.warnings))
    assert told - known
    assert told == Counter(fault.message for fault in found) - known
