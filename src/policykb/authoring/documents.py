"""Read a document from a file, from standard input or from the web."""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from policykb.diagnostics import PolicyKBError
from policykb.extraction.formats import MAX_BYTES


@dataclass(frozen=True, slots=True)
class RawDocument:
    """The bytes of a document, the name of its file, and the address that it was fetched from, on
    this day; they are empty if there are none.
    """

    data: bytes
    name: str = ""
    url: str = ""
    accessed: str = ""

    @property
    def stem(self) -> str:
        """Return the name of the file without its extension."""
        return Path(self.name).stem

    @property
    def fields(self) -> dict[str, str]:
        """Return the fields of a source that are known from fetching it."""
        return {"url": self.url, "accessed": self.accessed} if self.url else {}


def read_document(place: str, *, fetch: bool = False) -> RawDocument:
    """Return the document in a file, on standard input (``-``), or at an address.

    Raises:
        PolicyKBError: It cannot be read, is too large, or is not to be fetched.
    """
    if place.casefold().startswith(("http://", "https://")):
        if not fetch:
            raise PolicyKBError(
                f"{place} is an address, and nothing is fetched unasked",
                "Add --fetch; or save the page, add the file, and record the address with --url.",
            )
        from policykb.authoring.fetching import fetch as fetch_url  # noqa: PLC0415 - few fetch

        fetched = fetch_url(place)
        today = datetime.now(tz=UTC).date().isoformat()
        return RawDocument(fetched.data, url=fetched.url, accessed=today)
    if fetch:
        raise PolicyKBError(f"{place} is no address to fetch", "An address begins with https://.")
    try:
        if place == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(place).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or "it is not a valid file name"
        raise PolicyKBError(f"cannot read {place}: {reason}", "Name a document.") from None
    if len(data) > MAX_BYTES:
        raise PolicyKBError(
            f"{place} is larger than {MAX_BYTES:,} bytes", "Add the part that matters."
        )
    return RawDocument(data, "" if place == "-" else Path(place).name)
