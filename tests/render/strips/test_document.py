"""Documents: a head, a drawing and a foot, of which no part lies on another, at any width."""

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from policykb.analysis.comparison import compare
from policykb.analysis.counted import count
from policykb.analysis.timelines import timelines
from policykb.model.knowledge_base import KnowledgeBase
from policykb.render import Format, Output, render
from policykb.render.strips.style import FONTS
from policykb.render.strips.text import text_width, wrap
from policykb.views.comparison import comparison_view
from policykb.views.timelines import timelines_view
from policykb.views.view import View
from tests.support.factories import actor, knowledge_base, parse_claims, topic

TAG = "{http://www.w3.org/2000/svg}"
LONG = "the construction of a bridge between the islands of the archipelago"


def base(actors: int) -> KnowledgeBase:
    """Actors with long names, on two topics with long labels."""
    stances = [
        "support 2001/..",
        "oppose 2005/..; support 2004/..",
        "lean-oppose /2020",
        "mixed 2001/..",
    ]
    names = [chr(ord("a") + index) for index in range(actors)]
    return knowledge_base(
        [
            claim
            for index, name in enumerate(names)
            for subject in ("t", "u")
            for claim in parse_claims(stances[index % 3].split("; "), actor=name, topic=subject)
        ],
        actors=[actor(name, f"The Confederation of Arvona and Belmark {name}") for name in names],
        topics=[
            topic("t", LONG),
            topic("u", f"Donaudampfschifffahrtsgesellschaft {LONG}"),
        ],
    )


def comparison(kb: KnowledgeBase) -> View:
    return comparison_view(kb, compare(kb, *kb.actors, as_of="2020"))


def timeline(kb: KnowledgeBase) -> View:
    return timelines_view(kb, timelines(count(kb), list(kb.actors.values())))


def boxes(root: ET.Element) -> list[tuple[float, float, float, float, str]]:
    """The left, top, right and lower edge of each text, and the text."""
    found = []
    for one in root.iter(f"{TAG}text"):
        font = FONTS.get(one.get("class", ""))
        if font is None:
            continue
        text = one.text or ""
        wide = text_width(text, font.size, bold=font.bold)
        shift = {"middle": wide / 2}.get(one.get("text-anchor", ""), 0)
        left, foot = float(one.get("x", 0)) - shift, float(one.get("y", 0))
        found.append((left, foot - font.size * 0.8, left + wide, foot + font.size * 0.2, text))
    return found


@pytest.mark.parametrize("width", [600, 730, 1000, 1280, 3000])
@pytest.mark.parametrize("view", [comparison, timeline])
@pytest.mark.parametrize("actors", [2, 9])
def test_no_text_lies_on_another_or_is_cut(view: object, width: int, actors: int) -> None:
    output = Output(terminal=False, colour=False, width=None, unicode=True, picture_width=width)
    assert callable(view)
    root = ET.fromstring(render(view(base(actors)), Format.SVG, output))  # noqa: S314 - our own
    _, _, right, foot = map(float, root.get("viewBox", "").split())
    assert root.get("width") == str(width)
    found = boxes(root)
    for box in found:
        assert box[0] >= 0, box
        assert box[2] <= right, box
        assert box[3] <= foot, box
    ordered = sorted(found, key=lambda box: box[1])
    for index, one in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if other[1] >= one[3]:
                break
            assert other[0] >= one[2] or other[2] <= one[0], (one, other)


def test_a_document_says_what_it_shows_to_those_who_do_not_see_it() -> None:
    output = Output(terminal=False, colour=False, width=None, unicode=True)
    root = ET.fromstring(render(comparison(base(2)), Format.SVG, output))  # noqa: S314 - our own
    title, described = root.find(f"{TAG}title"), root.find(f"{TAG}desc")
    assert title is not None
    assert described is not None
    assert "contradicts itself" in (title.text or "")
    assert "31 December 2020" in (described.text or "")
    assert "Source" in (described.text or "")


def test_a_document_asks_for_nothing_from_elsewhere() -> None:
    output = Output(terminal=False, colour=False, width=None, unicode=True)
    drawn = render(comparison(base(2)), Format.SVG, output)
    assert "href" not in drawn
    assert "url(" not in drawn
    assert drawn.count("http") == 1  # the namespace


@pytest.mark.parametrize("width", [40.0, 120.0, 300.0])
def test_lines_fit(width: float) -> None:
    lines = list(wrap(f"{LONG} Donaudampfschifffahrtsgesellschaft 東京都庁舎の前", width, 13))
    assert all(text_width(line, 13) <= width for line in lines)
    assert all(one and other for one, other in pairwise(lines))
