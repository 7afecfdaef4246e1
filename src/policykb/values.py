"""Frozen dataclasses that cost a fifth of the standard library's to define.

That compiles six methods for each class at each start of the program, and most of what a short
command does is starting. Here only ``__init__`` is compiled; the other methods are the same
functions for all classes, and look at the fields when they are called. To a reader, and to type
checkers, these are dataclasses: ``fields``, ``replace`` and pattern matching work.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from types import FunctionType
from typing import TYPE_CHECKING, ClassVar, TypeVar

_T = TypeVar("_T")

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - this marks what is offered
else:

    def dataclass(
        *, frozen: bool, slots: bool = False, kw_only: bool = False
    ) -> Callable[[type[_T]], type[_T]]:
        """Makes a class one of values, which cannot be changed, and are equal and hashed by those
        of their fields that compare.

        A ``field`` may have ``default``, ``default_factory`` and ``compare``.
        """
        if not frozen:
            raise TypeError("a value is frozen")
        bare = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)

        def made(cls: type[_T]) -> type[_T]:
            own = cls.__dict__
            value = bare(cls)
            fields = dataclasses.fields(value)
            value.__init__ = _init(value.__qualname__, fields)
            # Where no field compares, all instances are equal: their class is.
            compared = [field.name for field in fields if field.compare] or ["__class__"]
            value._compared = attrgetter(*compared)  # noqa: SLF001 - declared below
            for name, method in _METHODS.items():
                if name not in own:
                    setattr(value, name, method)
            return value

        return made


def _init(owner: str, fields: tuple["dataclasses.Field[object]", ...]) -> Callable[..., None]:
    """``__init__`` for these fields: those that come by keyword last, behind a ``*``."""
    known: dict[str, object] = {"put": object.__setattr__, "UNSET": object()}
    parameters, body = [], []
    for field in sorted(fields, key=lambda field: bool(field.kw_only)):
        name = field.name
        if field.kw_only and "*" not in parameters:
            parameters.append("*")
        value = name
        if field.default is not dataclasses.MISSING:
            known[f"default_{name}"] = field.default
            parameters.append(f"{name}=default_{name}")
        elif field.default_factory is not dataclasses.MISSING:
            known[f"make_{name}"] = field.default_factory
            parameters.append(f"{name}=UNSET")
            value = f"make_{name}() if {name} is UNSET else {name}"
        else:
            parameters.append(name)
        body.append(f" put(self, {name!r}, {value})\n")
    source = f"def __init__(self, {', '.join(parameters)}):\n{''.join(body)}"
    exec(source, known)  # noqa: S102 - names and nothing else, out of a class's own body
    made: Callable[..., None] = known["__init__"]  # type: ignore[assignment] # the source says so
    made.__qualname__ = f"{owner}.__init__"
    return made


class _Value:
    """The methods that all values have."""

    _compared: Callable[[object], object]
    __dataclass_fields__: ClassVar[dict[str, "dataclasses.Field[object]"]]

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self._compared(self) == self._compared(other)

    def __hash__(self) -> int:
        return hash(self._compared(self))

    def __repr__(self) -> str:
        shown = (f"{name}={getattr(self, name)!r}" for name in self.__dataclass_fields__)
        return f"{self.__class__.__qualname__}({', '.join(shown)})"

    def __setattr__(self, name: str, value: object) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def __getstate__(self) -> list[object]:
        return [getattr(self, name) for name in self.__dataclass_fields__]

    def __setstate__(self, state: list[object]) -> None:
        for name, value in zip(self.__dataclass_fields__, state, strict=True):
            object.__setattr__(self, name, value)


_METHODS = {
    name: method for name, method in vars(_Value).items() if isinstance(method, FunctionType)
}
