"""Items and fields come and go; each case is a file, a change, and the file afterwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.diagnostics import PolicyKBError, SetValue
from policykb.model.schema import ClaimModel
from policykb.yaml.document import Data
from policykb.yaml.formatter import format_document
from policykb.yaml.layouts import faults_of
from policykb.yaml.parser import parse_document
from policykb.yaml.patch import change_records
from policykb.yaml.record_edits import InsertItems, NewItem, RecordEdit, Remove, SetField

ORDER = ClaimModel.model_fields
FIRST: Data = {"id": "a"}
LAST: Data = {"id": "c"}
SKIPPED: Data = {"quote": "A.", "reason": "none"}
LONG = (
    "A text that is so long that fmt breaks it into two lines, as fmt does with any that is long."
)


def changed(path: str, text: str, *changes: RecordEdit) -> str:
    document = parse_document(text.encode(), path)
    assert not document.faults
    return change_records(document, (), changes).text


CASES: dict[str, tuple[str, str, RecordEdit, str]] = {
    "into an empty list": (
        "actors.yaml",
        "actors: []  # none yet\n",
        InsertItems(("actors",), (NewItem(0, {"id": "a", "name": "A"}),)),
        "actors:  # none yet\n  - id: a\n    name: A\n",
    ),
    "before the first item, below the comment of the list": (
        "claims.yaml",
        "claims: # all\n  # the first\n  - id: b\n",
        InsertItems(("claims",), (NewItem(0, {"id": "a"}),)),
        "claims: # all\n  - id: a\n\n  # the first\n  - id: b\n",
    ),
    "between items, above the comments of the next one": (
        "claims.yaml",
        "claims:\n  - id: a # one\n    # of a\n\n  # of c\n\n  # too\n  - id: c\n",
        InsertItems(("claims",), (NewItem(1, {"id": "b"}),)),
        "claims:\n  - id: a # one\n    # of a\n\n  - id: b\n\n  # of c\n\n  # too\n  - id: c\n",
    ),
    "several at one place and at the end": (
        "claims.yaml",
        "claims:\n  - id: a\n\n  - id: d\n\nskipped: []\n",
        InsertItems(
            ("claims",), (NewItem(2, {"id": "e"}), NewItem(1, {"id": "b"}), NewItem(1, {"id": "c"}))
        ),
        "claims:\n  - id: a\n\n  - id: b\n\n  - id: c\n\n  - id: d\n\n  - id: e\n\nskipped: []\n",
    ),
    "as deep as the others": (
        "claims.yaml",
        "claims:\n- id: a\n",
        InsertItems(("claims",), (NewItem(1, {"id": "b", "quote": LONG}),)),
        "claims:\n- id: a\n\n- id: b\n  quote: >-\n    " + LONG[:78] + "\n    " + LONG[79:] + "\n",
    ),
    "without a line end at the end of the file": (
        "actors.yaml",
        "actors:\n  - id: a",
        InsertItems(("actors",), (NewItem(1, {"id": "b"}),)),
        "actors:\n  - id: a\n\n  - id: b",
    ),
    "with the line ends of the file": (
        "actors.yaml",
        "actors:\r\n  - id: a\r\n",
        InsertItems(("actors",), (NewItem(1, {"id": "b", "name": "B"}),)),
        "actors:\r\n  - id: a\r\n\r\n  - id: b\r\n    name: B\r\n",
    ),
    "into brackets": (
        "claims.yaml",
        '{"claims": [{"id": "a"}]}\n',
        InsertItems(("claims",), (NewItem(0, {"id": "0"}), NewItem(1, {"id": "b"}))),
        '{"claims": [{"id": "0"}, {"id": "a"}, {"id": "b"}]}\n',
    ),
    "into empty brackets": (
        "claims.yaml",
        '{"claims": []}\n',
        InsertItems(("claims",), (NewItem(0, {"id": "a"}),)),
        '{"claims": [{"id": "a"}]}\n',
    ),
    "an item of a list in a record": (
        "claims.yaml",
        "claims:\n  - id: a\n    contradicts:\n      - b\n    note: n\n",
        InsertItems(("claims", 0, "contradicts"), (NewItem(1, "c"),)),
        "claims:\n  - id: a\n    contradicts:\n      - b\n      - c\n    note: n\n",
    ),
    "a new list at the top": (
        "claims.yaml",
        "claims:\n  - id: a\n",
        SetField((), "skipped", [SKIPPED]),
        "claims:\n  - id: a\n\nskipped:\n  - quote: A.\n    reason: none\n",
    ),
    "a new field in its usual place": (
        "claims.yaml",
        "claims:\n  - id: a\n    actor: b  # who\n    # why\n    quote: Q.\n",
        SetField(("claims", 0), "status", "draft"),
        "claims:\n  - id: a\n    actor: b  # who\n    status: draft\n    # why\n    quote: Q.\n",
    ),
    "a new field before all others": (
        "claims.yaml",
        "claims:\n  - actor: b\n    note: n\n",
        SetField(("claims", 0), "id", "a"),
        "claims:\n  - id: a\n    actor: b\n    note: n\n",
    ),
    "a new field in brackets": (
        "claims.yaml",
        "claims:\n  - {id: a, quote: Q.}\n",
        SetField(("claims", 0), "actor", "b"),
        'claims:\n  - {id: a, actor: "b", quote: Q.}\n',
    ),
    "another value, with the comment beside it": (
        "claims.yaml",
        "claims:\n  - id: a\n    note: >-\n      Old\n      words.\n    coder: me  # who\n",
        SetField(("claims", 0), "note", "New."),
        "claims:\n  - id: a\n    note: New.\n    coder: me  # who\n",
    ),
    "a field of a file that is one record": (
        "source.yaml",
        "title: T\nlanguage: en\n",
        SetField((), "kind", "news"),
        "title: T\nkind: news\nlanguage: en\n",
    ),
    "an item goes, with its comments": (
        "actors.yaml",
        "actors:\n  - id: a\n\n  # of b\n  - id: b  # too\n    # of b\n\n  # of c\n  - id: c\n",
        Remove(("actors", 1)),
        "actors:\n  - id: a\n\n  # of c\n  - id: c\n",
    ),
    "the last item goes": (
        "claims.yaml",
        "claims:\n  - id: a\n\n  - id: b\n    quote: >-\n      Q.\n\nskipped: []\n",
        Remove(("claims", 1)),
        "claims:\n  - id: a\n\nskipped: []\n",
    ),
    "the only item goes": (
        "actors.yaml",
        "actors:\n  - id: a\n",
        Remove(("actors", 0)),
        "actors: []\n",
    ),
    "an item of a list in a record goes": (
        "claims.yaml",
        "claims:\n  - id: a\n    contradicts:\n      - b\n      - c\n    note: n\n",
        Remove(("claims", 0, "contradicts", 0)),
        "claims:\n  - id: a\n    contradicts:\n      - c\n    note: n\n",
    ),
    "a list in a record goes with its last item": (
        "claims.yaml",
        "claims:\n  - id: a\n    contradicts:\n      - b\n    note: n\n",
        Remove(("claims", 0, "contradicts", 0)),
        "claims:\n  - id: a\n    note: n\n",
    ),
    "an item in brackets goes": (
        "claims.yaml",
        "claims:\n  - {id: a, contradicts: [b, c]}\n",
        Remove(("claims", 0, "contradicts", 0)),
        "claims:\n  - {id: a, contradicts: [c]}\n",
    ),
    "the last item in brackets goes": (
        "claims.yaml",
        "claims:\n  - {id: a, contradicts: [b, c]}\n",
        Remove(("claims", 0, "contradicts", 1)),
        "claims:\n  - {id: a, contradicts: [b]}\n",
    ),
    "a field goes": (
        "actors.yaml",
        "actors:\n  - id: a\n    # above\n    part_of: b\n    note: n\n",
        Remove(("actors", 0, "part_of")),
        "actors:\n  - id: a\n    note: n\n",
    ),
    "the first field goes": (
        "actors.yaml",
        "actors:\n  - part_of: b\n    id: a\n",
        Remove(("actors", 0, "part_of")),
        "actors:\n  - id: a\n",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_change_leaves_the_rest_as_it_is(name: str) -> None:
    path, before, change, after = CASES[name]
    assert changed(path, before, change) == after


HOPELESS: dict[str, tuple[str, RecordEdit]] = {
    "a list that is none": ("claims: none\n", InsertItems(("claims",), (NewItem(0, SKIPPED),))),
    "the only field": ("claims:\n  - id: a\n", Remove(("claims", 0, "id"))),
    "a field of a record without any": ("claims:\n  - {}\n", SetField(("claims", 0), "id", "a")),
    "a forbidden character": (
        "claims:\n  - id: a\n",
        SetField(("claims", 0), "note", "\u202eback"),
    ),
    "a lone surrogate": ("claims:\n  - id: a\n", SetField(("claims", 0), "note", "\ud800")),
}


@pytest.mark.parametrize("name", HOPELESS)
def test_a_change_that_cannot_be_made_is_an_error(name: str) -> None:
    before, change = HOPELESS[name]
    with pytest.raises(PolicyKBError):
        changed("claims.yaml", before, change)


def test_values_change_before_records_go() -> None:
    text = "actors:\n  - id: a\n    part_of: b\n\n  - id: b\n"
    values = [SetValue(("actors", 0, "part_of"), "c")]
    document = parse_document(text.encode(), "actors.yaml")
    made = change_records(document, values, [Remove(("actors", 1))])
    assert made.text == "actors:\n  - id: a\n    part_of: c\n"


TEXTS = st.text(
    st.one_of(st.sampled_from(" \n\t:#-'\"[]{}&*!|>%@`,?"), st.characters(codec="utf-8")),
    min_size=1,
)


@given(st.dictionaries(st.sampled_from(["quote", "summary", "note", "coder"]), TEXTS, min_size=1))
def test_what_is_new_stands_as_fmt_writes_it(texts: dict[str, str]) -> None:
    new: Data = {
        "id": "b",
        **dict(sorted(texts.items(), key=lambda one: list(ORDER).index(one[0]))),
    }
    if faults_of("claims.yaml", ("claims", 0), new):
        return
    text = "claims:\n  - id: a\n\n  # of c\n  - id: c\n"
    for before, wanted in (
        (0, [new, FIRST, LAST]),
        (1, [FIRST, new, LAST]),
        (2, [FIRST, LAST, new]),
    ):
        made = changed("claims.yaml", text, InsertItems(("claims",), (NewItem(before, new),)))
        document = parse_document(made.encode(), "claims.yaml")
        assert document.data == {"claims": wanted}
        assert format_document(document) == made
        back = changed("claims.yaml", made, Remove(("claims", before)))
        assert back == text


def test_fields_are_set_and_removed_again() -> None:
    text = "claims:\n  - id: a\n    stance: mixed\n    note: why\n"
    for key in ("actor", "period", "quote", "coder"):
        made = changed("claims.yaml", text, SetField(("claims", 0), key, LONG))
        assert format_document(parse_document(made.encode(), "claims.yaml")) == made
        assert changed("claims.yaml", made, Remove(("claims", 0, key))) == text
