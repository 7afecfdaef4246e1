"""Two records become one."""

from pathlib import Path

import pytest

from policykb.authoring.changes import Merge
from policykb.authoring.proposal import propose
from policykb.diagnostics import PolicyKBError
from policykb.loading.read import load
from policykb.model.records import Actor
from tests.support.rule_samples import CLAIMS, SOURCE, TEXT, base_text, write_base, write_edited

MORE = """
  - id: northland
    name: Northland
    kind: state
    aliases: [Norland, the NORTH]
    part_of: coasts

  - id: coasts
    name: The coasts
    kind: group

  # The same as Norland, it seems.
  - id: fleet
    name: The fleet
    kind: group
    part_of: northland
"""
CLAIM = """
  - id: northland-toll
    actor: northland
    topic: strait-toll
    stance: oppose
    period: 2019/..
    said_by: [northland, norland, sudmark]
    disputed_by:
      - northland
    quote: Norland has levied a toll on all ships in the strait since 2019.
    summary: Made up, for the test

skipped:"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    edits = {
        "actors.yaml": base_text("actors.yaml") + MORE,
        CLAIMS: base_text(CLAIMS, ("\nskipped:", CLAIM)),
    }
    return write_edited(tmp_path / "kb", edits)


def merged(root: Path, kind: str, old: str, into: str) -> None:
    proposal = propose(root, [Merge(kind, old, into)])
    assert [one.message for one in proposal.faults] == []
    proposal.write()


def actor(root: Path, actor_id: str) -> Actor:
    return load(root).actors[actor_id]


def test_names_become_aliases_and_references_follow(root: Path) -> None:
    proposal = propose(root, [Merge("actor", "northland", "norland")])
    assert [(one.first.id, one.second.id) for one in proposal.new_conflicts] == [
        ("northland-toll", "norland-toll")
    ]
    proposal.write()
    assert actor(root, "norland").aliases == ("NL", "Northland", "the NORTH")
    assert actor(root, "fleet").part_of == "norland"
    assert "northland" not in load(root).actors
    text = (root / CLAIMS).read_text()
    assert "    actor: norland\n" in text
    assert "    said_by: [norland, sudmark]\n    disputed_by:\n      - norland\n" in text


def test_the_record_goes_with_its_comments_and_the_rest_stays(root: Path) -> None:
    before = (root / "actors.yaml").read_text()
    merged(root, "actor", "fleet", "sudmark")
    wanted = before.partition("\n  # The same as Norland, it seems.")[0].replace(
        "    name: Sudmark\n    kind: state\n",
        "    name: Sudmark\n    kind: state\n    aliases:\n      - The fleet\n",
    )
    assert (root / "actors.yaml").read_text() == wanted


def test_a_part_takes_the_place_of_the_whole(root: Path) -> None:
    merged(root, "actor", "northland", "fleet")
    assert actor(root, "fleet").part_of == "coasts"


def test_a_topic_is_merged_with_its_label(root: Path) -> None:
    merged(root, "topic", "joint-patrols", "strait-toll")
    kb = load(root)
    assert kb.topics["strait-toll"].aliases == ("joint patrols",)
    assert {claim.topic for claim in kb.claims.values()} == {"strait-toll"}


def test_claims_are_merged_if_they_are_of_one_actor_and_topic(tmp_path: Path) -> None:
    twice = base_text(CLAIMS).partition("  - id: sudmark-toll")[0].partition("claims:\n")[2]
    again = twice.replace("norland-toll", "norland-dues") + "  - id: sudmark-toll"
    edits = {CLAIMS: base_text(CLAIMS, ("  - id: sudmark-toll", again))}
    root = write_edited(tmp_path / "kb", edits)
    merged(root, "claim", "norland-dues", "norland-toll")
    assert (root / CLAIMS).read_text() == base_text(CLAIMS)


def test_claims_and_skipped_sentences_of_a_source_go_to_the_other(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    copied = root / "sources/copy"
    copied.mkdir()
    (copied / "source.yaml").write_text(base_text(f"{SOURCE}/source.yaml"))
    (copied / "text.txt").write_text(base_text(TEXT))
    (copied / "claims.yaml").write_text("claims: []\n")
    merged(root, "source", "gazette-2024", "copy")
    assert not (root / SOURCE).exists()
    assert (copied / "claims.yaml").read_text() == base_text(CLAIMS)


def test_a_quote_that_the_other_text_lacks_hinders_the_merge(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    copied = root / "sources/copy"
    copied.mkdir()
    (copied / "source.yaml").write_text(base_text(f"{SOURCE}/source.yaml"))
    (copied / "text.txt").write_text("Another text.\n")
    (copied / "claims.yaml").write_text("claims: []\n")
    proposal = propose(root, [Merge("source", "gazette-2024", "copy")])
    assert {one.diagnostic.rule.code for one in proposal.faults if one.diagnostic} >= {"PKB301"}


def test_a_comment_among_the_claims_of_a_source_is_not_lost(tmp_path: Path) -> None:
    root = write_base(tmp_path / "kb")
    (root / CLAIMS).write_text("# Mine\n" + base_text(CLAIMS))
    (root / "sources/copy").mkdir()
    with pytest.raises(PolicyKBError, match="this comment would be lost"):
        propose(root, [Merge("source", "gazette-2024", "copy")])
