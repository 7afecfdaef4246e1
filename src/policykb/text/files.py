"""Files of a knowledge base -> bytes -> text; what cannot be read is a fault, not an exception.

A knowledge base may come from anywhere, so nothing in it is trusted: links may lead
out of it, names may be no text, and what has a file's name may be a pipe.
"""

import errno
import os
import re
import stat
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from io import StringIO
from itertools import accumulate
from pathlib import Path

from policykb.diagnostics import Diagnostic, Location, PolicyKBError, Rule, Span, format_value
from policykb.diagnostics.catalogue import (
    ESCAPING_LINK,
    FILE_TOO_LARGE,
    MISSING_FILE,
    NOT_UTF_8,
    UNREADABLE_FILE,
)

LINE_END = re.compile(r"\r\n|\r|\n")
"""Where a line ends, on any system."""
_WHITE = " \t\r\n"

MAX_YAML_BYTES = 64 * 1024 * 1024
MAX_TEXT_BYTES = 16 * 1024 * 1024

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
_REASONS = {
    errno.EACCES: "reading it is not permitted",
    errno.EPERM: "reading it is not permitted",
    errno.ELOOP: "its links lead round in a circle",
    errno.ENOENT: "it is a link to nothing",
    errno.ENOTDIR: "its path leads through something that is not a folder",
    errno.ENAMETOOLONG: "its name is too long",
}
# Between the check and the opening the file may have been swapped: a pipe must not
# block then, nor a link be followed. Windows knows neither flag, but text mode.
_OPEN_FLAGS = sum(
    getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY")
)
_OTHER_ENCODINGS = (
    ("UTF-32", re.compile(rb"\xff\xfe\0\0|\0\0\xfe\xff|(?:[^\0]\0\0\0){2}|(?:\0\0\0[^\0]){2}")),
    ("UTF-16", re.compile(rb"\xff\xfe|\xfe\xff|(?:[^\0]\0){2}|(?:\0[^\0]){2}")),
)


def read_bytes(root: Path, relative: str, *, limit: int) -> bytes | Diagnostic:
    """Read a file of a knowledge base, at most ``limit`` + 1 bytes of it.

    Args:
        root: The folder of the knowledge base.
        relative: The path below it, with ``/``, as the diagnostic will name it.
        limit: How many bytes the file may have.

    Returns:
        The bytes, or why there are none: the file is missing, too large, no readable
        regular file, or lies outside ``root`` once links are resolved.
    """

    def fault(rule: Rule, message: str) -> Diagnostic:
        text = f"{format_value(relative)} {message}"
        return Diagnostic(rule, text, Location(relative), help=rule.remedy)

    path = root / relative
    try:
        real = os.path.realpath(path, strict=True)
        # Without a link on the way there is no need to resolve the root as well.
        straight = f"{os.path.abspath(root)}/{relative}"  # noqa: PTH100 - resolve() would follow links
        if real != straight and not Path(real).is_relative_to(os.path.realpath(root)):
            return fault(ESCAPING_LINK, "leads out of the knowledge base")
        status = os.stat(real)  # noqa: PTH116 - to make a Path takes as long again
        if stat.S_ISREG(status.st_mode):
            with os.fdopen(os.open(real, os.O_RDONLY | _OPEN_FLAGS), "rb") as file:
                status = os.fstat(file.fileno())
                if stat.S_ISREG(status.st_mode):
                    # Room for a whole limit takes longer to get than the file to be read.
                    data = file.read(min(status.st_size, limit) + 1)
                    if len(data) > status.st_size:  # it has grown meanwhile
                        data += file.read(limit + 1 - len(data))
                    if len(data) <= limit:
                        return data
                    return fault(FILE_TOO_LARGE, f"is larger than {limit:,} bytes")
        kind = _KINDS.get(stat.S_IFMT(status.st_mode), "something else")
        return fault(UNREADABLE_FILE, f"is {kind}, not a file")
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not os.path.lexists(path):
            return fault(MISSING_FILE, "is missing")
        reason = _REASONS.get(error.errno or 0, error.strerror or "the system gives no reason")
    except ValueError:  # a NUL, or a character that the file system cannot encode
        reason = "no file can have that name"
    return fault(UNREADABLE_FILE, f"cannot be read: {reason}")


def digest(data: bytes) -> str:
    """What tells the bytes of a file from all others."""
    import hashlib  # noqa: PLC0415 - answers from what was read before need none

    return hashlib.blake2b(data, digest_size=16).hexdigest()


