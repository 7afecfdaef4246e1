import pytest

from policykb.yaml.parser import parse_document
from policykb.yaml.tree import Tree, suppressed_routes

IGNORE = "# policykb: ignore[PKB101] why"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (f"a: b {IGNORE}\nc: d\n", {(), ("a",)}),
        (f"a: b\n{IGNORE}\n\n# and\nc: d\n", {("c",)}),
        (f"a: b\nc: [d, e] {IGNORE}\n", {("c",), ("c", 0), ("c", 1)}),
        (f"a: b\nc: {IGNORE}\n  - d\n", {("c",)}),
        (f"a: b\nc:\n  {IGNORE}\n  - d: e\n", {("c",), ("c", 0), ("c", 0, "d")}),
        (f"a: b\nc: >- {IGNORE}\n  d\n", {("c",)}),
        (f"a: b\n\n{IGNORE}\n", None),
        ("a: b # policykb ignores this\n", None),
        (f'a: "b {IGNORE}"\n', None),
    ],
)
def test_a_suppression_applies_to_the_values_that_begin_on_its_line(
    text: str, meant: set[tuple[str | int, ...]] | None
) -> None:
    found = suppressed_routes(parse_document(text.encode(), "kb.yaml"))
    assert found == ([] if meant is None else [(IGNORE, frozenset(meant))])


def test_fields_are_in_the_order_of_the_model_of_the_file() -> None:
    text = b"skipped: [{reason: r, quote: q}]\nclaims: []\ntitle: t\npolicykb: 1\n"
    orders = {
        path: [entry.key for entry in Tree(parse_document(text, path)).top.ordered_children]
        for path in ("sources/x/claims.yaml", "kb.yaml", "other.yaml")
    }
    assert orders == {
        "sources/x/claims.yaml": ["claims", "skipped", "title", "policykb"],
        "kb.yaml": ["policykb", "title", "skipped", "claims"],
        "other.yaml": ["skipped", "claims", "title", "policykb"],
    }
