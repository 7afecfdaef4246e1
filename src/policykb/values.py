"""Frozen dataclasses that cost a tenth of the standard library's to define.

That compiles six methods for each class at each start of the program, and starting is most of
what a short command does. Here only ``__init__`` is compiled, and only of what is made; the other
methods are the same functions for all classes. To a reader, and to type checkers, these are
dataclasses: ``fields``, ``replace`` and pattern matching work.
"""

import dataclasses
from collections.abc import Callable, Sequence
from operator import attrgetter
from types import FunctionType, MemberDescriptorType, MethodType
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
            value.__init__ = _Init(value)
            # Where no field compares, all instances are equal: their class is.
            compared = [field.name for field in fields if field.compare] or ["__class__"]
            value._compared = attrgetter(*compared)  # noqa: SLF001 - declared below
            for name, method in _METHODS.items():
                if name not in own:
                    setattr(value, name, method)
            return value

        return made


class _Init:
    """``__init__`` of a value, compiled when it is first looked up."""

    __slots__ = ("_value",)

    def __init__(self, value: type) -> None:
        self._value = value

    def __get__(self, instance: object, owner: type) -> Callable[..., None]:
        made = _compiled(self._value)
        self._value.__init__ = made  # type: ignore[misc] # it takes the place of this
        return made if instance is None else MethodType(made, instance)


def _compiled(value: type) -> FunctionType:
    """``__init__`` for the fields of a value: those that come by keyword last, behind a ``*``."""
    fields = dataclasses.fields(value)
    known: dict[str, object] = {"fill": _fill(value, fields), "UNSET": object()}
    by_place, by_keyword, given = ["self"], ["*"], []
    for field in fields:
        name = asked = field.name
        if field.default is not dataclasses.MISSING:
            known[f"default_{name}"] = field.default
            asked = f"{name}=default_{name}"
        elif field.default_factory is not dataclasses.MISSING:
            known[f"make_{name}"] = field.default_factory
            asked = f"{name}=UNSET"
            name = f"make_{name}() if {name} is UNSET else {name}"
        (by_keyword if field.kw_only else by_place).append(asked)
        given.append(name)
    parameters = by_place + (by_keyword if len(by_keyword) > 1 else [])
    # An expression that hands the values on is twice as quickly compiled as a body that puts each.
    source = f"lambda {', '.join(parameters)}: fill(self, ({', '.join(given)},))"
    made = eval(source, known)  # noqa: S307 - only names, which are those of a class
    assert isinstance(made, FunctionType)  # noqa: S101 - the source says so
    made.__name__ = "__init__"
    made.__qualname__ = f"{value.__qualname__}.__init__"
    made.__module__ = value.__module__
    made.__annotations__ = {field.name: field.type for field in fields}
    made.__annotations__["return"] = None
    return made


def _fill(
    value: type, fields: Sequence["dataclasses.Field[object]"]
) -> Callable[[object, tuple[object, ...]], None]:
    """What puts the values of all fields, in their order, into an instance."""
    names = [field.name for field in fields]
    slots = [getattr(value, name, None) for name in names]
    puts = [slot.__set__ for slot in slots if isinstance(slot, MemberDescriptorType)]

    def fill(instance: object, given: tuple[object, ...]) -> None:
        for put, one in zip(puts, given, strict=True):
            put(instance, one)

    def fill_dict(instance: object, given: tuple[object, ...]) -> None:
        instance.__dict__.update(zip(names, given, strict=True))

    return fill if len(puts) == len(names) else fill_dict


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
