"""Write what was imported: a new knowledge base, or additions to one; all of it, or nothing."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from policykb.authoring.draft import Draft
from policykb.diagnostics import Diagnostic, PolicyKBError, Severity
from policykb.exchange.build import Built
from policykb.loading.locate import MARKER
from policykb.loading.part_files import list_at, singular
from policykb.loading.scaffold import add_constant_files
from policykb.progress import Progress
from policykb.text.journal import write_together
from policykb.text.new_folder import new_folder
from policykb.validation.report import Report, validate
from policykb.yaml.record_edits import InsertItems, NewItem


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """The outcome of an import.

    Args:
        report: The faults of the knowledge base with what was imported.
        errors: Those errors that come from the import; if there are any, nothing is written.
    """

    report: Report
    errors: tuple[Diagnostic, ...]


def write_new(
    built: Built, folder: Path, progress: Progress, *, dry_run: bool = False
) -> ImportOutcome:
    """Make a new knowledge base.

    Raises:
        PolicyKBError: ``folder`` is not empty, or cannot be made.
    """
    with new_folder(folder, last=MARKER) as made:
        for path, data in built.files.items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_bytes(data)
        add_constant_files(made)
        report = validate(made, (), progress)
        outcome = ImportOutcome(report, tuple(_errors(report)))
        if dry_run or outcome.errors:
            shutil.rmtree(made)
    return outcome


def add_to(
    built: Built, root: Path, progress: Progress, *, dry_run: bool = False, cached: bool = True
) -> ImportOutcome:
    """Add to the knowledge base at ``root``. Files that are there keep their comments and order.

    Raises:
        PolicyKBError: A source is there already, or a file cannot be changed.
    """
    draft = Draft(root, cached=cached)
    known = set(draft.source_ids())
    for source in built.records["source"]:
        if source["id"] in known:
            raise PolicyKBError(
                f"the source {source['id']} is there already",
                "Import it into a new knowledge base (-o DIR), or rename it: nothing is "
                "overwritten.",
            )
    texts = {one.sha256: one.id for one in draft.kb.sources.values() if one.sha256}
    for source in built.records["source"]:
        if (same := texts.get(str(source.get("sha256")))) is not None:
            raise PolicyKBError(
                f"the source {same} has the text of {source['id']} already",
                "Import it into a new knowledge base (-o DIR): nothing is imported twice.",
            )
    for path, data in built.files.items():
        key = path.removesuffix(".yaml")
        if key in {"actors", "topics"}:
            size = len(list_at(draft.document(path).data, key))
            items = tuple(NewItem(size, one) for one in built.records[singular(key)])
            draft.change(path, changes=[InsertItems((key,), items)])
        else:
            draft.put(path, data)
    before = Counter(map(_key, validate(root, (), progress, cached=cached).diagnostics))
    report = validate(root, (), progress, edited=draft.edited, cached=cached)
    new = Counter(map(_key, report.diagnostics)) - before
    outcome = ImportOutcome(report, tuple(one for one in _errors(report) if new[_key(one)] > 0))
    if not dry_run and not outcome.errors:
        write_together(root, draft.files(), draft.moves)
    return outcome


def _errors(report: Report) -> Iterator[Diagnostic]:
    return (one for one in report.diagnostics if one.rule.severity is Severity.ERROR)


def _key(fault: Diagnostic) -> tuple[str, str, str]:
    return fault.location.path, fault.rule.code, fault.message
