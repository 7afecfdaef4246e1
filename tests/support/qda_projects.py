"""Small projects of REFI-QDA, as several programs write them."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

CODES = """
<Users><User guid="{U-1}" name="Jo"/><User guid="u-2" name="Kim"/></Users>
<CodeBook><Codes>
  <Code guid="C-1" name="Energy" isCodable="false">
    <Code guid="C-2" name="Coal" isCodable="true" color="#ff0000">
      <Description>The burning of coal.</Description>
    </Code>
    <Code guid="C-3" name="Wind" isCodable="true"/>
  </Code>
</Codes></CodeBook>
"""


def selection(start: int, end: int, *codes: str, name: str = "", inside: str = "") -> str:
    """A selection, coded by Jo."""
    codings = "".join(
        f'<Coding guid="K{start}{end}{code}" creatingUser="U-1"><CodeRef targetGUID="{code}"/>'
        "</Coding>"
        for code in codes
    )
    return (
        f'<PlainTextSelection guid="S{start}-{end}" name={quoteattr(name)} startPosition="{start}" '
        f'endPosition="{end}">{inside}{codings}</PlainTextSelection>'
    )


def source(*selections: str, path: str = "internal://t.txt", name: str = "Talk") -> str:
    """A text source whose text is a file of the archive."""
    return (
        f'<TextSource guid="T" name={quoteattr(name)} plainTextPath="{path}" '
        f'creationDateTime="2020-05-17T10:00:00Z">{"".join(selections)}</TextSource>'
    )


def project(
    folder: Path,
    sources: Sequence[str],
    texts: Mapping[str, bytes],
    *,
    origin: str = "NVivo 14",
    more: str = "",
    name: str = "project.qde",
    head: str = "",
    codes: str = CODES,
) -> Path:
    """Write a project; return its path."""
    xml = (
        f'<?xml version="1.0" encoding="utf-8"?>{head}<Project xmlns="urn:QDA-XML:project:1.0" '
        f'name="Study" origin="{origin}">{codes}<Sources>{"".join(sources)}</Sources>'
        f"{more}</Project>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, xml)
        for path, data in texts.items():
            archive.writestr(path, data)
    made = folder / "study.qdpx"
    made.write_bytes(buffer.getvalue())
    return made
