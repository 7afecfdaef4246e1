"""Databases of Discourse Network Analyzer."""

import os
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from policykb.analysis.counted import count
from policykb.analysis.network_answers import Request, network_answer
from policykb.analysis.networks import Measure, Normalisation
from policykb.analysis.uses import Counting
from policykb.diagnostics import PolicyKBError
from policykb.exchange.build import build
from policykb.exchange.dna import read_dna
from policykb.exchange.foreign_files import reader_of
from policykb.exchange.writing import write_new
from policykb.loading.read import read
from policykb.progress import no_progress
from tests.support.dna_databases import TEXT, database

ORGANIZATION = {1: 2, 2: 4, 3: 5}
"""The entities of a statement of an organization, said by a person."""
PERSON = {1: 2, 2: 3, 3: 5}
"""Those of a person without an organization."""


def test_statements_become_claims_of_organizations_on_concepts(tmp_path: Path) -> None:
    path = database(tmp_path, [("against coal", ORGANIZATION, 1), ("I am", PERSON, 0)])
    assert not write_new(build(read_dna(path)), tmp_path / "kb", no_progress).errors
    kb = read(tmp_path / "kb").kb
    first, second = kb.claims.values()
    assert (first.actor, first.topic, first.stance) == ("green-club", "coal-should-end", "support")
    assert first.quote == "We are against coal."
    assert (str(first.period), first.period_basis, first.voice) == (
        *("2005-02-02/..", "published"),
        "actor",
    )
    assert (first.coder, first.note) == ("Kim", "Person: Ann Lee.")
    assert (second.actor, second.stance, second.note) == ("ann-lee", "oppose", None)
    assert second.quote == "I am not."
    club = kb.actors["green-club"]
    assert (club.kind, club.aliases, club.note) == ("organization", ("GC",), "Type: NGO.")
    assert kb.actors["ann-lee"].kind == "person"
    topic = kb.topics["coal-should-end"]
    assert (topic.label, topic.proposition) == ("Coal should end", "Coal should end.")
    [source] = kb.sources.values()
    assert (source.title, str(source.published), source.publisher) == (
        *("Hearing", "2005-02-02"),
        "House",
    )
    assert (kb.root / source.text_path).read_text() == TEXT


def test_without_agreement_a_claim_is_a_draft(tmp_path: Path) -> None:
    path = database(tmp_path, [("against coal", ORGANIZATION, None)])
    assert not write_new(build(read_dna(path)), tmp_path / "kb", no_progress).errors
    [claim] = read(tmp_path / "kb").kb.claims.values()
    assert claim.status == "draft"


@pytest.mark.parametrize(
    ("values", "stances"),
    [
        ((-1, 0, 1), ("oppose", "neutral", "support")),
        ((-2, -1, 2), ("oppose", "lean-oppose", "support")),
        ((1, 5, 9), (None, None, None)),
    ],
)
def test_agreement_may_be_a_scale(
    tmp_path: Path, values: tuple[int, ...], stances: tuple[str | None, ...]
) -> None:
    rows = ", ".join(f"(NULL, {n}, 4, {value})" for n, value in enumerate(values, start=1))
    scale = (
        "UPDATE VARIABLES SET DataType = 'integer' WHERE ID = 4; INSERT INTO DATAINTEGER VALUES "
    )
    scale += rows
    path = database(tmp_path, [("against coal", ORGANIZATION, None)] * 3, scale)
    statements = read_dna(path).statements
    assert tuple(one.fields.get("stance") for one in statements) == stances
    if stances[0] is None:
        assert statements[0].fields["note"] == "Person: Ann Lee. agreement: 1."


def test_what_cannot_be_held_is_listed(tmp_path: Path) -> None:
    more = """
    INSERT INTO STATEMENTS VALUES (7, 2, 1, 0, 5, 1), (8, 1, 1, 900, 990, 1);
    """
    path = database(tmp_path, [("against coal", {1: 1, 2: 3, 3: 5}, 1)], more)
    imported = read_dna(path)
    assert imported.statements == []
    assert imported.losses == [
        "1 statement of the type Annotation",
        "1 statement without an actor or a topic",
        "1 statement outside of its document",
        "1 regular expression",
        "the colours of entities, coders and types",
    ]


