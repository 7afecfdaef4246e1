"""Modules that are read when something in them is first used; most are of the standard library.

typer and rich import more of them than a short command uses, and a short command spends most of its
time importing; pydantic imports one to search for plugins. What these import by name is a function
that reads the module when it is called; all others get what the module holds.
:class:`importlib.util.LazyLoader` does not help: ``import`` looks up an attribute of the module
that it finds, and that reads it.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from threading import RLock
from types import ModuleType

RARELY_USED: Mapping[str, Sequence[str]] = {
    "bz2": (),
    "difflib": ("get_close_matches",),
    "fractions": ("Fraction",),
    "gettext": ("gettext",),
    "importlib.metadata": ("entry_points",),
    "ipaddress": (),
    "lzma": (),
    "ntpath": (),
    "pickle": ("dumps", "loads"),
    "platform": (),
    "shellingham": (),
    "shutil": ("get_terminal_size",),
    "subprocess": (),
    "textwrap": (),
    "tokenize": (),
    "uuid": ("UUID",),
}
"""Modules that typer, rich and pydantic, or what they import, name but use for few commands; for
each what :data:`_IMPORTERS` import from it by name. That reads the module when it is called.
"""

_IMPORTERS = ("typer", "rich", "pydantic.plugin")

unread: dict[str, Sequence[str]] = {}
"""The modules that were deferred and that nothing has used, and what importers get from them by
name.
"""

_reading = RLock()


def defer(modules: Mapping[str, Sequence[str]] = RARELY_USED) -> None:
    """Put modules where ``import`` finds them, unread. Those that are there stay as they are, and
    so do those whose package is not there.
    """
    for name, called in modules.items():
        package, _, inside = name.rpartition(".")
        if name not in sys.modules and (not package or package in sys.modules):
            module = sys.modules[name] = _Deferred(name)
            if package:
                setattr(sys.modules[package], inside, module)
            unread[name] = called


def _read(module: ModuleType) -> None:
    """Find and read a module, if nothing has read it.

    Raises:
        ModuleNotFoundError: there is none.
    """
    from importlib.util import module_from_spec  # noqa: PLC0415 - short commands read none

    name = module.__name__
    with _reading:  # other threads wait until it is read
        if name not in unread:
            return
        package = sys.modules.get(name.rpartition(".")[0])
        path = getattr(package, "__path__", None)
        specs = (finder.find_spec(name, path) for finder in sys.meta_path)
        spec = next(filter(None, specs), None)
        if spec is None or spec.loader is None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        del unread[name]
        vars(module).update(vars(module_from_spec(spec)))
        spec.loader.exec_module(module)
        module.__class__ = ModuleType  # a module may change it


class _Deferred(ModuleType):
    """A module that is read when an attribute is first missed."""

    def __getattr__(self, name: str) -> object:
        # ``from module import name`` asks if it is a package, ``inspect`` for the files of all.
        if name in {"__path__", "__file__"}:
            raise AttributeError(name)
        if name in unread.get(self.__name__, ()) and _asks().startswith(_IMPORTERS):
            return _reading_first(self, name)
        _read(self)
        return ModuleType.__getattribute__(self, name)


def _asks() -> str:
    """Return the name of the module that asks a deferred one for an attribute."""
    return str(sys._getframe(2).f_globals.get("__name__"))  # noqa: SLF001 - nothing else tells it


def _reading_first(module: ModuleType, name: str) -> Callable[..., object]:
    """Return a function that reads a module, and calls what has this name in it."""

    def call(*values: object, **named: object) -> object:
        _read(module)
        return getattr(module, name)(*values, **named)

    return call
