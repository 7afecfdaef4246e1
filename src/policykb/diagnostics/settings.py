"""The settings of a validation, from the command line, ``kb.yaml`` or ``pyproject.toml``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path

from policykb.diagnostics.catalogue import RULES
from policykb.diagnostics.diagnostic import PolicyKBError, Rule, format_value, one_of
from policykb.diagnostics.selectors import select_rules
from policykb.frozen import dataclass

DEFAULT_MAX_FAULTS = 10_000
"""The number of faults that a report shows by default."""

_PROJECT = "pyproject.toml"
_TABLE = "tool.policykb"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a validation; None for one that is not set.

    ``select`` and ``ignore`` hold selectors of rules
    (:func:`policykb.diagnostics.selectors.select_rules`). With ``strict`` warnings fail, too; with
    ``exit_zero`` nothing fails. ``max_faults`` is the number of faults to show, 0 for all.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    strict: bool | None = None
    exit_zero: bool | None = None
    max_faults: int | None = None

    def over(self, others: "Settings") -> "Settings":
        """Return these settings, completed by ``others``. If ``select`` is set here, the ``ignore``
        of ``others`` does not apply.
        """
        if self.select is not None:
            others = replace(others, ignore=None)
        names = [field.name for field in fields(self)]
        own = {name: getattr(self, name) for name in names}
        return Settings(
            **{n: getattr(others, n) if value is None else value for n, value in own.items()}
        )

    def rules(self) -> frozenset[Rule]:
        """Return the rules that are selected and not ignored.

        Raises:
            PolicyKBError: A selector names no rule, or no rule remains.
        """
        selected = frozenset(RULES) if self.select is None else _rules_of(self.select)
        remaining = selected - _rules_of(self.ignore or ())
        if not remaining:
            raise PolicyKBError("no rule is selected", "Select some rules, or ignore fewer.")
        return remaining

    @property
    def max_shown(self) -> int | None:
        """The number of faults to show; None for all."""
        return (DEFAULT_MAX_FAULTS if self.max_faults is None else self.max_faults) or None


def _rules_of(selectors: Sequence[str]) -> frozenset[Rule]:
    return frozenset(rule for selector in selectors for rule in select_rules(selector))


def project_settings(root: Path) -> Settings:
    """Return the settings in ``[tool.policykb]`` of the nearest ``pyproject.toml`` that has this
    table. The search goes from the folder ``root`` upwards to the top of the repository.

    Raises:
        PolicyKBError: The table cannot be read, or has an unknown or wrong setting.
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
    if b"policykb" not in data:  # then a syntax error in the file does not matter here
        return None
    try:
        import tomllib  # noqa: PLC0415 - many folders have no such file

        tool = tomllib.loads(data.decode()).get("tool", {})
    except ValueError as error:  # of the bytes, or of the syntax
        raise PolicyKBError(
            f"{path} is not TOML: {error}", "Correct the file and try again."
        ) from None
    table = tool.get("policykb") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise PolicyKBError(f"{path}: {_TABLE} is not a table", f"Write [{_TABLE}].")
    return table


def _settings(path: Path, table: Mapping[str, object]) -> Settings:
    values = dict(_checked_values(path, table))
    settings = Settings(**values)  # type: ignore[arg-type] # each value was checked for its field
    try:
        settings.rules()
    except PolicyKBError as error:
        raise PolicyKBError(f"{path}: {error.message}", error.help) from None
    return settings


def _checked_values(path: Path, table: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        kind = _KINDS.get(key)
        if kind is None:
            raise PolicyKBError(
                f"{path}: {_TABLE} has no setting {format_value(key)}",
                f"Known settings: {one_of(list(_KINDS))}.",
            )
        checked = _check(kind, value)
        if checked is None:
            raise PolicyKBError(
                f"{path}: {key} in {_TABLE} is not {kind}", "Correct it, or leave it out."
            )
        yield key.replace("-", "_"), checked


_SELECTORS, _FLAG, _NUMBER = "a list of codes or names", "true or false", "a number from 0 up"
_KINDS = {
    "select": _SELECTORS,
    "ignore": _SELECTORS,
    "strict": _FLAG,
    "exit-zero": _FLAG,
    "max-faults": _NUMBER,
}


def _check(kind: str, value: object) -> object:
    """Return the value in the form of its field; None if it is not of the right kind."""
    if kind == _SELECTORS:
        are_words = isinstance(value, list) and all(isinstance(word, str) for word in value)
        return tuple(value) if are_words and isinstance(value, list) else None
    if isinstance(value, bool) or kind == _FLAG:
        return value if isinstance(value, bool) and kind == _FLAG else None
    return value if isinstance(value, int) and value >= 0 else None
