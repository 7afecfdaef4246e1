"""The console script: what becomes of an exception."""

import sys

import pytest

from policykb.__main__ import run
from policykb.cli import commands
from tests.support.running import SAMPLE


@pytest.mark.parametrize("bug", [TypeError, LookupError, ValueError, AttributeError])
def test_a_bug_in_a_command_is_raised_and_the_command_is_not_run_again(
    bug: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def broken(*_: object, **__: object) -> None:
        calls.append(1)
        raise bug("a bug")

    monkeypatch.setattr(commands.command("claims"), "callback", broken)
    monkeypatch.setattr(sys, "argv", ["policykb", "--kb", str(SAMPLE), "claims"])
    with pytest.raises(bug, match="a bug"):
        run()
    assert calls == [1]
