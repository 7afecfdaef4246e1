"""Reading and writing the files of a knowledge base. A file that cannot be read is a fault, not an
exception.

A knowledge base may come from anywhere and is not trusted: a link may lead out of it, a name may
not be text, and a file may be a pipe.
"""

import errno
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from policykb.diagnostics import Diagnostic, Location, PolicyKBError, Rule, format_value
from policykb.diagnostics.catalogue import (
    ESCAPING_LINK,
    FILE_TOO_LARGE,
    MISSING_FILE,
    UNREADABLE_FILE,
)
from policykb.text.edited import UNEDITED, Edited

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
    errno.EACCES: "you have no permission to read it",
    errno.EPERM: "you have no permission to read it",
    errno.ELOOP: "its links form a loop",
    errno.ENOENT: "it is a link to a file that does not exist",
    errno.ENOTDIR: "a part of its path is not a folder",
    errno.ENAMETOOLONG: "its name is too long",
}
# The file may be replaced between the check and the opening: then a pipe must not block, and a
# link must not be followed. Windows has neither flag, but needs O_BINARY.
_OPEN_FLAGS = sum(
    getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY")
)


def read_bytes(
    root: Path, relative: str, *, limit: int, edited: Edited = UNEDITED
) -> bytes | Diagnostic:
    """Return the bytes of a file of a knowledge base, or its fault.

    Args:
        root: The folder of the knowledge base.
        relative: The path below ``root``, with ``/``.
        limit: The largest size in bytes.
        edited: What files are to hold instead of what they do.

    Returns:
        The bytes, or a diagnostic if the file is missing, too large, not a regular file, not
        readable, or outside ``root`` once links are resolved.
    """
    if relative not in edited:
        data = _read_plain_file(root, relative, limit)
        return _read_file(root, relative, limit) if data is None else data
    held = edited[relative]
    if held is None:
        return _fault(relative, MISSING_FILE, "is missing")
    return held if len(held) <= limit else _too_large(relative, limit)


def _fault(relative: str, rule: Rule, message: str) -> Diagnostic:
    text = f"{format_value(relative)} {message}"
    return Diagnostic(rule, text, Location(relative), help=rule.remedy)


def _too_large(relative: str, limit: int) -> Diagnostic:
    return _fault(relative, FILE_TOO_LARGE, f"is larger than {limit:,} bytes")


def _read_plain_file(root: Path, relative: str, limit: int) -> bytes | None:
    """Return the bytes of a regular file that no link below ``root`` leads to; None for any other,
    and if anything is unusual. It takes a third of the time of :func:`_read_file`.
    """
    path = os.fspath(root)
    try:
        for name in relative.split("/"):
            path = f"{path}/{name}"
            status = os.lstat(path)
            if stat.S_ISLNK(status.st_mode) or name == os.pardir:
                return None
        if not stat.S_ISREG(status.st_mode) or status.st_size > limit:
            return None
        handle = os.open(path, os.O_RDONLY | _OPEN_FLAGS)
        try:
            # One byte more, to see that it has not grown in the meantime.
            data = os.read(handle, status.st_size + 1)
            is_same = os.path.samestat(status, os.fstat(handle))
        finally:
            os.close(handle)
    except (OSError, ValueError):
        return None
    return data if is_same and len(data) == status.st_size else None


