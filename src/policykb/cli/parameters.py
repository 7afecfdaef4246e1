"""Options and arguments of commands, declared in the words in which the help shows them."""

from collections.abc import Callable
from typing import Self

import typer
from typer.models import OptionInfo

from policykb.diagnostics import PolicyKBError


class _Option(OptionInfo):
    """An option of typer, which copies each several times: by ``copy`` for any class, that would
    take longer than the rest of building a command.
    """

    def __copy__(self) -> Self:
        copied = object.__new__(type(self))
        copied.__dict__ = vars(self).copy()
        return copied


def option(
    shown: str,
    help: str,  # noqa: A002 - as typer calls it
    section: str | None = None,
    *,
    completion: Callable[..., object] | None = None,
    callback: Callable[..., object] | None = None,
    is_eager: bool = False,
    show_default: bool = False,
    min: int | None = None,  # noqa: A002 - as typer calls it
    max: int | None = None,  # noqa: A002 - as typer calls it
) -> object:
    """Return an option for typer.

    ``shown`` are its names, and the word for its value: ``--topic -t TOPIC``. ``section`` is the
    section of the help. The rest is as in ``typer.Option``.
    """
    words = shown.split()
    names = [word for word in words if word.startswith("-")]
    return _Option(
        default=...,
        param_decls=names,
        metavar=" ".join(words[len(names) :]) or None,
        help=help,
        rich_help_panel=section,
        autocompletion=completion,
        callback=callback,
        is_eager=is_eager,
        show_default=show_default,
        min=min,
        max=max,
    )


def argument(
    shown: str,
    help: str,  # noqa: A002 - as typer calls it
    *,
    completion: Callable[..., object] | None = None,
) -> object:
    """Return an argument for typer; ``shown`` is the word for its value: ``[ACTOR...]``."""
    return typer.Argument(metavar=shown, help=help, autocompletion=completion, show_default=False)


def non_empty(context: typer.Context, option: typer.CallbackParam, value: str | None) -> str | None:
    """Return the value of an option. An empty one is an error, for example from an unset variable.

    Raises:
        PolicyKBError: the value is empty.
    """
    source = context.get_parameter_source(option.name or "")
    if value is not None and not value.strip() and source is not None and source.name != "DEFAULT":
        raise PolicyKBError(f"{option.opts[0]} is empty", "Give it a value, or leave it out.")
    return value
