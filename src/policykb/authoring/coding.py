"""Coding a source: what a worksheet asks for is written, as far as it is right."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from policykb.analysis.coverage import Coverage, Treatment, cover
from policykb.authoring.proposal import Added, Finding
from policykb.authoring.worksheet import worksheet
from policykb.authoring.worksheet_lines import Problem, TypedLine, id_of, remaining, typed_lines
from policykb.authoring.write_sound import ChangeGroup, write_sound
from policykb.cache.open import open_kb
from policykb.diagnostics import Diagnostic, PolicyKBError
from policykb.loading.layout import SOURCES
from policykb.model.knowledge_base import KnowledgeBase
from policykb.text.journal import WORKSHEET
from policykb.text.source_text import SourceText, read_text


@dataclass(frozen=True, slots=True)
class Coded:
    """The result of a worksheet: the new records, the typed lines that are not written, with
    their problems by line, and warnings about the new records.
    """

    added: Sequence[Added]
    typed: Sequence[TypedLine]
    problems: dict[int, list[Problem]]
    warnings: Sequence[Finding]


class Coding:
    """The coding of a source (id) of the knowledge base at ``root``.

    Raises:
        PolicyKBError: the source or its text is not valid.
    """

    def __init__(self, root: Path, source: str, *, cached: bool = True) -> None:
        self.root = root
        self.source = source
        self._cached = cached
        self._check()

    @property
    def path(self) -> Path:
        """The file that keeps the worksheet until all of it is written."""
        return self.root / SOURCES / self.source / WORKSHEET

    @property
    def kb(self) -> KnowledgeBase:
        """The valid records, as they are now."""
        return open_kb(self.root, cached=self._cached)

    def _check(self) -> None:
        kb = self.kb
        if self.source not in kb.sources:
            raise PolicyKBError(
                f"the source {self.source} is not valid", "`policykb validate` says why."
            )
        required_text(kb, self.source)

    @property
    def coverage(self) -> Coverage:
        """The sentences of the source, as they are covered now."""
        kb = self.kb
        return cover(kb, kb.sources[self.source], required_text(kb, self.source))

    def worksheet(self, left: Coded | None = None, *, all_sentences: bool = False) -> str:
        """Return the worksheet, with what is left of an earlier one."""
        kb = self.kb
        typed = remaining(left.typed, left.problems) if left else {}
        text = required_text(kb, self.source)
        return worksheet(kb, self.coverage, text, all_sentences=all_sentences, typed=typed)

    def write(self, text: str, coder: str = "") -> Coded:
        """Write the records that a worksheet asks for, in one change; those with faults are left.

        Raises:
            PolicyKBError: the files cannot be read or written.
        """
        typed = typed_lines(text, self.source, partial(id_of, self.kb), coder)
        problems = {
            one.line: [Problem(one.message, one.help)] for one in typed if one.change is None
        }
        groups = [ChangeGroup([one.change], [one]) for one in typed if one.change is not None]
        kept = self.path.relative_to(self.root).as_posix()
        _, made, _ = write_sound(self.root, kept, text, groups, problems, cached=self._cached)
        return Coded(made.added if made else (), typed, problems, made.warnings if made else ())


def required_text(kb: KnowledgeBase, source: str) -> SourceText:
    """Return the text of a source (id).

    Raises:
        PolicyKBError: It cannot be read.
    """
    record = kb.sources[source]
    text = read_text(kb.root, record.text_path, record.language)
    if isinstance(text, Diagnostic):
        raise PolicyKBError(text.message, text.help)
    return text


def sources_to_code(kb: KnowledgeBase) -> list[tuple[str, int]]:
    """Return the sources (ids) that have open sentences, with their number."""
    found: list[tuple[str, int]] = []
    for source in kb.sources.values():
        text = read_text(kb.root, source.text_path, source.language)
        if not isinstance(text, Diagnostic):
            number = cover(kb, source, text).count(Treatment.OPEN)
            if number:
                found.append((source.id, number))
    return found
