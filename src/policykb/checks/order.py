"""The order of fields."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from policykb import rules
from policykb.diagnostics import Diagnostic, OrderKeys, Route
from policykb.documents import Data, Document
from policykb.loading.readings import Part
from policykb.schema import field_names
from policykb.suppressions import meant


def field_order(part: Part) -> Iterator[Diagnostic]:
    """The fields of every record stand in their usual order, unknown ones behind the others."""
    for path, document in part.documents.items():
        kind = PurePosixPath(path).stem
        excused = {line for line, _ in meant(document)}
        for route, record in _records(document.data):
            usual = field_names(kind, route)
            # What lets a fault of the first field be lets those of the record be, too.
            pinned = document.span(route).line in excused
            if usual and (fault := _fault(document, route, list(record), usual, pinned=pinned)):
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
    document: Document, route: Route, keys: list[str], usual: tuple[str, ...], *, pinned: bool
) -> Diagnostic | None:
    first = keys[:1] if pinned else []
    wanted = [*first, *in_order(keys[len(first) :], usual)]
    known, right = ([key for key in some if key in usual] for some in (keys, wanted))
    if known == right:
        return None
    late, early = next(pair for pair in zip(known, right, strict=True) if pair[0] != pair[1])
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