def test_dates_may_be_in_milliseconds_or_missing(tmp_path: Path) -> None:
    path = database(tmp_path, [], "UPDATE DOCUMENTS SET Date = Date * 1000")
    assert read_dna(path).documents["Hearing"].fields["published"] == "2005-02-02"
    with closing(sqlite3.connect(path)) as made:
        made.execute("UPDATE DOCUMENTS SET Date = 'soon'")
        made.commit()
    assert "published" not in read_dna(path).documents["Hearing"].fields


# --- other files -------------------------------------------------------------------------


def made_by(path: Path, script: str) -> Path:
    with closing(sqlite3.connect(":memory:")) as made:
        made.executescript(script)
        path.write_bytes(made.serialize())
    return path


def test_a_database_of_something_else_is_an_error(tmp_path: Path) -> None:
    path = made_by(tmp_path / "x.dna", "CREATE TABLE moz_places (id INTEGER)")
    with pytest.raises(PolicyKBError, match="its tables are moz_places"):
        reader_of(path)
    with pytest.raises(PolicyKBError, match="no database of DNA 3"):
        read_dna(path)


def test_views_in_place_of_tables_are_not_read(tmp_path: Path) -> None:
    path = made_by(
        tmp_path / "x.dna",
        "CREATE VIEW STATEMENTS AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n) "
        "SELECT x FROM n; CREATE VIEW DOCUMENTS AS SELECT 1",
    )
    with pytest.raises(PolicyKBError, match="it has no table"):
        read_dna(path)


@pytest.mark.parametrize(
    "script",
    [
        "UPDATE STATEMENTS SET Start = 'here'",
        "ALTER TABLE STATEMENTS RENAME COLUMN Start TO Beginning",
        "DELETE FROM VARIABLES",
        "UPDATE VARIABLES SET Variable = 'x'",
    ],
)
def test_a_database_that_is_not_as_it_should_be_is_an_error(tmp_path: Path, script: str) -> None:
    path = database(tmp_path, [("against coal", ORGANIZATION, 1)], script)
    with pytest.raises(PolicyKBError):
        read_dna(path)


def test_a_damaged_database_is_an_error(tmp_path: Path) -> None:
    path = database(tmp_path, [("against coal", ORGANIZATION, 1)])
    data = path.read_bytes()
    for cut in (len(data) // 2, 100, 20):
        path.write_bytes(data[:cut] + b"\xff" * 4096)
        with pytest.raises(PolicyKBError, match="cannot read debate"):
            read_dna(path)


def test_reading_changes_nothing_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = database(tmp_path, [("against coal", ORGANIZATION, 1)])
    before = path.read_bytes()
    path.chmod(0o400)
    read_dna(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_sample_of_dna_has_its_published_statements_and_networks(tmp_path: Path) -> None:
    """It is not in this repository: set its path."""
    path = os.environ.get("POLICYKB_DNA_SAMPLE")
    if not path:
        pytest.skip("POLICYKB_DNA_SAMPLE does not name sample.dna of Discourse Network Analyzer")
    imported = read_dna(Path(path))
    assert (len(imported.statements), len(imported.documents)) == (40, 7)
    assert (len(imported.actors), len(imported.topics)) == (7, 6)
    assert Counter(one.fields["stance"] for one in imported.statements).total() == 40
    assert not write_new(build(imported), tmp_path / "kb", no_progress).errors
    counted = count(read(tmp_path / "kb").kb)

    def weights(measure: Measure, normalisation: Normalisation, *, two_mode: bool = False) -> float:
        request = Request(
            measure=measure,
            normalisation=normalisation,
            counting=Counting.CLAIMS,
            two_mode=two_mode,
        )
        return sum(tie.weight for tie in network_answer(counted, request).network.ties)

    # As test-network.R of rDNA has them, whose matrices have each tie of two actors twice.
    assert weights(Measure.IGNORE, Normalisation.NO, two_mode=True) == 40
    assert 2 * weights(Measure.IGNORE, Normalisation.NO) == 276
    assert round(2 * weights(Measure.CONGRUENCE, Normalisation.AVERAGE)) == 26
