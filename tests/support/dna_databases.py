"""Small databases of Discourse Network Analyzer 3."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

SCHEMA = """
CREATE TABLE SETTINGS (Property TEXT PRIMARY KEY, Value TEXT NOT NULL);
CREATE TABLE CODERS (ID INTEGER PRIMARY KEY, Name TEXT NOT NULL);
CREATE TABLE DOCUMENTS (ID INTEGER PRIMARY KEY, Title TEXT NOT NULL, Text TEXT NOT NULL,
  Coder INTEGER, Author TEXT, Source TEXT, Section TEXT, Notes TEXT, Type TEXT, Date INTEGER);
CREATE TABLE STATEMENTTYPES (ID INTEGER PRIMARY KEY, Label TEXT NOT NULL);
CREATE TABLE VARIABLES (ID INTEGER PRIMARY KEY, Variable TEXT, DataType TEXT,
  StatementTypeId INTEGER);
CREATE TABLE REGEXES (Label TEXT PRIMARY KEY);
CREATE TABLE STATEMENTS (ID INTEGER PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER,
  Start INTEGER, Stop INTEGER, Coder INTEGER);
CREATE TABLE DATABOOLEAN (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER,
  Value INTEGER);
CREATE TABLE DATAINTEGER (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER,
  Value INTEGER);
CREATE TABLE DATALONGTEXT (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER,
  Value TEXT);
CREATE TABLE ENTITIES (ID INTEGER PRIMARY KEY, VariableId INTEGER, Value TEXT);
CREATE TABLE DATASHORTTEXT (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER,
  Entity INTEGER);
CREATE TABLE ATTRIBUTEVARIABLES (ID INTEGER PRIMARY KEY, VariableId INTEGER,
  AttributeVariable TEXT);
CREATE TABLE ATTRIBUTEVALUES (ID INTEGER PRIMARY KEY, EntityId INTEGER,
  AttributeVariableId INTEGER, AttributeValue TEXT);
INSERT INTO CODERS VALUES (1, 'Jo'), (2, 'Kim');
INSERT INTO STATEMENTTYPES VALUES (1, 'DNA Statement'), (2, 'Annotation');
INSERT INTO VARIABLES VALUES (1, 'person', 'short text', 1), (2, 'organization', 'short text', 1),
  (3, 'concept', 'short text', 1), (4, 'agreement', 'boolean', 1), (5, 'note', 'long text', 2);
INSERT INTO REGEXES VALUES ('coal');
INSERT INTO ENTITIES VALUES (1, 1, ''), (2, 1, 'Ann Lee'), (3, 2, ''), (4, 2, 'Green Club'),
  (5, 3, 'Coal should end.'), (6, 3, '');
INSERT INTO ATTRIBUTEVARIABLES VALUES (1, 2, 'Type'), (2, 2, 'Alias');
INSERT INTO ATTRIBUTEVALUES VALUES (1, 4, 1, 'NGO'), (2, 4, 2, 'GC');
"""

TEXT = "\nA debate 🌬 on coal. We are against coal. I am not. And so on."
DAY = 1_107_302_400  # 2005-02-02


def database(
    folder: Path, statements: Sequence[tuple[str, dict[int, int], int | None]], more: str = ""
) -> Path:
    """Write a database; return its path.

    Args:
        folder: Where to write it.
        statements: Statements: the words they are from, the entities of variables by their ids,
            and the value of ``agreement``.
        more: SQL to run at the end.
    """
    path = folder / "debate.dna"
    with closing(sqlite3.connect(":memory:")) as made:
        made.executescript(SCHEMA)
        made.execute(
            "INSERT INTO DOCUMENTS VALUES (1, 'Hearing', ?, 1, 'Lee, Ann', 'House', '', '', '', ?)",
            (TEXT, DAY),
        )
        for number, (words, entities, agreement) in enumerate(statements, start=1):
            start = len(TEXT[: TEXT.index(words)].encode("utf-16-le")) // 2
            stop = start + len(words.encode("utf-16-le")) // 2
            made.execute("INSERT INTO STATEMENTS VALUES (?, 1, 1, ?, ?, 2)", (number, start, stop))
            made.executemany(
                "INSERT INTO DATASHORTTEXT VALUES (NULL, ?, ?, ?)",
                [(number, variable, entity) for variable, entity in entities.items()],
            )
            if agreement is not None:
                made.execute("INSERT INTO DATABOOLEAN VALUES (NULL, ?, 4, ?)", (number, agreement))
        made.executescript(more)
        path.write_bytes(made.serialize())
    return path
