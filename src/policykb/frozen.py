"""Frozen dataclasses and named tuples that are defined in a fraction of the usual time.

The standard library compiles methods for each class at each start of the program, and a short
command spends most of its time starting. Here all classes share their methods, and a class with
slots is made with these, not changed afterwards. Only names differ in the ``__init__`` of
dataclasses, and in the ``__new__`` of named tuples of one size. For readers and type checkers these
are dataclasses and named tuples: ``fields``, ``replace`` and pattern matching work.
"""

import dataclasses
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import attrgetter
from types import CodeType, FunctionType, MemberDescriptorType, MethodType
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

_T = TypeVar("_T")

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - an alias marks a re-export
else:

    def dataclass(
        *, frozen: bool, slots: bool = False, kw_only: bool = False
    ) -> Callable[[type[_T]], type[_T]]:
        """Return a decorator that makes a class a frozen dataclass.

        Instances are equal, and have the same hash, if their fields with ``compare`` are equal.
        A ``field`` may have ``default``, ``default_factory`` and ``compare``.

        Raises:
            TypeError: ``frozen`` is False.
        """
        if not frozen:
            raise TypeError("these dataclasses are always frozen")

        def decorate(cls: type[_T]) -> type[_T]:
            own, inherited = cls.__dict__, _inherited_fields(cls)
            declared = {
                name: _field(name, type_, own.get(name, dataclasses.MISSING), kw_only=kw_only)
                for name, type_ in cls.__annotations__.items()
            }
            fields, init = inherited | declared, _LazyInit()
            # Without fields to compare, all instances of the class are equal.
            compared = [field.name for field in fields.values() if field.compare] or ["__class__"]
            made = {name: method for name, method in _METHODS.items() if name not in own} | {
                "__dataclass_fields__": fields,
                "__match_args__": tuple(name for name, one in fields.items() if not one.kw_only),
                "__init__": init,
                "_compared": attrgetter(*compared),
            }
            if slots:
                left = {"__dict__", "__weakref__", *declared}
                kept = {name: value for name, value in own.items() if name not in left}
                made["__slots__"] = tuple(name for name in declared if name not in inherited)
                made["__qualname__"] = cls.__qualname__
                # Slots can only be added to a class when it is made.
                init.cls = new = type(cls)(cls.__name__, cls.__bases__, kept | made)
                return new
            for name, field in declared.items():
                if field.default is not dataclasses.MISSING:
                    made[name] = field.default
                elif name in own:
                    delattr(cls, name)
            for name, value in made.items():
                setattr(cls, name, value)
            init.cls = cls
            return cls

        return decorate


def _inherited_fields(cls: type) -> dict[str, "dataclasses.Field[object]"]:
    """Return the fields of the bases of a class, by name."""
    found: dict[str, dataclasses.Field[object]] = {}
    for base in cls.__mro__[-1:0:-1]:
        found |= base.__dict__.get("__dataclass_fields__", {})
    return found


def _field(
    name: str, type_: object, given: object, *, kw_only: bool
) -> "dataclasses.Field[object]":
    """Return the field that the body of a class declares. It is ``given`` the field without its
    name and type, or the default, which may be ``dataclasses.MISSING``.
    """
    made: Any = given if isinstance(given, dataclasses.Field) else dataclasses.field(default=given)
    made.name, made.type = name, type_
    made._field_type = dataclasses._FIELD  # type: ignore[attr-defined] # noqa: SLF001 - fields() asks for it
    if made.kw_only is dataclasses.MISSING:
        made.kw_only = kw_only
    return made  # type: ignore[no-any-return] # it is one


class _LazyInit:
    """A descriptor that makes the ``__init__`` of the class ``cls`` when it is first looked up."""

    __slots__ = ("cls",)

    cls: type

    def __get__(self, instance: object, owner: type) -> Callable[..., None]:
        init = _make_init(self.cls)
        self.cls.__init__ = init  # type: ignore[misc] # it replaces this descriptor
        return init if instance is None else MethodType(init, instance)


_UNSET = object()


def _template(self: object) -> None:
    fill(locals())  # type: ignore[name-defined] # noqa: F821 - a global of each copy


def _make_init(cls: type) -> FunctionType:
    """Return a copy of the template whose arguments are the fields of a class, keyword-only ones
    last. To compile an ``__init__`` would take twenty times as long.
    """
    fields = sorted(dataclasses.fields(cls), key=lambda field: bool(field.kw_only))
    names = ["self", *(field.name for field in fields)]
    by_keyword = sum(bool(field.kw_only) for field in fields)
    code = _template.__code__.replace(
        co_name="__init__",
        co_qualname=f"{cls.__qualname__}.__init__",
        co_varnames=tuple(names),
        co_nlocals=len(names),
        co_argcount=len(names) - by_keyword,
        co_kwonlyargcount=by_keyword,
    )
    init = FunctionType(code, {"fill": _make_fill(cls, fields), "__name__": cls.__module__})
    optional = [field for field in fields if _default(field) is not dataclasses.MISSING]
    init.__defaults__ = tuple(_default(field) for field in optional if not field.kw_only)
    init.__kwdefaults__ = {field.name: _default(field) for field in optional if field.kw_only}
    init.__annotations__ = {field.name: field.type for field in fields}
    init.__annotations__["return"] = None
    return init


