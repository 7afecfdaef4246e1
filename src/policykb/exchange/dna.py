"""Read a database of Discourse Network Analyzer 3 (.dna).

See https://github.com/leifeld-lab/dna. A statement is a part of a document with values of the
variables of its type. Offsets count UTF-16 code units, as Java does.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from policykb.diagnostics import PolicyKBError
from policykb.exchange.database import Value, number, opened, rows, table_names
from policykb.exchange.foreign_text import Utf16Offsets, as_text, one_line
from policykb.exchange.imported import Document, Imported, Statement
from policykb.extraction.language import guess_language
from policykb.frozen import dataclass
from policykb.yaml.document import Data

TABLES = frozenset({"DOCUMENTS", "STATEMENTS", "STATEMENTTYPES", "VARIABLES", "CODERS", "ENTITIES"})
"""The tables by which such a database is known."""

_MILLISECONDS = 100_000_000_000
"""Later dates are in milliseconds, earlier ones in seconds since 1970."""

_YES_NO = {0: "oppose", 1: "support"}
_THREE = {-1: "oppose", 0: "neutral", 1: "support"}
_FIVE = {-2: "oppose", -1: "lean-oppose", 0: "neutral", 1: "lean-support", 2: "support"}

_SHORT_TEXTS = (
    "SELECT d.StatementId, d.VariableId, e.Value FROM DATASHORTTEXT d "
    "JOIN ENTITIES e ON e.ID = d.Entity"
)

_USUAL: Mapping[str, tuple[str, ...]] = {
    "organization": ("organization", "organisation", "actor", "party"),
    "person": ("person", "speaker"),
    "topic": ("concept", "claim", "category", "frame", "belief"),
    "stance": ("agreement", "qualifier", "stance", "position"),
}
"""The usual names of the variables for the parts of a claim."""


@dataclass(frozen=True, slots=True)
class _Roles:
    """The ids of the variables of one type of statements, by their part in a claim; None if there
    is none. ``others`` are the names of further variables, by id.
    """

    organization: int | None
    person: int | None
    topic: int
    stance: int | None
    others: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class _Text:
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
        reader = _Reader(database, path)
        reader.read_documents()
        reader.read_statements()
        reader.describe()
        return reader.imported


class _Reader:
    """What is read of one database."""

    def __init__(self, database: sqlite3.Connection, path: Path) -> None:
        self.database = database
        self.imported = Imported(path.name, path.stem)
        self._texts: dict[int, _Text] = {}

    def _rows(self, query: str) -> Iterator[tuple[Value, ...]]:
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
            fields: dict[str, Data] = {
                "title": one_line(title),
                "published": day,
                "publisher": one_line(publisher),
                "note": _listed(known),
            }
            content = as_text(text)
            fields["language"] = guess_language(content)
            given = {field: value for field, value in fields.items() if value}
            self.imported.documents[name] = Document(given, content)
            self._texts[number(id_)] = _Text(name, day, Utf16Offsets(content))

    # --- statements ----------------------------------------------------------------------

    @cached_property
    def _variables(self) -> dict[int, tuple[str, str, int]]:
        """The name, data type and type of statements of each variable, by its id."""
        found = self._rows("SELECT ID, Variable, DataType, StatementTypeId FROM VARIABLES")
        return {
            number(id_): (one_line(name), str(type_), number(of)) for id_, name, type_, of in found
        }

    @cached_property
    def _roles(self) -> dict[int, _Roles]:
        """The roles of variables, by the type of the statements that can be claims."""
        found: dict[int, _Roles] = {}
        for kind in {of for _, _, of in self._variables.values()}:
            own = {id_: name for id_, (name, _, of) in self._variables.items() if of == kind}
            of = {role: _first(own, names) for role, names in _USUAL.items()}
            topic = of["topic"]
            if topic is not None and (of["organization"] or of["person"]):
                others = {id_: name for id_, name in own.items() if id_ not in of.values()}
                found[kind] = _Roles(of["organization"], of["person"], topic, of["stance"], others)
        if not found:
            names = ", ".join(sorted({name for name, _, _ in self._variables.values()}))
            raise PolicyKBError(
                f"{self.imported.origin}: no type of statements has variables for actor and topic",
                "They are named organization or person, and concept"
                + (f"; these are: {names}." if names else "."),
            )
        return found

    @cached_property
    def _values(self) -> dict[tuple[int, int], Value]:
        """The values of statements, by the ids of statement and variable."""
        found: dict[tuple[int, int], Value] = {}
        for query in (
            "SELECT StatementId, VariableId, Value FROM DATABOOLEAN",
            "SELECT StatementId, VariableId, Value FROM DATAINTEGER",
            "SELECT StatementId, VariableId, Value FROM DATALONGTEXT",
            _SHORT_TEXTS,
        ):
            found |= {(number(of), number(variable)): v for of, variable, v in self._rows(query)}
        return found

    @cached_property
    def _scales(self) -> dict[int, Mapping[int, str]]:
        """The stances by the values of a variable, by its id; none if its values are others."""
        used: dict[int, set[Value]] = {}
        for (_, variable), value in self._values.items():
            used.setdefault(variable, set()).add(value)
        return {
            variable: _scale(self._variables[variable][1], values)
            for variable, values in used.items()
            if variable in self._variables
        }

    def read_statements(self) -> None:
        """Read the statements, in reading order."""
        types = self._names("SELECT ID, Label FROM STATEMENTTYPES")
        left: Counter[str] = Counter()
        for id_, kind, document, start, stop, coder in self._rows(
            "SELECT ID, StatementTypeId, DocumentId, Start, Stop, Coder FROM STATEMENTS "
            "ORDER BY DocumentId, Start, Stop, ID"
        ):
            text = self._texts.get(number(document))
            roles = self._roles.get(number(kind))
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
            f"{count} {'statement' if count == 1 else 'statements'} {reason}"
            for reason, count in left.items()
        ]

    def _parts(self, id_: int, roles: _Roles) -> tuple[str, str, dict[str, Data]] | None:
        """Return the actor, topic and other fields of a statement; None if it lacks an actor or a
        topic.
        """

        def value(variable: int | None) -> str:
            return "" if variable is None else one_line(self._values.get((id_, variable)))

        organization, person, topic = map(value, (roles.organization, roles.person, roles.topic))
        actor = organization or person
        if not (actor and topic):
            return None
        self.imported.topics.setdefault(topic, {"label": topic.rstrip("."), "proposition": topic})
        kind = "organization" if organization else "person"
        self.imported.actors.setdefault(actor, {"name": actor, "kind": kind})
        fields: dict[str, Data] = {"voice": "actor"}
        others = {"Person": person if organization else ""}
        others |= {name: value(variable) for variable, name in roles.others.items()}
        if roles.stance is not None and (id_, roles.stance) in self._values:
            given = self._values[id_, roles.stance]
            stance = self._scales[roles.stance].get(given) if isinstance(given, int) else None
            if stance:
                fields["stance"] = stance
            else:
                others[self._variables[roles.stance][0]] = one_line(given)
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
        for table, what in (
            ("REGEXES", "regular expressions for highlighting"),
            ("CODERRELATIONS", "permissions of coders"),
        ):
            if table in table_names(self.database):
                [(count,)] = self._rows(f"SELECT count(*) FROM {table}")  # noqa: S608 - a constant
                if count:
                    self.imported.losses.append(f"{number(count)} {what}")
        self.imported.losses.append("the colours of entities, coders and types")

    def _describe(self, variable: int, name: str, values: Mapping[str, str]) -> None:
        alias = values.get("Alias", "")
        note = _listed({key: value for key, value in values.items() if key != "Alias"})
        for roles in self._roles.values():
            for known, ids in (
                (self.imported.actors, (roles.organization, roles.person)),
                (self.imported.topics, (roles.topic,)),
            ):
                if variable in ids and name in known:
                    more: dict[str, Data] = {"note": note} if note else {}
                    if alias and alias != name:
                        more["aliases"] = [alias]
                    known[name] = {**known[name], **more}


def _first(names: Mapping[int, str], wanted: Sequence[str]) -> int | None:
    """Return the id of the variable with the first of some names."""
    by_name = {name.casefold(): id_ for id_, name in names.items()}
    return next((by_name[name] for name in wanted if name in by_name), None)


def _scale(data_type: str, values: set[Value]) -> Mapping[int, str]:
    scales = [_YES_NO] if data_type == "boolean" else [_THREE, _FIVE]
    return next((one for one in scales if values <= set(one)), {})


def _day(date: Value) -> str:
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
