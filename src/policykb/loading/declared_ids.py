"""The ids that a knowledge base declares, with the names of their records."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from policykb.diagnostics import Diagnostic
from policykb.loading.part_files import list_at
from policykb.text.files import MAX_YAML_BYTES, read_bytes
from policykb.yaml.document import Data
from policykb.yaml.parser import parse_document

_NAMED_BY = {"actor": "name", "topic": "label"}


def read_declared_ids(root: Path) -> Mapping[str, Mapping[str, str]]:
    """Return the ids and names of all actors and topics of the knowledge base at ``root``, by kind.

    Faulty records are included. A name or label that cannot be read is empty.
    """
    return {kind: dict(_ids(root, kind)) for kind in _NAMED_BY}


def _ids(root: Path, kind: str) -> Iterator[tuple[str, str]]:
    for record in _records(root, f"{kind}s"):
        if isinstance(record, dict):
            record_id, name = record.get("id"), record.get(_NAMED_BY[kind])
            if isinstance(record_id, str) and record_id:
                yield record_id, name if isinstance(name, str) else ""


def _records(root: Path, key: str) -> list[Data]:
    path = f"{key}.yaml"
    data = read_bytes(root, path, limit=MAX_YAML_BYTES)
    return [] if isinstance(data, Diagnostic) else list_at(parse_document(data, path).data, key)
