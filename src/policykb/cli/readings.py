"""The readings of coders that a command names: coders of a knowledge base, revisions, folders."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from policykb.analysis.collation import Collation, Reading, collate, decided, reading, readings_of
from policykb.cache.open import open_kb as open_kb_at
from policykb.cli import completion
from policykb.cli.kb_options import KbOptions
from policykb.cli.parameters import option
from policykb.cli.progress import show_progress
from policykb.cli.session import left_out, open_kb, print_note, read_texts
from policykb.diagnostics import PolicyKBError, format_value
from policykb.loading.locate import find, find_required, require_files
from policykb.loading.read import read
from policykb.loading.revision import Repository
from policykb.model.knowledge_base import KnowledgeBase
from policykb.text.source_text import SourceText
from policykb.text.spelling import close_matches

JOINS = "+"
"""The sign between the names of those who decided together."""

Revisions = Annotated[
    bool, option("--revisions", "The names are branches, tags or commits of git.")
]
Sources = Annotated[
    list[str] | None,
    option(
        "--source SOURCE",
        "Only this source; may be repeated.",
        completion=completion.complete_source,
    ),
]


@dataclass(frozen=True, slots=True)
class Named:
    """Readings that were named, with the texts of their sources.

    ``kb`` is the knowledge base that they are coders of; None for revisions and folders.
    """

    readings: Sequence[Reading]
    texts: dict[str, SourceText]
    kb: KnowledgeBase | None

    @property
    def joint(self) -> str:
        """The coder of what they decided together."""
        return JOINS.join(one.name for one in self.readings)

    def collation(self, into: KnowledgeBase | None, joint: str = "") -> Collation:
        """Return the readings beside one another, without what ``into`` holds decided.

        Raises:
            PolicyKBError: no source was read by two of them.
        """
        settled = decided(into, joint or self.joint) if into else {}
        found = collate(self.readings, self.texts, settled)
        if not found.sources:
            names = " and ".join(found.names[:3])
            raise PolicyKBError(
                f"{names} have no source in common",
                "Readings are compared where two coders have a claim or a skipped sentence in the "
                "same source.",
            )
        return found


def named(
    kb_options: KbOptions,
    words: Sequence[str],
    sources: Sequence[str],
    *,
    revisions: bool,
) -> Named:
    """Return the readings that words name: revisions on request, folders if a word holds a slash,
    else coders. Without words: all coders.

    Raises:
        PolicyKBError: there are fewer than two readings, they are of different sorts, or the texts
            of a source differ.
    """
    if len(set(words)) < len(words):
        raise PolicyKBError("a coder is named twice", "Name each once.")
    if len(words) == 1:
        raise PolicyKBError(
            f"{format_value(words[0])} has nobody to agree with", "Name two coders or more."
        )
    if revisions:
        if not words:
            raise PolicyKBError("no revision is named", "Name two: ann ben --revisions.")
        return _of_folders(_states(kb_options, words), sources)
    folders = [word for word in words if "/" in word or word in {".", ".."}]
    if folders and len(folders) == len(words):
        kbs = {_short(word, words): _folder(word, kb_options) for word in words}
        return _of_folders({name: (kb, _texts(kb)) for name, kb in kbs.items()}, sources)
    if folders:
        other = next(word for word in words if word not in folders)
        raise PolicyKBError(
            f"{format_value(folders[0])} is a folder, but {format_value(other)} is a coder",
            f"Name coders, or folders: ./{other} is one.",
        )
    return _of_coders(open_kb(kb_options, texts=True), words, sources)


# --- coders of one knowledge base ------------------------------------------------------


def _of_coders(kb: KnowledgeBase, words: Sequence[str], sources: Sequence[str]) -> Named:
    found = dict.fromkeys(claim.coder for claim in kb.claims.values() if claim.coder)
    known = [one for one in found if not _is_joint(one, found)]
    names = list(words) or known
    for name in names:
        if name not in found:
            raise _unknown(name, known)
    if len(names) < 2:
        raise PolicyKBError(
            f"the claims name {'one coder' if known else 'no coder'}",
            "Claims say who coded them in the field coder; revisions are compared with "
            "--revisions, folders by their paths (./ann ./ben).",
        )
    readings = readings_of(kb, names)
    wanted = [kb.source(word).id for word in sources] or list(kb.sources)
    wanted = [one for one in wanted if sum(some.has_read(one) for some in readings) > 1]
    return Named(readings, read_texts(kb, wanted), kb)


def _is_joint(name: str, coders: dict[str, None]) -> bool:
    parts = name.split(JOINS)
    return len(parts) > 1 and all(part in coders for part in parts)


def _unknown(name: str, known: Sequence[str]) -> PolicyKBError:
    near = close_matches(name, known)
    if near:
        advice = f"Did you mean {', '.join(near)}?"
    elif known:
        advice = f"The coders here are {', '.join(known[:8])}."
    else:
        advice = "No claim names a coder."
    if Path(name).is_dir():
        advice = f"The folder is ./{name}."
    return PolicyKBError(
        f"no claim is coded by {format_value(name)}",
        f"{advice} For branches of git add --revisions.",
    )


# --- revisions and folders -------------------------------------------------------------

_State = tuple[KnowledgeBase, dict[str, SourceText]]


def _states(kb_options: KbOptions, words: Sequence[str]) -> dict[str, _State]:
    root = find_required(kb_options.kb)
    repository = Repository(root)
    found: dict[str, _State] = {}
    for word in words:
        if ".." in word:
            raise PolicyKBError(
                f"{format_value(word)} is a range", "Name one revision for each coder."
            )
        revision, _ = repository.revisions([word])
        with repository.state(revision, texts=True) as folder:
            kb = read(folder, show_progress).kb
            found[word] = replace(kb, root=root), _texts(kb)
        _tell_left_out(kb, word)
    return found


def _folder(word: str, kb_options: KbOptions) -> KnowledgeBase:
    root = find(word)
    if root is None:  # an empty word
        raise PolicyKBError(f"no knowledge base at {format_value(word)}", "Name a folder.")
    require_files(root)
    kb = open_kb_at(root, show_progress, cached=kb_options.cached)
    _tell_left_out(kb, word)
    return kb


def _short(word: str, words: Sequence[str]) -> str:
    """Return the name of a folder; the path if another has the same name."""
    names = [Path(one).resolve().name for one in words]
    name = Path(word).resolve().name
    return name if names.count(name) == 1 else word


def _tell_left_out(kb: KnowledgeBase, name: str) -> None:
    if kb.left_out:
        print_note(f"left out as faulty in {name}: {left_out(kb)}")


def _texts(kb: KnowledgeBase) -> dict[str, SourceText]:
    return read_texts(kb, [one for one in kb.sources if kb.by_source.get(one) or _skips(kb, one)])


def _skips(kb: KnowledgeBase, source: str) -> bool:
    return source in kb.skipped_by_source


def _of_folders(states: dict[str, _State], sources: Sequence[str]) -> Named:
    readings = [reading(kb, name) for name, (kb, _) in states.items()]
    texts: dict[str, SourceText] = {}
    origin: dict[str, str] = {}
    for name, (_, some) in states.items():
        for source, text in some.items():
            first = texts.setdefault(source, text)
            origin.setdefault(source, name)
            if first.text != text.text:
                raise PolicyKBError(
                    f"the text of {source} differs between {origin[source]} and {name}",
                    "Coders are compared on the same text; leave this source out with --source.",
                )
    known = {source: text for source, text in texts.items() if not sources or source in sources}
    for source in sources:
        if source not in texts:
            raise PolicyKBError(
                f"nobody has coded {format_value(source)}", f"Coded are {', '.join(texts)}."
            )
    return Named(readings, known, None)
