"""Reading the zip files that Word documents and e-books are."""

import io
import zipfile

from lxml import etree

from policykb.diagnostics import PolicyKBError

MAX_ENTRIES = 10_000
MAX_UNPACKED = 256 * 1024 * 1024
"""The most bytes that all files of an archive may have unpacked."""


def opened(data: bytes) -> zipfile.ZipFile:
    """Open an archive that may come from anywhere. Reading an entry never gives more bytes than
    the archive states for it, and what it states in all is limited.

    Raises:
        PolicyKBError: It is encrypted, or would be too large unpacked.
        zipfile.BadZipFile: It is damaged.
    """
    archive = zipfile.ZipFile(io.BytesIO(data))
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise PolicyKBError(
            f"this file would unpack to more than {MAX_UNPACKED:,} bytes, or {MAX_ENTRIES:,} files",
            "Check where it comes from; add its text as a .txt file.",
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise PolicyKBError("this file is encrypted", "Save a copy without a password.")
    return archive


def parse_xml(data: bytes) -> etree._Element:
    """Return the root of an XML file; entities and files that it refers to are not read."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(data, parser)
    if root is None:
        raise ValueError("an XML file in it is empty")
    return root


def dublin_core(root: etree._Element, name: str) -> str | None:
    """Return the first value of an element of Dublin Core below ``root``, if there is one."""
    found = root.find(f".//{{http://purl.org/dc/elements/1.1/}}{name}")
    return None if found is None else "".join(found.itertext())
