"""The formats of files that can be imported, told by their content and not by their names."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from policykb.diagnostics import PolicyKBError
from policykb.exchange import dna, foreign_database, qualcoder, taguette
from policykb.exchange.imported import Imported
from policykb.exchange.refi.reader import read_codebook, read_project

Reader = Callable[[Path], Imported]

_SQLITE = b"SQLite format 3\0"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BEGINNING = 4096


def reader_of(path: Path) -> Reader | None:
    """Return what reads a file; None if it is in no format of a program for coding texts. A table
    is one of those.

    Raises:
        PolicyKBError: It cannot be read, or is a database or archive of something else.
    """
    try:
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING)
    except OSError as error:
        raise PolicyKBError(
            f"cannot read {path}: {error.strerror}", "Name a file that can be read."
        ) from None
    if beginning.startswith(_SQLITE):
        return _reader_of_database(path)
    if beginning.startswith(_ZIP):
        return _reader_of_archive(path)
    if b"<CodeBook" in beginning and b"QDA-XML" in beginning:
        return read_codebook
    return None


def no_map(path: Path) -> PolicyKBError:
    """Return the error that a file in such a format needs no map."""
    return PolicyKBError(
        f"{path.name} needs no map: its format says what is what",
        f"Import it without one: policykb import {path} -o DIR.",
    )


def _reader_of_database(path: Path) -> Reader:
    with foreign_database.opened(path) as opened:
        names = foreign_database.table_names(opened)
    if names.issuperset(dna.TABLES) or names.issuperset({"STATEMENTS", "STATEMENTTYPES"}):
        return dna.read_dna
    if names.issuperset(qualcoder.TABLES):
        return qualcoder.read_qualcoder
    if names.issuperset(taguette.TABLES):
        return taguette.read_taguette
    listed = ", ".join(sorted(names)[:5])
    raise PolicyKBError(
        f"{path.name} is a database of no program that is known: "
        + (f"its tables are {listed}" if listed else "it has no table"),
        "Databases of DNA 3, QualCoder and Taguette can be imported.",
    )


def _reader_of_archive(path: Path) -> Reader | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        names = []
    # A workbook is a zip file, too.
    if "[Content_Types].xml" in names:
        return None
    return read_project
