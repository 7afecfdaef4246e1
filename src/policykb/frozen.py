"""Frozen dataclasses that cost a tenth of the standard library's to define.

That compiles six methods for each class at each start of the program, and starting is most of
what a short command does. Here nothing is compiled: the methods are the same functions for all
classes, ``__init__`` with other names for its arguments. To a reader, and to type checkers, these
are dataclasses: ``fields``, ``replace`` and pattern matching work.
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
    """``__init__`` of a value, made when it is first looked up."""

    __slots__ = ("_value",)

    def __init__(self, value: type) -> None:
        self._value = value

    def __get__(self, instance: object, owner: type) -> Callable[..., None]:
        made = _init(self._value)
        self._value.__init__ = made  # type: ignore[misc] # it takes the place of this
        return made if instance is None else MethodType(made, instance)


_UNSET = object()


def _template(self: object) -> None:
    fill(locals())  # type: ignore[name-defined] # noqa: F821 - another for each value


def _init(value: type) -> FunctionType:
    """``__init__`` for the fields of a value: the template with their names for arguments, those by
    keyword last. To compile one would take twenty times as long.
    """
    fields = sorted(dataclasses.fields(value), key=lambda field: bool(field.kw_only))
    names = ["self", *(field.name for field in fields)]
    by_keyword = sum(bool(field.kw_only) for field in fields)
    code = _template.__code__.replace(
        co_name="__init__",
        co_qualname=f"{value.__qualname__}.__init__",
        co_varnames=tuple(names),
        co_nlocals=len(names),
        co_argcount=len(names) - by_keyword,
        co_kwonlyargcount=by_keyword,
    )
    made = FunctionType(code, {"fill": _fill(value, fields), "__name__": value.__module__})
    optional = [field for field in fields if _default(field) is not dataclasses.MISSING]
    made.__defaults__ = tuple(_default(field) for field in optional if not field.kw_only)
    made.__kwdefaults__ = {field.name: _default(field) for field in optional if field.kw_only}
    made.__annotations__ = {field.name: field.type for field in fields}
    made.__annotations__["return"] = None
    return made


def _default(field: "dataclasses.Field[object]") -> object:
    """What a field is if nothing is given; nothing yet where that is made for each instance."""
    return field.default if field.default_factory is dataclasses.MISSING else _UNSET


def _fill(
    value: type, fields: Sequence["dataclasses.Field[object]"]
) -> Callable[[dict[str, object]], None]:
    """What puts its arguments into an instance, given all by name, with the instance first."""
    makers = {
        field.name: field.default_factory
        for field in fields
        if field.default_factory is not dataclasses.MISSING
    }
    slots = [getattr(value, field.name, None) for field in fields]
    puts = [slot.__set__ for slot in slots if isinstance(slot, MemberDescriptorType)]

    def fill(given: dict[str, object]) -> None:
        instance = given.pop("self")
        for put, one in zip(puts, given.values(), strict=False):  # to check takes time
            put(instance, one)

    def fill_any(given: dict[str, object]) -> None:
        instance = given.pop("self")
        for name, make in makers.items():
            if given[name] is _UNSET:
                given[name] = make()
        for name, one in given.items():
            object.__setattr__(instance, name, one)

    return fill if len(puts) == len(fields) and not makers else fill_any


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
