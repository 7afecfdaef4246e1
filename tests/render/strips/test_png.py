"""Pictures as PNG, which an extra draws."""

import struct
import sys
from pathlib import Path

import pytest

from tests.support.running import run

SIGNATURE = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("command", ["compare", "timeline"])
def test_a_png_is_as_wide_as_asked_for(command: str, tmp_path: Path) -> None:
    file = tmp_path / "chart.png"
    ran = run(command, "arvona", "belmark", "-t", "ferry", "-o", file, "--width", "700")
    assert ran.code == 0, ran.err
    written = file.read_bytes()
    assert written.startswith(SIGNATURE)
    assert struct.unpack(">I", written[16:20]) == (700,)


def test_without_the_package_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    ran = run("compare", "arvona", "belmark", "-f", "png")
    assert ran.code == 2
    assert "pip install 'policykb[png]'" in ran.err


def test_without_a_font_no_png_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    import resvg_py  # noqa: PLC0415 - only this test looks at it

    drawn = resvg_py.svg_to_bytes
    monkeypatch.setattr(
        resvg_py, "svg_to_bytes", lambda **given: drawn(**given, skip_system_fonts=True)
    )
    ran = run("compare", "arvona", "belmark", "-f", "png")
    assert (ran.code, ran.out) == (2, "")
    assert "no font" in ran.err


def test_a_terminal_shows_no_png() -> None:
    ran = run("compare", "arvona", "belmark", "-f", "png", terminal=True)
    assert (ran.code, ran.out) == (2, "")
    assert "-o chart.png" in ran.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-f", "svg", "--width", "599"], "from 600 to 8000"),
        (["-f", "png", "--width", "8001"], "from 600 to 8000"),
        (["-f", "csv", "--width", "700"], "-o chart.svg"),
        (["--width", "700"], "-o chart.svg"),
        (["--matrix", "-f", "png"], "no picture"),
    ],
)
def test_a_picture_that_cannot_be_drawn_says_why(arguments: list[str], message: str) -> None:
    ran = run("compare", "arvona", "belmark", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert message in " ".join(ran.err.split())
