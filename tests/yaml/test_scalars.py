import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.yaml.parser import parse_document
from policykb.yaml.scalars import WIDTH, as_key, in_block, in_brackets
from tests.support import yaml_documents

LONG = "so many words that no line of a file is long enough for them, however wide it may well be"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        # As it is, where nothing in it means something.
        ("word", "word"),
        ("two words", "two words"),
        ("a:b#c?! [d], {e} - 'f' \"g\"", None),
        ("http://example.org/a#b", None),
        ("-5 degrees", None),
        ("..", None),
        ("...and so on", None),
        ("198X", None),
        ("2021/..", None),
        ("2021-08", None),
        ("x" * 200, None),
        # In quotes without blanks, below `>-` with them.
        ("", "''"),
        (" ", "' '"),
        ("ends:", "'ends:'"),
        ("[a]", "'[a]'"),
        ("-", "'-'"),
        ("@it's", '"@it\'s"'),
        ("'it's\"", "'''it''s\"'"),
        ("'a\\", "'''a\\'"),
        ("\xa0x", "'\xa0x'"),
        ("a: b", ">-\na: b"),
        ("a #b", ">-\na #b"),
        ("- a", ">-\n- a"),
        ("--- a", ">-\n--- a"),
        ("... a", ">-\n... a"),
        ('"a" b', '>-\n"a" b'),
        (LONG, ">-\n" + LONG.replace(" be", "\nbe")),
        (f"{LONG}\n", ">\n" + LONG.replace(" be", "\nbe")),
        (f"a\n\n{LONG}\nb", ">-\na\n\n\n" + LONG.replace(" be", "\nbe") + "\n\nb"),
        # Line breaks, and what no block shows.
        ("a\nb", "|-\na\nb"),
        ("a\n  b\n\nc\n", "|\na\n  b\n\nc"),
        ("# a\nb", "|-\n# a\nb"),
        ("a\n\n", r'"a\n\n"'),
        ("\na", r'"\na"'),
        (" a\nb", r'" a\nb"'),
        ("a \nb", r'"a \nb"'),
        ("a\tb", r'"a\tb"'),
        ("a\rb", r'"a\rb"'),
        (" a", "' a'"),
        ("a ", "'a '"),
        # What other readers give a type.
        *((text, f"'{text}'") for text in ["y", "no", "On", "TRUE", "~", "null", "=", "<<"]),
        *(
            (text, f"'{text}'")
            for text in ["2021", "1_000", "-1.5", ".5", "1e3", "0x1f", "0o7", "0b1", "1:30", ".inf"]
        ),
        *((text, f"'{text}'") for text in ["2025-07-04", "2025-07-04T10:00:00Z"]),
        ("2025-07-04 10:00:00", ">-\n2025-07-04 10:00:00"),
    ],
)
def test_each_text_has_one_form(text: str, written: str | None) -> None:
    found = "\n".join(in_block(text, 3, 2))
    assert found == (text if written is None else written)


@pytest.mark.parametrize("text", ["2021", "2025-07-04", "1", "201X"])
def test_a_field_with_a_type_is_not_quoted(text: str) -> None:
    assert in_block(text, 0, 2, typed=True) == [text]
    assert in_brackets(text, typed=True) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [("a, b", "'a, b'"), ("a]", "'a]'"), ("a:b", "'a:b'"), ("a?", "'a?'"), ("a b", "a b")],
)
def test_brackets_need_more_quotes(text: str, written: str) -> None:
    assert in_brackets(text) == written


def test_a_line_is_full_before_the_next_begins() -> None:
    fits = "ab " * 28 + "ab"
    assert in_block(fits, WIDTH - len(fits), 4) == [fits]
    assert in_block(fits, WIDTH - len(fits) + 1, WIDTH - len(fits)) == [">-", fits]
    assert in_block(fits, WIDTH, WIDTH - len(fits) + 1) == [">-", fits[:-3], "ab"]
    assert in_block("a  b " * 30 + "c", 0, WIDTH)[1:] == ["a  b"] * 30 + ["c"]


@given(yaml_documents.texts, st.integers(2, 40), st.sampled_from([{}, {"typed": True}]))
def test_a_formatted_text_is_parsed_unchanged(
    text: str, indent: int, kind: dict[str, bool]
) -> None:
    first, *rest = in_block(text, indent + 2, indent + 2, **kind)
    lines = [f"{' ' * indent}- {first}", *(" " * (indent + 2) + line for line in rest)]
    lines += [f"- [{in_brackets(text, **kind)}, {{{in_brackets(text)}: x}}]"]
    block, brackets = "\n".join(lines[:-1]) + "\n", lines[-1] + "\n"
    assert parse_document(block.encode(), "x").data == [text]
    assert parse_document(brackets.encode(), "x").data == [[text, {text: "x"}]]
    assert parse_document(f"{as_key(text)}: x\n".encode(), "x").data == {text: "x"}
