"""Read a project (.qdpx) or a codebook (.qdc) of REFI-QDA.

A case is the actor of the claims from its documents and selections. A project that policykb wrote
has actors and stances of its own.
"""

from pathlib import Path
from xml.etree.ElementTree import Element

from policykb.diagnostics import PolicyKBError
from policykb.exchange import archives
from policykb.exchange.coded_texts import add_codings, counted
from policykb.exchange.imported import Imported
from policykb.exchange.refi import names
from policykb.exchange.refi.own import read_own
from policykb.exchange.refi.project import ProjectXml

_MAX_CODEBOOK_BYTES = archives.MAX_FILE_BYTES


def read_project(path: Path) -> Imported:
    """Return the codings of the texts of a project.

    Raises:
        PolicyKBError: It is no project, is damaged or hostile.
    """
    with archives.opened(path) as archive:
        found = sorted(
            (name for name in archive.names if name.casefold().endswith(".qde")),
            key=lambda name: (name.casefold() != "project.qde", name.count("/"), name),
        )
        if not found:
            raise PolicyKBError(
                f"{path.name} is no project of REFI-QDA: it holds no file project.qde",
                "Export the project as REFI-QDA (.qdpx) again.",
            )
        by_name = {name.rpartition("/")[2].casefold(): name for name in archive.names}

        def text_at(where: str) -> str | None:
            base = where.replace("\\", "/").rpartition("/")[2].casefold()
            if base and base in by_name and not by_name[base].endswith("/"):
                return _decoded(archive.read(by_name[base]))
            return None

        root = archives.parse_xml(archive.read(found[0]), found[0])
        _check(root, "Project", path.name)
        imported = _imported(ProjectXml(root, text_at), path)
        imported.published = imported.published or archive.day(found[0])
        return imported


def read_codebook(path: Path) -> Imported:
    """Return the codes of a codebook as topics.

    Raises:
        PolicyKBError: It is no codebook, or hostile.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_CODEBOOK_BYTES + 1)
    except OSError as error:
        raise PolicyKBError(
            f"cannot read {path}: {error.strerror}", "Name a file that can be read."
        ) from None
    if len(data) > _MAX_CODEBOOK_BYTES:
        raise PolicyKBError(
            f"{path.name} is larger than {_MAX_CODEBOOK_BYTES:,} bytes", "Split the codebook."
        )
    root = archives.parse_xml(data, path.name)
    _check(root, "CodeBook", path.name)
    return _imported(ProjectXml(root, lambda _: None), path)


def _check(root: Element, name: str, file: str) -> None:
    if str(root.tag).rpartition("}")[2] != name:
        raise PolicyKBError(
            f"{file} holds {str(root.tag)[:60]!r} where {name} must be",
            "Export it as REFI-QDA again.",
        )


def _decoded(data: bytes) -> str:
    """Return a text in UTF-8 or, with a byte order mark, UTF-16; without the mark."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


def _imported(xml: ProjectXml, path: Path) -> Imported:
    imported = Imported(path.name, xml.name or path.stem, xml.description, published=xml.created)
    codes = xml.codes()
    documents = list(xml.documents())
    counting = counted(documents, xml.origin)
    if any(one.text for one in documents) and counting.in_words:
        imported.remarks.append(
            f"its offsets count otherwise than the standard: {counting.in_words}."
        )
    if xml.origin.startswith(names.ORIGIN):
        read_own(imported, codes, documents, counting)
    else:
        add_codings(imported, codes, documents, counting)
    imported.losses += xml.left_out()
    return imported
