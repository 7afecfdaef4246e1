"""The tables of a snapshot, and opening the file that holds them.

A snapshot is written once, beside its place, and then moved there; nobody changes it. Its time of
change is set to one that it holds itself, its *seal*: whoever has written to it since has broken
that.
"""

import os
import stat
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from policykb.cache import sqlite as sqlite3
from policykb.cache.fingerprint import maker
from policykb.cache.trust import DAMAGE, rely_on
from policykb.loading.raw_records import FIELDS, ITEM_SEPARATOR
from policykb.model.knowledge_base import LeftOut

_PLACE = ("line", "start", "end_line", "end")


@cache
def columns(kind: str) -> str:
    """The columns of the rows of a kind, beside their part."""
    return ", ".join(f'"{name}"' for name in ("number", *FIELDS[kind], *_PLACE))


ORDER = "ORDER BY part, number"
"""Loading order: ids of sources have only signs that sort alike here and in Python."""


TABLES = (
    "CREATE TABLE told(name TEXT PRIMARY KEY, value) WITHOUT ROWID",
    """CREATE TABLE part(name TEXT PRIMARY KEY, outline TEXT, faults TEXT, left_out TEXT,
        header TEXT, findings TEXT, digests TEXT, shaken INTEGER)""",
    "CREATE TABLE name(kind TEXT, name TEXT, id TEXT, part TEXT, number INTEGER)",
    """CREATE TABLE cell(actor TEXT, topic TEXT, compared INTEGER, faults TEXT,
        PRIMARY KEY (actor, topic)) WITHOUT ROWID""",
    "CREATE TABLE term(term TEXT PRIMARY KEY) WITHOUT ROWID",
    """CREATE VIRTUAL TABLE word USING fts5(words, content='', detail=none, columnsize=0,
        tokenize="ascii tokenchars '_'")""",
    # No key is given twice: the words of a claim that is gone are not those of a new one.
    *(
        f"CREATE TABLE {one}(key INTEGER PRIMARY KEY AUTOINCREMENT, part TEXT, {columns(one)})"
        for one in FIELDS
    ),
)

INDEXES = (
    *(f"{one}_part ON {one}(part, number)" for one in FIELDS),
    *(f"{one}_id ON {one}(id)" for one in FIELDS if "id" in FIELDS[one]),
    "claim_cell ON claim(actor, topic)",
    "claim_topic ON claim(topic)",
    "name_name ON name(kind, name)",
    "name_part ON name(part)",
)


class UnusableError(Exception):
    """There is no snapshot, or none that can be trusted."""


def opened(path: Path, root: Path) -> sqlite3.Connection:
    """The snapshot of the knowledge base at ``root`` that stands at ``path``.

    Raises:
        UnusableError: there is none, or it is damaged, of another version or of something else.
    """
    try:
        status = path.lstat()
        if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
            raise UnusableError
        known = (maker(), status.st_mtime_ns, os.path.realpath(root))
        connection = readable(path)
    except (OSError, ValueError, sqlite3.Error):
        raise UnusableError from None
    try:
        query = "SELECT name, value FROM told WHERE name IN ('maker', 'seal', 'root')"
        said = dict(connection.execute(query))
    except DAMAGE:
        said = {}
    if (said.get("maker"), said.get("seal"), said.get("root")) != known:
        connection.close()
        raise UnusableError
    rely_on(path)
    return connection


def readable(path: Path) -> sqlite3.Connection:
    """The file at ``path``, which is not changed and, as nobody does, not locked either.

    Raises:
        OSError: it is no file, but a link or a pipe, or it is not there.
        sqlite3.Error: it cannot be opened.
    """
    if not stat.S_ISREG(path.lstat().st_mode):  # to open a pipe would take for ever
        raise OSError
    location = f"file:{_quoted(path)}?mode=ro&immutable=1"
    return sqlite3.connect(location, uri=True, check_same_thread=False)


def storable(text: str) -> str:
    """A text to be looked for; where it cannot be stored, one that is not stored either."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return ITEM_SEPARATOR
    return text


class Told(NamedTuple):
    """What a snapshot says of a knowledge base beside its records."""

    title: str
    description: str
    left_out: tuple[LeftOut, ...]
    broader: frozenset[str]


def told(connection: sqlite3.Connection) -> Told:
    """What a snapshot says of its knowledge base beside the records."""
    query = (
        "SELECT name, value FROM told WHERE name IN ('title', 'description', 'left_out', 'broader')"
    )
    said = dict(connection.execute(query))
    left_out: tuple[LeftOut, ...] = ()
    if said["left_out"]:
        from policykb.loading.serialize import deserialize_left_out  # noqa: PLC0415 - few need it

        left_out = deserialize_left_out(said["left_out"])
    broader = frozenset(said["broader"].split())
    return Told(said["title"], said["description"], left_out, broader)


def count(connection: sqlite3.Connection, kind: str) -> int:
    """How many sound records of a kind there are."""
    (number,) = connection.execute(f"SELECT count(*) FROM {kind}").fetchone()  # noqa: S608 - no value from outside
    return int(number)


def _quoted(path: Path) -> str:
    absolute = os.fsencode(os.path.abspath(path))  # noqa: PTH100 - a text is enough
    # A path may have bytes that are no text.
    signs = (
        chr(byte) if byte < 0x80 and byte not in b"%?#" else f"%{byte:02X}" for byte in absolute
    )
    quoted = "".join(signs)
    return quoted if quoted.startswith("/") else f"/{quoted}"


def seal(path: Path, time: int) -> None:
    """Set the time of change of a file (nanoseconds).

    Raises:
        OSError: it does not keep it.
    """
    os.utime(path, ns=(time, time))
    if path.stat().st_mtime_ns != time:
        raise OSError


def discard(path: Path) -> None:
    """Delete a file, if it is there."""
    with suppress(OSError):
        path.unlink()
