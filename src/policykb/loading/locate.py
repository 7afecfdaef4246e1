"""Where the knowledge base is: named, in the environment, near by, or bundled."""

import os
from collections.abc import Sequence
from pathlib import Path

from policykb.diagnostics import PolicyKBError

MARKER = "kb.yaml"
ENVIRONMENT = "POLICYKB_KB"

_PACKAGE = Path(__file__).resolve().parents[1]


def _at(folder: Path) -> Path | None:
    """The knowledge base that ``folder`` is or holds as ``kb/``."""
    # A marker that is a dangling link is still a marker: reading it reports the fault.
    for candidate in (folder, folder / "kb"):
        if os.path.lexists(candidate / MARKER):
            return candidate
    return None


def find_enclosing(start: Path) -> Path | None:
    """The nearest knowledge base from ``start`` upwards: a folder that is one, or holds
    one as ``kb/``.
    """
    start = Path(os.path.abspath(start))  # noqa: PTH100 - resolve() would leave a linked folder
    for folder in (start, *start.parents):
        if found := _at(folder):
            return found
    return None


def find(explicit: str | os.PathLike[str] | None = None) -> Path | None:
    """The knowledge base that is meant: ``explicit``, else the one in ``POLICYKB_KB``, else
    the nearest from the current folder upwards; None if there is none near by.

    Raises:
        PolicyKBError: ``explicit``, or the folder in the environment, is no knowledge base.
    """
    for folder, origin in ((explicit, ""), (os.environ.get(ENVIRONMENT), f" ({ENVIRONMENT})")):
        if folder:
            found = _at(Path(folder))
            if found is None:
                raise PolicyKBError(
                    f"no knowledge base at {os.fspath(folder)}{origin}",
                    f"Looked for {Path(folder, MARKER)} and {Path(folder, 'kb', MARKER)}; "
                    "`policykb init DIR` makes a new one.",
                )
            return found
    return find_enclosing(Path.cwd())


def bundled() -> Path | None:
    """The knowledge base that comes with the package: in a wheel beside the modules, in a
    checkout at its top.
    """
    for folder in (_PACKAGE / "bundled", _PACKAGE.parents[1] / "kb"):
        if (folder / MARKER).is_file():
            return folder
    return None


def find_required(explicit: str | os.PathLike[str] | None = None) -> Path:
    """Like :func:`find`, for those who cannot do without.

    Raises:
        PolicyKBError: there is no knowledge base.
    """
    found = find(explicit)
    if found is None:
        raise PolicyKBError(
            "no knowledge base here",
            f"Looked for {MARKER} and kb/{MARKER} in {Path.cwd()} and the folders above it. "
            "Name one with --kb DIR, or make one with `policykb init DIR`.",
        )
    return found


def find_or_bundled(explicit: str | os.PathLike[str] | None = None) -> tuple[Path, bool]:
    """Like :func:`find`, but falls back to the bundled knowledge base; says whether it did.

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
    """The knowledge bases that are meant, each with the paths in it that were named: none for all
    of it.

    Raises:
        PolicyKBError: there is no knowledge base, or none that a path is, holds or lies in.
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
    """A path as locations give it: relative to the knowledge base, "." for all of it.

    Raises:
        PolicyKBError: there is nothing, or it does not lie in the knowledge base.
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
    """Whether a path is, or lies in, one of those that are wanted: none for all."""
    return not wanted or any(
        folder in {".", path} or path.startswith(f"{folder}/") for folder in wanted
    )
