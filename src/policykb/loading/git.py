"""Run git to read what a repository stores.

No hook, filter, pager or network is used. A repository may come from anywhere, so the paths in
its trees are not trusted.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from policykb.diagnostics import PolicyKBError, format_value

MAX_BYTES = 512 * 1024 * 1024
"""The most bytes to read of one tree; millions of claims have fewer."""

_CHUNK = 1024 * 1024
_BLOB = re.compile(rb"[0-9a-f]+ blob ([0-9]+)\n")
_LINK = "120000"
_NO_TREE = (b"Not a valid object name", b"not a tree object")

# These variables of git are kept. The others may select a repository: in a hook, they select that
# of the hook.
_KEPT_VARIABLES = re.compile(
    "GIT_(CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_[0-9]+|VALUE_[0-9]+)"
    "|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM|EXEC_PATH)"
)
_SETTINGS = {
    "LC_ALL": "C",  # its messages are parsed here
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # for versions of git that do not know the line above
}
_OPTIONS = (
    *("--no-pager", "--literal-pathspecs"),
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"),
)


class TreeEntry(NamedTuple):
    """An entry of a tree: its mode, its kind (``blob``, or ``commit`` for a submodule), the name of
    the object, and the path below the tree.
    """

    mode: str
    kind: str
    name: str
    path: str

    @property
    def is_link(self) -> bool:
        """Return True if it is a symbolic link, whose bytes are its target."""
        return self.mode == _LINK

    @classmethod
    def of(cls, line: bytes) -> "TreeEntry":
        """Parse a line of ``git ls-tree``.

        Raises:
            PolicyKBError: The path leads out of the tree.
        """
        fields, _, path = os.fsdecode(line).partition("\t")
        mode, kind, name = fields.split(" ")
        parts = path.split("/")
        # On a system with another path separator or with drive letters, these lead out, too.
        unsafe = {os.sep, ":"} - {"/"} if os.sep != "/" else set()
        if not {"", ".", ".."}.isdisjoint(parts) or unsafe & set(path):
            raise PolicyKBError(
                f"the path {format_value(path)} leads out of the knowledge base",
                "The repository is damaged or malicious: `git fsck` shows the faults.",
            )
        return cls(mode, kind, name, path)


class GitResult(NamedTuple):
    """The exit code of git, its output and its error messages."""

    code: int
    output: bytes
    errors: bytes

    @property
    def text(self) -> str:
        """Return the output as text."""
        return os.fsdecode(self.output).strip()


class Git:
    """git, run in a folder.

    Raises:
        PolicyKBError: it is not installed.
    """

    def __init__(self, folder: Path) -> None:
        program = shutil.which("git")
        if program is None:
            raise PolicyKBError(
                "git is not installed, or not on the PATH",
                "States of a knowledge base are read from git: https://git-scm.com/downloads.",
            )
        self._folder = folder
        self._program = os.path.abspath(program)  # noqa: PTH100 - a link may say which git it is

    def run(self, *arguments: str) -> GitResult:
        """Run a command of git. An argument from outside must not be where git accepts options."""
        done = subprocess.run(  # noqa: S603 - as the line above says
            self._command(*arguments),
            cwd=self._folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        return GitResult(done.returncode, done.stdout, done.stderr)

    def entries(self, tree: str, name: str) -> list[TreeEntry]:
        """Return the entries of a tree (``<commit>:<path>``), at any depth; none if there is no
        such tree.

        ``name`` is the name of the tree in messages.

        Raises:
            PolicyKBError: A path leads out of the tree, or a part of it is missing.
        """
        found = self.run("ls-tree", "-r", "-z", "--full-tree", tree)
        if found.code:
            if any(message in found.errors for message in _NO_TREE):
                return []
            raise _missing(f"the folder at {name}")
        return [TreeEntry.of(line) for line in found.output.split(b"\0") if line]

    def contents(
        self, entries: Sequence[TreeEntry], name: str
    ) -> Generator[tuple[TreeEntry, Iterator[bytes]]]:
        """Yield each entry of a tree with its bytes, which must be read before the next entry.

        ``name`` is the name of the tree in messages.

        Raises:
            PolicyKBError: The bytes are too many, or missing.
        """
        left = MAX_BYTES
        with tempfile.TemporaryFile() as names:
            # A file, because a pipe would have to be written while the answer is read.
            names.write("".join(f"{one.name}\n" for one in entries).encode())
            names.seek(0)
            with subprocess.Popen(  # noqa: S603 - as in run
                self._command("cat-file", "--batch", "--buffer"),
                cwd=self._folder,
                env=_environment(),
                stdin=names,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            ) as git:
                try:
                    assert git.stdout is not None  # noqa: S101 - it is a pipe
                    for entry in entries:
                        header = _BLOB.fullmatch(git.stdout.readline())
                        if header is None:
                            raise _missing(f"{format_value(entry.path)} at {name}")
                        size = int(header[1])
                        left -= size
                        if left < 0:
                            raise PolicyKBError(
                                f"the knowledge base at {name} is larger than {MAX_BYTES:,} bytes",
                                "Keep files that are not records in another folder.",
                            )
                        yield entry, _read(git.stdout, size)
                        git.stdout.read(1)  # a line end
                finally:
                    git.kill()

    def _command(self, *arguments: str) -> list[str]:
        return [self._program, *_OPTIONS, *arguments]


def _missing(what: str) -> PolicyKBError:
    return PolicyKBError(
        f"{what} is not in this clone",
        "The repository is damaged, or a partial clone: `git fetch --refetch` or a clone "
        "without --filter gets everything.",
    )


def _read(stream: IO[bytes], size: int) -> Iterator[bytes]:
    while size > 0:
        part = stream.read(min(size, _CHUNK))
        if not part:
            raise PolicyKBError("git stopped within a file", "`git fsck` shows what is wrong.")
        size -= len(part)
        yield part


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or _KEPT_VARIABLES.fullmatch(name)
    }
    return kept | _SETTINGS
