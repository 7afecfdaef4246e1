import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.diagnostics import Diagnostic, Span
from policykb.text.decoding import LINE_END, Lines, decode


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"\xff", 1, 1),
        (b"abc\xff", 1, 4),
        ("é🙂".encode() + b"\xff", 1, 3),
        (b"a\nb\r\nc\rd\xff", 4, 2),
        (b"a\r\n\xff", 2, 1),
        ("a\x85\u2028\x0b".encode() + b"\xff", 1, 5),
        ("é".encode()[:1], 1, 1),
    ],
)
def test_the_first_wrong_byte(data: bytes, line: int, column: int) -> None:
    result = decode(data, "f")
    assert isinstance(result, Diagnostic)
    assert result.rule.name == "not-utf-8"
    assert (result.location.line, result.location.column) == (line, column)


@pytest.mark.parametrize("encoding", ["UTF-16", "UTF-32"])
@pytest.mark.parametrize("suffix", ["", "-LE", "-BE"])
def test_other_encodings(encoding: str, suffix: str) -> None:
    result = decode("a: b\n".encode(encoding + suffix), "f")
    assert isinstance(result, Diagnostic)
    assert encoding in result.message
    assert encoding in result.help


@pytest.mark.parametrize("text", ["", "a", "\ufeffa", "a\0b", "é\r\n🙂", "\U0010ffff"])
def test_utf_8(text: str) -> None:
    assert decode(text.encode(), "f") == text


def test_spans_count_lines_and_columns_from_one() -> None:
    lines = Lines("a\r\nbé🙂c \n\r d")
    assert lines.span(0, 1) == Span(1, 1, 1, 2)
    assert lines.span(4, 7) == Span(2, 2, 2, 5)
    assert lines.span(4, 10) == Span(2, 2, 2, 5)  # without the white space it ends in
    assert lines.span(11, 12) == Span(4, 2, 4, 3)


@given(
    st.lists(st.sampled_from(["a", "🙂", "\n", "\r", "\r\n", "\x0b", "\x85", "\u2028"])).map(
        "".join
    )
)
def test_lines_end_where_editors_end_them(text: str) -> None:
    ends = [match.end() for match in LINE_END.finditer(text)]
    for offset in range(len(text) + 1):
        passed = [end for end in ends if end <= offset]
        line, column, *_ = Lines(text).exact_span(offset, offset)
        assert (line, column) == (len(passed) + 1, offset - max(passed, default=0) + 1)
