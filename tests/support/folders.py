"""Folders of files that tests compare."""

from pathlib import Path


def files_of(root: Path) -> dict[str, bytes]:
    """Return the contents of all files below a folder, by path."""
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
