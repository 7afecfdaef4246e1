"""Files as they are to be: an editor's unsaved text, or a change before it is written."""

from pathlib import Path

import pytest

from policykb.loading.read import read
from policykb.validation.report import Report, validate
from tests.support.folders import files_of
from tests.support.rule_samples import (
    CLAIMS,
    SAMPLE_NAMES,
    SOURCE,
    TEXT,
    base_text,
    write_base,
    write_sample,
)

_ON_DISK_ONLY = ("PKB001", "PKB002")
"""Rules about links and special files, which no text of an editor is."""


def edits_between(before: dict[str, bytes], after: dict[str, bytes]) -> dict[str, bytes | None]:
    paths = [path for path in before | after if before.get(path) != after.get(path)]
    folders = {path.rpartition("/")[0] for path in before} - {
        path.rpartition("/")[0] for path in after
    }
    return {path: after.get(path) for path in paths} | dict.fromkeys(folders)


def comparable(report: Report) -> object:
    return report.diagnostics, report.checked, report.left_out, report.suppressed, report.excerpts


@pytest.mark.sampled
@pytest.mark.parametrize("cached", [True, False])
@pytest.mark.parametrize(
    "name", [name for name in SAMPLE_NAMES if not name.startswith(_ON_DISK_ONLY)]
)
def test_edits_are_reported_as_the_same_files_are(
    name: str, tmp_path: Path, *, cached: bool
) -> None:
    root, wanted = write_base(tmp_path / "a"), write_sample(name, tmp_path / "b")
    edited = edits_between(files_of(root), files_of(wanted))
    before = files_of(root)
    report = validate(root, edited=edited, cached=cached)
    assert comparable(report) == comparable(validate(wanted))
    assert files_of(root) == before
    assert not validate(root, cached=cached).diagnostics


@pytest.mark.parametrize("cached", [True, False])
def test_a_source_under_another_name(tmp_path: Path, *, cached: bool) -> None:
    root = write_base(tmp_path)
    (root / SOURCE / "scan.pdf").write_bytes(b"%PDF")
    moved = {path.replace("gazette", "journal"): data for path, data in files_of(root).items()}
    report = validate(root, edited=edits_between(files_of(root), moved), cached=cached)
    [stray] = report.diagnostics
    assert str(stray.location.path) == "sources/journal-2024/scan.pdf"
    assert report.checked == validate(root).checked


def test_records_are_those_of_the_edited_files(tmp_path: Path) -> None:
    root = write_base(tmp_path)
    changed = base_text(CLAIMS, ("Sudmark refuses to pay it.", "Sudmark does not pay it."))
    kb = read(root, edited={CLAIMS: changed.encode()}).kb
    assert "Sudmark does not pay it." in {claim.quote for claim in kb.claims.values()}


def test_a_quote_is_looked_for_in_the_edited_text(tmp_path: Path) -> None:
    root = write_base(tmp_path)
    changed = base_text(TEXT, ("Sudmark refuses to pay it.", "Sudmark does not pay it."))
    found = validate(root, edited={TEXT: changed.encode()}, cached=True).diagnostics
    assert "PKB301" in {fault.rule.code for fault in found}
