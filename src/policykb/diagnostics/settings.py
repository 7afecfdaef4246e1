"""What is asked of a validation: on the command line, in ``kb.yaml`` or in ``pyproject.toml``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path

from policykb.diagnostics.catalogue import RULES
from policykb.diagnostics.diagnostic import PolicyKBError, Rule, format_value, one_of
from policykb.diagnostics.selectors import select_rules
from policykb.frozen import dataclass

MAX_FAULTS = 10_000
"""How many faults a report shows unless another number is asked for."""

_PROJECT = "pyproject.toml"
_TABLE = "tool.policykb"


@dataclass(frozen=True, slots=True)
class Settings:
    """What to report and what to make of it; None where nothing is said.

    ``select`` and ``ignore`` name rules as
    :func:`policykb.diagnostics.selectors.select_rules` reads them. With
    ``strict`` warnings fail, too; with ``exit_zero`` nothing does. Of the faults ``max_faults``
    are shown, and all for 0.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    strict: bool | None = None
    exit_zero: bool | None = None
    max_faults: int | None = None

    def over(self, others: "Settings") -> "Settings":
        """These settings, and where they say nothing, the others; rules that are selected here are
        not ignored there.
        """
        if self.select is not None:
            others = replace(others, ignore=None)
        names = [field.name for field in fields(self)]
        said = {name: getattr(self, name) for name in names}
        return Settings(
            **{n: getattr(others, n) if value is None else value for n, value in said.items()}
        )

    def rules(self) -> frozenset[Rule]:
        """The rules that are selected and not ignored.

        Raises:
            PolicyKBError: a selector names no rule, or no rule is left.
        """
        selected = frozenset(RULES) if self.select is None else _named(self.select)
        left = selected - _named(self.ignore or ())
        if not left:
            raise PolicyKBError("no rule is selected", "Select some, or ignore fewer.")
        return left

    @property
    def max_shown(self) -> int | None:
        """How many faults to show; None for all."""
        return (MAX_FAULTS if self.max_faults is None else self.max_faults) or None


def _named(selectors: Sequence[str]) -> frozenset[Rule]:
    return frozenset(rule for selector in selectors for rule in select_rules(selector))


def project_settings(root: Path) -> Settings:
    """What ``[tool.policykb]`` says in the nearest ``pyproject.toml`` that has it: in the folder
    ``root`` or above, up to the top of the repository.

    Raises:
        PolicyKBError: the table cannot be read, or holds what it should not.
    """
    folder = root.resolve()
    for above in (folder, *folder.parents):
        path = above / _PROJECT
        table = _table(path)
        if table is not None:
            return _settings(path, table)
        if (above / ".git").exists():
            break
    return Settings()


def _table(path: Path) -> Mapping[str, object] | None:
    try:
        data = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None
    except OSError as error:
        raise PolicyKBError(f"cannot read {path}: {error.strerror}", "Make it readable.") from None
    if b"policykb" not in data:  # it is of no concern here, then, whether it can be read
        return None
    try:
        import tomllib  # noqa: PLC0415 - many folders have no such file

        tool = tomllib.loads(data.decode()).get("tool", {})
    except ValueError as error:  # of the bytes, or of the syntax
        raise PolicyKBError(f"{path} is not TOML: {error}", "Mend it, and ask again.") from None
    table = tool.get("policykb") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise PolicyKBError(f"{path}: {_TABLE} is no table", f"Write [{_TABLE}].")
    return table


def _settings(path: Path, table: Mapping[str, object]) -> Settings:
    said = dict(_said(path, table))
    made = Settings(**said)  # type: ignore[arg-type] # each value has been checked against its field
    try:
        made.rules()
    except PolicyKBError as error:
        raise PolicyKBError(f"{path}: {error.message}", error.help) from None
    return made


def _said(path: Path, table: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        kind = _KINDS.get(key)
        if kind is None:
            raise PolicyKBError(
                f"{path}: {_TABLE} has no setting {format_value(key)}",
                f"Known here: {one_of(list(_KINDS))}.",
            )
        made = _read(kind, value)
        if made is None:
            raise PolicyKBError(
                f"{path}: {key} in {_TABLE} is not {kind}", "Correct it, or leave it out."
            )
        yield key.replace("-", "_"), made


_SELECTORS, _FLAG, _NUMBER = "a list of codes or names", "true or false", "a number from 0 up"
_KINDS = {
    "select": _SELECTORS,
    "ignore": _SELECTORS,
    "strict": _FLAG,
    "exit-zero": _FLAG,
    "max-faults": _NUMBER,
}


def _read(kind: str, value: object) -> object:
    """A value as its field holds it; None if it is not of its kind."""
    if kind == _SELECTORS:
        are_words = isinstance(value, list) and all(isinstance(word, str) for word in value)
        return tuple(value) if are_words and isinstance(value, list) else None
    if isinstance(value, bool) or kind == _FLAG:
        return value if isinstance(value, bool) and kind == _FLAG else None
    return value if isinstance(value, int) and value >= 0 else None
