"""The order of fields."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from policykb import rules
from policykb.diagnostics import Diagnostic, OrderKeys, Route
from policykb.documents import Data, Document
from policykb.loading import Loaded
from policykb.schema import field_names


def field_order(loaded: Loaded) -> Iterator[Diagnostic]:
    """The fields of every record stand in their usual order, unknown ones behind the others."""
    for path, document in loaded.documents.items():
        kind = PurePosixPath(path).stem
        for route, record in _records(document.data):
            usual = field_names(kind, route)
            if fault := _fault(document, route, list(record), usual):
                yield fault


def _records(data: Data | None) -> Iterator[tuple[Route, dict[str, Data]]]:
    """All mappings of a file, with the ways to them."""
    found: list[tuple[Route, Data | None]] = [((), data)]
    while found:
        route, value = found.pop()
        if isinstance(value, dict):
            yield route, value
            found += [((*route, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            found += [((*route, index), inner) for index, inner in enumerate(value)]


def _fault(
    document: Document, route: Route, keys: list[str], usual: tuple[str, ...]
) -> Diagnostic | None:
    wanted = in_order(keys, usual)
    known = [key for key in keys if key in usual]
    if wanted[: len(known)] == known:
        return None
    late = next(key for key, right in zip(known, wanted, strict=False) if key != right)
    early = next(right for key, right in zip(known, wanted, strict=False) if key != right)
    return Diagnostic(
        rules.KEY_ORDER,
        f"{early} usually stands before {late}",
        document.location((*route, early), key=True),
        rules.KEY_ORDER.remedy,
        (*route, early),
        fix=OrderKeys(route, tuple(wanted)),
    )


def in_order(keys: list[str], usual: tuple[str, ...]) -> list[str]:
    """``keys`` in their usual order, unknown ones behind the others."""
    rank = {key: place for place, key in enumerate(usual)}
    return sorted(keys, key=lambda key: rank.get(key, len(rank)))
