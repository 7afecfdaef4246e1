"""Find the knowledge base: named, in the environment, nearby, or bundled."""

import os
from collections.abc import Sequence
from pathlib import Path

from policykb.diagnostics import PolicyKBError
from policykb.text.edited import JOURNAL

MARKER = "kb.yaml"
DATASET_MARKER = "dataset.json"
"""The file by which a folder is known to be a dataset: a knowledge base as Parquet files."""
MAP_SUFFIXES = frozenset({".yaml", ".yml"})
"""The endings of maps, which say what the columns of a table are."""
ENVIRONMENT = "POLICYKB_KB"

_PACKAGE = Path(__file__).resolve().parents[1]


def _at(folder: Path) -> Path | None:
    """Return the knowledge base that ``folder`` is or contains as ``kb/``. A change of it that was
    not finished is finished first.
    """
    # A marker that is a dangling link is still a marker: reading it reports the fault.
    for candidate in (folder, folder / "kb"):
        if os.path.lexists(candidate / MARKER):
            if os.path.lexists(candidate / JOURNAL):
                from policykb.text.journal import finish  # noqa: PLC0415 - it hardly ever happens

                finish(candidate)
            return candidate
    return None


def _is_file(path: Path) -> bool:
    """Return True if there is a file; of a name that no file can have, too, the answer is no."""
    return os.path.isfile(path)  # noqa: PTH113 - Path.is_file() raises OSError for a long name


def is_tables(path: Path) -> bool:
    """Return True if a path is a dataset or a map of tables: it has no YAML files of records."""
    if path.suffix in MAP_SUFFIXES:
        return _is_file(path) and path.name != MARKER
    return os.path.lexists(path / DATASET_MARKER)


def require_files(root: Path) -> None:
    """Raise PolicyKBError if a knowledge base has no files of its own, but is a table."""
    if is_tables(root):
        kind = "a table with a map" if root.is_file() else "a dataset"
        raise PolicyKBError(
            f"{root} is {kind}: it can be asked, but has no texts and no YAML files to work on",
            "Name a folder with kb.yaml: --kb DIR. To have one of a table, import it.",
        )


def find_enclosing(start: Path) -> Path | None:
    """Return the nearest knowledge base from ``start`` upwards: a folder that is one, or contains
    one as ``kb/``.
    """
    start = Path(os.path.abspath(start))  # noqa: PTH100 - resolve() would leave a linked folder
    for folder in (start, *start.parents):
        if found := _at(folder):
            return found
    return None


def find(explicit: str | os.PathLike[str] | None = None) -> Path | None:
    """Return the knowledge base at ``explicit``, else that in ``POLICYKB_KB``, else the nearest
    from the current folder upwards; None if there is none.

    Raises:
        PolicyKBError: ``explicit``, or the folder in the environment, is no knowledge base.
    """
    for given, origin in ((explicit, ""), (os.environ.get(ENVIRONMENT), f" ({ENVIRONMENT})")):
        if given:
            path = Path(given)
            if found := _at(path) or (path if is_tables(path) else None):
                return found
            raise _none_at(os.fspath(given), origin)
    return find_enclosing(Path.cwd())


def _none_at(path: str, origin: str) -> PolicyKBError:
    """Return the error that says why ``path``, which ``origin`` names, is no knowledge base."""
    at = Path(path)
    if _is_file(at):
        return PolicyKBError(
            f"{path}{origin} is a file, and not the map of a table",
            f"Name the folder of {MARKER}, a dataset, or a map (.yaml).",
        )
    if at.suffix in MAP_SUFFIXES and not os.path.isdir(at):  # noqa: PTH112 - as above
        return PolicyKBError(
            f"there is no file {path}{origin}",
            f"Name a folder with {MARKER}, a dataset, or the map of a table.",
        )
    return PolicyKBError(
        f"no knowledge base at {path}{origin}",
        f"Looked for {at / MARKER} and {at / 'kb' / MARKER}; `policykb init DIR` makes a new one.",
    )


def bundled() -> Path | None:
    """Return the knowledge base that comes with the package: in a wheel beside the modules, in a
    checkout at its top.
    """
    for folder in (_PACKAGE / "bundled", _PACKAGE.parents[1] / "kb"):
        if (folder / MARKER).is_file():
            return folder
    return None


def find_required(explicit: str | os.PathLike[str] | None = None) -> Path:
    """Return the knowledge base that :func:`find` returns.

    Raises:
        PolicyKBError: There is no knowledge base.
    """
    found = find(explicit)
    if found is None:
        raise PolicyKBError(
            "no knowledge base here",
            f"Looked for {MARKER} and kb/{MARKER} in {Path.cwd()} and the folders above it. "
            "Name one with --kb DIR, or make one with `policykb init DIR`.",
        )
    require_files(found)
    return found


def find_or_bundled(explicit: str | os.PathLike[str] | None = None) -> tuple[Path, bool]:
    """Return the knowledge base that :func:`find` returns, else the bundled one, and True if it is
    the latter.

    Raises:
        PolicyKBError: ``explicit`` is no knowledge base, or there is none at all.
    """
    found = find(explicit)
    if found is not None:
        return found, False
    fallback = bundled()
    return (fallback, True) if fallback is not None else (find_required(explicit), False)


def group_by_root(
    paths: Sequence[Path], explicit: str | os.PathLike[str] | None = None
) -> dict[Path, list[Path]]:
    """Return the knowledge bases that the paths lie in, each with its paths; none for all of it.

    Raises:
        PolicyKBError: There is no knowledge base, or none that a path is, contains or lies in.
    """
    if explicit or not paths:
        return {find_required(explicit): list(paths)}
    found: dict[Path, list[Path]] = {}
    for path in paths:
        root = find_enclosing(path)
        if root is None:
            raise PolicyKBError(
                f"no knowledge base at {path}, nor above it",
                "Looked for kb.yaml and kb/kb.yaml; `policykb init DIR` makes a new one.",
            )
        found.setdefault(root, []).append(path)
    return found


def relative_to(root: Path, path: Path) -> str:
    """Return a path as locations have it: relative to the knowledge base, "." for all of it.

    Raises:
        PolicyKBError: There is no such path, or it lies outside the knowledge base.
    """
    if not os.path.lexists(path):
        raise PolicyKBError(f"there is no {path}", "Name a file or folder of a knowledge base.")
    relative = os.path.relpath(_real_folder(path), os.path.realpath(root))
    if Path(relative).parts[:1] == (os.pardir,):
        raise PolicyKBError(
            f"{path} does not lie in the knowledge base {root}",
            "Name a file or folder in it, or another knowledge base with --kb DIR.",
        )
    return Path(relative).as_posix()


def _real_folder(path: Path) -> str:
    # A link is checked where it stands, not where it leads.
    if path.is_dir():
        return os.path.realpath(path)
    return os.path.join(os.path.realpath(path.parent), path.name)  # noqa: PTH118 - realpath gives text


def is_under(path: str, wanted: Sequence[str]) -> bool:
    """Return True if a path is, or lies in, one of the wanted ones; none are wanted for all."""
    return not wanted or any(
        folder in {".", path} or path.startswith(f"{folder}/") for folder in wanted
    )
