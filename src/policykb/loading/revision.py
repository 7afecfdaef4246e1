"""A knowledge base at a revision of its git repository.

The files have the bytes that git stores: attributes (line ends, keywords, ``export-ignore``) are
not applied.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from policykb.diagnostics import PolicyKBError, format_value
from policykb.frozen import dataclass
from policykb.loading.git import Git, TreeEntry
from policykb.text.edited import Edited
from policykb.text.spelling import close_matches

_COMMIT = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})")
_RECORDS = ".yaml"
_RECORD_FILE = re.compile(r"(kb|actors|topics|sources/[^/]+/(source|claims))\.yaml")
_TEXTS = ".txt"


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit, and the word by which the user named it."""

    word: str
    commit: str

    def __str__(self) -> str:
        """Return the word with the commit's short hash, or only the hash if the word is one."""
        brief = self.commit[:7]
        return brief if self.commit.startswith(self.word) else f"{self.word} ({brief})"


class Repository:
    """The git repository that contains the folder of a knowledge base."""

    def __init__(self, root: Path) -> None:
        """Find the repository.

        Raises:
            PolicyKBError: There is no git, no repository, or git does not trust it.
        """
        self._root = root
        self._git = Git(root)
        found = self._git.run("rev-parse", "--show-prefix")
        if found.code:
            raise self._no_repository(os.fsdecode(found.errors).strip())
        # The folder of the knowledge base in it: "" or "some/folder".
        self._folder = os.fsdecode(found.output).removesuffix("\n").removesuffix("/")

    def revisions(self, words: Sequence[str]) -> tuple[Revision, Revision | None]:
        """Return the commits that one or two words name; the second is None if they name one.

        ``A..B`` names two, and so does ``A...B``: the common ancestor of the two, and B. An empty
        end of a range is HEAD.

        Raises:
            PolicyKBError: They name none, or more than two.
        """
        first, *rest = [one for word in words for one in self._named(word)]
        if len(rest) > 1:
            raise PolicyKBError(
                "more than two revisions",
                "Name one, two, or a range such as main..HEAD, which is two.",
            )
        return first, rest[0] if rest else None

    @contextmanager
    def state(self, revision: Revision, *, texts: bool = False) -> Iterator[Path]:
        """Write the knowledge base at a revision to a temporary folder, which the context removes.

        All files that end in ``.yaml`` are written, with ``texts`` those that end in ``.txt``, too,
        or all files if there are links.

        Raises:
            PolicyKBError: The revision has no knowledge base in this place, or one that is too
                large, has unsafe paths, or cannot be written.
        """
        entries = self._entries(revision)
        with tempfile.TemporaryDirectory(prefix="policykb-") as temporary:
            folder = Path(temporary)
            try:
                self._write(revision, entries, folder, (_RECORDS, _TEXTS) if texts else (_RECORDS,))
            except (OSError, ValueError) as error:
                reason = (
                    isinstance(error, OSError) and error.strerror
                ) or "a file name is not valid"
                raise PolicyKBError(
                    f"{format_value(revision)} cannot be written to {folder.parent}: {reason}",
                    "Its files are written there temporarily; TMPDIR can name another folder.",
                ) from None
            yield folder

    def edits(self, revision: Revision, folder: Path) -> Edited | None:
        """Return the records' files of a revision that are not the same in another folder, as edits
        of that folder. What is the same there need not be read again.

        Returns:
            The edits; None if the states are too different in kind: with links, or with a source
            that has no records.

        Raises:
            PolicyKBError: The revision has no knowledge base in this place, or one that is too
                large or has unsafe paths.
        """
        entries = [one for one in self._entries(revision) if one.kind == "blob"]
        stored = {one.path: one for one in entries if _RECORD_FILE.fullmatch(one.path)}
        there = {*_paths(folder, "*.yaml"), *_paths(folder, "sources/*/*.yaml")}
        there = {path for path in there if _RECORD_FILE.fullmatch(path)}
        sources = {"/".join(one.path.split("/")[:2]) for one in entries if one.path.count("/") > 1}
        sources = {one for one in sources if one.startswith("sources/")}
        if (
            any(one.is_link for one in entries)
            or any((folder / path).is_symlink() for path in there)
            or sources != {path.rpartition("/")[0] for path in stored if "/" in path}
        ):
            return None
        changed = [
            one
            for path, one in stored.items()
            if path not in there or not _holds(folder / path, one.name)
        ]
        found: dict[str, bytes | None] = dict.fromkeys(there - stored.keys())
        found |= dict.fromkeys({*_paths(folder, "sources/*")} - sources)
        with closing(self._git.contents(changed, revision.word)) as contents:
            for entry, parts in contents:
                found[entry.path] = b"".join(parts)
        return found

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
        # ``:/words`` names a commit already, and all that follows is part of the words.
        expression = word if word.startswith(":/") else f"{word}^{{commit}}"
        found = self._git.run("rev-parse", "--verify", "--quiet", "--end-of-options", expression)
        commit = found.text
        return commit if not found.code and _COMMIT.fullmatch(commit) else None

    def _common(self, word: str, one: Revision, other: Revision) -> Revision:
        found = self._git.run("merge-base", one.commit, other.commit)
        commit = found.text
        if not _COMMIT.fullmatch(commit):
            raise PolicyKBError(
                f"{format_value(one.word)} and {format_value(other.word)} have no commit in common",
                self._deepen() or f"Name two revisions: {one.word} {other.word}.",
            )
        return Revision(word, commit)

    def _unknown(self, word: str) -> PolicyKBError:
        listed = self._git.run("for-each-ref", "--format=%(refname:short)")
        names = {name.casefold(): name for name in ["HEAD", *listed.text.split()]}
        base = re.split(r"[~^]", word)[0]
        near = [names[name] for name in close_matches(base, names)]
        if near and base not in near:
            help_ = f"Did you mean {', '.join(near)}?"
        elif self._commit("HEAD") is None:
            help_ = "There is no commit here yet."
        else:
            help_ = "`git log`, `git branch --all` and `git tag` list what you can name."
        deepen = self._deepen()
        return PolicyKBError(
            f"unknown revision {format_value(word)}", f"{help_} {deepen}" if deepen else help_
        )

    def _deepen(self) -> str:
        """Return advice for a clone without the whole history; empty for others."""
        shallow = self._git.run("rev-parse", "--is-shallow-repository")
        if shallow.text != "true":
            return ""
        return (
            "This clone is shallow: `git fetch --unshallow` gets the rest; in GitHub Actions, "
            "give actions/checkout `fetch-depth: 0`."
        )

    def _no_repository(self, message: str) -> PolicyKBError:
        if "dubious ownership" in message:
            first, _, help_ = message.removeprefix("fatal: ").partition("\n")
            return PolicyKBError(f"git: {first}", " ".join(help_.split()))
        if "not a git repository" in message:
            return PolicyKBError(
                f"{self._root} is not in a git repository",
                "States of a knowledge base are read from git: `git init`, `git add` and "
                "`git commit` store one.",
            )
        return PolicyKBError(
            f"git: {message or 'it gives no reason'}",
            "Fix this and run the command again.",
        )

    # --- trees and files -----------------------------------------------------------

    def _entries(self, revision: Revision) -> list[TreeEntry]:
        tree = f"{revision.commit}:{self._folder}"
        entries = self._git.entries(tree, revision.word)
        if not any(one.path == "kb.yaml" for one in entries):
            raise PolicyKBError(
                f"there is no knowledge base in {self._folder or 'the top folder'} "
                f"at {revision.word}",
                "Name a revision that has it: `git log -- kb.yaml` in its folder lists them.",
            )
        return entries

    def _write(
        self,
        revision: Revision,
        entries: Sequence[TreeEntry],
        folder: Path,
        endings: tuple[str, ...],
    ) -> None:
        links = [one for one in entries if one.is_link]
        files = [
            one
            for one in entries
            if one.kind == "blob"
            and not one.is_link
            # A link may lead to a file of any name.
            and (links or one.path.endswith(endings))
        ]
        for entry in entries:
            if entry.kind == "blob":
                (folder / entry.path).parent.mkdir(parents=True, exist_ok=True)
        # Links come last, so that nothing is written through them. No file is overwritten.
        with closing(self._git.contents([*files, *links], revision.word)) as contents:
            for entry, parts in contents:
                if entry.is_link:
                    (folder / entry.path).symlink_to(os.fsdecode(b"".join(parts)))
                else:
                    with (folder / entry.path).open("xb") as file:
                        file.writelines(parts)


def _paths(folder: Path, pattern: str) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in folder.glob(pattern))


def _holds(file: Path, name: str) -> bool:
    """Return True if a file holds the bytes of the object that git stores under a name."""
    try:
        data = file.read_bytes()
    except OSError:
        return False
    kind = "sha1" if len(name) == _SHA1 else "sha256"
    digest = hashlib.new(kind, b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest() == name


_SHA1 = 40
"""The length of a name in a repository with the usual names."""
