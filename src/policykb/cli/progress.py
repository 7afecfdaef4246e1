"""A progress bar on standard error, shown only on a terminal."""

import sys
from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import TypeVar

_T = TypeVar("_T")

PATIENCE = 0.5
"""Seconds before a bar is shown."""


def show_progress(
    items: Sequence[_T], what: str, /, *, clock: Callable[[], float] = monotonic
) -> Iterator[_T]:
    """Yield the items in order. If standard error is a terminal and the work takes longer than
    :data:`PATIENCE`, show a progress bar, which disappears at the end.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    start = clock()
    waiting = iter(items)
    for done, item in enumerate(waiting):
        if clock() - start > PATIENCE:
            yield from _with_bar(item, waiting, what, done, len(items))
            return
        yield item


def _with_bar(first: _T, rest: Iterator[_T], what: str, done: int, total: int) -> Iterator[_T]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(what, total=total, completed=done)
        yield first
        for item in rest:
            bar.advance(task)
            yield item
