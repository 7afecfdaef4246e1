import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from policykb.diagnostics import PolicyKBError
from policykb.model.schema import FILES
from policykb.yaml.document import Data, Document
from policykb.yaml.formatter import _Writer as Writer
from policykb.yaml.formatter import format_document
from policykb.yaml.parser import parse_document
from policykb.yaml.tree import suppressed_routes
from tests.support import yaml_documents
from tests.support.running import ROOT


def document(text: str, path: str = "actors.yaml") -> Document:
    found = parse_document(text.encode(), path)
    assert not found.faults
    return found


def formatted(text: str, path: str = "actors.yaml") -> str:
    made = format_document(document(text, path))
    assert format_document(document(made, path)) == made
    return made


# Each is a title, a file, and what becomes of it.
EXAMPLES = re.findall(
    r"^=== (.*)\n((?:(?!===).*\n)*)=== becomes\n((?:(?!===).*\n)*)",
    (ROOT / "tests" / "yaml" / "formatting.txt").read_text("utf-8"),
    re.MULTILINE,
)


@pytest.mark.parametrize(
    ("before", "after"),
    [(before, after) for _, before, after in EXAMPLES],
    ids=[title for title, _, _ in EXAMPLES],
)
def test_examples(before: str, after: str) -> None:
    path = "claims.yaml" if before.startswith("claims") else "actors.yaml"
    assert formatted(before, path) == after


def test_line_ends_and_the_white_space_before_them() -> None:
    crlf = "actors:  \r\n  - id: a\t\r\n    name: >-\r\n      A\r\n      B\r\n\r\n"
    assert formatted(crlf) == "actors:\n  - id: a\n    name: A B\n"
    assert formatted("actors: []") == "actors: []\n"


def test_the_head_of_a_file_stays_there() -> None:
    made = formatted(
        "# yaml-language-server: $schema=kb.json\n# of the title\ntitle: T\npolicykb: '1'\n",
        "kb.yaml",
    )
    assert made == (
        "# yaml-language-server: $schema=kb.json\npolicykb: 1\n# of the title\ntitle: T\n"
    )
    assert formatted("# T, 2025\n\ntitle: T\npolicykb: 1\n", "kb.yaml").startswith("# T, 2025\n\np")


def test_fields_with_a_type_are_plain() -> None:
    source = formatted("accessed: '2025-07-04'\npublished: \"2021\"\ntitle: 2021", "source.yaml")
    assert source == "title: '2021'\npublished: 2021\naccessed: 2025-07-04\n"
    assert "period: 2021\n" in formatted("claims:\n  - period: '2021'", "sources/x/claims.yaml")


@pytest.mark.parametrize("path", sorted((ROOT / "kb").rglob("*.yaml")), ids=lambda path: path.name)
def test_the_knowledge_base_is_formatted(path: object) -> None:
    text = (ROOT / str(path)).read_text("utf-8")
    assert formatted(text, str(path)) == text


@pytest.mark.parametrize(
    ("text", "of"),
    [
        # The suppression is of several items, which then stand on lines of their own.
        ("actors:\n  - aliases: [b, c, # policykb: ignore[X] x\n      d]\n", "actors.yaml"),
        ("title: {b: # policykb: ignore[X] x\n   c}\n", "kb.yaml"),
    ],
)
def test_a_file_is_not_formatted_if_a_suppression_would_move(text: str, of: str) -> None:
    with pytest.raises(PolicyKBError, match="would move the `# policykb:` comment"):
        format_document(document(text, of))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [("a b", "a c", "its data"), (" # x", "", "comments"), ("a b", "[", "its data")],
)
def test_a_bug_in_the_writer_does_no_harm(
    monkeypatch: pytest.MonkeyPatch, old: str, new: str, message: str
) -> None:
    right = Writer.line

    def wrong(self: Writer, text: str, comment: str) -> None:
        right(self, text, comment)
        self.lines[-1] = self.lines[-1].replace(old, new)

    monkeypatch.setattr(Writer, "line", wrong)
    with pytest.raises(PolicyKBError, match=message):
        format_document(document("actors: a b # x\n"))


def in_order(value: Data | None) -> object:
    """Return data that keeps the order of its fields."""
    if isinstance(value, dict):
        return [(key, in_order(one)) for key, one in value.items()]
    return [in_order(one) for one in value] if isinstance(value, list) else value


def texts(found: Document) -> list[str]:
    return [comment.text for comment in found.comments()]


@settings(
    max_examples=6 * settings().max_examples,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(yaml_documents.documents(), st.sampled_from([*FILES, "other"]))
def test_any_style_is_formatted_without_change_of_data(text: str, kind: str) -> None:
    path = f"{kind}.yaml"
    before = parse_document(text.encode(), path)
    assume(not before.faults and before.data is not None)
    try:
        made = format_document(before)
    except PolicyKBError as error:
        assert "would move" in error.message  # noqa: PT017 - as a rule there is none
        return
    after = document(made, path)
    assert after.data == before.data
    assert Counter(texts(after)) == Counter(texts(before))
    assert not Counter(suppressed_routes(before)) - Counter(suppressed_routes(after))
    if in_order(after.data) == in_order(before.data) and "policykb:" not in text:
        assert texts(after) == texts(before)
    assert format_document(after) == made
    assert not re.search(r"[ \t\r]\n|\n\n\Z|\A\n", made)
    assert made.endswith("\n")
