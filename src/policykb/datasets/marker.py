"""The marker of a dataset: the file that says what is in the others."""

import json
from collections.abc import Mapping
from typing import Any, cast

from policykb.datasets.records import TABLES
from policykb.diagnostics import Location, PolicyKBError, Span
from policykb.exchange.dataset import VERSION
from policykb.model.knowledge_base import LeftOut

AGAIN = "Make the dataset anew with `policykb pack DIR`."
"""The remedy for a dataset with a fault."""


def parse_marker(content: bytes, path: str) -> Mapping[str, Any]:
    """Return the fields of a marker, as ``docs/scale.md`` describes them.

    Raises:
        PolicyKBError: it is not the marker of a dataset of this version. The message names the
            ``path``.
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise PolicyKBError(f"{path} is no JSON", AGAIN) from None
    version = found.get("policykb_dataset") if isinstance(found, dict) else None
    if version != VERSION:
        raise PolicyKBError(
            f"{path}: version {version} of datasets is not {VERSION}, which this policykb reads",
            AGAIN,
        )
    whole = (
        isinstance(found.get("counts"), dict)
        and all(isinstance(found["counts"].get(one), int) for one in TABLES.values())
        and all(isinstance(found.get(one), str) for one in ("title", "description"))
        and all(isinstance(found.get(one), list) for one in ("broader", "left_out"))
        and all(isinstance(one, str) for one in found["broader"])
        and all(map(_is_left_out, found["left_out"]))
    )
    if not whole:
        raise PolicyKBError(f"{path} does not have the fields of a dataset", AGAIN)
    return cast("dict[str, Any]", found)


def _is_left_out(one: object) -> bool:
    """Return True if this has the fields of a faulty record."""
    if not isinstance(one, dict) or not isinstance(where := one.get("location"), dict):
        return False
    return (
        all(
            isinstance(text, str)
            for text in (one.get("kind"), one.get("reason"), where.get("path"))
        )
        and all(isinstance(one.get(name), str | None) for name in ("id", "actor", "topic"))
        and all(isinstance(where.get(name), int) for name in ("line", "column"))
    )


def left_out(found: Mapping[str, Any]) -> LeftOut:
    """Return a faulty record, as a marker has it."""
    where = found["location"]
    place = Span(where["line"], where["column"], where["line"], where["column"])
    location = Location(where["path"], place)
    about = (found.get(name) for name in ("actor", "topic"))
    return LeftOut(found["kind"], found.get("id"), location, found["reason"], *about)
