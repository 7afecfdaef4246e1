"""A knowledge base as a ledger of beancount: as many directives as it has actors, topics, sources
and claims. Actors and topics are accounts and a claim moves its score from one to the other, so
that beancount sees to what both refer to.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from policykb.model.records import Stance
from policykb.yaml.document import Data
from policykb.yaml.parser import parse_document

_BEGUN = "1900-01-01"
_ROOTS = {"actor": "Equity", "topic": "Income"}


def convert(root: Path) -> Iterator[str]:
    """The lines of the ledger that says what the knowledge base at ``root`` does."""
    yield 'option "title" "A knowledge base"'
    for kind in ("actor", "topic"):
        for record in records(root, f"{kind}s.yaml", f"{kind}s"):
            yield f"{_BEGUN} open {_account(kind, record['id'])}"
            yield from _metadata(record)
    for folder in sorted((root / "sources").iterdir()):
        source = _data(root, f"sources/{folder.name}/source.yaml")
        day = date.fromisoformat(str(source["published"]))
        yield f'{day} event "source" {_quoted(folder.name)}'
        yield from _metadata(source)
        for claim in records(root, f"sources/{folder.name}/claims.yaml", "claims"):
            score = Stance(str(claim["stance"])).score or 0
            yield f"{day} * {_quoted(claim['summary'])}"
            yield from _metadata(claim)
            yield f"  {_account('actor', claim['actor'])}  {-score} STANCE"
            yield f"  {_account('topic', claim['topic'])}  {score} STANCE"


def _data(root: Path, path: str) -> dict[str, Data]:
    data = parse_document((root / path).read_bytes(), path).data
    assert isinstance(data, dict)
    return data


def records(root: Path, path: str, key: str) -> Iterator[dict[str, Data]]:
    """The records in a list of a sound file."""
    found = _data(root, path)[key]
    assert isinstance(found, list)
    yield from (record for record in found if isinstance(record, dict))


def _account(kind: str, id_: Data) -> str:
    return f"{_ROOTS[kind]}:{str(id_).capitalize()}"


def _metadata(record: dict[str, Data]) -> Iterator[str]:
    for name, value in record.items():
        values = value.values() if isinstance(value, dict) else value
        text = value if isinstance(value, str) else " ".join(map(str, values))
        yield f"  {name}: {_quoted(text)}"


def _quoted(value: Data) -> str:
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
