"""Strings that try to harm a terminal, a page or a table, and views that hold them."""

import dataclasses
import re
from collections.abc import Iterator

from hypothesis import strategies as st

from policykb import Query, compare, select
from policykb.model.knowledge_base import KnowledgeBase
from policykb.text.source_text import SourceText
from policykb.views.claims import claims_view
from policykb.views.comparison import comparison_view
from policykb.views.lists import actors_view, topics_view
from policykb.views.record import records_view
from policykb.views.view import View
from tests.support import factories

UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)

HOSTILE = (
    "[red]x[/red]",
    "=cmd()|' /C calc'!A0",
    "-2",
    "+1",
    "@SUM(A1)",
    " =1",
    "\t=1",
    "a|b",
    "`tick`",
    "<b>x</b> &amp;",
    "[a](http://b) ![c](d)",
    "***x*** ~~y~~ __z__",
    "# head",
    "- item",
    "1. item",
    "--- ",
    "> said",
    "\\",
    "\\|",
    ":smile:",
    "漢字 👩‍👩‍👧‍👦 🇦🇫",
    "e\u0301 שלום עולם",
    "x" * 300,
    "\x1b[31mred\x1b[0m",
    "\x1b]8;;http://evil\x1b\\click\x1b]8;;\x1b\\",
    "\a\b\x7f\x9b31m\x00",
    "\u202eevil\u202c \u2066x\u2069 \u200f",
    "one\r\ntwo\ttabs\nthree\u2028four\u0085five",
    "\ud800 \udcff",
    '"quoted", and, commas',
    "'apostrophe",
)

hostile_texts = st.one_of(
    st.sampled_from(HOSTILE), st.text(st.characters(codec=None), min_size=1, max_size=40)
)

# Ids that no generated name can be.
ONE = "actor-with-the-hostile-name"

OTHER = "actor-of-the-other-claim"


def hostile_kb(name: str, label: str, summary: str, quote: str) -> KnowledgeBase:
    """A knowledge base with strings that the reader of files would not let in."""
    claim = dataclasses.replace(
        factories.claim("c1", actor=ONE, topic="t"), summary=summary, quote=quote, note=name
    )
    other = dataclasses.replace(
        factories.parse_claim("oppose 2021/..", "c2", actor=OTHER), quote=label
    )
    return factories.knowledge_base(
        [claim, other], actors=[factories.actor(ONE, name)], topics=[factories.topic("t", label)]
    )


def views(kb: KnowledgeBase, quote: str) -> Iterator[View]:
    quote = quote.encode(errors="replace").decode()  # a text is decoded, so it has no surrogates
    text = SourceText(f"Before. {quote} Behind.", "sources/s2025/text.txt")
    compared = compare(kb, ONE, OTHER)
    yield comparison_view(kb, compared)
    yield comparison_view(kb, compared, texts={"s2025": text})
    yield claims_view(kb, select(kb, Query(pattern="e", ignore_case=True)).hits, quotes=True)
    yield actors_view(kb)
    yield topics_view(kb)
    yield records_view(kb, [kb.claims["c1"], kb.actors[ONE]], {"s2025": text})
