"""Commands to try, and what is read of what they print."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.running import Ran

ANSWERS: Mapping[str, tuple[str, ...]] = {
    "compare": ("compare", "arvona", "belmark"),
    "compare --cite": ("compare", "arvona", "belmark", "--cite"),
    "compare --from": ("compare", "arvona", "belmark", "--from", "2019", "--cite"),
    "compare --matrix": ("compare", "arvona", "belmark", "council", "--matrix"),
    "compare --sensitivity": ("compare", "arvona", "belmark", "--sensitivity", "--cite"),
    "explain": ("explain", "arvona", "belmark", "ferry"),
    "timeline": ("timeline", "arvona", "belmark"),
    "conflicts": ("conflicts",),
    "conditions": ("conditions",),
    "shares": ("shares",),
    "shares --by": ("shares", "ferry", "--by", "year"),
    "network": ("network",),
    "network --matrix": ("network", "--matrix"),
    "network --two-mode": ("network", "--two-mode"),
    "network --window": ("network", "--window", "520w", "--begun"),
    "grep": ("grep", "ferry"),
    "show": ("show", "arvona-ferry-wanted"),
    "claims": ("claims",),
    "actors": ("actors",),
    "topics": ("topics",),
    "sources": ("sources",),
    "coverage": ("coverage",),
    "rule": ("rule",),
    "cache": ("cache", "info"),
}
"""Commands that answer with a view."""


FORMATS = ("table", "plain", "json", "jsonl", "csv", "markdown", "html")


def answer(ran: Ran) -> Any:
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def ids(ran: Ran) -> list[str]:
    return [claim["id"] for claim in answer(ran)["claims"]]


def damage(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
