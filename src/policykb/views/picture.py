"""A picture: a strip chart, a timeline, a network or stacked bars, with a head and a foot.

A strip chart shows how far each actor goes on each topic: a row a topic, from opposed to agree, and
in it a marker an actor on the scale from full opposition (-2) to full support (+2).
"""

from enum import StrEnum
from typing import NamedTuple

from policykb.views.table import Band, Scale, Strip, Style


class MarkerKind(StrEnum):
    """The kind of a marker."""

    HELD = "held"
    MIXED = "mixed"
    CONTESTED = "contested"
    LESS = "less"
    MORE = "more"
    UNDATED = "undated"


class Marker(NamedTuple):
    """The place of an actor in a row: its index in the chart, its score, and its meaning in words.

    Of a comparative, which gives no score, the place is half a step beside the actor compared with.
    A contested or mixed position reaches from ``low`` to ``high``; of others they are the same.
    """

    actor: int
    kind: MarkerKind
    low: float
    high: float
    title: str


class ChartRow(NamedTuple):
    """A topic (id and heading), the positions on it in words, and the marker of each actor that has
    a place.
    """

    topic: str
    label: str
    words: str
    markers: tuple[Marker, ...]


class ChartGroup(NamedTuple):
    """Rows with the same verdict, and their heading."""

    verdict: str
    title: str
    rows: tuple[ChartRow, ...]


class StripChart(NamedTuple):
    """A strip chart: the names of the actors, the names of the five steps of the scale from
    opposition to support, the rows, and the topics without a row as lines of text.
    """

    actors: tuple[str, ...]
    steps: tuple[str, ...]
    groups: tuple[ChartGroup, ...]
    others: tuple[str, ...]

    @property
    def kinds(self) -> set[MarkerKind]:
        """Return the kinds of markers that occur."""
        return {one.kind for group in self.groups for row in group.rows for one in row.markers}


class TimelineRow(NamedTuple):
    """A strip through time, its meaning in words, and the actor (its index; None: the verdicts)."""

    actor: int | None
    words: str
    strip: Strip


class TimelineGroup(NamedTuple):
    """A topic and its rows."""

    title: str
    rows: tuple[TimelineRow, ...]


class TimelineChart(NamedTuple):
    """Strips through time: the names of the actors, the axis, the strips of each topic, and the
    meaning of each band that occurs; that of a verdict has its sign and needs no band.
    """

    actors: tuple[str, ...]
    scale: Scale
    groups: tuple[TimelineGroup, ...]
    legend: tuple[tuple[Band | None, str], ...]


class NetworkNode(NamedTuple):
    """An actor in the drawing of a network: its name and its community (None: it has none)."""

    label: str
    community: int | None


class NetworkTie(NamedTuple):
    """A tie in a drawing: the indexes of its nodes, and its weight as a part of the greatest, from
    -1 to 1.
    """

    one: int
    other: int
    part: float


class NetworkChart(NamedTuple):
    """The drawing of a network: its nodes on a circle in this order, and its ties as lines."""

    nodes: tuple[NetworkNode, ...]
    ties: tuple[NetworkTie, ...]


class SharesBar(NamedTuple):
    """A bar: its label, the number of each side in the order of the chart, and their words."""

    label: str
    numbers: tuple[int, ...]
    words: str


class SharesGroup(NamedTuple):
    """A topic and its bars."""

    title: str
    bars: tuple[SharesBar, ...]


class SharesChart(NamedTuple):
    """Stacked bars: the name, the sign and the style of each side, and the bars of each topic."""

    sides: tuple[tuple[str, str, Style], ...]
    groups: tuple[SharesGroup, ...]


Drawing = StripChart | TimelineChart | NetworkChart | SharesChart
"""A chart of any kind."""


class Picture(NamedTuple):
    """A chart, and the head and the foot of its picture: the finding, what was asked, notes, and
    the sources.
    """

    title: str
    subtitle: str
    source: str
    notes: tuple[str, ...]
    chart: Drawing
