from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wild
from faulty import BASE
from policykb.documents import Document
from policykb.formatting import format_document
from policykb.parsing import parse_document
from policykb.regular import read_regular
from strategies import law
from test_faultless import assert_alike, fully

FILES = sorted(BASE.rglob("*.yaml"))

REGULAR = """\
title: 'A: b'

claims:
  - id: a-1
    period: 2021-08/..
    conditions:
      - one
      - "two, three"
    relative_to:
      actor: us
      than: less
    quote: >-
      The first: line, # and
      - another.

  - id: b
    note: http://example.org/#b (c) d:e

skipped:
  - quote: >-
      Nothing.
    reason: nothing

last: >-
  Some words.
"""

PIECES = (
    *(
        "\n",
        "\n\n",
        " ",
        "  ",
        "    ",
        "      ",
        "- ",
        "  - ",
        ":",
        ": ",
        "#",
        " #",
        "a",
        "a: b",
        "é",
    ),
    *(
        "'",
        '"',
        "''",
        "\\",
        ">-",
        ">",
        "|",
        "|-",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&a ",
        "*a",
        "!a ",
        "<<: ",
        "?",
    ),
    *(
        "? ",
        "%",
        "@",
        "`",
        "---\n",
        "...\n",
        "\t",
        "\r\n",
        "\xa0",
        "\u3000",
        "\ufeff",
        "\u200b",
        "id: a\n",
        ".",
    ),
)
LINES = [
    *REGULAR.splitlines(keepends=True),
    *(
        "a:\n",
        "a: b\n",
        "  a: b\n",
        "    a: b\n",
        "      a: b\n",
        "      - a\n",
        "  - a: b\n",
        "  - a\n",
    ),
    *(
        "        a\n",
        "      a\n",
        "    a: >-\n",
        "    a: >-\n      b\n",
        "\n",
        "  \n",
        "# a\n",
        "    # a\n",
    ),
]


def read(text: str) -> Document:
    return parse_document(text.encode(errors="surrogatepass"), "f")


def assert_same(text: str) -> None:
    assert_alike(read(text), fully(text.encode(errors="surrogatepass")))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_formatted_file_without_comments_is_of_the_form(path: Path) -> None:
    text = format_document(parse_document(path.read_bytes(), path.name))
    assert (read_regular(text) is not None) == ("#" not in text)


def test_all_of_the_form_is_read_as_the_parser_reads_it() -> None:
    assert read_regular(REGULAR) is not None
    assert_same(REGULAR)


@pytest.mark.parametrize("piece", PIECES)
def test_a_piece_anywhere_is_read_as_the_parser_reads_it(piece: str) -> None:
    for at in range(len(REGULAR)):
        text = REGULAR[:at] + piece + REGULAR[at:]
        found = read_regular(text)
        if found is not None and not {"\u200b", "\ufeff"} & {*text}:
            assert_same(text)


@pytest.mark.parametrize("length", [1, 2, 3, 4, 7])
def test_what_is_left_without_a_piece_is_read_as_the_parser_reads_it(length: int) -> None:
    for at in range(len(REGULAR)):
        text = REGULAR[:at] + REGULAR[at + length :]
        if read_regular(text) is not None:
            assert_same(text)


@law
@given(st.lists(st.sampled_from(LINES), max_size=12).map("".join))
def test_lines_in_any_order_are_read_as_the_parser_reads_them(text: str) -> None:
    assert_same(text)


@law
@given(wild.documents())
def test_whatever_people_write_is_read_as_the_parser_reads_it(text: str) -> None:
    assert_same(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: b\na: c\n",
        "a:\n  - b: c\n    b: d\n",
        "a:\n  - b:\n      c: d\n      c: e\n",
        "a: b # c\n",
        "a: b: c\n",
        "a: b:\n",
        "a: 'b''c'\n",
        'a: "\\u202e"\n',
        'a: "\ufe0fb"\n',
        "a: &b c\n",
        "a: b\n  c\n",
        "a: b \n",
        "a: b",
        "",
        "\n",
    ],
)
def test_another_form_is_left_to_the_parser(text: str) -> None:
    assert read_regular(text) is None
