"""Zip files and XML of other programs, which may come from anywhere."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from policykb.diagnostics import PolicyKBError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_ENTRIES = 100_000
MAX_FILE_BYTES = 64 * 1024 * 1024
"""The most bytes that a file of an archive which is read may have unpacked."""

MAX_READ_BYTES = 512 * 1024 * 1024
"""The most bytes that all files which are read may have."""


class Archive:
    """A zip file that is only read from: nothing is unpacked to a folder."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name
        self._left = MAX_READ_BYTES
        self.names = archive.namelist()
        if len(self.names) > MAX_ENTRIES:
            raise PolicyKBError(
                f"{name} holds more than {MAX_ENTRIES:,} files", "Check where it comes from."
            )
        for entry in self.names:
            if entry.startswith(("/", "\\")) or ".." in entry.replace("\\", "/").split("/"):
                raise PolicyKBError(
                    f"{name} holds a file outside of its folder: {entry[:80]!r}",
                    "Check where it comes from: no program for qualitative analysis writes this.",
                )

    def read(self, name: str) -> bytes:
        """Return the bytes of a file.

        Raises:
            PolicyKBError: It is encrypted, damaged, or too large.
        """
        entry = self._archive.getinfo(name)
        if entry.file_size > min(MAX_FILE_BYTES, self._left):
            raise PolicyKBError(
                f"{name[:80]!r} in {self._name} would unpack to {entry.file_size:,} bytes",
                f"A file of it may have {MAX_FILE_BYTES:,}, all together {MAX_READ_BYTES:,}.",
            )
        self._left -= entry.file_size
        with self._archive.open(entry) as file:
            # An entry may hold more than it states.
            return file.read(entry.file_size)

    def day(self, name: str) -> str:
        """Return the day on which a file was put into the archive, as in 2011-03-11."""
        year, month, day, *_ = self._archive.getinfo(name).date_time
        return f"{year}-{month:02}-{day:02}"


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open a zip file.

    Raises:
        PolicyKBError: It is no zip file, or is damaged, encrypted or hostile.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            yield Archive(archive, path.name)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, zlib.error) as error:
        raise PolicyKBError(
            f"{path.name} is a damaged zip file: {error}", "Export it again."
        ) from None
    except (RuntimeError, NotImplementedError) as error:
        raise PolicyKBError(
            f"cannot unpack {path.name}: {error}", "Export it again, without a password."
        ) from None
    except OSError as error:
        raise PolicyKBError(
            f"cannot read {path}: {error.strerror}", "Name a file that can be read."
        ) from None


def parse_xml(data: bytes, name: str) -> "Element":
    """Return the root of an XML file. None that defines a type or an entity is read.

    Raises:
        PolicyKBError: It is not well-formed, or defines an entity, or the extra is missing.
    """
    try:
        from defusedxml.common import DefusedXmlException  # noqa: PLC0415 - of an extra
        from defusedxml.ElementTree import ParseError, fromstring  # noqa: PLC0415 - same
    except ImportError:
        raise PolicyKBError(
            "reading projects of REFI-QDA needs defusedxml, which is not installed",
            "Install it with: pip install 'policykb[tables]'",
        ) from None
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise PolicyKBError(
            f"{name} defines types or entities of its own, which are not read",
            "Check where it comes from: no program for qualitative analysis writes this.",
        ) from None
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise PolicyKBError(f"{name} is not well-formed XML: {error}", "Export it again.") from None
    return root
