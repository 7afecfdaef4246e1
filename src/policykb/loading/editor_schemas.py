"""Schemas as files for editors, and the modelines in YAML files that point to them."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from policykb.diagnostics import Diagnostic, PolicyKBError, format_value
from policykb.frozen import dataclass
from policykb.loading.declared_ids import read_declared_ids
from policykb.loading.layout import SOURCES, Layout
from policykb.model.json_schema import Ids, schema_text
from policykb.text.decoding import LINE_END, decode
from policykb.text.files import MAX_YAML_BYTES, read_bytes, write_file

_TOP = ("kb", "actors", "topics")
_OF_A_SOURCE = ("source", "claims")

_HEAD = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*(?:[ \t]*#[^\r\n]*)?")
"""The lines before the first that says something: comments and empty ones."""
_MODELINE = re.compile(
    r"(?:\A|(?<=[\r\n]))[ \t]*#[ \t]*yaml-language-server[ \t]*:[^\r\n]*(?:\r\n|\r|\n|\Z)"
)


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file with the text that it should have; ``there`` if it has it already."""

    path: Path
    text: str
    there: bool

    def write(self) -> None:
        """Write the text to the file.

        Raises:
            PolicyKBError: It cannot be written, or is a link: the knowledge base, which may come
                from anywhere, would decide where that leads.
        """
        if self.path.is_symlink():
            raise PolicyKBError(f"{self.path} is a link", "Delete it, or name another folder.")
        write_file(self.path, self.text)


def schema_path(folder: Path, kind: str) -> Path:
    """Return the path in a folder of the schema of one kind of file."""
    return folder / f"{kind}.schema.json"


def schemas(kinds: Sequence[str], ids: Ids, folder: Path) -> Iterator[PlannedFile]:
    """Yield the schema of each kind as a file in ``folder``."""
    for kind in kinds:
        path, text = schema_path(folder, kind), schema_text([kind], ids)
        try:
            there = path.read_bytes() == text.encode()
        except OSError:
            there = False
        yield PlannedFile(path, text, there)


def known_ids(root: Path | None) -> tuple[Ids, tuple[str, ...]]:
    """Return the ids that the knowledge base at ``root`` declares, by kind, and for each kind
    without ids the reason why the schemas accept any text as one.
    """
    if root is None:
        return {}, ("no knowledge base here, so the schemas accept any text as an id",)
    ids = read_declared_ids(root)
    return ids, tuple(
        f"no {kind} id can be read, so the schemas accept any text as one"
        for kind, found in ids.items()
        if not found
    )


def write_files(files: Sequence[PlannedFile], folder: Path) -> Iterator[PlannedFile]:
    """Write files, and yield each when it is written. The ``folder`` of the schemas is created if
    there is none.

    Raises:
        PolicyKBError: The folder cannot be created, or a file not be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PolicyKBError(
            f"cannot write to {folder}: {error.strerror}", "Name another folder with -o DIR."
        ) from None
    for file in files:
        file.write()
        yield file


def with_modelines(root: Path, kinds: Sequence[str], folder: Path) -> Iterator[PlannedFile | str]:
    """Yield each YAML file of these kinds with a modeline, which tells editors that its schema is
    in ``folder``; or the reason why the file is not changed.
    """
    for kind, relative in _files(root, kinds):
        text = _text(root, relative)
        if isinstance(text, Diagnostic):
            yield text.message
        elif text.startswith("\N{BYTE ORDER MARK}"):
            yield f"{format_value(relative)} begins with a byte order mark"
        elif Path(os.path.realpath(root / relative)) != Path(os.path.realpath(root), relative):
            yield f"{format_value(relative)} is reached by a link"
        else:
            path = root / relative
            new = with_modeline(text, schema_address(schema_path(folder, kind), path))
            yield PlannedFile(path, new, new == text)


def _files(root: Path, kinds: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the kind and the path of the YAML files of a knowledge base."""
    yield from ((kind, f"{kind}.yaml") for kind in _TOP if kind in kinds)
    for source_id in Layout(root).source_ids:
        folder = f"{SOURCES}/{source_id}"
        yield from ((kind, f"{folder}/{kind}.yaml") for kind in _OF_A_SOURCE if kind in kinds)


def _text(root: Path, relative: str) -> str | Diagnostic:
    data = read_bytes(root, relative, limit=MAX_YAML_BYTES)
    return data if isinstance(data, Diagnostic) else decode(data, relative)


def with_modeline(text: str, address: str) -> str:
    """Return a YAML text with a modeline as its first line, and no other at its head."""
    found = LINE_END.search(text)
    head = _HEAD.match(text)
    end = head.end() if head else 0
    rest = _MODELINE.sub("", text[:end]) + text[end:]
    line_end = found.group() if found else "\n"
    return f"# yaml-language-server: $schema={address}{line_end}{rest}"


def schema_address(schema: Path, file: Path) -> str:
    """Return the address of ``schema`` in the modeline of ``file``: a relative path.

    Editors take it literally up to white space, and decode nothing in it; a path that has other
    characters than they accept becomes a URI.
    """
    target, start = os.path.realpath(schema), os.path.realpath(file.parent)
    way = Path(os.path.relpath(target, start)).as_posix()
    plain = (
        way.isprintable() and not set(way) & set(" %#?") and not way.startswith(("http", "file:"))
    )
    return way if plain else Path(target).as_uri()
