"""Extraction in a process of its own: a hostile document can end no other.

Documents come from anywhere, and the libraries that read them are large. A file of a few kilobytes
may keep one busy for hours, fill the memory or crash it.
"""

import json
import subprocess
import sys

from policykb.diagnostics import PolicyKBError
from policykb.extraction.document import ExtractedDocument, Fact
from policykb.extraction.formats import DocumentType, extract

SECONDS = 120
"""The longest time that a document may take."""

_TEXT = frozenset({DocumentType.TXT, DocumentType.MARKDOWN})


def extract_isolated(
    data: bytes, type_: DocumentType, url: str | None = None, *, seconds: float = SECONDS
) -> ExtractedDocument:
    """Return what :func:`policykb.extraction.formats.extract` returns.

    Raises:
        PolicyKBError: As there; or the document takes too long, or too much memory.
    """
    if type_ in _TEXT:
        return extract(data, type_)
    # -P: the folder that it is started in might hold modules of the same names.
    command = [sys.executable, "-P", "-m", "policykb.extraction", type_, url or ""]
    try:
        done = subprocess.run(  # noqa: S603 - the program itself, with a type and an address
            command, input=data, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise PolicyKBError(
            f"the document took longer than {seconds:g} seconds to read",
            "Check where it comes from; add its text as a .txt file.",
        ) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise PolicyKBError(
            f"the document cannot be read: {_last_line(done.stderr)}",
            "Check where it comes from; add its text as a .txt file.",
        ) from None
    if "error" in answer:
        raise PolicyKBError(answer["error"], answer["help"])
    return ExtractedDocument(
        tuple(answer["paragraphs"]),
        tuple(Fact(*fact) for fact in answer["facts"]),
        tuple(answer["remarks"]),
    )


def _last_line(errors: bytes) -> str:
    lines = errors.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "its reader crashed"
