"""Adjudication: a worksheet of the passages that coders read differently, and what was decided."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from policykb.analysis.collation import Collation, Passage, Reading, collate, decided
from policykb.authoring.decisions import Deciding, Keep, keep, numbered
from policykb.authoring.proposal import Added, Finding
from policykb.authoring.worksheet import comment as commented
from policykb.authoring.worksheet_lines import (
    SENTENCE,
    Problem,
    TypedLine,
    id_of,
    remaining,
    typed_lines,
)
from policykb.authoring.write_sound import ChangeGroup, write_sound
from policykb.cache.open import open_kb
from policykb.diagnostics import PolicyKBError
from policykb.model.knowledge_base import KnowledgeBase
from policykb.text.journal import ADJUDICATION
from policykb.text.normalize import collapse_spaces
from policykb.text.source_text import Extent, SourceText

_SOURCE = re.compile(r"=== (?P<id>\S+)")
_KEEP = "keep:"


@dataclass(frozen=True, slots=True)
class Decided:
    """The result of a worksheet: the number of decided passages, the new records, the typed lines
    by source that are not written, with their problems by line, other problems, and warnings.
    """

    passages: int
    added: Sequence[Added]
    typed: Mapping[str, Sequence[TypedLine]]
    problems: Mapping[int, Sequence[Problem]]
    others: Sequence[Problem] = ()
    warnings: Sequence[Finding] = ()


@dataclass(frozen=True)
class Adjudication:
    """The adjudication of readings into the knowledge base at ``root``, as ``coder``.

    ``readings`` returns the readings, given the knowledge base as it is now; ``texts`` are the
    texts of the sources that they share, by id. ``own`` says that the knowledge base holds all
    readings: then nothing is added on which they agree.
    """

    root: Path
    readings: Callable[[KnowledgeBase], Sequence[Reading]]
    texts: Mapping[str, SourceText]
    coder: str
    own: bool
    cached: bool = True

    @property
    def path(self) -> Path:
        """The file that keeps the worksheet until all of it is written."""
        return self.root / ADJUDICATION

    @property
    def kb(self) -> KnowledgeBase:
        """The valid records, as they are now."""
        return open_kb(self.root, cached=self.cached)

    @property
    def collation(self) -> Collation:
        """The readings, without the passages that are decided."""
        kb = self.kb
        return collate(self.readings(kb), self.texts, decided(kb, self.coder))

    # --- the worksheet -----------------------------------------------------------------

    def worksheet(self, left: Decided | None = None) -> str:
        """Return the worksheet, with what is left of an earlier one."""
        collation = self.collation
        typed: dict[str, dict[int, list[str]]] = {}
        if left:
            typed = {name: remaining(some, left.problems) for name, some in left.typed.items()}
        lines = [*_header(collation), *(one for some in typed.values() for one in some.pop(0, ()))]
        source = ""
        for passage in collation.disagreements:
            if passage.source != source:
                source = passage.source
                lines += ["", f"=== {source}"]
            lines += ["", *_passage(collation, passage)]
            for number in range(passage.first, passage.last + 1):
                lines += typed.get(source, {}).pop(number, ())
        for source, some in typed.items():
            for number, rest in some.items():  # below a sentence that is no longer to be decided
                lines += ["", f"=== {source}", f"{number}>", *rest]
        return "\n".join([*lines, ""])

    # --- what was decided ------------------------------------------------------------------

    def write(self, text: str) -> Decided:
        """Write what a worksheet decides, in one change; passages with faults are left.

        Raises:
            PolicyKBError: the files cannot be read or written.
        """
        kb, collation = self.kb, self.collation
        typed = {source: list(some) for source, some in self._typed(text)}
        problems: dict[int, list[Problem]] = {}
        deciding = Deciding(kb, collation, self.coder)
        groups = [] if self.own else [ChangeGroup([one]) for one in deciding.agreed()]
        groups += _groups(deciding, typed, problems)
        written, made, others = write_sound(
            self.root, ADJUDICATION, text, groups, problems, cached=self.cached
        )
        if made is None:
            return Decided(0, (), typed, problems, others)
        number = sum(one.is_passage for one in written)
        return Decided(number, made.added, typed, problems, others, made.warnings)

    def _typed(self, text: str) -> Iterator[tuple[str, Sequence[TypedLine]]]:
        """Yield the typed lines of each source; those above the first one have none."""
        lines = text.splitlines()
        heads = [(n, one["id"]) for n, line in enumerate(lines) if (one := _SOURCE.fullmatch(line))]
        found: dict[str, list[TypedLine]] = {}
        for (start, source), (end, _) in zip(
            [(0, ""), *heads], [*heads, (len(lines), "")], strict=True
        ):
            # Empty lines keep the numbers of the others.
            part = [*([""] * start), *lines[start:end]]
            if source:
                part[start] = ""
            found.setdefault(source, []).extend(self._of_source(source, part))
        yield from found.items()

    def _of_source(self, source: str, lines: list[str]) -> list[TypedLine]:
        found: list[TypedLine] = []
        sentence = 0
        for number, line in enumerate(lines, start=1):
            if start := SENTENCE.fullmatch(line):
                sentence = int(start["number"])
            elif line.strip().startswith(_KEEP):
                found.append(TypedLine(number, sentence, line.strip()))
                lines[number - 1] = ""
        others = typed_lines("\n".join(lines), source, partial(id_of, self.kb), self.coder)
        return sorted([*found, *others], key=lambda one: one.line)


def _groups(
    deciding: Deciding, typed: Mapping[str, Sequence[TypedLine]], problems: dict[int, list[Problem]]
) -> Iterator[ChangeGroup]:
    """Yield the changes of each decided passage. Problems are noted by line; a passage with one is
    left out.
    """
    passages = {
        (one.source, number): one
        for one in deciding.collation.disagreements
        for number in range(one.first, one.last + 1)
    }
    by_passage: dict[tuple[str, int], list[TypedLine]] = {}
    for source, lines in typed.items():
        for one in lines:
            passage = passages.get((source, one.sentence))
            if one.change is not None and one.change.kind in {"actor", "topic"}:
                yield ChangeGroup([one.change], [one])
            elif passage is None:
                problems[one.line] = [
                    Problem("nothing is to be decided here", "Write it below a passage that is.")
                ]
            else:
                by_passage.setdefault((source, passage.first), []).append(one)
    for place, lines in by_passage.items():
        group = _decision(deciding, passages[place], lines, problems)
        if group:
            yield group


def _decision(
    deciding: Deciding,
    passage: Passage,
    lines: Sequence[TypedLine],
    problems: dict[int, list[Problem]],
) -> ChangeGroup | None:
    kept: list[Keep] = []
    for one in lines:
        try:
            if one.text.startswith(_KEEP):
                kept.append(keep(one.text.removeprefix(_KEEP), deciding.collation, passage))
            elif one.change is None:
                problems[one.line] = [Problem(one.message, one.help)]
        except PolicyKBError as error:
            problems[one.line] = [Problem(error.message, error.help)]
    if any(one.line in problems for one in lines):
        for one in lines:  # a passage is decided as a whole
            problems.setdefault(one.line, [])
        return None
    made = [one.change for one in lines if one.change is not None]
    return ChangeGroup(list(deciding.decide(passage, kept, made)), lines, is_passage=True)


def _header(collation: Collation) -> Iterator[str]:
    names = " and ".join(collation.names)
    number = len(collation.disagreements)
    yield f"# {names}: {number} passage{'' if number == 1 else 's'} to decide"
    first = collation.names[0]
    yield from commented(
        "Below a passage write what was decided. Save and close the file: what is decided is "
        "written, the rest stays. Lines with # do not count.",
        "",
        f"keep: {first}              what {first} has there stands, the rest does not",
        "keep: 2 | a reason     the claim with this number stands",
        "skip: REASON           it is not coded",
        "ACTOR TOPIC STANCE PERIOD [WORDS] [FIELD=VALUE ...] | SUMMARY",
        "                       another claim stands: alone, or beside what is kept",
    )


def _passage(collation: Collation, passage: Passage) -> Iterator[str]:
    text = collation.sources[passage.source].text
    sentences = text.sentences[passage.first - 1 : passage.last]
    whole = Extent(sentences[0].extent.start, sentences[-1].extent.end)
    before, _, after = text.context(whole)
    if before:
        yield f"# … {collapse_spaces(before)}"
    for number, sentence in enumerate(sentences, start=passage.first):
        yield f"{number}> {text.quote(sentence.extent)}"
    if after:
        yield f"# … {collapse_spaces(after)}"
    for number, (index, claim) in enumerate(numbered(passage), start=1):
        said = f"{claim.actor} {claim.topic} {claim.stance} {claim.period}"
        summary = collapse_spaces(claim.summary)
        yield f"# {collation.names[index]} ({number}): {said} | {summary}"
    for name, some, treatments in zip(
        collation.names, passage.claims, passage.treatments, strict=True
    ):
        if not some and any(treatments):
            yield f"# {name}: not coded"
