"""Read a database of Discourse Network Analyzer 3 (.dna).

See https://github.com/leifeld-lab/dna. A statement is a part of a document with values of the
variables of its type. Offsets count UTF-16 code units, as Java does.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from policykb.diagnostics import PolicyKBError
from policykb.exchange.dna_variables import Roles, Variables
from policykb.exchange.foreign_database import SqlValue, number, opened, rows, table_names
from policykb.exchange.foreign_text import Utf16Offsets, as_text, one_line
from policykb.exchange.imported import Imported, ImportedDocument, RecordData, Statement
from policykb.extraction.language import guess_language
from policykb.frozen import dataclass
from policykb.views.wording.claims import quantity

TABLES = frozenset({"DOCUMENTS", "STATEMENTS", "STATEMENTTYPES", "VARIABLES", "CODERS", "ENTITIES"})
"""The tables by which such a database is known."""

_MILLISECONDS = 100_000_000_000
"""Later dates are in milliseconds, earlier ones in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class _Document:
    """A document: its name, its day of publication, and the offsets in its text."""

    name: str
    day: str
    offsets: Utf16Offsets


def read_dna(path: Path) -> Imported:
    """Return the statements of a database that have an actor and a topic.

    The actor is the value of ``organization``, or of ``person`` where that is empty; the topic that
    of ``concept``, and the stance that of ``agreement``.

    Raises:
        PolicyKBError: It is no such database, is damaged, or no statements have such variables.
    """
    with opened(path) as database:
        if missing := TABLES - table_names(database):
            raise PolicyKBError(
                f"{path.name} is no database of DNA 3: it has no table {min(missing)}",
                "Import a database of DNA 2 into DNA 3 first.",
            )
        reader = _Database(database, path)
        reader.read_documents()
        reader.read_statements()
        reader.describe()
        return reader.imported


