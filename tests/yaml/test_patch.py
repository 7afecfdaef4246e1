"""Fixes change the value or field that they name, and nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.diagnostics import Fix, OrderKeys, RenameKey, SetValue
from policykb.yaml.edits import Edit
from policykb.yaml.parser import parse_document
from policykb.yaml.patch import apply_edits, apply_fixes, edits_for

CASES: list[tuple[str, str, Fix, str]] = [
    (
        "plain",
        "a: norlund  # why\nb: c\n",
        SetValue(("a",), "norland"),
        "a: norland  # why\nb: c\n",
    ),
    ("double", 'a: "norlund"\n', SetValue(("a",), "norland"), 'a: "norland"\n'),
    ("single", "a: 'norlund'\n", SetValue(("a",), "norland"), "a: 'norland'\n"),
    ("in a list", "a: [x, norlund, y]\n", SetValue(("a", 1), "norland"), "a: [x, norland, y]\n"),
    ("value like its key", "norlund: norlund\n", SetValue(("norlund",), "n"), "norlund: n\n"),
    ("CRLF", "a: b\r\nc: d\r\n", SetValue(("c",), "e"), "a: b\r\nc: e\r\n"),
    ("beyond the BMP", "a: 🙂 🙂\nb: x\n", SetValue(("b",), "y"), "a: 🙂 🙂\nb: y\n"),
    ("an alias of words", "a: United States\n", SetValue(("a",), "us"), "a: us\n"),
    (
        "folded words",
        "q: >-\n  One two\n  three four\n\nz: 1\n",
        SetValue(("q",), "One 2 three, four"),
        "q: >-\n  One 2\n  three, four\n\nz: 1\n",
    ),
    (
        "words added and gone",
        "q: >- # kept\n  One two\n  three four\n",
        SetValue(("q",), "Zero one two four five"),
        "q: >- # kept\n  Zero one two\n  four five\n",
    ),
    (
        "a plain text over two lines",
        "q: One two\n  three\nb: c\n",
        SetValue(("q",), "One too three"),
        "q: One too\n  three\nb: c\n",
    ),
    (
        "what plain style cannot hold",
        "q: One two\nb: c\n",
        SetValue(("q",), "One: two #3"),
        'q: "One: two #3"\nb: c\n',
    ),
    (
        "a mark that ends the quotes",
        "q: 'One two'\n",
        SetValue(("q",), "One's two"),
        'q: "One\'s two"\n',
    ),
    ("an escape", 'q: "One\\ttwo"\n', SetValue(("q",), "One two"), 'q: "One two"\n'),
    ("nothing there", "q:\nb: c\n", SetValue(("q",), "x"), "q:\nb: c\n"),
    ("field", "stanze: oppose # s\n", RenameKey(("stanze",), "stance"), "stance: oppose # s\n"),
    ("field in braces", "{stanze: x}\n", RenameKey(("stanze",), "stance"), "{stance: x}\n"),
    ("order", "b: 1\na: 2\n", OrderKeys((), ("a", "b")), "a: 2\nb: 1\n"),
    ("order without a line end", "b: 1\na: 2", OrderKeys((), ("a", "b")), "a: 2\nb: 1"),
    ("order in braces", "{b: 1, a: [2, 3]}\n", OrderKeys((), ("a", "b")), "{a: [2, 3], b: 1}\n"),
    (
        "order in a list",
        "l:\n  - b: 1 # one\n    # of a\n    a: >-\n      x\n      y\n\n  - a: 1\n",
        OrderKeys(("l", 0), ("a", "b")),
        "l:\n  - # of a\n    a: >-\n      x\n      y\n    b: 1 # one\n\n  - a: 1\n",
    ),
    (
        "order with CRLF",
        "l:\r\n- b: 1\r\n  a: 2\r\n- a: 3\r\n",
        OrderKeys(("l", 0), ("a", "b")),
        "l:\r\n- a: 2\r\n  b: 1\r\n- a: 3\r\n",
    ),
    ("order of other fields", "b: 1\na: 2\n", OrderKeys((), ("a",)), "b: 1\na: 2\n"),
    ("order of what spreads", "? b\n: 1\n? a\n: 2\n", OrderKeys((), ("a", "b")), ""),
]


@pytest.mark.parametrize(
    ("text", "fix", "fixed"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_a_fix_changes_nothing_else(text: str, fix: Fix, fixed: str) -> None:
    made, _ = apply_fixes(parse_document(text.encode(), "f.yaml"), [fix])
    assert made.text == (fixed or text)


def test_overlapping_fixes_wait_for_each_other() -> None:
    document = parse_document(b"b: norlund\na: 2\nc: x\n", "f.yaml")
    fixes: list[Fix] = [OrderKeys((), ("a", "b", "c")), SetValue(("b",), "norland")]
    made, done = apply_fixes(document, fixes)
    assert done == fixes[:1]
    made, done = apply_fixes(made, fixes[1:])
    assert (made.text, done) == ("a: 2\nb: norland\nc: x\n", fixes[1:])


def test_a_fix_that_cannot_be_applied_stops_no_other() -> None:
    document = parse_document(b"? b\n: 1\n? a\n: 2\nc: it\nd: x y\n", "f.yaml")
    fixes: list[Fix] = [
        OrderKeys((), ("a", "b", "c", "d")),
        SetValue(("d",), "x: y"),
        RenameKey(("c",), "e"),
    ]
    made, done = apply_fixes(document, fixes)
    assert done == fixes[1:]
    assert made.text == '? b\n: 1\n? a\n: 2\ne: it\nd: "x: y"\n'


def test_the_edits_of_a_report_have_the_effect_of_the_fix() -> None:
    for _, text, fix, fixed in CASES:
        document = parse_document(text.encode(), "f.yaml")
        assert apply_edits(document.text, edits_for(document, [fix])[0]) == (fixed or text)


def test_edits_may_come_in_any_order() -> None:
    assert apply_edits("abcd", [Edit(3, 4, "D"), Edit(0, 1, "A"), Edit(2, 2, "-")]) == "Ab-cD"


words = st.text(st.sampled_from("ab'\"#:-[]{}>|&*!%@`,é🙂\\"), min_size=1, max_size=5)
texts = st.lists(words, min_size=1, max_size=8).map(" ".join)
STYLES = (
    lambda text: json.dumps(text, ensure_ascii=False),
    lambda text: "'" + text.replace("'", "''") + "'",
    lambda text: ">-\n    " + "\n    ".join(text.split()),
    lambda text: "|-\n    " + text,
    lambda text: text,
)


@given(texts, texts, st.sampled_from(STYLES))
def test_a_value_becomes_the_new_one_in_any_style(old: str, new: str, style: object) -> None:
    assert callable(style)
    text = f"# head\nr:\n  - x: 1 # one\n    q: {style(old)}\n    y: 2\n# foot\n"
    document = parse_document(text.encode(), "f.yaml")
    if (
        document.faults
        or document.value(("r", 0, "q")) != old
        or len(list(document.comments())) != 3
    ):
        return  # no way to write it in this style
    made, done = apply_fixes(document, [SetValue(("r", 0, "q"), new)])
    assert done
    assert made.data == {"r": [{"x": "1", "q": new, "y": "2"}]}
    assert made.text.startswith("# head\nr:\n  - x: 1 # one\n    q: ")
    assert made.text.endswith("    y: 2\n# foot\n")
