"""Exports that are folders: they replace an earlier export, and nothing else."""

from collections.abc import Iterable
from pathlib import Path

from policykb.diagnostics import PolicyKBError
from policykb.text.files import write_file
from policykb.text.new_folder import new_folder


def write_export(folder: Path, files: Iterable[tuple[str, bytes]], mark: str) -> list[Path]:
    """Write the files of an export into a folder, and return their paths.

    A new folder appears at once. In an earlier export each file is replaced, that with the ``mark``
    last; other files stay.

    Args:
        folder: A folder that is new or empty, or holds an earlier export.
        files: The files, by their paths in it.
        mark: The path of the file by which an export is known.

    Raises:
        PolicyKBError: The folder holds something else, or cannot be written.
    """
    contents = sorted(files, key=lambda file: file[0] == mark)
    if (folder / mark).is_file():
        for path, data in contents:
            _make(folder / path)
            write_file(folder / path, data)
    else:
        with new_folder(folder, last=mark) as made:
            for path, data in contents:
                _make(made / path)
                (made / path).write_bytes(data)
    return [folder / path for path, _ in contents]


def _make(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PolicyKBError(
            f"cannot make {path.parent}: {error.strerror}", "Name a folder that can be written to."
        ) from None
