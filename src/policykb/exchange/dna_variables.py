"""The variables of statements in a database of DNA, and their values."""

import sqlite3
from collections.abc import Mapping, Sequence
from functools import cached_property

from policykb.diagnostics import PolicyKBError
from policykb.exchange.foreign_database import SqlValue, number, rows
from policykb.exchange.foreign_text import one_line
from policykb.frozen import dataclass

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
class Roles:
    """The ids of the variables of one type of statements, by their part in a claim; None if there
    is none. ``others`` are the names of further variables, by id.
    """

    organization: int | None
    person: int | None
    topic: int
    stance: int | None
    others: Mapping[int, str]


class Variables:
    """The variables of all types of statements, and the values of statements.

    Args:
        database: The database.
        name: Its name, for messages.
    """

    def __init__(self, database: sqlite3.Connection, name: str) -> None:
        self._database = database
        self._name = name

    @cached_property
    def variables(self) -> dict[int, tuple[str, str, int]]:
        """The name, data type and type of statements of each variable, by its id."""
        found = rows(
            self._database, "SELECT ID, Variable, DataType, StatementTypeId FROM VARIABLES"
        )
        return {
            number(id_): (one_line(name), str(type_), number(of)) for id_, name, type_, of in found
        }

    @cached_property
    def roles(self) -> dict[int, Roles]:
        """The roles of variables, by the type of the statements that can be claims."""
        found: dict[int, Roles] = {}
        for kind in {of for _, _, of in self.variables.values()}:
            own = {id_: name for id_, (name, _, of) in self.variables.items() if of == kind}
            of = {role: _first(own, names) for role, names in _USUAL.items()}
            topic = of["topic"]
            if topic is not None and (of["organization"] or of["person"]):
                others = {id_: name for id_, name in own.items() if id_ not in of.values()}
                found[kind] = Roles(of["organization"], of["person"], topic, of["stance"], others)
        if not found:
            names = ", ".join(sorted({name for name, _, _ in self.variables.values()}))
            raise PolicyKBError(
                f"{self._name}: no type of statements has variables for actor and topic",
                "They are named organization or person, and concept"
                + (f"; these are: {names}." if names else "."),
            )
        return found

    @cached_property
    def values(self) -> dict[tuple[int, int], SqlValue]:
        """The values of statements, by the ids of statement and variable."""
        found: dict[tuple[int, int], SqlValue] = {}
        for query in (
            "SELECT StatementId, VariableId, Value FROM DATABOOLEAN",
            "SELECT StatementId, VariableId, Value FROM DATAINTEGER",
            "SELECT StatementId, VariableId, Value FROM DATALONGTEXT",
            _SHORT_TEXTS,
        ):
            found |= {
                (number(of), number(variable)): v for of, variable, v in rows(self._database, query)
            }
        return found

    @cached_property
    def scales(self) -> dict[int, Mapping[int, str]]:
        """The stances by the values of a variable, by its id; none if its values are others."""
        used: dict[int, set[SqlValue]] = {}
        for (_, variable), value in self.values.items():
            used.setdefault(variable, set()).add(value)
        return {
            variable: _scale(self.variables[variable][1], values)
            for variable, values in used.items()
            if variable in self.variables
        }


def _first(names: Mapping[int, str], wanted: Sequence[str]) -> int | None:
    """Return the id of the variable with the first of some names."""
    by_name = {name.casefold(): id_ for id_, name in names.items()}
    return next((by_name[name] for name in wanted if name in by_name), None)


def _scale(data_type: str, values: set[SqlValue]) -> Mapping[int, str]:
    scales = [_YES_NO] if data_type == "boolean" else [_THREE, _FIVE]
    return next((one for one in scales if values <= set(one)), {})
