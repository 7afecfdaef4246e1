"""A knowledge base as it was at a revision of its git repository.

git is asked for the bytes that it keeps, and for nothing else: no hook, filter, pager or network
takes part, and what git's attributes would do to a file (line ends, keywords, ``export-ignore``)
is not done. A repository may come from anywhere, so what its trees name is not trusted.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from policykb.diagnostics import PolicyKBError, shown
from policykb.knowledge import nearest

MAX_BYTES = 512 * 1024 * 1024
"""How much of one revision is read; a knowledge base of this size has millions of claims."""

_CHUNK = 1024 * 1024
_COMMIT = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})")
_BLOB = re.compile(rb"[0-9a-f]+ blob ([0-9]+)\n")
_LINK = "120000"
_RECORDS = ".yaml"

# What says whom and what to trust stays; what says which repository is meant must not: in a hook
# it is the one that runs the hook.
_KEPT = re.compile(
    "GIT_(CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_[0-9]+|VALUE_[0-9]+)"
    "|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM|EXEC_PATH)"
)
_SETTINGS = {
    "LC_ALL": "C",  # its words are read here
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # for versions of git that do not know the line above
}
_OPTIONS = (
    *("--no-pager", "--literal-pathspecs"),
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"),
)


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit, and the word that somebody named it by."""

    word: str
    commit: str

    def __str__(self) -> str:
        """The word with the commit's number, where the word is not the number."""
        brief = self.commit[:7]
        return brief if self.commit.startswith(self.word) else f"{self.word} ({brief})"


