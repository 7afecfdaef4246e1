"""The worksheet: the sentences of a source as text, with room to code each below it."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from policykb.analysis.coverage import Coverage, CoveredSentence, Treatment
from policykb.authoring.worksheet_lines import CLAIM_FIELDS, WIDTH, WORDS
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Actor, Stance, Topic
from policykb.text.normalize import collapse_spaces
from policykb.text.source_text import SourceText

_R = TypeVar("_R", Actor, Topic)

_LISTED = 60
"""The most actors and topics that the header lists."""


def worksheet(
    kb: KnowledgeBase,
    coverage: Coverage,
    text: SourceText,
    *,
    all_sentences: bool = False,
    typed: Mapping[int, Sequence[str]] | None = None,
) -> str:
    """Return the worksheet of a source: the open sentences or, on request, all.

    ``typed`` are lines to put below sentences, by their numbers; 0 puts them before the first.
    """
    typed = typed or {}
    lines = [*_header(kb, coverage), "", *typed.get(0, ())]
    for number, covered in enumerate(coverage.sentences, start=1):
        wanted = covered.treatment is Treatment.OPEN or (
            all_sentences and covered.treatment is not Treatment.APART
        )
        if wanted or typed.get(number):
            lines += ["", *_sentence(number, covered, text), *typed.get(number, ())]
    return "\n".join([*lines, ""])


def _header(kb: KnowledgeBase, coverage: Coverage) -> Iterator[str]:
    source = coverage.source
    counts = ", ".join(f"{coverage.count(one)} {one}" for one in list(Treatment)[:3])
    yield f"# {collapse_spaces(source.title)} ({source.id}): {counts}"
    yield from comment(
        "Below a sentence write claims, one a line, or `skip: REASON`. Save and close the file: "
        "what is right is written as records, the rest comes back with a message. Lines with # do "
        "not count.",
        "",
        "ACTOR TOPIC STANCE PERIOD [WORDS] [FIELD=VALUE ...] | SUMMARY in your own words",
        "  us recognition oppose 2021/.. action | The US withholds recognition",
        '  russia talks support 2025-07-04/.. published note="present tense" | …',
        "  4-5: us talks support 2020 | A claim that quotes sentences 4 to 5",
        "skip: background",
        "actor: ID | NAME | KIND       topic: ID | LABEL | PROPOSITION [| fact]",
        "",
        f"stances: {', '.join(Stance)}",
        "periods: 2021, 2021-08-15, 2001/2021, 2021/.. (still so), /2021 (start unknown)",
        f"words: {', '.join(WORDS)}",
        f"fields: {', '.join(name for name in CLAIM_FIELDS if name not in _GIVEN)}",
        "`policykb codebook` explains them all.",
        "",
    )
    for kind, named in (
        ("actors", {one.id: one.name for one in _frequent(kb, kb.actors.values(), "actor")}),
        ("topics", {one.id: one.label for one in _frequent(kb, kb.topics.values(), "topic")}),
    ):
        yield f"# {kind}:"
        yield from _table(named)
        total = len(kb.actors if kind == "actors" else kb.topics)
        if total > len(named):
            yield f"#   and {total - len(named)} more: policykb {kind}"


_GIVEN = {"id", "actor", "topic", "stance", "period", "summary", "quote", *WORDS.values()}


def _frequent(kb: KnowledgeBase, records: Iterable[_R], field: str) -> list[_R]:
    """Return the records with the most claims, at most :data:`_LISTED`, in file order."""
    found = list(records)
    if len(found) <= _LISTED:
        return found
    numbers: dict[str, int] = {}
    for claim in kb.claims.values():
        name = str(getattr(claim, field))
        numbers[name] = numbers.get(name, 0) + 1
    most = sorted(found, key=lambda one: -numbers.get(one.id, 0))[:_LISTED]
    kept = {one.id for one in most}
    return [one for one in found if one.id in kept]


def comment(*texts: str) -> Iterator[str]:
    """Yield texts as lines that do not count, each with its indent."""
    for text in texts:
        indent = " " * (len(text) - len(text.lstrip()))
        for line in textwrap.wrap(text, WIDTH - 2 - len(indent), break_long_words=False) or [""]:
            yield f"# {indent}{line.strip()}".rstrip()


def _table(named: Mapping[str, str]) -> Iterator[str]:
    width = max(map(len, named), default=0)
    for name, meaning in named.items():
        yield f"#   {name.ljust(width)}  {collapse_spaces(meaning)}"


def _sentence(number: int, covered: CoveredSentence, text: SourceText) -> Iterator[str]:
    lead = f"{number}> "
    wrapped = textwrap.wrap(
        text.quote(covered.sentence.extent), WIDTH - len(lead), break_long_words=False
    )
    for line in wrapped:
        yield f"{lead}{line}"
        lead = " " * (len(lead) - 2) + "> "
    if covered.claims:
        yield f"# coded: {', '.join(covered.claims)}"
    elif covered.reason is not None:
        yield f"# skipped: {collapse_spaces(covered.reason)}"
