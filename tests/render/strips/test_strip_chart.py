"""Strip charts: a row a topic, and in it a place an actor, told by shape as well as by colour."""

from xml.etree import ElementTree as ET

import pytest

from policykb.analysis.comparison import compare
from policykb.model.knowledge_base import KnowledgeBase
from policykb.render import Format, Output, render
from policykb.render.strips.strip_chart import row_svg
from policykb.views.comparison import comparison_view
from policykb.views.picture import ChartRow, MarkerKind, StripChart
from policykb.views.strip_chart import strip_chart
from tests.support.factories import actor, knowledge_base, parse_claims, topic

FILE = Output(terminal=False, colour=False, width=None, unicode=True)


def base(**stances: tuple[str, str]) -> KnowledgeBase:
    """Two actors with claims on topics: ``ferry=("support 2001/..", "oppose 2001/..")``."""
    return knowledge_base(
        [
            claim
            for name, two in stances.items()
            for who, text in zip("ab", two, strict=True)
            if text
            for claim in parse_claims(text.split("; "), actor=who, topic=name)
        ],
        actors=[actor("a", "Arvona"), actor("b", "Belmark")],
        topics=[topic(name, f"the {name}") for name in stances],
    )


def chart(kb: KnowledgeBase) -> StripChart:
    return strip_chart(kb, compare(kb, "a", "b", as_of="2020"))


def row(kb: KnowledgeBase) -> ChartRow:
    ((one,),) = (group.rows for group in chart(kb).groups)
    return one


def test_rows_go_from_opposed_to_agree_and_other_topics_are_told_in_a_line() -> None:
    found = chart(
        base(
            ferry=("support 2001/..", "support 2001/.."),
            tunnel=("support 2001/..", "oppose 2001/.."),
            bridge=("support 2001/..", ""),
        )
    )
    assert [group.verdict for group in found.groups] == ["opposed", "agree"]
    assert found.others == ("Only Arvona (1): the bridge",)


def test_a_row_says_who_does_what_since_when() -> None:
    found = row(base(tunnel=("support 2001/..", "lean-oppose 2010/..")))
    assert found.words == "Arvona supports, since 2001; Belmark leans against, since 2010"
    assert [(one.actor, one.low) for one in found.markers] == [(0, 2), (1, -1)]


def test_a_period_that_all_have_in_common_is_told_once() -> None:
    found = row(base(tunnel=("support 2001/..", "oppose 2001/..")))
    assert found.words == "Arvona supports and Belmark opposes, both since 2001"


def test_a_contested_position_reaches_from_side_to_side() -> None:
    found = row(base(tunnel=("support 2001/..; lean-oppose 2001/..", "support 2001/..")))
    assert found.markers[0][1:4] == (MarkerKind.CONTESTED, -1, 2)


@pytest.mark.parametrize("width", [180, 600])
def test_actors_on_one_place_stand_side_by_side(width: int) -> None:
    kb = base(ferry=("support 2001/..", "support 2001/.."))
    root = ET.fromstring(row_svg(chart(kb), row(kb), width))  # noqa: S314 - our own output
    shapes = [one for one in root.iter("g") if "transform" in one.attrib]
    assert [one.get("transform") for one in shapes] == ["translate(-9)", "translate(9)"]
    outlines = [path.get("d") for one in shapes for path in one.iter("path")]
    assert len(set(outlines)) == 2


def test_a_row_of_a_page_is_as_wide_as_the_page_makes_it() -> None:
    kb = base(tunnel=("support 2001/..", "oppose 2001/.."))
    root = ET.fromstring(row_svg(chart(kb), row(kb)))  # noqa: S314 - our own output
    assert "width" not in root.attrib
    assert [one.get("x") for one in root.iter("svg")][1:] == ["90%", "10%"]


def test_names_are_text() -> None:
    claims = [
        *parse_claims(["support 2001/.."], actor="a"),
        *parse_claims(["oppose 2001/.."], actor="b"),
    ]
    name = "</text><script>alert(1)</script>\x1b[31m"
    kb = knowledge_base(claims, actors=[actor("a", name), actor("b")], topics=[topic("t", name)])
    drawn = render(comparison_view(kb, compare(kb, "a", "b")), Format.SVG, FILE)
    tags = {one.tag for one in ET.fromstring(drawn).iter()}  # noqa: S314 - our own output
    assert not any("script" in tag for tag in tags)
    assert "\x1b" not in drawn


def test_a_picture_says_that_it_shows_a_part() -> None:
    kb = base(tunnel=("support 2001/..", "oppose 2001/.."))
    found = comparison_view(kb, compare(kb, "a", "b", only=["opposed"]))
    drawn = render(found, Format.SVG, FILE)
    assert "Shown: only opposed." in drawn
