"""YAML in every style that people write, with comments wherever one may stand."""

import json

from hypothesis import strategies as st

from policykb.yaml.document import Data

_WORDS = (
    *("no", "on", "~", "null", "2021", "2025-07-04", "0x1f", "1:30", "a", "word", "US: a view"),
    *("two  blanks", " lead", "trail ", "line\nbreak", "line\n\nbreaks\n", "\nfirst", "end\n\n"),
    *("# no comment", "a #b", "a # b", "- dash", "-", "---", "...", "? key", ": x", "x:", "'", '"'),
    *("it's", 'say "so"', 'it\'s "both": x', "\\", "[a]", "{a", "a, b", "&a", "*a", "!a", "%a"),
    *("@a", "`a`", "|", ">", "<<", "=", "", " ", "\t", "a\tb", "\r", "é – ü", "\U0001f6a2", "\xa0"),
    *("x" * 90, "long words " * 12 + "end", "note: " + "and so on " * 10 + "end", "a\n  b\n c"),
)
_KEYS = (
    *("id", "name", "note", "actor", "topic", "quote", "summary", "aliases", "relative_to", "than"),
    *("actors", "claims", "skipped", "title", "policykb", "period", "unknown", "a b", "no", "<<"),
    *("1", "x: y", "", "it's", "-", "#"),
)
texts = st.sampled_from(_WORDS) | st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join)
keys = st.sampled_from(_KEYS)
data: st.SearchStrategy[Data] = st.recursive(
    texts,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(keys, inner, max_size=5)
        | st.fixed_dictionaries({"claims": st.lists(st.dictionaries(keys, inner), max_size=4)})
    ),
    max_leaves=12,
)

_COMMENTS = ("# c", "#", "# a: b", "#!x", "# - id: y", "# policykb: ignore[PKB101] why")
_comments = st.sampled_from(_COMMENTS)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A file, as a rule sound; some of its data may have become other data."""
    lines = _block(draw, draw(data), draw(st.sampled_from([0, 0, 1])), top=True)
    head = draw(st.sampled_from(["", "", "# yaml-language-server: $schema=x\n", "---\n", "\n"]))
    end = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    text = (
        head + "\n".join(draw(with_comments(lines))) + draw(st.sampled_from(["", "\n", "\n\n# c"]))
    )
    return text.replace("\n", end)


@st.composite
def with_comments(draw: st.DrawFn, lines: list[str]) -> list[str]:
    """The lines with comments and blank lines among them, and comments behind some."""
    share = draw(st.sampled_from([0, 1, 3]))
    found: list[str] = []
    for line in lines:
        while draw(st.integers(0, 9)) < share:
            indent = " " * draw(st.integers(0, 8))
            found.append(draw(st.sampled_from(["", *(indent + one for one in _COMMENTS)])))
        ended = draw(st.integers(0, 9)) < share
        found.append(f"{line} {draw(_comments)}" if ended else line)
    return found


def _block(draw: st.DrawFn, value: Data, indent: int, *, top: bool = False) -> list[str]:
    """The lines of a value; the first is to stand behind a key or dash if it is no collection."""
    pad = " " * indent
    if isinstance(value, str) or not value or draw(st.integers(0, 4)) == 0:
        return _flow(draw, value, pad, top=top).split("\n")
    lines: list[str] = []
    if isinstance(value, list):
        for item in value:
            inner = _block(draw, item, indent + 2)
            if inner[0].startswith(" " * (indent + 2)) and draw(st.booleans()):
                lines += [f"{pad}-", *inner]
            else:
                lines += [f"{pad}- {inner[0].lstrip(' ')}", *inner[1:]]
        return lines
    for key, one in value.items():
        named = f"{pad}{_scalar(draw, key)}:"
        step = draw(st.sampled_from([0, 2, 2, 3])) if isinstance(one, list) else 2
        inner = _block(draw, one, indent + step)
        collection = not isinstance(one, str) and inner[0][:1] not in {"[", "{"}
        if draw(st.integers(0, 9)) == 0:
            lines += [f"{pad}? {_scalar(draw, key)}", f"{pad}:", *inner]
        elif collection or draw(st.integers(0, 9)) == 0:
            first = inner[0] if collection else f"{pad}  {inner[0]}"
            lines += [named, first, *inner[1:]]
        else:
            lines += [f"{named} {inner[0]}", *inner[1:]]
    return lines


def _flow(draw: st.DrawFn, value: Data, pad: str, *, top: bool = False) -> str:
    if isinstance(value, str):
        return _scalar(draw, value, None if top else pad + "  ")
    breaks = draw(st.booleans())

    def gap() -> str:
        comment = draw(_comments) if breaks and draw(st.booleans()) else ""
        return f" {comment}\n{pad}  " if breaks and draw(st.booleans()) else ""

    if isinstance(value, list):
        inner = [_flow(draw, one, pad) for one in value]
    else:
        inner = [f"{_scalar(draw, key)}: {_flow(draw, one, pad)}" for key, one in value.items()]
    parts = [f"{gap()}{one}{gap()}" for one in inner]
    left, right = "[]" if isinstance(value, list) else "{}"
    return f"{left}{gap()}{', '.join(parts)}{gap()}{right}"


def _scalar(draw: st.DrawFn, text: str, pad: str | None = None) -> str:
    style = draw(st.sampled_from(["plain", "single", "double", "block"]))
    if style == "plain" and text.isalnum():
        return text
    if style == "block" and pad is not None and text.strip() and "\r" not in text:
        return (
            draw(st.sampled_from(["|", ">", "|-", ">-", ">+", "|2"]))
            + "\n"
            + "\n".join(pad + line for line in text.split("\n"))
        )
    if style == "single" and not set(text) & set("\n\t\r"):
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)
