"""The measurements, as data: the commands, what each must find, and the bars.

In commands ``{kb}`` is the knowledge base, ``{peers}`` what the peers are given of it,
``{answers}`` what policykb answered, ``{claims}`` all files of claims (as many arguments);
``{python}``, ``{policykb}``, ``{apps}``, ``{tools}`` and ``{libyaml}`` are where programs are.
All run in the folder of the knowledge base. A tab stands for a blank inside an argument.
"""

from dataclasses import dataclass
from enum import StrEnum

THIS = 0
"""The size that stands for the knowledge base of this repository."""

SIZES = (THIS, 1_000, 10_000, 100_000)
LARGE = 1_000_000
LARGEST_RECORDS = 10_000
"""Converting to records takes longer than anything that is measured."""

PLANTED = 3
"""The number of faults of the copy on which all that checks is tried."""


class Before(StrEnum):
    """The step before each run."""

    NOTHING = "nothing"
    ANSWER = "policykb has answered"
    FORGET = "policykb's cache is deleted"
    CHANGE = "one file of claims is changed"


@dataclass(frozen=True)
class Measurement:
    """A command to be timed.

    ``found`` matches each fault that it reports, if it checks. ``keeps`` is the file among the
    answers that what it prints is kept in, ``prints`` the one whose lines it must print itself,
    ``counts`` the one with as many lines. Knowledge bases larger than ``largest`` are not
    given to it.
    """

    name: str
    group: str
    command: str
    before: Before = Before.NOTHING
    found: str = ""
    keeps: str = ""
    prints: str = ""
    counts: str = ""
    largest: int = 100_000

    @property
    def is_weighed(self) -> bool:
        """True if its memory is measured, and how it grows: that of what reads everything."""
        return bool(self.found) and self.before is not Before.CHANGE


FLOOR = "Floors"
VALIDATE = "Checking"
COMPARE = "Comparing two actors"
GREP = "Finding a word"

_COMPARE = "{policykb} compare us russia --format"
_VALIDATE = "{policykb} validate --format concise ."
_UNKNOWN = r"PKB201"

