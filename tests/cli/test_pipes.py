"""The program in a process of its own: pipes, encodings, closed outputs, terminals."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.forked import left_early, on_terminal
from tests.support.running import SAMPLE, environment, run, start

posix_only = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell or terminal")


def with_many(folder: Path, stance: str) -> Path:
    """Return a sample with enough claims to fill a short pipe, and what reads from it."""
    kb = Path(shutil.copytree(SAMPLE, folder / "kb"))
    claims = kb / "sources/gazette-2015/claims.yaml"
    head, _, rest = claims.read_text(encoding="utf-8").partition("\n")
    more = "".join(
        f"  - id: claim-{n}\n    actor: arvona\n    topic: toll\n    stance: {stance}\n"
        "    period: 2012/..\n    quote: The sea was calm that day.\n    summary: x\n"
        for n in range(200)
    )
    claims.write_text(f"{head}\n{more}{rest}", encoding="utf-8")
    return kb


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_many(tmp_path_factory.mktemp("big"), "support")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_many(tmp_path_factory.mktemp("faulty"), "undecided")


@pytest.mark.sampled
@posix_only
@pytest.mark.parametrize(
    "arguments",
    [
        ("claims",),
        ("claims", "-f", "table"),
        ("show", "gazette-2015", "-f", "json"),
    ],
)
def test_reader_may_close_the_pipe_early(big: Path, arguments: tuple[str, ...]) -> None:
    code, line, errors = left_early(*arguments, cwd=big)
    assert line
    assert code == 0
    assert not any(word in errors for word in (b"Traceback", b"Broken", b"Exception"))


@pytest.mark.sampled
@posix_only
@pytest.mark.parametrize("chosen", ["full", "json"])
def test_exit_code_counts_faults_after_the_pipe_closed(faulty: Path, chosen: str) -> None:
    code, line, errors = left_early("validate", "-f", chosen, cwd=faulty)
    assert line
    assert code == 1
    assert not any(word in errors for word in (b"Traceback", b"Broken", b"Exception"))


def shell(command: str, cwd: Path = SAMPLE, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a shell command in which ``policykb`` is the program."""
    words = f'policykb() {{ "{sys.executable}" -m policykb "$@"; }}\n{command}'
    return subprocess.run(
        ["/bin/sh", "-c", words],
        cwd=cwd,
        env=environment(**env),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@posix_only
@pytest.mark.parametrize(
    ("command", "redirection"),
    [
        ("claims", ">&-"),
        ("validate", "2>&-"),
        ("validate", ">&- 2>&-"),
        ("validate", "| true"),
    ],
)
def test_closed_streams_are_no_error(command: str, redirection: str) -> None:
    done = shell(f"policykb {command} {redirection}")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_full_disk_is_an_error() -> None:
    done = shell("policykb claims >/dev/full")
    assert done.returncode == 2
    assert "error: cannot write the answer: " in done.stderr
    assert "Traceback" not in done.stderr
    assert shell("policykb compare arvona 2>/dev/full").returncode == 2


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8", "utf-16"])
def test_every_encoding_works(encoding: str) -> None:
    ran = run("compare", "arvona", "belmark", "--cite", "-f", "table", encoding=encoding)
    assert ran.code == 0
    assert ("▲ support" if encoding.startswith("utf") else "++ support") in ran.out
    ran = run("compare", "arvona", "belmark", "-f", "json", encoding=encoding)
    assert json.loads(ran.out)["actors"] == ["arvona", "belmark"]


def test_the_locale_of_bare_servers_works() -> None:
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ran = start("compare", "arvona", "belmark", env=env, encoding="ascii")
    assert ran.code == 0
    assert "oppose \\u2026/2024-05 \\u2192 support" in ran.out


def test_module_and_script_are_the_same() -> None:
    script = shutil.which("policykb", path=str(Path(sys.executable).parent))
    assert script is not None
    done = subprocess.run(
        [script, "actors"], cwd=SAMPLE, env=environment(), capture_output=True, check=True
    )
    assert done.stdout.decode() == start("actors").out == run("actors").out
    assert run("--help").out.startswith("Usage: policykb ")


@posix_only
def test_terminal_gets_coloured_tables() -> None:
    _, text = on_terminal("compare", "arvona", "belmark", POLICYKB_PAGER="")
    assert "\x1b[38;5;32msupports\x1b[0m" in text
    assert "Opposed (2)" in text
    plain = on_terminal("compare", "arvona", "belmark", NO_COLOR="1", POLICYKB_PAGER="")
    assert plain[1] == run("compare", "arvona", "belmark", "-f", "table").out


@posix_only
def test_terminal_gets_full_faults(faulty: Path) -> None:
    path = faulty / "sources/gazette-2015/claims.yaml"
    code, text = on_terminal("validate", path, POLICYKB_PAGER="")
    assert code == 1
    assert "\x1b[1;31merror[PKB107 unknown-choice]\x1b[0m: " in text
    assert "^^^^^^^^^" in text