def write_file(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 to ``path``, which holds all of it or what it held before.

    A link is followed, and a file keeps its mode; what is no regular file (a pipe, a device) is
    written to as it is.

    Raises:
        PolicyKBError: it cannot be written.
    """
    import tempfile  # noqa: PLC0415 - who only reads has no use for it

    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8", newline="")
            return
        real = Path(os.path.realpath(path))
        mode = stat.S_IMODE(real.stat().st_mode) if real.exists() else 0o666 & ~_umask()
        handle, beside = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name[:100]}-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            if real.exists():
                _take_over(Path(beside), real.stat())
            Path(beside).chmod(mode)
            Path(beside).replace(real)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or "no file can have that name"
        raise PolicyKBError(
            f"cannot write {path}: {reason}", "Name a file in a folder that can be written to."
        ) from None


def _take_over(path: Path, status: os.stat_result) -> None:
    """Give a file the owner of another, as far as that is permitted."""
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(path, status.st_uid, status.st_gid)


def rewrite(root: Path, relative: str, before: str, after: str) -> None:
    """Write ``after`` to a file of the knowledge base at ``root`` that still holds ``before``, as
    :func:`write_file` does.

    Raises:
        PolicyKBError: the file lies outside, holds something else by now, or cannot be written.
    """
    now = read_bytes(root, relative, limit=MAX_YAML_BYTES)
    if isinstance(now, Diagnostic):
        raise PolicyKBError(now.message, now.help)
    path = root / relative
    if now != before.encode():
        raise PolicyKBError(f"{path} has changed meanwhile", "Ask again.")
    # A new file could take its place, but that it is read-only was meant.
    if not os.access(path, os.W_OK):
        raise PolicyKBError(f"{path} is read-only", "Make it writable, and ask again.")
    try:
        write_file(path, after)
    except PolicyKBError as error:
        raise PolicyKBError(error.message, "Make its folder writable, and ask again.") from None


def _umask() -> int:
    """The mode bits that new files do without; there is no way to ask but to set."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def relative_to_cwd(root: Path, relative: str) -> str:
    """A path as one can open it: relative to the current folder if it lies below it."""
    path = Path(os.path.abspath(root / relative))  # noqa: PTH100 - resolve() would follow links
    with suppress(ValueError):
        return path.relative_to(Path.cwd()).as_posix()
    return path.as_posix()


class Lines:
    """The lines of a text: turns offsets, which are quick to keep, into lines and columns."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _starts(self) -> Sequence[int]:
        # An array, because a text may well be 64 MiB of line breaks; what reads lines from a
        # stream knows the same ends as LINE_END, and takes a third of its time.
        lines = StringIO(self.text, newline="")
        starts = array("Q", accumulate(map(len, lines), initial=0))
        if self.text and self.text[-1] not in "\r\n":
            starts.pop()
        return starts

    def span(self, start: int, end: int) -> Span:
        """From one offset to another, without the white space it ends in."""
        if self.text[end - 1 : end] in _WHITE:  # there may be a million line ends
            end = start + len(self.text[start:end].rstrip(_WHITE))
        return self.stretch(start, end)

    def stretch(self, start: int, end: int) -> Span:
        """From one offset to another."""
        starts = self._starts
        line, end_line = bisect_right(starts, start), bisect_right(starts, end)
        return Span(line, start - starts[line - 1] + 1, end_line, end - starts[end_line - 1] + 1)

    def end_of_line(self, offset: int) -> int:
        """Where the line ends that holds the character at ``offset``: behind its last character."""
        found = LINE_END.search(self.text, offset)
        return found.start() if found else len(self.text)


def decode(data: bytes, path: str) -> str | Diagnostic:
    """Decode UTF-8; a byte order mark stays in the text.

    Args:
        data: The bytes of the file.
        path: The file's path, as the diagnostic will name it.

    Returns:
        The text, or where the first wrong byte is. UTF-16 and UTF-32 are recognised,
        with a byte order mark or, from the NULs, without.
    """
    for encoding, pattern in _OTHER_ENCODINGS:
        if pattern.match(data):
            return Diagnostic(
                NOT_UTF_8,
                f"the file is not UTF-8: it looks like {encoding}",
                Location(path, Span(1, 1, 1, 1)),
                help=f"Save the file as UTF-8 instead of {encoding}, without a byte order mark.",
            )
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        return Diagnostic(
            NOT_UTF_8,
            f"the byte 0x{data[error.start]:02X} is not UTF-8 here",
            Location(path, Lines(before).span(len(before), len(before))),
            help=NOT_UTF_8.remedy,
        )
