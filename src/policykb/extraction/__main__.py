"""The process in which a document is extracted: its bytes come in, JSON goes out."""

import contextlib
import json
import logging
import sys

from policykb.diagnostics import PolicyKBError
from policykb.extraction.formats import DocumentType, extract

MEMORY = 4 * 1024**3
"""The most bytes of memory that it may take."""


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such limit
        import resource  # noqa: PLC0415 - same

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main() -> None:
    """Extract the document on standard input, of the type and with the address given."""
    _limit_memory()
    logging.disable(logging.CRITICAL)
    _, type_, url = sys.argv
    answer: dict[str, object]
    try:
        content = extract(sys.stdin.buffer.read(), DocumentType(type_), url or None)
    except PolicyKBError as error:
        answer = {"error": error.message, "help": error.help}
    else:
        answer = {
            "paragraphs": content.paragraphs,
            "facts": [(fact.field, fact.value, fact.origin) for fact in content.facts],
            "remarks": content.remarks,
        }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