class _Database:
    """The content of one database."""

    def __init__(self, database: sqlite3.Connection, path: Path) -> None:
        self.database = database
        self.imported = Imported(path.name, path.stem)
        self._texts: dict[int, _Document] = {}
        self._coded = Variables(database, path.name)

    def _rows(self, query: str) -> Iterator[tuple[SqlValue, ...]]:
        return rows(self.database, query)

    def _names(self, query: str) -> dict[int, str]:
        return {number(id_): one_line(name) for id_, name in self._rows(query)}

    # --- documents -----------------------------------------------------------------------

    @cached_property
    def _coders(self) -> dict[int, str]:
        return self._names("SELECT ID, Name FROM CODERS")

    def read_documents(self) -> None:
        """Read the documents, in the order of their dates."""
        for id_, title, text, date, publisher, *others in self._rows(
            "SELECT ID, Title, Text, Date, Source, Author, Section, Type, Notes, Coder "
            "FROM DOCUMENTS ORDER BY Date, ID"
        ):
            name = one_line(title)
            if name in self.imported.documents:
                name = f"{name} ({number(id_)})"
            day = _day(date)
            *described, coder = others
            known = dict(zip(("Author", "Section", "Type", "Notes"), described, strict=True))
            known["Added by"] = self._coders.get(number(coder)) if coder is not None else None
            fields: RecordData = {
                "title": one_line(title),
                "published": day,
                "publisher": one_line(publisher),
                "note": _listed(known),
            }
            content = as_text(text)
            fields["language"] = guess_language(content)
            given = {field: value for field, value in fields.items() if value}
            self.imported.documents[name] = ImportedDocument(given, content)
            self._texts[number(id_)] = _Document(name, day, Utf16Offsets(content))

    # --- statements ----------------------------------------------------------------------

    def read_statements(self) -> None:
        """Read the statements, in reading order."""
        types = self._names("SELECT ID, Label FROM STATEMENTTYPES")
        left: Counter[str] = Counter()
        for id_, kind, document, start, stop, coder in self._rows(
            "SELECT ID, StatementTypeId, DocumentId, Start, Stop, Coder FROM STATEMENTS "
            "ORDER BY DocumentId, Start, Stop, ID"
        ):
            text = self._texts.get(number(document))
            roles = self._coded.roles.get(number(kind))
            extent = text and text.offsets.extent(number(start), number(stop))
            if roles is None:
                left[f"of the type {types.get(number(kind), str(kind))}"] += 1
            elif text is None or not extent:
                left["outside of its document"] += 1
            elif (parts := self._parts(number(id_), roles)) is None:
                left["without an actor or a topic"] += 1
            else:
                actor, topic, fields = parts
                if coder is not None and number(coder) in self._coders:
                    fields["coder"] = self._coders[number(coder)]
                self.imported.statements.append(
                    Statement(
                        f"statement {number(id_)}",
                        text.name,
                        actor,
                        topic,
                        fields,
                        text.day,
                        extent,
                    )
                )
        self.imported.losses += [
            f"{quantity(count, 'statement')} {reason}" for reason, count in left.items()
        ]

    def _parts(self, id_: int, roles: Roles) -> tuple[str, str, RecordData] | None:
        """Return the actor, topic and other fields of a statement; None if it lacks an actor or a
        topic.
        """

        def value(variable: int | None) -> str:
            return "" if variable is None else one_line(self._coded.values.get((id_, variable)))

        organization, person, topic = map(value, (roles.organization, roles.person, roles.topic))
        actor = organization or person
        if not (actor and topic):
            return None
        proposition, topic = topic, topic.rstrip(".") or topic
        self.imported.topics.setdefault(topic, {"label": topic, "proposition": proposition})
        kind = "organization" if organization else "person"
        self.imported.actors.setdefault(actor, {"name": actor, "kind": kind})
        fields: RecordData = {"voice": "actor"}
        others = {"Person": person if organization else ""}
        others |= {name: value(variable) for variable, name in roles.others.items()}
        if roles.stance is not None and (id_, roles.stance) in self._coded.values:
            given = self._coded.values[id_, roles.stance]
            stance = self._coded.scales[roles.stance].get(given) if isinstance(given, int) else None
            if stance:
                fields["stance"] = stance
            else:
                others[self._coded.variables[roles.stance][0]] = one_line(given)
        if note := _listed(others):
            fields["note"] = note
        return actor, topic, fields

    # --- entities ------------------------------------------------------------------------

    def describe(self) -> None:
        """Add the attributes of actors and topics, and count what is left out."""
        if {"ATTRIBUTEVALUES", "ATTRIBUTEVARIABLES"} <= table_names(self.database):
            attributes: dict[tuple[int, str], dict[str, str]] = {}
            for variable, name, attribute, value in self._rows(
                "SELECT e.VariableId, e.Value, a.AttributeVariable, v.AttributeValue "
                "FROM ATTRIBUTEVALUES v JOIN ENTITIES e ON e.ID = v.EntityId "
                "JOIN ATTRIBUTEVARIABLES a ON a.ID = v.AttributeVariableId ORDER BY a.ID"
            ):
                key = number(variable), one_line(name)
                attributes.setdefault(key, {})[one_line(attribute)] = one_line(value)
            for (variable, name), values in attributes.items():
                self._describe(variable, name, values)
        for table, what in (("REGEXES", "regular expression"), ("CODERRELATIONS", "permission")):
            if table in table_names(self.database):
                [(count,)] = self._rows(f"SELECT count(*) FROM {table}")  # noqa: S608 - a constant
                if count:
                    self.imported.losses.append(quantity(number(count), what))
        self.imported.losses.append("the colours of entities, coders and types")

    def _describe(self, variable: int, name: str, values: Mapping[str, str]) -> None:
        alias = values.get("Alias", "")
        note = _listed({key: value for key, value in values.items() if key != "Alias"})
        for roles in self._coded.roles.values():
            for known, ids in (
                (self.imported.actors, (roles.organization, roles.person)),
                (self.imported.topics, (roles.topic,)),
            ):
                key = name if name in known else name.rstrip(".")
                if variable in ids and key in known:
                    more: RecordData = {"note": note} if note else {}
                    if alias and alias != name:
                        more["aliases"] = [alias]
                    known[key] = {**known[key], **more}


def _day(date: SqlValue) -> str:
    """Return the day of a time in seconds or milliseconds; empty if it is none."""
    if not isinstance(date, int):
        return ""
    seconds = date / 1000 if abs(date) > _MILLISECONDS else date
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _listed(values: Mapping[str, object]) -> str:
    """Return the values that are not empty, each with its name."""
    return " ".join(
        f"{name}: {text.rstrip('.')}."
        for name, value in values.items()
        if (text := one_line(value))
    )