class Repository:
    """The git repository that the folder of a knowledge base lies in."""

    def __init__(self, root: Path) -> None:
        """Find it.

        Raises:
            PolicyKBError: there is no git, no repository, or git does not trust it.
        """
        program = shutil.which("git")
        if program is None:
            raise PolicyKBError(
                "git is not installed, or not on the PATH",
                "States of a knowledge base are read from git: https://git-scm.com/downloads.",
            )
        self._root = root
        self._program = program
        found = self._run("rev-parse", "--show-prefix")
        if found.returncode:
            raise self._no_repository(_words(found.stderr))
        # Where the knowledge base lies in it: "" or "some/folder".
        self._folder = os.fsdecode(found.stdout).removesuffix("\n").removesuffix("/")

    def revisions(self, words: Sequence[str]) -> tuple[Revision, Revision | None]:
        """The commits that one or two words name, the second None where they name one.

        ``A..B`` names two; ``A...B``, too: what the two have in common, and B. An empty end of
        these is HEAD.

        Raises:
            PolicyKBError: they name none, or more than two.
        """
        first, *rest = [one for word in words for one in self._named(word)]
        if len(rest) > 1:
            raise PolicyKBError(
                "more than two revisions",
                "Name one, two, or a range such as main..HEAD, which is two.",
            )
        return first, rest[0] if rest else None

    @contextmanager
    def state(self, revision: Revision) -> Iterator[Path]:
        """The records of the knowledge base at a revision, as files in a folder that vanishes
        behind the context: all that end in ``.yaml``, or everything if there are links.

        Raises:
            PolicyKBError: the revision has no knowledge base in this place, it is too large,
                holds what no folder can, or cannot be written.
        """
        entries = self._entries(revision)
        with tempfile.TemporaryDirectory(prefix="policykb-") as made:
            folder = Path(made)
            try:
                self._write(revision, entries, folder)
            except (OSError, ValueError) as error:
                reason = (isinstance(error, OSError) and error.strerror) or "it has an odd name"
                raise PolicyKBError(
                    f"{shown(revision)} cannot be written to {folder.parent}: {reason}",
                    "Its files are put there for a moment; TMPDIR names another folder.",
                ) from None
            yield folder

    # --- revisions -----------------------------------------------------------------

    def _named(self, word: str) -> list[Revision]:
        if ".." not in word:
            return [self._one(word)]
        first, dots, last = re.split(r"(\.\.\.?)", word, maxsplit=1)
        one, other = (self._one(part or "HEAD") for part in (first, last))
        return [self._common(word, one, other) if dots == "..." else one, other]

    def _one(self, word: str) -> Revision:
        commit = self._commit(word)
        if commit is None:
            raise self._unknown(word)
        return Revision(word, commit)

    def _commit(self, word: str) -> str | None:
        if not word or "\0" in word:
            return None
        # ``:/words`` is a commit already, and takes all that follows for words.
        asked = word if word.startswith(":/") else f"{word}^{{commit}}"
        found = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", asked)
        commit = _words(found.stdout)
        return commit if not found.returncode and _COMMIT.fullmatch(commit) else None

    def _common(self, word: str, one: Revision, other: Revision) -> Revision:
        found = self._run("merge-base", one.commit, other.commit)
        commit = _words(found.stdout)
        if not _COMMIT.fullmatch(commit):
            raise PolicyKBError(
                f"{shown(one.word)} and {shown(other.word)} have no commit in common",
                self._deepen() or f"Name two revisions: {one.word} {other.word}.",
            )
        return Revision(word, commit)

    def _unknown(self, word: str) -> PolicyKBError:
        listed = self._run("for-each-ref", "--format=%(refname:short)")
        names = {name.casefold(): name for name in ["HEAD", *_words(listed.stdout).split()]}
        base = re.split(r"[~^]", word)[0]
        near = [names[name] for name in nearest(base, names)]
        if near and base not in near:
            help_ = f"Did you mean {', '.join(near)}?"
        elif self._commit("HEAD") is None:
            help_ = "There is no commit here yet."
        else:
            help_ = "`git log` and `git branch --all` list what there is: HEAD~1, main, a tag …"
        deepen = self._deepen()
        return PolicyKBError(
            f"unknown revision {shown(word)}", f"{help_} {deepen}" if deepen else help_
        )

    def _deepen(self) -> str:
        """What to do about a clone that lacks history; empty if it does not."""
        shallow = self._run("rev-parse", "--is-shallow-repository")
        if _words(shallow.stdout) != "true":
            return ""
        return (
            "This clone is shallow: `git fetch --unshallow` gets the rest; in GitHub Actions, "
            "give actions/checkout `fetch-depth: 0`."
        )

    def _no_repository(self, said: str) -> PolicyKBError:
        if "dubious ownership" in said:
            message, _, help_ = said.removeprefix("fatal: ").partition("\n")
            return PolicyKBError(f"git: {message}", " ".join(help_.split()))
        if "not a git repository" in said:
            return PolicyKBError(
                f"{self._root} is not in a git repository",
                "States of a knowledge base are read from git: `git init`, `git add` and "
                "`git commit` keep one.",
            )
        return PolicyKBError(f"git: {said or 'it says no more'}", "Mend this and ask again.")

    # --- trees and files -----------------------------------------------------------

    def _entries(self, revision: Revision) -> list["_Entry"]:
        tree = f"{revision.commit}:{self._folder}"
        found = self._run("ls-tree", "-r", "-z", "--full-tree", tree)
        entries = [_Entry.of(line) for line in found.stdout.split(b"\0") if line]
        if found.returncode or not any(one.path == "kb.yaml" for one in entries):
            raise PolicyKBError(
                f"there is no knowledge base in {self._folder or 'the top folder'} "
                f"at {revision.word}",
                "Name a revision that has it: `git log -- kb.yaml` in its folder lists them.",
            )
        return entries

    def _write(self, revision: Revision, entries: Sequence["_Entry"], folder: Path) -> None:
        links = [one for one in entries if one.mode == _LINK]
        files = [
            one
            for one in entries
            if one.kind == "blob"
            and one.mode != _LINK
            # A link may lead to a file of any name.
            and (links or one.path.endswith(_RECORDS))
        ]
        for entry in entries:
            if entry.kind == "blob":
                (folder / entry.path).parent.mkdir(parents=True, exist_ok=True)
        # Links come last: nothing is written through them, and nothing that is there is
        # written over.
        with closing(self._contents(revision, [*files, *links])) as contents:
            for entry, parts in contents:
                if entry.mode == _LINK:
                    (folder / entry.path).symlink_to(os.fsdecode(b"".join(parts)))
                else:
                    with (folder / entry.path).open("xb") as file:
                        file.writelines(parts)

    def _contents(
        self, revision: Revision, entries: Sequence["_Entry"]
    ) -> Generator[tuple["_Entry", Iterator[bytes]]]:
        """The bytes of each entry, to be read before the next is asked for."""
        left = MAX_BYTES
        with tempfile.TemporaryFile() as asked:
            # A file, because a pipe would have to be filled while the answer is read.
            asked.write("".join(f"{one.name}\n" for one in entries).encode())
            asked.seek(0)
            with subprocess.Popen(  # noqa: S603 - as in _run
                self._command("cat-file", "--batch", "--buffer"),
                cwd=self._root,
                env=_environment(),
                stdin=asked,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            ) as git:
                try:
                    assert git.stdout is not None  # noqa: S101 - it is a pipe
                    for entry in entries:
                        header = _BLOB.fullmatch(git.stdout.readline())
                        if header is None:
                            raise PolicyKBError(
                                f"{shown(entry.path)} at {revision.word} is not in this clone",
                                "The repository is damaged, or a partial clone: "
                                "`git fetch --refetch` or a clone without --filter gets all.",
                            )
                        size = int(header[1])
                        left -= size
                        if left < 0:
                            raise PolicyKBError(
                                f"the knowledge base at {revision.word} is larger "
                                f"than {MAX_BYTES:,} bytes",
                                "Keep what is no record in another folder.",
                            )
                        yield entry, _read(git.stdout, size)
                        git.stdout.read(1)  # a line end
                finally:
                    git.kill()

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603 - the words of others are never options
            self._command(*arguments),
            cwd=self._root,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )

    def _command(self, *arguments: str) -> list[str]:
        return [self._program, *_OPTIONS, *arguments]


class _Entry(NamedTuple):
    """What a tree names: its mode, its kind (``blob``, or ``commit`` for a submodule), the name
    of the object, and the path below the tree.
    """

    mode: str
    kind: str
    name: str
    path: str

    @classmethod
    def of(cls, line: bytes) -> "_Entry":
        """A line of ``git ls-tree``.

        Raises:
            PolicyKBError: the path leads out of the tree.
        """
        about, _, path = os.fsdecode(line).partition("\t")
        mode, kind, name = about.split(" ")
        parts = path.split("/")
        # Where folders are parted by another sign, or drives are named, these lead out, too.
        odd = {os.sep, ":"} - {"/"} if os.sep != "/" else set()
        if not {"", ".", ".."}.isdisjoint(parts) or odd & set(path):
            raise PolicyKBError(
                f"the path {shown(path)} leads out of the knowledge base",
                "The repository is damaged, or wants to do damage: `git fsck` says more.",
            )
        return cls(mode, kind, name, path)


def _read(stream: IO[bytes], size: int) -> Iterator[bytes]:
    while size > 0:
        part = stream.read(min(size, _CHUNK))
        if not part:
            raise PolicyKBError("git broke off", "`git fsck` says what is wrong.")
        size -= len(part)
        yield part


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or _KEPT.fullmatch(name)
    }
    return kept | _SETTINGS


def _words(output: bytes) -> str:
    return os.fsdecode(output).strip()
