"""A draft is edited as the text of its record."""

from pathlib import Path

import pytest

from policykb import PolicyKBError, load
from policykb.authoring.proposal import propose
from policykb.authoring.reviewing import edited, record_text
from tests.support.rule_samples import CLAIMS, write_base

CLAIM = "norland-toll"


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return write_base(tmp_path / "kb")


def test_the_text_of_a_record_is_that_of_its_file(kb: Path) -> None:
    claim = load(kb).claims[CLAIM]
    text = record_text(kb, claim)
    assert text.startswith(f"id: {CLAIM}\nactor: norland\n")
    assert edited(kb, claim, text).fields == {}


def test_edited_fields_are_changed_added_and_removed_and_nothing_else(kb: Path) -> None:
    claim = load(kb).claims[CLAIM]
    before = (kb / CLAIMS).read_text("utf-8")
    text = record_text(kb, claim).replace("stance: support", "stance: lean-support")
    change = edited(kb, claim, f"{text}certainty: probable\n")
    assert change.fields == {"stance": "lean-support", "certainty": "probable"}
    propose(kb, [change]).write()
    after = (kb / CLAIMS).read_text("utf-8")
    assert after.count("\n") == before.count("\n") + 1
    assert load(kb).claims[CLAIM].certainty == "probable"


@pytest.mark.parametrize(
    ("old", "new"), [("id: norland-toll", "id: other"), ("actor: norland", "actor: [")]
)
def test_a_text_that_is_no_such_record_is_refused(kb: Path, old: str, new: str) -> None:
    claim = load(kb).claims[CLAIM]
    with pytest.raises(PolicyKBError):
        edited(kb, claim, record_text(kb, claim).replace(old, new))
