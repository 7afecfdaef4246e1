"""YAML files with the faults and the data that the parser finds in them."""

from collections.abc import Iterator

from policykb.diagnostics import Route
from policykb.yaml.document import Data
from policykb.yaml.parser import MAX_DEPTH

Place = tuple[str, int, int]

CASES: list[tuple[str, bytes, list[Place], Data | None]] = [
    # --- what is legal ---
    ("scalars stay text", b"a: no\nb: 012\nc: 0x1f\nd: 1_000\ne: ~\nf: 2020-02-30\n", [],
     {"a": "no", "b": "012", "c": "0x1f", "d": "1_000", "e": "~", "f": "2020-02-30"}),
    ("keys stay text", b"yes: a\n1: b\n", [], {"yes": "a", "1": "b"}),
    ("nesting", b"a:\n- b: [c, {d: e}]\n-\n", [], {"a": [{"b": ["c", {"d": "e"}]}, ""]}),
    ("empty collections", b"a: []\nb: {}\n", [], {"a": [], "b": {}}),
    ("pairs in a list", b"[a: b, c]", [], [{"a": "b"}, "c"]),
    ("empty value", b"note:\nb: ''\n", [], {"note": "", "b": ""}),
    ("block scalars", b"a: |\n  x\n  y\n\nb: >-\n  x\n  y\n", [], {"a": "x\ny\n", "b": "x y"}),
    ("one marker before", b"# c\n---\na: b\n", [], {"a": "b"}),
    ("one marker behind", b"a: b\n...\n# c\n", [], {"a": "b"}),
    ("CRLF", b"a: b\r\nc: |\r\n  d\r\n  e\r\n", [], {"a": "b", "c": "d\ne\n"}),
    ("old Mac line ends", b"a: b\rc: {d\r", [("yaml-syntax", 2, 4)], None),
    ("joiners", "a: می\u200cشود\u200d\n".encode(), [], {"a": "می\u200cشود\u200d"}),
    ("beyond the BMP", "a: 🙂\n".encode(), [], {"a": "🙂"}),
    ("quoted merge sign", b"'<<': a\n", [], {"<<": "a"}),
    ("explicit keys", b"? a\n: b\n? c\n", [], {"a": "b", "c": ""}),
    ("text is data too", b"a\n", [], "a"),
    ("per cent inside", b'a: "x\n%YAMLish\n50% of"\n', [], {"a": "x %YAMLish 50% of"}),
    # --- PKB004: bytes ---
    ("Latin-1", b"a: b\nc: caf\xe9\n", [("not-utf-8", 2, 7)], None),
    ("bad byte behind wide characters", "a: é🙂".encode() + b"\xff", [("not-utf-8", 1, 6)], None),
    ("cut off", "a: é".encode()[:-1], [("not-utf-8", 1, 4)], None),
    ("raw surrogate", b"a: \xed\xa0\x80\n", [("not-utf-8", 1, 4)], None),
    ("UTF-16 with BOM", "a: b\n".encode("utf-16"), [("not-utf-8", 1, 1)], None),
    ("UTF-16 without BOM", "a: b\n".encode("utf-16-be"), [("not-utf-8", 1, 1)], None),
    ("UTF-32 with BOM", "a: b\n".encode("utf-32"), [("not-utf-8", 1, 1)], None),
    ("UTF-32 without BOM", "a: b\n".encode("utf-32-le"), [("not-utf-8", 1, 1)], None),
    # --- PKB005: characters ---
    ("BOM before", b"\xef\xbb\xbfa: b\n", [("forbidden-character", 1, 1)], {"a": "b"}),
    ("BOM inside", b"a: b\xef\xbb\xbf\n", [("forbidden-character", 1, 5)], {"a": "b\ufffd"}),
    ("NUL", b"a: b\0\nc: d\n", [("forbidden-character", 1, 5)], {"a": "b\ufffd", "c": "d"}),
    ("vertical tab", b"a: b\x0bc\n", [("forbidden-character", 1, 5)], {"a": "b\ufffdc"}),
    ("DEL", b"a: b\x7f\n", [("forbidden-character", 1, 5)], {"a": "b\ufffd"}),
    ("C1", "a: \x9b\n".encode(), [("forbidden-character", 1, 4)], {"a": "\ufffd"}),
    ("NEL breaks no line", "a: b\x85c: d\ne: f\n".encode(),
     [("forbidden-character", 1, 5), ("yaml-syntax", 1, 7)], None),
    ("line separator", "a: b\u2028c\ne: f\n".encode(), [("forbidden-character", 1, 5)],
     {"a": "b\ufffdc", "e": "f"}),
    ("noncharacter", "a: \ufffe\n".encode(), [("forbidden-character", 1, 4)], {"a": "\ufffd"}),
    ("in a comment", "# \u202e\na: b\n".encode(), [("forbidden-character", 1, 3)], {"a": "b"}),
    ("in a key", "a\u200f: b\n".encode(), [("forbidden-character", 1, 2)], {"a\ufffd": "b"}),
    ("several at once", "a: \u2066b\u2069\nc: \u061c\n".encode(),
     [("forbidden-character", 1, 4), ("forbidden-character", 1, 6), ("forbidden-character", 2, 4)],
     {"a": "\ufffdb\ufffd", "c": "\ufffd"}),
    ("escaped", b'a: "x \\u202e"\nb: "\\0\\N\\0"\n',
     [("forbidden-character", 1, 4), *[("forbidden-character", 2, 4)] * 2],
     {"a": "x \u202e", "b": "\0\x85\0"}),
    ("escaped legally", b'a: "\\t\\n\\u00e9\\U0001F642\\_"\n', [], {"a": "\t\né🙂\xa0"}),
    ("no escape in single quotes", b"a: '\\u202e'\n", [], {"a": "\\u202e"}),
    ("escaped surrogate", b'a: "\\ud83d\\ude42"\n', [("forbidden-character", 1, 7)], None),
    ("escape beyond Unicode", b'a: "\\U00110000"\n', [("forbidden-character", 1, 7)], None),
    # --- PKB006: nothing there ---
    ("no bytes", b"", [("empty-file", 1, 1)], None),
    ("only line ends", b"\n\r\n", [("empty-file", 1, 1)], None),
    ("only comments", b"# a\n# b\n", [("empty-file", 1, 1)], None),
    ("only a marker", b"---\n", [("empty-file", 1, 1)], None),
    ("only a BOM", b"\xef\xbb\xbf", [("forbidden-character", 1, 1), ("empty-file", 1, 1)], None),
    # --- PKB007: syntax ---
    ("tab", b"a:\n\tb: c\n", [("yaml-syntax", 2, 1)], None),
    ("tab further down", b"a:\n  b: c\n\td: e\n", [("yaml-syntax", 3, 1)], None),
    ("tab in a block scalar", b"a: |\n\tb\n", [("yaml-syntax", 2, 1)], None),
    ("colon", b"a: b: c\n", [("yaml-syntax", 1, 5)], None),
    ("double quote", b'a: "b\nc: d\n', [("yaml-syntax", 1, 4)], None),
    ("single quote", b"a: 'b\n---\nc'\n", [("yaml-syntax", 1, 4)], None),
    ("apostrophe", b"a: 'it's'\n", [("yaml-syntax", 1, 8)], None),
    ("bracket", b"a:\n  - [b\nc: d\n", [("yaml-syntax", 2, 5)], None),
    ("bracket at the end", b"a: [\n", [("yaml-syntax", 2, 1)], None),
    ("brace", b"a: {b: c\n", [("yaml-syntax", 1, 4)], None),
    ("closing bracket", b"[a]]\n", [("yaml-syntax", 1, 4)], None),
    ("comma", b"[a, , b]\n", [("yaml-syntax", 1, 5)], None),
    ("colon in brackets", b"[http://x]\n", [("yaml-syntax", 1, 6)], None),
    ("indentation", b"a:\n   b: c\n  d: e\n", [("yaml-syntax", 3, 3)], None),
    ("indented beginning", b"  a: b\nc: d\n", [("yaml-syntax", 2, 1)], None),
    ("list and keys", b"- a\nb: c\n", [("yaml-syntax", 2, 1)], None),
    ("line without a colon", b"a: b\nfoo\nc: d\n", [("yaml-syntax", 2, 1)], None),
    ("at sign", b"a: @b\n", [("yaml-syntax", 1, 4)], None),
    ("asterisks", b"a: *b* c\n", [("yaml-syntax", 1, 4)], None),
    ("ampersand", b"a: & b\n", [("yaml-syntax", 1, 4)], None),
    ("dash", b"a: - b\n", [("yaml-syntax", 1, 4)], None),
    ("question mark", b"a: ? b\n", [("yaml-syntax", 1, 4)], None),
    ("escape", b'a: "\\q"\n', [("yaml-syntax", 1, 5)], None),
    ("digits of an escape", b'a: "\\xZZ"\n', [("yaml-syntax", 1, 7)], None),
    ("bar", b"a: | b\n", [("yaml-syntax", 1, 6)], None),
    ("what came before is kept", b"a: &x b\nc: [d\n",
     [("yaml-alias", 1, 4), ("yaml-syntax", 2, 4)], None),
    # --- PKB008 to PKB011: what YAML can and records must not ---
    ("anchor and alias", b"a: &x b\nc: *x\n", [("yaml-alias", 1, 4), ("yaml-alias", 2, 4)],
     {"a": "b", "c": ""}),
    ("anchored collections", b"a: &x\n  b: c\nd: &y [e]\n",
     [("yaml-alias", 1, 4), ("yaml-alias", 3, 4)], {"a": {"b": "c"}, "d": ["e"]}),
    ("anchored key", b"&x a: b\n", [("yaml-alias", 1, 1)], {"a": "b"}),
    ("laughs", b"a: &a [x, x]\nb: [*a, *a]\n",
     [("yaml-alias", 1, 4), ("yaml-alias", 2, 5), ("yaml-alias", 2, 9)],
     {"a": ["x", "x"], "b": ["", ""]}),
    ("tags", b"a: !!str b\nc: ! d\ne: !x [f]\ng: !<h> {}\n",
     [("yaml-tag", 1, 4), ("yaml-tag", 2, 4), ("yaml-tag", 3, 4), ("yaml-tag", 4, 4)],
     {"a": "b", "c": "d", "e": ["f"], "g": {}}),
    ("Python tag", b"!!python/object/apply:os.system [ls]\n", [("yaml-tag", 1, 1)], ["ls"]),
    ("anchor and tag", b"a: !t &x b\nc: &y !t d\n",
     [("yaml-tag", 1, 4), ("yaml-alias", 1, 7), ("yaml-alias", 2, 4), ("yaml-tag", 2, 7)],
     {"a": "b", "c": "d"}),
    ("unknown tag handle", b"a: !e!b c\n", [("yaml-tag", 1, 4)], None),
    ("unfinished tag", b"a: !<b\n", [("yaml-tag", 1, 4)], None),
    ("tag with half a character", b"a: b\nc: !%ed%a0%80 d\n", [("yaml-tag", 2, 4)], None),
    ("such a tag first", b"!%ed%a0%80 d\n", [("yaml-tag", 1, 1)], None),
    ("directives", b"%YAML 1.2\n%TAG ! x:\n---\na: b\n",
     [("yaml-directive", 1, 1), ("yaml-directive", 2, 1)], {"a": "b"}),
    ("directive without a marker", b"%YAML 9.9\na: b\n", [("yaml-directive", 1, 1)], {"a": "b"}),
    ("directive behind", b"a: b\n...\r%TAG ! x:\n--- c\n",
     [("yaml-directive", 3, 1), ("several-documents", 4, 1)], {"a": "b"}),
    ("unknown directive", b"%FOO bar\n---\na: b\n", [("yaml-directive", 1, 1)], None),
    ("merge key", b"a: b\n<<: {c: d}\n", [("yaml-merge-key", 2, 1)], {"a": "b"}),
    ("merged alias", b"a: b\n<<: *c\n", [("yaml-merge-key", 2, 1), ("yaml-alias", 2, 5)],
     {"a": "b"}),
    # --- PKB012 to PKB015 ---
    ("duplicate keys", b"a: 1\nb: 2\na: [3]\n'a': 4\n",
     [("duplicate-key", 3, 1), ("duplicate-key", 4, 1)], {"a": "1", "b": "2"}),
    ("duplicate keys within", b"- {a: 1, a: 2}\n- a: 1\n", [("duplicate-key", 1, 10)],
     [{"a": "1"}, {"a": "1"}]),
    ("deep enough", b"[" * MAX_DEPTH + b"]" * (MAX_DEPTH + 1), [("yaml-syntax", 1, 129)], None),
    ("too deep", b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), [("too-deep", 1, 65)], None),
    ("far too deep", b"[" * 100_000, [("too-deep", 1, 65)], None),
    ("too deep with keys", b"{a: " * 100_000, [("too-deep", 1, 257)], None),
    ("too deep in block style", b"- " * 100_000, [("too-deep", 1, 129)], None),
    ("too deep in lines", b"".join(b" " * i + b"a:\n" for i in range(100)),
     [("too-deep", 65, 65)], None),
    ("two documents", b"a: b\n---\nc: d\n", [("several-documents", 2, 1)], {"a": "b"}),
    ("a second marker", b"---\na: b\n---\n", [("several-documents", 3, 1)], {"a": "b"}),
    ("first document empty", b"---\n---\na: b\n", [("several-documents", 2, 1)], None),
    ("more behind the end", b"a: b\n...\nc: d\n", [("several-documents", 3, 1)], {"a": "b"}),
    ("rubbish behind the end", b"a: b\n...\n@\n", [("several-documents", 3, 1)], {"a": "b"}),
    ("compound keys", b"? [a]\n: b\n? {c: d}\n: e\nf: g\n[h]: i\n",
     [("bad-key", 1, 3), ("bad-key", 3, 3), ("bad-key", 6, 1)], {"f": "g"}),
    ("everything at once", b"a: &x b\na: !t c\nd: *x\n? []\n: e\n",
     [("yaml-alias", 1, 4), ("duplicate-key", 2, 1), ("yaml-tag", 2, 4), ("yaml-alias", 3, 4),
      ("bad-key", 4, 3)], {"a": "b", "d": ""}),
]  # fmt: skip


def routes(data: Data | None, route: Route = ()) -> Iterator[Route]:
    yield route
    if isinstance(data, dict):
        for key, value in data.items():
            yield from routes(value, (*route, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from routes(value, (*route, index))


FRAGMENTS = [
    *["a", "b", "<<", ": ", ":", "- ", "-", "? ", ", ", "[", "]", "{", "}", "\n", "\n  ", "\r\n"],
    *["\r", "\t", " ", "#", " # c\n", "'", '"', "''", "|\n", ">-\n", "|+2", "\\", "\\n"],
    *["\\ud800", '"\\u202e"', "&x ", "*x ", "!t ", "!!str ", "!%ed%a0%80 ", "!e!", "%"],
    *["%YAML 1.2\n", "%TAG ! x\n", "@", "`", "---\n", "...\n", "--- ", "é", "🙂", "\u202e"],
    *["\x85", "\u2028", "\ufeff", "\0"],
]
