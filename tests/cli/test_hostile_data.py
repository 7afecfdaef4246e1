"""Data drives no terminal, spreadsheet or page."""

import csv
import io
import shutil
from pathlib import Path

import pytest

from tests.support.commands import FORMATS, damage
from tests.support.running import SAMPLE, run

_RAW = "\x1b[31mred\x1b[0m \x1b]8;;http://evil\x1b\\click\x1b]8;;\x1b\\ \a \x9b31m \u202eevil\u202c"


@pytest.fixture
def hostile(copy: Path) -> Path:
    text = copy / "sources/gazette-2015/text.txt"
    text.write_text(f"Before {_RAW} it. {text.read_text().strip()} And {_RAW} behind.\n", "utf-8")
    damage(copy / "actors.yaml", "name: Arvona", "name: '[red]Arvona[/red] | =cmd() `x` <b>'")
    damage(copy / "topics.yaml", "label: a ferry across the strait", "label: '=1+1'")
    return copy


@pytest.mark.sampled
@pytest.mark.parametrize("chosen", FORMATS)
def test_source_texts_cannot_control_a_terminal(hostile: Path, chosen: str) -> None:
    for command in (
        ("show", "arvona-ferry-wanted"),
        ("coverage", "--sentences"),
        ("compare", "arvona", "belmark", "--cite"),
    ):
        ran = run(*command, "-f", chosen, cwd=hostile)
        assert ran.code == 0
        assert not set(ran.out + ran.err) & set("\x1b\a\x9b\u202e\u202c")
        if command[0] == "coverage":
            assert "u202eevil" in ran.out


@pytest.mark.parametrize("chosen", ["full", "concise", "json"])
def test_faults_in_hostile_texts_are_escaped(hostile: Path, chosen: str) -> None:
    ran = run("validate", "-f", chosen, cwd=hostile)
    assert "PKB306" in ran.out
    assert not set(ran.out + ran.err) & set("\x1b\a\x9b\u202e\u202c")


def test_names_are_not_read_as_markup(hostile: Path) -> None:
    table = run("actors", "-f", "table", cwd=hostile, env={"COLUMNS": "200"}).out
    assert "[red]Arvona[/red] | =cmd() `x` <b>" in table
    page = run("actors", "-f", "markdown", cwd=hostile).out
    assert r"\[red\]Arvona\[/red\] \| =cmd() \`x\` \<b\>" in page
    rows = csv.DictReader(io.StringIO(run("topics", "-f", "csv", cwd=hostile).out))
    assert "'=1+1" in {row["label"] for row in rows}


@pytest.mark.sampled
@pytest.mark.parametrize("name", ["esc\x1b[31m", "bad\udcff\udcfe", "line\nfeed", "\u202ebidi"])
def test_folders_with_odd_names_work(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    shutil.copytree(SAMPLE, folder)
    (folder / f"{name}.yaml").touch()
    (folder / "sources" / name).mkdir()
    made = run("init", f"new{name}", cwd=tmp_path)
    written = run("schema", "-o", f"schemas{name}", cwd=tmp_path)
    assert made.code == written.code == 0
    assert len(made.out.splitlines()) == 8
    requests = (
        *(("validate", "-f", chosen) for chosen in ("full", "concise", "json")),
        *(("claims", "-f", chosen) for chosen in FORMATS),
        ("grep", "-l", "ferry"),
        ("grep", "-c", "ferry"),
        ("show", "nothing"),
    )
    for ran in (made, written, *(run("--kb", folder, *request) for request in requests)):
        assert ran.code in {0, 1, 2}
        assert not set(ran.out + ran.err) & set("\x1b\u202e\udcff")
