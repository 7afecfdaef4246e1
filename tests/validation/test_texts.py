"""The check of texts: markup that was left in them, and ordinary signs that only look like it."""

from pathlib import Path

import pytest

from policykb.validation.report import validate
from tests.support.rule_samples import CLAIMS, TEXT, base_text, write_edited


def messages(root: Path, line: str) -> list[str]:
    """The faults of a text that holds this line besides the usual ones."""
    edits = {TEXT: f"{base_text(TEXT)}\n{line}\n", CLAIMS: base_text(CLAIMS)}
    found = validate(write_edited(root, edits)).diagnostics
    return [one.message for one in found if one.rule.name == "markup-in-text"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Ships <b>pay</b>.", "an HTML tag: <b> (and 1 more)"),
        ('See <a href="https://example.org">the gazette</a>.', "an HTML tag: <a href=https:"),
        ("Ships<BR />pay.", "an HTML tag: <BR />"),
        ("Ships <!-- all --> pay.", "an HTML tag: <!--"),
        ("Fish &amp; ships&#8217; toll.", "an HTML entity: &amp; (and 1 more)"),
        ("See [the gazette](https://example.org/a).", "a Markdown link: [the gazette]("),
        ("![A ship](/ship.png)", "a Markdown link: [A ship]("),
        ("[1]: https://example.org", "a Markdown link: [1]: https:"),
        ("## The toll", "a Markdown heading: ## The toll"),
        ("They **never** pay.", "Markdown emphasis: **never**"),
    ],
)
def test_markup_is_reported(tmp_path: Path, line: str, said: str) -> None:
    (message,) = messages(tmp_path, line)
    assert message.replace('"', "").replace("\\", "").startswith(f"the text holds {said}")


@pytest.mark.parametrize(
    "line",
    [
        "If a < b and c > d, ships pay 3 <4> or <b or c> and x<y>z.",
        "“It pays [sic] to wait,” he said [applause](loud).",
        "AT&T; Smith &Co; R&D; fish & ships; &c.",
        "#1 of 3, #toll, # 4 and C# too",
        "Prices** rose by 5 * 3 and 2**3; sales** fell.",
        "*** ",
        "Write to <toll@example.org> or see <https://example.org>.",
        "Note [1] (2019); see [2] and (3).",
    ],
)
def test_ordinary_signs_are_no_markup(tmp_path: Path, line: str) -> None:
    assert messages(tmp_path, line) == []