MEASUREMENTS = (
    Measurement("python -c pass", FLOOR, "{python} -c pass"),
    Measurement("import pydantic and the models", FLOOR,
                "{python} -c import\tpolicykb.model.schema"),
    Measurement("import ruamel.yaml", FLOOR, "{python} -c import\truamel.yaml"),
    Measurement("scandir and stat of all files", FLOOR, "{python} {apps}/scan.py {kb}",
                largest=LARGE),
    Measurement("policykb validate, cold", VALIDATE, _VALIDATE, Before.FORGET, found=_UNKNOWN,
                largest=LARGE),
    Measurement("policykb validate, warm", VALIDATE, _VALIDATE, Before.ANSWER, found=_UNKNOWN,
                largest=LARGE),
    Measurement("policykb validate, one file changed", VALIDATE, _VALIDATE, Before.CHANGE,
                found=_UNKNOWN, largest=LARGE),
    Measurement("check-jsonschema", VALIDATE,
                "{tools}/check-jsonschema --schemafile {peers}/claims.schema.json {claims}",
                found=r"'nobody-\d' is not one of"),
    Measurement("check-jsonschema with libyaml", VALIDATE,
                "{libyaml}/check-jsonschema --schemafile {peers}/claims.schema.json {claims}",
                found=r"'nobody-\d' is not one of"),
    Measurement("linkml-validate", VALIDATE,
                "{tools}/linkml-validate -s {peers}/linkml.yaml -C ClaimsFile {claims}",
                found=r"'nobody-\d' is not one of"),
    Measurement("bean-check", VALIDATE, "{tools}/bean-check --no-cache {peers}/kb.beancount",
                found=r"unknown account 'Equity:Nobody-\d'"),
    Measurement("recfix", VALIDATE, "recfix {peers}/kb.rec", found=r"kb\.rec:\d+: error",
                largest=LARGEST_RECORDS),
    Measurement("yamllint", VALIDATE, "{tools}/yamllint -f parsable -c {peers}/yamllint.yaml .",
                found=r"trailing-spaces"),
    Measurement("yamlruff", VALIDATE,
                "{tools}/yamlruff lint -f parsable -c {peers}/yamllint.yaml .",
                found=r"trailing-spaces", largest=LARGE),
    Measurement("policykb compare, pipe, cold", COMPARE, f"{_COMPARE} plain", Before.FORGET,
                keeps="compare.txt", largest=LARGE),
    Measurement("policykb compare, pipe, warm", COMPARE, f"{_COMPARE} plain", Before.ANSWER,
                prints="compare.txt", largest=LARGE),
    Measurement("typer app, the same lines", COMPARE,
                "{python} {apps}/plain.py {answers}/compare.txt", prints="compare.txt",
                largest=LARGE),
    Measurement("policykb compare, table, cold", COMPARE, f"{_COMPARE} table", Before.FORGET,
                keeps="compare.table", largest=LARGE),
    Measurement("policykb compare, table, warm", COMPARE, f"{_COMPARE} table", Before.ANSWER,
                prints="compare.table", largest=LARGE),
    Measurement("typer app with rich, the same table", COMPARE,
                "{python} {apps}/table.py {answers}/compare.json", prints="compare.table",
                largest=LARGE),
    Measurement("policykb compare, most frequent actors, warm", COMPARE,
                "{policykb} compare {first} {second} --format plain", Before.ANSWER,
                largest=LARGE),
    Measurement("policykb grep, pipe, cold", GREP, "{policykb} grep -w {word}", Before.FORGET,
                keeps="grep.txt", largest=LARGE),
    Measurement("policykb grep, pipe, warm", GREP, "{policykb} grep -w {word}", Before.ANSWER,
                prints="grep.txt", largest=LARGE),
    Measurement("typer app, the same hits", GREP, "{python} {apps}/plain.py {answers}/grep.txt",
                prints="grep.txt", largest=LARGE),
    Measurement("ripgrep", GREP, "rg --no-heading -w -g claims.yaml {word} .", counts="grep.txt",
                largest=LARGE),
)  # fmt: skip


class Quantity(StrEnum):
    """The quantity of the runs that a bar is about."""

    TIME = "time"
    MEMORY = "memory"
    TIME_A_CLAIM = "time per claim"


@dataclass(frozen=True)
class Bar:
    """A bar: a quantity of ``one``, a measurement at a size, is at most or at least ``limit``,
    divided by that of ``other``, if there is one.
    """

    one: tuple[str, int]
    other: tuple[str, int] | None
    limit: float
    at_least: bool = False
    quantity: Quantity = Quantity.TIME


_COLD = "policykb validate, cold"

BARS = (
    Bar(("policykb compare, table, warm", THIS),
        ("typer app with rich, the same table", THIS), 1.15),
    Bar(("policykb compare, pipe, warm", THIS), ("typer app, the same lines", THIS), 1.25),
    Bar(("policykb compare, pipe, warm", 100_000), ("policykb compare, pipe, warm", THIS), 1.6),
    Bar(("policykb grep, pipe, warm", 100_000), ("typer app, the same hits", 100_000), 1.5),
    Bar(("check-jsonschema", 10_000), (_COLD, 10_000), 15, at_least=True),
    Bar(("check-jsonschema with libyaml", 10_000), (_COLD, 10_000), 8, at_least=True),
    Bar(("linkml-validate", 10_000), (_COLD, 10_000), 15, at_least=True),
    Bar(("bean-check", 10_000), (_COLD, 10_000), 1.5, at_least=True),
    Bar(("policykb validate, one file changed", 100_000), (_COLD, 100_000), 0.25),
    Bar((_COLD, 100_000), None, 300e6, quantity=Quantity.MEMORY),
    Bar((_COLD, 100_000), (_COLD, 1_000), 1.1, quantity=Quantity.TIME_A_CLAIM),
)  # fmt: skip
