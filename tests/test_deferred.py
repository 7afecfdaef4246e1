"""Modules that are read when something in them is first used."""

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

from policykb.deferred import RARELY_USED, defer

NAME = "a_module_for_this_test"
SOURCE = """
import sys
from threading import Thread

with open(__file__ + ".reads", "a") as file:
    file.write("read ")
found = []
thread = Thread(target=lambda: found.append(sys.modules[__name__].answer))
thread.start()
answer = 42


def double(number):
    return 2 * number
"""
"""It has another thread ask for its answer before it holds one."""

Reads = Callable[[], int]


@pytest.fixture
def reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reads]:
    """The number of times that the deferred module has been read."""
    (tmp_path / f"{NAME}.py").write_text(SOURCE, encoding="utf-8")
    log = tmp_path / f"{NAME}.py.reads"
    log.touch()
    monkeypatch.syspath_prepend(tmp_path)
    defer({NAME: ["double"]})
    yield lambda: len(log.read_text("utf-8").split())
    sys.modules[NAME].thread.join()
    del sys.modules[NAME]


def test_deferred_module_is_read_once_when_something_in_it_is_used(reads: Reads) -> None:
    module = import_module(NAME)
    assert reads() == 0
    assert module.answer == 42
    assert getattr(module, "answer") == 42  # noqa: B009 - looked up once more
    assert reads() == 1


def imported_by_name(importer: str) -> Callable[[int], int]:
    """What a module of this name gets by ``from module import double``."""
    names: dict[str, object] = {"__name__": importer}
    exec(f"from {NAME} import double", names)  # noqa: S102 - in the name of another module
    double = names["double"]
    assert callable(double)
    return double


@pytest.mark.parametrize("importer", ["typer.main", "rich.style", "rich"])
def test_function_imported_by_name_reads_its_module_when_it_is_called(
    reads: Reads, importer: str
) -> None:
    double = imported_by_name(importer)
    assert reads() == 0
    assert [double(number) for number in (4, 5)] == [8, 10]
    assert import_module(NAME).double(6) == 12
    assert reads() == 1


def test_package_inside_a_package_is_deferred_like_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outer, name = "a_package_for_this_test", "a_package_for_this_test.inside"
    (tmp_path / outer / "inside").mkdir(parents=True)
    (tmp_path / outer / "__init__.py").touch()
    source = "from a_package_for_this_test.inside.deeper import answer\ndef ask(): return answer\n"
    (tmp_path / outer / "inside" / "__init__.py").write_text(source, encoding="utf-8")
    (tmp_path / outer / "inside" / "deeper.py").write_text("answer = 42\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    import_module(outer)
    defer({name: ["ask"]})
    names: dict[str, object] = {"__name__": "pydantic.plugin._loader"}
    exec(f"from {name} import ask", names)  # noqa: S102 - in the name of another module
    ask = names["ask"]
    assert callable(ask)
    assert f"{name}.deeper" not in sys.modules
    assert ask() == import_module(outer).inside.answer == 42
    for one in (outer, name, f"{name}.deeper"):
        del sys.modules[one]


def test_others_that_import_by_name_get_what_the_module_holds(reads: Reads) -> None:
    double = imported_by_name("typer.main")
    real = imported_by_name("pydantic.types")
    assert reads() == 1
    assert real is import_module(NAME).double is imported_by_name("typer.main")
    assert double is not real


def test_what_a_deferred_module_does_not_hold_is_missed(reads: Reads) -> None:
    module = import_module(NAME)
    for _ in range(2):
        with pytest.raises(AttributeError, match="nothing_like_this"):
            _ = module.nothing_like_this
    assert reads() == 1


def test_other_threads_wait_for_a_deferred_module(reads: Reads) -> None:
    module = import_module(NAME)
    assert module.answer == 42
    module.thread.join()
    assert module.found == [42]
    assert reads() == 1


@pytest.mark.parametrize("name", RARELY_USED)
def test_imported_module_stays_as_it_is(name: str) -> None:
    module = import_module(name)
    defer()
    assert sys.modules[name] is module
