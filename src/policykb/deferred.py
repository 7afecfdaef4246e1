"""Modules of the standard library that are read when something in them is first used.

typer imports more of them than a short command uses, and a short command spends most of its time
importing. :class:`importlib.util.LazyLoader` does not help: ``import`` looks up an attribute of the
module that it finds, and that reads it.
"""

import sys
from collections.abc import Iterable
from importlib.util import find_spec, module_from_spec
from threading import RLock
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.abc import Loader

RARELY_USED = ("bz2", "ipaddress", "lzma", "ntpath", "subprocess", "textwrap", "tokenize")
"""Modules that typer, or what it imports, names but uses for few commands."""

unread: "dict[str, Loader]" = {}
"""The loaders of modules that were deferred and that nothing has used."""

_reading = RLock()


def defer(names: Iterable[str] = RARELY_USED) -> None:
    """Put modules where ``import`` finds them, unread. Those that are there stay as they are."""
    for name in names:
        if name not in sys.modules and (spec := find_spec(name)) and spec.loader:
            module = sys.modules[name] = module_from_spec(spec)
            module.__class__ = _Deferred
            unread[name] = spec.loader


class _Deferred(ModuleType):
    """A module that is read when an attribute is first missed."""

    def __getattr__(self, name: str) -> object:
        with _reading:  # other threads wait until it is read
            if loader := unread.pop(self.__name__, None):
                loader.exec_module(self)
                self.__class__ = ModuleType  # type: ignore[assignment] # a module may change it
        return ModuleType.__getattribute__(self, name)
