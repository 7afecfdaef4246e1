"""``policykb claims``."""

from tests.support.commands import answer, ids
from tests.support.running import run


def test_claims_as_json() -> None:
    found = answer(run("claims", "--format", "json"))
    assert set(found) >= {"version", "claims", "left_out"}
    assert found["version"] == 1
    assert found["left_out"] == []
    first = found["claims"][0]
    assert [*first][:4] == ["id", "source", "actor", "topic"]
    assert [*first][6:9] == ["period", "quote", "summary"]
    assert first == {
        "id": "arvona-ferry-wanted",
        "source": "gazette-2015",
        "actor": "arvona",
        "topic": "ferry",
        "stance": "support",
        "score": 2,
        "period": "2011/..",
        "period_basis": "stated",
        "quote": "Arvona has wanted a ferry since 2011.",
        "summary": "Arvona would like a ferry",
        "kind": "interest",
        "voice": "author",
        "said_by": [],
        "disputed_by": [],
        "certainty": "certain",
        "relative_to": None,
        "conditions": [],
        "target": None,
        "contradicts": [],
        "status": "active",
        "coder": None,
        "note": None,
        "location": {"path": "sources/gazette-2015/claims.yaml", "line": 2, "column": 5},
    }
    by_id = {claim["id"]: claim for claim in found["claims"]}
    assert by_id["belmark-inspections"]["relative_to"] == {"actor": "arvona", "than": "less"}
    assert by_id["belmark-inspections"]["score"] is None
    assert by_id["belmark-toll-mixed"]["score"] is None


def test_claims_with_filters_never_fails() -> None:
    assert ids(run("claims", "-a", "council", "-f", "json")) == [
        *("council-whale-park", "council-toll", "council-lighthouse"),
    ]
    assert ids(run("claims", "--known-by", "2010", "-f", "json")) == []
