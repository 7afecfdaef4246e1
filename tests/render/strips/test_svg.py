"""Pictures: an SVG document that says what the table says, and nothing that data puts in."""

from xml.etree import ElementTree as ET

import pytest

from policykb.analysis.counted import count
from policykb.analysis.timelines import timelines
from policykb.diagnostics import PolicyKBError
from policykb.model.knowledge_base import KnowledgeBase
from policykb.render import Format, Output, render
from policykb.render.strips.svg import strip
from policykb.views.lists import actors_view
from policykb.views.table import Band, Strip, Style
from policykb.views.timelines import timelines_view
from policykb.views.view import View
from tests.support.factories import actor, knowledge_base, parse_claims, topic

FILE = Output(terminal=False, colour=False, width=None, unicode=True)
TAG = "{http://www.w3.org/2000/svg}"


def base(name: str = "Arvona", label: str = "the ferry") -> KnowledgeBase:
    return knowledge_base(
        [
            *parse_claims(["oppose 2001/2010", "lean-support /2020", "support 2020/.."]),
            *parse_claims(["support 2005/..", "oppose 2005/.."], actor="b"),
        ],
        actors=[actor("a", name)],
        topics=[topic("t", label)],
    )


def view_of(kb: KnowledgeBase) -> View:
    return timelines_view(kb, timelines(count(kb), list(kb.actors.values())))


def drawn(kb: KnowledgeBase) -> ET.Element:
    return ET.fromstring(render(view_of(kb), Format.SVG, FILE))  # noqa: S314 - our own output


def texts(root: ET.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{TAG}text")]


def test_a_timeline_names_what_it_shows_and_when() -> None:
    found = texts(drawn(base()))
    assert "The ferry" in found
    assert any(text.startswith("Arvona opposes, 2001 to 2010") for text in found)
    assert any("leans towards, until 2020" in text for text in found)
    titles = [one.text or "" for one in drawn(base()).iter(f"{TAG}title")]
    assert "opposes, 1 January 2001 to 31 December 2001" in titles
    assert any(title.startswith("contested, 1 January 2005") for title in titles)


@pytest.mark.parametrize(
    "name",
    ["</text><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;", "\x1b[31m"],
)
def test_names_are_text(name: str) -> None:
    kb = base(name, name)
    assert {one.tag for one in drawn(kb).iter()} == {one.tag for one in drawn(base()).iter()}
    assert "\x1b" not in render(view_of(kb), Format.SVG, FILE)


def box(sign: str) -> tuple[float, float]:
    """The extent of a band above and below the middle of a strip 22 units high."""
    band = Band(0, 1, sign, Style.FOR, "")
    root = ET.fromstring(strip(Strip((band,)), ""))  # noqa: S314 - our own output
    (rect,) = root.iter("rect")
    top, height = float(rect.get("y", 0)), float(rect.get("height", 0))
    return 11 - top, top + height - 11


def test_a_stance_is_read_from_the_shape_alone() -> None:
    support, lean, against = box("▲"), box("△"), box("▼")
    assert support[0] > lean[0] > 0
    assert support[1] == pytest.approx(lean[1]) == pytest.approx(0)
    assert against == pytest.approx(support[::-1])
    shapes = {box(sign) for sign in "▲△○▽▼◆◇✕"}
    assert len(shapes) == 8


def test_an_undated_band_is_an_outline_with_the_shape_of_the_stance() -> None:
    band = Band(0, 1, "▽", Style.MUTED, "")
    known, undated = (
        ET.fromstring(strip(Strip((one,)), ""))  # noqa: S314 - our own output
        for one in (band, band._replace(undated=True))
    )
    assert [one.attrib for one in known.iter("rect")] == [
        one.attrib for one in undated.iter("rect")
    ]
    classes = [(root.find("g") or root).get("class", "").split() for root in (known, undated)]
    assert ["undated" in one for one in classes] == [False, True]


def test_a_verdict_has_its_sign_written_in_it() -> None:
    assert "✕" in texts(drawn(base()))


def test_only_a_timeline_has_a_picture() -> None:
    with pytest.raises(PolicyKBError, match="has no picture") as caught:
        render(actors_view(base()), Format.SVG, FILE)
    assert "timeline" in caught.value.help


def test_an_empty_timeline_is_an_empty_picture() -> None:
    kb = base()
    found = timelines(count(kb), [kb.actors["b"]], "1950", "1960")
    root = ET.fromstring(render(timelines_view(kb, found), Format.SVG, FILE))  # noqa: S314 - as above
    assert not list(root.iter(f"{TAG}rect"))


def test_what_only_publication_dates_begins_with_a_tip() -> None:
    tips = []
    for latest in (True, False):
        band = Band(0.5, 1, "▲", Style.FOR, "", latest=latest)
        root = ET.fromstring(strip(Strip((band,)), ""))  # noqa: S314 - our own output
        tips.append(len(list(root.iter("polygon"))))
    assert tips == [1, 0]
