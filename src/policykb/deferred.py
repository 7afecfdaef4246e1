"""Modules of the standard library that are read when something in them is first used.

typer imports more of them than a short command uses, and a short command spends most of its time
importing. :class:`importlib.util.LazyLoader` does not help: ``import`` looks up an attribute of the
module that it finds, and that reads it.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec, module_from_spec
from threading import RLock
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.abc import Loader

RARELY_USED: Mapping[str, Sequence[str]] = {
    "bz2": (),
    "difflib": ("get_close_matches",),
    "gettext": ("gettext",),
    "ipaddress": (),
    "lzma": (),
    "ntpath": (),
    "shellingham": (),
    "subprocess": (),
    "textwrap": (),
    "tokenize": (),
}
"""Modules that typer, or what it imports, names but uses for few commands; for each those of its
functions that are imported by name, which read the module when they are called.
"""

unread: "dict[str, Loader]" = {}
"""The loaders of modules that were deferred and that nothing has used."""

_reading = RLock()


def defer(modules: Mapping[str, Sequence[str]] = RARELY_USED) -> None:
    """Put modules where ``import`` finds them, unread, with some of their functions. Those that are
    there stay as they are.
    """
    for name, functions in modules.items():
        if name not in sys.modules and (spec := find_spec(name)) and spec.loader:
            module = sys.modules[name] = module_from_spec(spec)
            module.__class__ = _Deferred
            unread[name] = spec.loader
            for function in functions:
                setattr(module, function, _reading_first(module, function))


def _reading_first(module: ModuleType, name: str) -> Callable[..., object]:
    """Return a function that reads a module, and calls the function of this name in it."""

    def call(*values: object, **named: object) -> object:
        _read(module)
        return getattr(module, name)(*values, **named)

    return call


def _read(module: ModuleType) -> None:
    """Read a module, if nothing has read it."""
    with _reading:  # other threads wait until it is read
        if loader := unread.pop(module.__name__, None):
            loader.exec_module(module)
            module.__class__ = ModuleType  # a module may change it


class _Deferred(ModuleType):
    """A module that is read when an attribute is first missed."""

    def __getattr__(self, name: str) -> object:
        if name == "__path__":  # ``from module import name`` asks if it is a package
            raise AttributeError(name)
        _read(self)
        return ModuleType.__getattribute__(self, name)
