"""Everything that is wrong with a knowledge base, in one pass."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from policykb.checks import KNOWLEDGE_CHECKS, SOURCE_CHECKS, SourceCase
from policykb.diagnostics import Diagnostic, PolicyKBError, Severity
from policykb.files import MAX_TEXT_BYTES, decode, read_bytes
from policykb.ledger import Ledger
from policykb.loading import Loaded, read
from policykb.texts import SourceText
from policykb.watching import Watch, unwatched


@dataclass(frozen=True, slots=True)
class Report:
    """The faults of the knowledge base at ``root``, by file and place.

    ``checked`` counts what was looked at: files, and sound records by kind. ``excerpts``
    holds the lines that the diagnostics speak of, by path and line.
    """

    root: Path
    diagnostics: tuple[Diagnostic, ...]
    checked: Mapping[str, int]
    excerpts: Mapping[tuple[str, int], str]

    def count(self, severity: Severity) -> int:
        """How many faults are that bad."""
        return sum(diagnostic.rule.severity is severity for diagnostic in self.diagnostics)

    def failed(self, *, strict: bool = False) -> bool:
        """Whether there are errors, or with ``strict`` any faults at all."""
        return bool(self.diagnostics) if strict else self.count(Severity.ERROR) > 0


def validate(
    root: str | os.PathLike[str], paths: Sequence[Path] = (), watch: Watch = unwatched
) -> Report:
    """Check the knowledge base at ``root``, all of it; report what is wrong under ``paths``.

    Raises:
        PolicyKBError: a path does not lie in the knowledge base, or there is nothing to check.
    """
    root = Path(root)
    wanted = [_relative(root, path) for path in paths]
    loaded = read(root, watch)
    found = Ledger()
    found.extend(_text_faults(loaded, watch))
    for check in KNOWLEDGE_CHECKS:
        found.extend(check(loaded))
    faults = (*loaded.faults, *found.entries())
    diagnostics = tuple(
        sorted(
            (fault for fault in faults if _under(fault.location.path, wanted)),
            key=lambda fault: fault.sort_key,
        )
    )
    kb = loaded.kb
    checked = {
        "files": len(loaded.documents) + len(loaded.source_ids),
        "actors": len(kb.actors),
        "topics": len(kb.topics),
        "sources": len(kb.sources),
        "claims": len(kb.claims),
    }
    if not faults and not (kb.actors or kb.topics or kb.sources):
        raise PolicyKBError(
            f"nothing was checked: {root} holds no records",
            "Add actors, topics and a source; `policykb init DIR` makes an example.",
        )
    return Report(root, diagnostics, checked, _excerpts(root, diagnostics))


def _relative(root: Path, path: Path) -> str:
    """A path as locations give it: relative to the knowledge base, "." for all of it."""
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


def _under(path: str, wanted: Sequence[str]) -> bool:
    return not wanted or any(
        folder in {".", path} or path.startswith(f"{folder}/") for folder in wanted
    )


def _text_faults(loaded: Loaded, watch: Watch) -> Iterator[Diagnostic]:
    # One text at a time: all of them together may not fit into the memory.
    for source_id in watch(loaded.source_ids, "checking"):
        path = f"sources/{source_id}/text.txt"
        data = read_bytes(loaded.kb.root, path, limit=MAX_TEXT_BYTES)
        if isinstance(data, Diagnostic):
            yield data
            continue
        text = decode(data, path)
        if isinstance(text, Diagnostic):
            yield text
            continue
        source = loaded.kb.sources.get(source_id)
        language = source.language if source else "en"
        case = SourceCase(loaded, source_id, data, SourceText(text, path, language))
        for check in SOURCE_CHECKS:
            yield from check(case)


def _excerpts(root: Path, diagnostics: Sequence[Diagnostic]) -> dict[tuple[str, int], str]:
    """The lines that diagnostics and their related places speak of."""
    lines: dict[str, set[int]] = {}
    for diagnostic in diagnostics:
        for where in (diagnostic.location, *(r.location for r in diagnostic.related)):
            if where.span is not None:
                lines.setdefault(where.path, set()).add(where.line)
    excerpts: dict[tuple[str, int], str] = {}
    for path, numbers in lines.items():
        data = read_bytes(root, path, limit=MAX_TEXT_BYTES)
        if isinstance(data, Diagnostic):
            continue
        text = data.decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
        split = text.split("\n")
        excerpts |= {(path, n): split[n - 1] for n in numbers if n <= len(split)}
    return excerpts