def _read_file(root: Path, relative: str, limit: int) -> bytes | Diagnostic:
    path = root / relative
    try:
        real = os.path.realpath(path, strict=True)
        # If there is no link in the path, the root need not be resolved.
        without_links = f"{os.path.abspath(root)}/{relative}"  # noqa: PTH100 - resolve() would follow links
        if real != without_links and not Path(real).is_relative_to(os.path.realpath(root)):
            return _fault(relative, ESCAPING_LINK, "leads out of the knowledge base")
        status = os.stat(real)  # noqa: PTH116 - a Path takes twice as long
        if stat.S_ISREG(status.st_mode):
            with os.fdopen(os.open(real, os.O_RDONLY | _OPEN_FLAGS), "rb") as file:
                status = os.fstat(file.fileno())
                if stat.S_ISREG(status.st_mode):
                    # To allocate a buffer as large as the limit takes longer than to read.
                    data = file.read(min(status.st_size, limit) + 1)
                    if len(data) > status.st_size:  # it has grown in the meantime
                        data += file.read(limit + 1 - len(data))
                    if len(data) <= limit:
                        return data
                    return _too_large(relative, limit)
        kind = _KINDS.get(stat.S_IFMT(status.st_mode), "a special file")
        return _fault(relative, UNREADABLE_FILE, f"is {kind}, not a file")
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not os.path.lexists(path):
            return _fault(relative, MISSING_FILE, "is missing")
        reason = _REASONS.get(error.errno or 0, error.strerror or "the system gives no reason")
    except ValueError:  # a NUL, or a character that the file system cannot encode
        reason = "it is not a valid file name"
    return _fault(relative, UNREADABLE_FILE, f"cannot be read: {reason}")


def digest(data: bytes) -> str:
    """Return a digest of a file's content: 32 hexadecimal digits."""
    import hashlib  # noqa: PLC0415 - answers from the cache need none

    return hashlib.blake2b(data, digest_size=16).hexdigest()


def write_file(path: Path, content: str | bytes | Iterable[str]) -> None:
    """Write bytes, or a text as UTF-8, to ``path`` atomically: it holds the new content or the old.

    Pieces of a text are written as they come. Links are followed, and a file keeps its mode. A
    pipe or device is written to directly.

    Raises:
        PolicyKBError: The file cannot be written.
    """
    import tempfile  # noqa: PLC0415 - only commands that write need it

    try:
        pieces = (content,) if isinstance(content, str | bytes) else content
        data = (one if isinstance(one, bytes) else one.encode() for one in pieces)
        if path.exists() and not path.is_file():
            with path.open("wb") as device:
                device.writelines(data)
            return
        real = Path(os.path.realpath(path))
        mode = stat.S_IMODE(real.stat().st_mode) if real.exists() else 0o666 & ~_umask()
        handle, temporary = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name[:100]}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(data)
            if real.exists():
                _copy_owner(Path(temporary), real.stat())
            Path(temporary).chmod(mode)
            Path(temporary).replace(real)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or "it is not a valid file name"
        raise PolicyKBError(
            f"cannot write {path}: {reason}", "Name a file in a folder that you can write to."
        ) from None


def _copy_owner(path: Path, status: os.stat_result) -> None:
    """Give a file the owner and group in ``status``, if that is permitted."""
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(path, status.st_uid, status.st_gid)


def rewrite(root: Path, relative: str, before: str, after: str) -> None:
    """Replace the text of a file of the knowledge base at ``root``, as :func:`write_file` does.

    Args:
        root: The folder of the knowledge base.
        relative: The path below ``root``, with ``/``.
        before: The text that the file must still hold.
        after: The new text.

    Raises:
        PolicyKBError: The file is outside ``root``, has changed, or cannot be written.
    """
    data = read_bytes(root, relative, limit=MAX_YAML_BYTES)
    if isinstance(data, Diagnostic):
        raise PolicyKBError(data.message, data.help)
    path = root / relative
    if data != before.encode():
        raise PolicyKBError(f"{path} has changed in the meantime", "Run the command again.")
    # A new file could replace a read-only one, but somebody made it read-only on purpose.
    if not os.access(path, os.W_OK):
        raise PolicyKBError(f"{path} is read-only", "Make it writable and run the command again.")
    try:
        write_file(path, after)
    except PolicyKBError as error:
        help_ = "Make its folder writable and run the command again."
        raise PolicyKBError(error.message, help_) from None


def _umask() -> int:
    """Return the mode bits that new files do not get. To read the umask, one has to set it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def relative_to_cwd(root: Path, relative: str) -> str:
    """Return the path of a file of ``root``, relative to the current folder if it is below it."""
    path = os.path.abspath(os.path.join(root, relative))  # noqa: PTH100, PTH118 - strings are quicker, and resolve() would follow links
    here = os.getcwd()  # noqa: PTH109 - same
    below = "." if path == here else path.removeprefix(os.path.join(here, ""))  # noqa: PTH118 - same
    return below.replace(os.sep, "/")
