"""Small generated knowledge bases: few names, few dates, so that claims meet often."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim, Stance
from tests.support.factories import actor, claim, knowledge_base, ordinal, topic

ACTORS = ("a", "b", "c")
TOPICS = ("t1", "t2", "t3", "t4", "t5")
BROADER = {"t4": "t5"}
SOURCES = {
    "s1": "2019-06-15",
    "s2": "2021-08-20",
    "s3": "2021-08-20",
    "s4": "2023-02-01",
}
SOURCE_DAYS = {name: ordinal(text) for name, text in SOURCES.items()}
PERIODS = (
    *("201X", "2018", "2018?", "2018-03", "2019-06-15", "2021", "2021-08", "2021-08-15"),
    *("2021-08-15~", "2023", "2015/2018", "2018/2021", "2018-03/2021-08", "2019/2021-08-15"),
    *("2021/2023", "2021-08/2023", "2018/..", "2019-06/..", "2021/..", "2021-08/..", "2023/.."),
    *(
        "2021-08-01/..",
        "2021-08-15/..",
        "2021-01-01/..",
        "../2018",
        "../2021",
        "../2021-08",
        "/2018",
        "/2021-08",
    ),
    *("/2021", "/2023", "2018/", "2021/", "2021-08/"),
)
DAYS = (
    *("1900-01-01", "2010-01-01", "2018-03-15", "2018-12-31", "2019-06-14", "2019-06-15"),
    *("2021-01-01", "2021-07-31", "2021-08-01", "2021-08-15", "2021-08-20", "2021-12-31"),
    *("2023-02-01", "2024-01-01", "2099-01-01"),
)

DATINGS = [(period, "stated") for period in PERIODS] + [("", "inferred"), ("", "published")]
STANCES = (*Stance, "support less", "oppose more")
ORDINARY: dict[str, str] = {}
MANNERS = (
    *(ORDINARY, ORDINARY, ORDINARY, {"voice": "actor"}, {"certainty": "probable"}),
    *({"certainty": "possible", "voice": "actor"}, {"kind": "action"}, {"kind": "belief"}),
)
UNCOUNTED = ({"voice": "other"}, {"status": "draft"}, {"status": "retracted", "voice": "other"})

days = st.sampled_from(DAYS)
eventful_days = st.sampled_from([day for day in DAYS if "2018" <= day < "2024"])


@st.composite
def claims(
    draw: st.DrawFn,
    actors: tuple[str, ...] = ACTORS,
    topics: tuple[str, ...] = TOPICS,
    manners: tuple[dict[str, str], ...] = MANNERS + UNCOUNTED,
) -> Claim:
    """A claim, as a rule an ordinary one; with ``MANNERS`` alone one that counts."""
    source, published = draw(st.sampled_from(list(SOURCES.items())))
    period, basis = draw(st.sampled_from(DATINGS))
    stance, _, than = draw(st.sampled_from(STANCES)).partition(" ")
    return claim(
        actor=draw(st.sampled_from(actors)),
        topic=draw(st.sampled_from(topics)),
        stance=stance,
        period=period or f"{published}/..",
        source=source,
        basis=basis,
        than=than,
        **draw(st.sampled_from(manners)),
    )


def with_ids(found: list[Claim]) -> list[Claim]:
    """The claims with ids of their own."""
    return [replace(c, id=f"c{place:02}") for place, c in enumerate(found)]


def claim_lists(max_size: int = 8) -> st.SearchStrategy[list[Claim]]:
    """Counted claims of one actor on one topic."""
    return st.lists(claims(("a",), ("t1",), MANNERS), max_size=max_size).map(with_ids)


def knowledge_base_of(found: list[Claim], actors: Sequence[str] = ACTORS) -> KnowledgeBase:
    """A knowledge base of the claims with all the names that claims may be drawn from."""
    return knowledge_base(
        found,
        actors=[actor(name) for name in actors],
        topics=[topic(name, broader=BROADER.get(name)) for name in TOPICS],
        published=SOURCES,
    )


@st.composite
def settled(draw: st.DrawFn) -> list[Claim]:
    """Two actors with a stance on almost every topic, and what comes in between."""
    cells = [(who, topic) for who in ACTORS[:2] for topic in TOPICS]
    stances = draw(st.lists(st.sampled_from(Stance), min_size=9, max_size=len(cells)))
    base = [
        claim(actor=who, topic=topic, stance=stance, period="2017/..", source="s1")
        for stance, (who, topic) in zip(stances, cells[::-1], strict=False)
    ]
    return [*base, *draw(st.lists(claims(ACTORS[:2]), max_size=12))]


settled_bases = settled().map(with_ids).map(knowledge_base_of)
knowledge_bases = (
    st.lists(claims(), max_size=40).map(with_ids).map(knowledge_base_of) | settled_bases
)
