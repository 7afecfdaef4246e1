"""Read a database of QualCoder: the file ``data.qda`` in the folder of a project.

See https://github.com/ccbogel/QualCoder. A coding keeps its words beside its offsets, which tells
how these count. A case is the actor of the codings within its part of a text.
"""

import sqlite3
from collections.abc import Container
from pathlib import Path

from policykb.diagnostics import PolicyKBError
from policykb.exchange.coded_texts import (
    AppliedCode,
    Code,
    CodedSelection,
    TextDocument,
    add_codings,
    counted,
)
from policykb.exchange.foreign_database import SqlValue, number, opened, rows, table_names
from policykb.exchange.foreign_text import one_line
from policykb.exchange.imported import Imported
from policykb.exchange.offsets import Slice
from policykb.views.wording.claims import quantity

TABLES = frozenset({"source", "code_name", "code_cat", "code_text"})
"""The tables by which such a database is known."""

_KEPT_NOWHERE = {
    "code_image": "coded picture",
    "code_av": "coded recording",
    "annotation": "annotation",
    "journal": "journal",
    "attribute": "attribute",
}

_Part = tuple[int, int, str]
"""A part of a text that belongs to a case: its offsets, and the name of the case."""


def read_qualcoder(path: Path) -> Imported:
    """Return the codings of texts.

    Raises:
        PolicyKBError: It is no such database, or is damaged.
    """
    imported = Imported(path.name, path.parent.name.removesuffix(".qda") or path.stem)
    with opened(path) as database:
        tables = table_names(database)
        if missing := TABLES - tables:
            raise PolicyKBError(
                f"{path.name} is no database of QualCoder: it has no table {min(missing)}",
                "Name the file data.qda in the folder of the project.",
            )
        codes = _codes(database)
        cases = _cases(database) if {"cases", "case_text"} <= tables else {}
        documents = _documents(database, cases)
        [(without,)] = rows(
            database, "SELECT count(*) FROM source WHERE fulltext IS NULL OR fulltext = ''"
        )
        if without:
            imported.losses.append(f"{quantity(number(without), 'source')} without a text")
        for table, words in _KEPT_NOWHERE.items():
            if table in tables:
                [(count,)] = rows(database, f"SELECT count(*) FROM {table}")  # noqa: S608 - a constant
                if count:
                    imported.losses.append(quantity(number(count), words))
    add_codings(imported, codes, documents, counted(documents))
    return imported


def _codes(database: sqlite3.Connection) -> dict[str, Code]:
    """Return the categories and codes, each behind the category that it is in."""
    categories = {
        number(id_): (one_line(name), one_line(memo), above)
        for id_, name, memo, above in rows(
            database, "SELECT catid, name, memo, supercatid FROM code_cat ORDER BY catid"
        )
    }
    found: dict[str, Code] = {}
    waiting = list(categories)
    while waiting:
        # Categories that are above one another in a circle have none above.
        ready = [
            one
            for one in waiting
            if categories[one][2] not in waiting
        ] or waiting[:1]  # fmt: skip
        for one in ready:
            words, about, above = categories[one]
            parent = _category(above, found)
            found[f"category {one}"] = Code(words, about, parent, is_codable=False)
        waiting = [one for one in waiting if one not in ready]
    for id_, name, memo, category in rows(
        database, "SELECT cid, name, memo, catid FROM code_name ORDER BY cid"
    ):
        found[f"code {number(id_)}"] = Code(
            one_line(name), one_line(memo), _category(category, found), is_codable=True
        )
    return found


def _category(id_: SqlValue, known: Container[str]) -> str:
    """Return the identifier of a category; empty if there is no such category."""
    found = "" if id_ is None else f"category {number(id_)}"
    return found if found in known else ""


def _cases(database: sqlite3.Connection) -> dict[int, list[_Part]]:
    """Return the parts of each text that belong to cases, by the id of the text."""
    found: dict[int, list[_Part]] = {}
    for source, start, end, name in rows(
        database,
        "SELECT t.fid, t.pos0, t.pos1, c.name FROM case_text t "
        "JOIN cases c ON c.caseid = t.caseid ORDER BY t.fid, t.pos0",
    ):
        part = number(start), number(end), one_line(name)
        found.setdefault(number(source), []).append(part)
    return found


def _documents(database: sqlite3.Connection, cases: dict[int, list[_Part]]) -> list[TextDocument]:
    codings: dict[int, dict[tuple[int, int, str], list[tuple[AppliedCode, str]]]] = {}
    for source, code, start, end, words, owner, memo in rows(
        database,
        "SELECT fid, cid, pos0, pos1, seltext, owner, memo FROM code_text ORDER BY pos0, pos1, cid",
    ):
        at = number(start), number(end), "" if words is None else str(words)
        coding = AppliedCode(f"code {number(code)}", one_line(owner))
        codings.setdefault(number(source), {}).setdefault(at, []).append((coding, one_line(memo)))
    found: list[TextDocument] = []
    for id_, name, text, memo, date in rows(
        database,
        "SELECT id, name, fulltext, memo, date FROM source WHERE fulltext <> '' ORDER BY id",
    ):
        parts = cases.get(number(id_), [])
        selections = [
            CodedSelection(
                Slice(*at),
                " ".join(dict.fromkeys(filter(None, (memo for _, memo in some)))),
                tuple(coding for coding, _ in some),
                case=_case(parts, at[0], at[1]),
            )
            for at, some in codings.get(number(id_), {}).items()
        ]
        found.append(
            TextDocument(
                one_line(name), one_line(memo), str(text), str(date)[:10], {}, tuple(selections)
            )
        )
    return found


def _case(parts: list[_Part], start: int, end: int) -> str:
    """Return the only case to which a part of a text belongs; empty if none or several."""
    names = {name for begin, stop, name in parts if begin <= start and end <= stop}
    return names.pop() if len(names) == 1 else ""
