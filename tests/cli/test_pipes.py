"""The program in a process of its own: pipes, encodings, closed outputs, terminals."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.running import SAMPLE, environment, program, run, start

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


def left_early(*arguments: object, cwd: Path) -> tuple[int, bytes, bytes]:
    """Run the program, read one line, close the pipe; return exit code, line and errors."""
    with subprocess.Popen(
        program(*arguments),
        cwd=cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pipesize=4096,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()
        return process.wait(), line, errors


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
        ("claims -f table", ">&- 2>&-"),
        ("validate", "2>&-"),
        ("validate", ">&- 2>&-"),
        ("claims", "</dev/null"),
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
    assert start("--help").out.startswith("Usage: policykb ")


def on_a_terminal(*arguments: object, **env: str) -> str:
    """Return the output on a terminal of 80 columns."""
    import pty  # noqa: PLC0415 - Windows has none

    main, side = pty.openpty()
    try:
        with subprocess.Popen(
            program(*arguments),
            cwd=SAMPLE,
            env=environment(**{"TERM": "xterm", **env}),
            stdin=side,
            stdout=side,
            stderr=side,
        ) as process:
            os.close(side)
            side = -1
            written = b""
            while True:
                try:
                    piece = os.read(main, 65536)
                except OSError:  # the other side is closed
                    break
                if not piece:
                    break
                written += piece
        assert process.returncode in {0, 1}
    finally:
        os.close(main)
        if side >= 0:
            os.close(side)
    return written.decode().replace("\r\n", "\n")


@posix_only
def test_terminal_gets_coloured_tables() -> None:
    text = on_a_terminal("compare", "arvona", "belmark")
    assert "\x1b[38;5;32msupports\x1b[0m" in text
    assert "Opposed (2)" in text
    plain = on_a_terminal("compare", "arvona", "belmark", NO_COLOR="1")
    assert plain == run("compare", "arvona", "belmark", "-f", "table").out


@posix_only
def test_terminal_gets_full_faults(faulty: Path) -> None:
    text = on_a_terminal("validate", faulty / "sources/gazette-2015/claims.yaml")
    assert "\x1b[1;31merror[PKB107 unknown-choice]\x1b[0m: " in text
    assert "^^^^^^^^^" in text
