"""Read a part of a knowledge base: its files, their faults, its valid records."""

from pathlib import Path

from pydantic import ValidationError

from policykb.diagnostics import Diagnostic
from policykb.loading.diagnose import PartDiagnoser
from policykb.loading.outline import Outline, ParsedPart, Part, outline_of
from policykb.loading.part_files import (
    LISTS,
    Files,
    header_of,
    list_at,
    models_of,
    singular,
    source_id_of,
)
from policykb.loading.raw_records import RawRecord, raw_record
from policykb.model.field_types import is_id
from policykb.model.schema import (
    KnowledgeBaseFile,
    SourceModel,
)
from policykb.text.edited import UNEDITED, Edited
from policykb.yaml.suppressions import may_hold_suppressions


def read_part(root: Path, name: str, edited: Edited = UNEDITED, *, thorough: bool = False) -> Part:
    """Read a part of the knowledge base at ``root``. Never raises for what files hold.

    ``name`` is that of its file or folder; ``edited`` is what files are to hold instead of what
    they do. ``thorough`` asks for all candidates, also where nothing is wrong with the part by
    itself.
    """
    files = Files(root, edited)
    valid = None if thorough else _read_valid(name, files)
    parsed, candidates = (valid, []) if valid else PartDiagnoser(name, files).read()
    documents = files.documents
    outline = parsed.outline
    outline.files = list(documents)
    parsed.digests = files.digests
    outline.commented = [path for path, one in documents.items() if may_hold_suppressions(one.text)]
    return Part(name, parsed, documents, candidates)


def _read_valid(name: str, files: Files) -> ParsedPart | None:
    """Read a part without faults; return None for any other."""
    raw_records: dict[str, list[RawRecord]] = {}
    header = None
    for path, model in models_of(name):
        document = files.document(path)
        if isinstance(document, Diagnostic) or document.faults:
            return None
        try:
            fitting = model.model_validate(document.data)
        except ValidationError:
            return None
        if isinstance(fitting, KnowledgeBaseFile):
            header = header_of(fitting)
        if model is SourceModel and isinstance(document.data, dict):
            data = document.data | {"id": source_id_of(name)}
            raw_records["source"] = [raw_record("source", data, 0, document.span(()))]
        for key in LISTS.get(model, ()):
            kind = singular(key)
            raw_records[kind] = [
                raw_record(kind, one, number, document.span((key, number)))
                for number, one in enumerate(list_at(document.data, key))
                if isinstance(one, dict)
            ]
    outline = outline_of(name, raw_records)
    return ParsedPart(outline, raw_records, header=header) if _fits_together(outline) else None


def _fits_together(outline: Outline) -> bool:
    """Return True if no id of a part is declared twice and the parents of its records exist,
    without a cycle.
    """
    if any(len(set(ids)) < len(ids) for ids in outline.declared.values()):
        return False
    if not all(is_id(name) for name in outline.declared.get("source", ())):
        return False
    ids = {name for kind in ("actor", "topic") for name in outline.declared.get(kind, ())}
    good = ids - outline.parents.keys()
    for start in outline.parents:
        way: dict[str, None] = {}
        at = start
        while at not in good:
            if at in way or at not in ids:
                return False
            way[at] = None
            at = outline.parents[at]
        good.update(way)
    return True