def _default(field: "dataclasses.Field[object]") -> object:
    """Return the default of a field; ``_UNSET`` if a factory makes it for each instance."""
    return field.default if field.default_factory is dataclasses.MISSING else _UNSET


def _make_fill(
    cls: type, fields: Sequence["dataclasses.Field[object]"]
) -> Callable[[dict[str, object]], None]:
    """Return a function that sets the fields of an instance from the arguments of ``__init__``,
    which it takes by name and with the instance as ``self``.
    """
    factories = {
        field.name: field.default_factory
        for field in fields
        if field.default_factory is not dataclasses.MISSING
    }
    slots = [getattr(cls, field.name, None) for field in fields]
    setters = [slot.__set__ for slot in slots if isinstance(slot, MemberDescriptorType)]

    def fill_slots(arguments: dict[str, object]) -> None:
        instance = arguments.pop("self")
        for set_slot, value in zip(setters, arguments.values(), strict=False):  # strict is slower
            set_slot(instance, value)

    def fill_any(arguments: dict[str, object]) -> None:
        instance = arguments.pop("self")
        for name, factory in factories.items():
            if arguments[name] is _UNSET:
                arguments[name] = factory()
        for name, value in arguments.items():
            object.__setattr__(instance, name, value)

    return fill_slots if len(setters) == len(fields) and not factories else fill_any


def maker(cls: type[_T]) -> Callable[[Iterable[object]], _T]:
    """Return a function that makes instances of a frozen dataclass with slots from the values of
    all its fields, in their order. ``__init__`` takes several times as long with many fields.
    """
    setters = [getattr(cls, field.name).__set__ for field in dataclasses.fields(cls)]  # type: ignore[arg-type] # it is a dataclass

    def make(values: Iterable[object]) -> _T:
        instance = object.__new__(cls)
        for set_slot, value in zip(setters, values, strict=False):  # strict is slower
            set_slot(instance, value)
        return instance

    return make


class _Frozen:
    """The methods that all frozen dataclasses share."""

    _compared: Callable[[object], object]
    __dataclass_fields__: ClassVar[dict[str, "dataclasses.Field[object]"]]

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self._compared(self) == self._compared(other)

    def __hash__(self) -> int:
        return hash(self._compared(self))

    def __repr__(self) -> str:
        values = (f"{name}={getattr(self, name)!r}" for name in self.__dataclass_fields__)
        return f"{self.__class__.__qualname__}({', '.join(values)})"

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
    name: method for name, method in vars(_Frozen).items() if isinstance(method, FunctionType)
}


if TYPE_CHECKING or sys.version_info >= (3, 14):  # there, a class body has no annotations yet
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414 - an alias marks a re-export
else:
    from collections import _tuplegetter

    class _NamedTupleType(type):
        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, body)
            names = tuple(body.get("__annotations__", ()))
            defaults = {name: body.pop(name) for name in names if name in body}
            for place, field in enumerate(names):
                body[field] = _tuplegetter(place, field)
            body |= {"__slots__": (), "_fields": names, "_field_defaults": defaults}
            body |= {"__match_args__": names, "__new__": _LazyNew(names, defaults)}
            return type(name, (_NamedTuple,), body)

    class NamedTuple(metaclass=_NamedTupleType):
        """A tuple whose fields, the annotations of its class, have names."""


class _LazyNew:
    """A descriptor that makes the ``__new__`` of a class when it is first looked up."""

    def __init__(self, names: Sequence[str], defaults: dict[str, object]) -> None:
        self._names = names
        self._defaults = tuple(defaults.values())

    def __set_name__(self, owner: type, name: str) -> None:
        self._cls = owner

    def __get__(self, instance: object, owner: type) -> Callable[..., object]:
        code = _new_code(len(self._names)).replace(co_varnames=("cls", *self._names))
        made = FunctionType(code, {"new": tuple.__new__}, "__new__", self._defaults)
        self._cls.__new__ = staticmethod(made)  # type: ignore[method-assign] # it replaces this
        return made


@cache
def _new_code(size: int) -> CodeType:
    """Return the code of the ``__new__`` of named tuples of a size."""
    fields = "".join(f"_{place}, " for place in range(size))
    code: CodeType = eval(f"(lambda cls, {fields}: new(cls, ({fields}))).__code__")  # noqa: S307 - of numbers
    return code


class _NamedTuple(tuple[Any, ...]):
    """The methods that all named tuples share, as in the standard library."""

    __slots__ = ()
    _fields: ClassVar[tuple[str, ...]]

    @classmethod
    def _make(cls, values: Iterable[Any]) -> Self:
        return tuple.__new__(cls, values)

    def _replace(self, **changes: object) -> Self:
        made = self._make(map(changes.pop, self._fields, self))
        if changes:
            raise ValueError(f"Got unexpected field names: {list(changes)!r}")
        return made

    __replace__ = _replace

    def _asdict(self) -> dict[str, object]:
        return dict(zip(self._fields, self, strict=True))

    def __repr__(self) -> str:
        values = (f"{name}={value!r}" for name, value in self._asdict().items())
        return f"{self.__class__.__name__}({', '.join(values)})"

    def __getnewargs__(self) -> tuple[object, ...]:
        return tuple(self)
