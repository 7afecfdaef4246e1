from pathlib import Path

import pytest

from policykb.diagnostics import Diagnostic, limit
from policykb.loading import schema_errors
from policykb.loading.read import read
from tests.support.rule_samples import CLAIMS, base_text, rule_names, write_edited

RECORDS = base_text(CLAIMS).split("skipped:")[0].partition("claims:\n")[2]
FAULTY = "  - id: faulty-{}\n    stance: x\n"


def many(number: int) -> str:
    return "claims:\n" + "".join(FAULTY.format(n) for n in range(number)) + RECORDS


def of_claims(faults: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    return [fault for fault in faults if fault.location.path == CLAIMS]


def test_records_beyond_the_bound_are_left_out_and_sound_ones_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limit, "MAX_FAULTS_PER_FILE", 20)
    loaded = read(write_edited(tmp_path, {CLAIMS: many(50)}))
    faults = of_claims(loaded.faults)
    assert len(faults) == 21
    # Each record lacks five fields, and has no stance that there is.
    assert faults[-1].message.endswith(f"{50 * 6 - 21} more faults of this file are not listed")
    assert set(loaded.kb.claims) == {"norland-toll", "sudmark-toll", "norland-patrols"}
    assert {left.id for left in loaded.kb.left_out} == {f"faulty-{n}" for n in range(50)}
    assert all(left.reason for left in loaded.kb.left_out)


def test_references_and_ids_beyond_the_bound_are_counted_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limit, "MAX_FAULTS_PER_FILE", 20)
    unknown = RECORDS.replace("actor: ", "actor: un")
    content = "claims:\n" + "".join(
        unknown.replace("- id: ", f"- id: {'same-' if n % 2 else f'c{n}-'}") for n in range(30)
    )
    faults = of_claims(read(write_edited(tmp_path, {CLAIMS: content})).faults)
    ids, references = (
        [f for f in faults if (f.rule.name == "duplicate-id") is of_ids] for of_ids in (True, False)
    )
    assert len(ids) == len(references) == 21
    # 15 copies of three ids, each after the first a fault, and 30 copies of three references.
    assert f"{14 * 3 - 21} more faults" in ids[-1].message
    assert f"{30 * 3 - 21} more faults" in references[-1].message


@pytest.mark.parametrize("field", ["said_by", "contradicts"])
def test_of_one_monstrous_record_the_first_items_are_told(
    field: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema_errors, "MAX_ERRORS", 5)
    items = "[], " * 50
    content = base_text(CLAIMS, ("    summary", f"    {field}: [{items}]\n    zzz: x\n    summary"))
    faults = of_claims(read(write_edited(tmp_path, {CLAIMS: content})).faults)
    assert rule_names(faults) == [*["wrong-type"] * 5, "unknown-field", "wrong-type"]
    assert faults[-1].message == "45 more values do not fit"
    assert faults[-1].route == ("claims", 0)


def test_of_very_many_unknown_fields_the_first_are_told_and_none_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema_errors, "MAX_ERRORS", 5)
    fields = "".join(f"    zz{n}: x\n" for n in range(50))
    content = base_text(CLAIMS, ("  - id: norland-toll\n", f"  -\n{fields}    id: norland-toll\n"))
    faults = of_claims(read(write_edited(tmp_path, {CLAIMS: content})).faults)
    assert rule_names(faults) == [*["unknown-field"] * 5, "wrong-type"]
    assert faults[-1].message == "45 more values do not fit"
