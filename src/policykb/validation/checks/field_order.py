"""The check of the order of fields."""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import PurePosixPath

from policykb.diagnostics import Diagnostic, OrderKeys, Route, catalogue
from policykb.model.schema import FILES, Model, model_in
from policykb.validation.checks.context import PartContext
from policykb.yaml.document import Data, Document
from policykb.yaml.suppressions import targets


def field_order(context: PartContext) -> Iterator[Diagnostic]:
    """Report records whose fields are not in their usual order, unknown ones after the others."""
    for path, document in context.part.documents.items():
        kind = PurePosixPath(path).stem
        unusual = list(_unusual(document.data, FILES[kind]))
        # Searching for comments takes time, and most files have no such record.
        suppressed_lines = {line for line, _ in targets(document)} if unusual else set()
        for route, record, usual in unusual:
            # A suppression of the first field's faults also suppresses faults of the record. So
            # that it keeps both, the first field stays first.
            pinned = document.span(route).line in suppressed_lines
            if fault := _fault(document, route, list(record), usual, pinned=pinned):
                yield fault


def _unusual(
    data: Data | None, model: type[Model]
) -> Iterator[tuple[Route, Mapping[str, Data], tuple[str, ...]]]:
    """Yield the routes of the records of a file whose fields are not in their usual order, the
    records, and this order.
    """
    found: list[tuple[Route, Data | None, type[Model]]] = [((), data, model)]
    while found:
        route, value, model = found.pop()
        if isinstance(value, dict):
            usual, inner = _fields(model)
            if not _is_usual(tuple(value), usual):
                yield route, value, usual
            found += [((*route, key), value[key], inner[key]) for key in inner if key in value]
        elif isinstance(value, list):
            found += [
                ((*route, index), one, model)
                for index, one in enumerate(value)
                if isinstance(one, dict) and not _is_plain(tuple(one), model)
            ]


@cache
def _fields(model: type[Model]) -> tuple[tuple[str, ...], Mapping[str, type[Model]]]:
    """Return the fields of a model in order, and the models of those that hold records."""
    inner = ((key, model_in(field.annotation)) for key, field in model.model_fields.items())
    return tuple(model.model_fields), {key: one for key, one in inner if one is not None}


# Many records have the same fields.
@lru_cache(maxsize=1_024)
def _is_usual(keys: tuple[str, ...], usual: tuple[str, ...]) -> bool:
    return list(keys) == in_order(list(keys), usual)


@lru_cache(maxsize=1_024)
def _is_plain(keys: tuple[str, ...], model: type[Model]) -> bool:
    """Return True if fields are in their usual order, and none of them holds records."""
    usual, inner = _fields(model)
    return inner.keys().isdisjoint(keys) and _is_usual(keys, usual)


def _fault(
    document: Document, route: Route, keys: list[str], usual: tuple[str, ...], *, pinned: bool
) -> Diagnostic | None:
    first = keys[:1] if pinned else []
    wanted = [*first, *in_order(keys[len(first) :], usual)]
    known, right = ([key for key in order if key in usual] for order in (keys, wanted))
    if known == right:
        return None
    late, early = next(pair for pair in zip(known, right, strict=True) if pair[0] != pair[1])
    return Diagnostic(
        catalogue.KEY_ORDER,
        f"{early} usually comes before {late}",
        document.location((*route, early), key=True),
        catalogue.KEY_ORDER.remedy,
        (*route, early),
        fix=OrderKeys(route, tuple(wanted)),
    )


def in_order(keys: list[str], usual: tuple[str, ...]) -> list[str]:
    """Return ``keys`` in their usual order, unknown ones after the others."""
    rank = {key: place for place, key in enumerate(usual)}
    return sorted(keys, key=lambda key: rank.get(key, len(rank)))
