"""Databases of QualCoder and Taguette."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from policykb.diagnostics import PolicyKBError
from policykb.exchange.build import build
from policykb.exchange.foreign_files import reader_of
from policykb.exchange.imported import Imported
from policykb.exchange.reading import read_file
from policykb.exchange.writing import write_new
from policykb.loading.read import read
from policykb.model.knowledge_base import KnowledgeBase
from policykb.progress import no_progress

TEXT = "Ann: Coal 🌬 is dear.\nBob: We want wind power."

QUALCODER = """
CREATE TABLE project (databaseversion TEXT, date TEXT, memo TEXT, about TEXT);
CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT, fulltext TEXT, mediapath TEXT, memo TEXT,
  owner TEXT, date TEXT, av_text_id INTEGER, risid INTEGER, UNIQUE(name));
CREATE TABLE code_cat (catid INTEGER PRIMARY KEY, name TEXT, owner TEXT, date TEXT, memo TEXT,
  supercatid INTEGER);
CREATE TABLE code_name (cid INTEGER PRIMARY KEY, name TEXT, memo TEXT, catid INTEGER, owner TEXT,
  date TEXT, color TEXT);
CREATE TABLE code_text (ctid INTEGER PRIMARY KEY, cid INTEGER, fid INTEGER, seltext TEXT,
  pos0 INTEGER, pos1 INTEGER, owner TEXT, date TEXT, memo TEXT, avid INTEGER, important INTEGER);
CREATE TABLE cases (caseid INTEGER PRIMARY KEY, name TEXT, memo TEXT, owner TEXT, date TEXT);
CREATE TABLE case_text (id INTEGER PRIMARY KEY, caseid INTEGER, fid INTEGER, pos0 INTEGER,
  pos1 INTEGER, owner TEXT, date TEXT, memo TEXT);
CREATE TABLE journal (jid INTEGER PRIMARY KEY, name TEXT);
INSERT INTO code_cat VALUES (1, 'Fuels', 'jo', '', '', 2), (2, 'Energy', 'jo', '', '', NULL);
INSERT INTO code_name VALUES (1, 'Coal', 'Burning it.', 1, 'jo', '', '#f00'),
  (2, 'Wind', '', NULL, 'jo', '', '#0f0');
INSERT INTO cases VALUES (1, 'Ann', '', '', ''), (2, 'Bob', '', '', '');
INSERT INTO journal VALUES (1, 'Monday');
"""


def made(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(script)
        path.write_bytes(database.serialize())
    return path


def imported(path: Path) -> Imported:
    reader = reader_of(path)
    assert reader is not None
    return reader(path)


def knowledge_base(path: Path, folder: Path) -> KnowledgeBase:
    assert not write_new(build(imported(path)), folder, no_progress).errors
    return read(folder).kb


@pytest.mark.parametrize("utf16", [False, True], ids=["characters", "UTF-16"])
def test_codings_of_qualcoder_become_claims_of_cases(tmp_path: Path, *, utf16: bool) -> None:
    def at(offset: int) -> int:
        return len(TEXT[:offset].encode("utf-16-le")) // 2 if utf16 else offset

    middle, end = at(TEXT.index("Bob")), at(len(TEXT))
    wind = TEXT.index("wind")
    path = made(
        tmp_path / "Study.qda" / "data.qda",
        f"""{QUALCODER}
        INSERT INTO source VALUES (1, 'Talk', '{TEXT}', NULL, '', 'jo', '2020-05-17 10:00:00',
          NULL, NULL), (2, 'Photo', NULL, '/images/x.png', '', 'jo', '', NULL, NULL);
        INSERT INTO case_text VALUES (1, 1, 1, 0, {middle}, '', '', ''),
          (2, 2, 1, {middle}, {end}, '', '', '');
        INSERT INTO code_text VALUES (1, 1, 1, 'Coal', 5, 9, 'jo', '', 'Why?', NULL, NULL),
          (2, 2, 1, 'wind power', {at(wind)}, {at(wind + 10)}, 'kim', '', '', NULL, 1);
        """,  # noqa: S608 - numbers of this test
    )
    assert imported(path).losses == ["1 source without a text", "1 journal"]
    assert read_file(path.parent, None).imported.statements == imported(path).statements
    kb = knowledge_base(path, tmp_path / "kb")
    assert kb.title == "Study"
    first, second = kb.claims.values()
    assert (first.actor, first.topic, first.coder, first.status) == ("ann", "coal", "jo", "draft")
    assert first.quote == "Ann: Coal 🌬 is dear."
    assert (second.actor, second.topic, second.coder) == ("bob", "wind", "kim")
    assert second.quote == "Bob: We want wind power."
    assert (kb.topics["coal"].broader, kb.topics["fuels"].broader) == ("fuels", "energy")


TAGUETTE = """
CREATE TABLE projects (id INTEGER PRIMARY KEY, name TEXT, description TEXT, created TEXT);
CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT, description TEXT, filename TEXT,
  created TEXT, project_id INTEGER, text_direction TEXT, contents TEXT);
CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER, start_offset INTEGER,
  end_offset INTEGER, snippet TEXT);
CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, path TEXT, description TEXT);
CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
INSERT INTO projects VALUES (1, 'Study', 'A trial.', '2020-01-01');
INSERT INTO tags VALUES (1, 1, 'energy.wind', 'Wind power.'), (2, 1, 'coal', '');
"""


def test_highlights_of_taguette_become_claims(tmp_path: Path) -> None:
    page = (
        "<h1>A ☕ talk</h1>\n<p>Coal is <b>dear</b> &amp; old. Müller wants wind.</p>\n<p>Bye.</p>"
    )
    text = "A ☕ talk\nCoal is dear & old. Müller wants wind.\nBye."
    spans = {
        word: (len(text[: text.index(word)].encode()), len(word.encode()))
        for word in ("dear & old", "Müller wants")
    }
    rows = ", ".join(
        f"({n}, 1, {start}, {start + size}, '')"
        for n, (start, size) in enumerate(spans.values(), start=1)
    )
    # One ends with the line break between two blocks.
    start, end = (len(text[: text.index(one)].encode()) for one in ("wants", "Bye"))
    rows += f", (3, 1, {start}, {end}, '')"
    path = made(
        tmp_path / "x.sqlite3",
        f"""{TAGUETTE}
        INSERT INTO documents VALUES
          (1, 'Talk', '', 't.html', '2020-05-17 10:00', 1, 'LTR', '{page}');
        INSERT INTO highlights VALUES {rows}, (9, 1, 40, 4000, '');
        INSERT INTO highlight_tags VALUES (1, 2), (2, 1), (2, 2), (3, 2), (9, 1);
        """,  # noqa: S608 - numbers of this test
    )
    kb = knowledge_base(path, tmp_path / "kb")
    assert imported(path).losses == ["1 selection of Talk: outside of its text"]
    quotes = {(one.topic, one.quote) for one in kb.claims.values()}
    assert quotes == {
        ("coal", "Coal is dear & old."),
        ("coal", "Müller wants wind."),
        ("energy-wind", "Müller wants wind."),
    }
    [source] = kb.sources.values()
    assert (kb.root / source.text_path).read_text() == (
        "A ☕ talk\n\nCoal is dear & old. Müller wants wind.\n\nBye.\n\n"
    )
    assert (kb.title, kb.description) == ("Study", "A trial.")


def test_a_database_of_many_projects_is_an_error(tmp_path: Path) -> None:
    more = "INSERT INTO projects VALUES (2, 'Other', '', '')"
    with pytest.raises(PolicyKBError, match="2 projects"):
        imported(made(tmp_path / "x.sqlite3", TAGUETTE + more))
