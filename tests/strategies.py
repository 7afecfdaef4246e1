"""Small generated knowledge bases: few names, few dates, so that claims meet often."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st

from factories import actor, claim, knowledge_base, topic
from policykb.knowledge import KnowledgeBase
from policykb.records import Certainty, Claim, ClaimKind, Stance

law = settings(derandomize=True, deadline=None, max_examples=150)
"""For every generated test: the same examples on every run, and no clock."""

ACTORS = ("a", "b", "c")
TOPICS = ("t1", "t2", "t3", "t4", "t5")
BROADER = {"t4": "t5"}
SOURCES = {
    "s1": "2019-06-15",
    "s2": "2021-08-20",
    "s3": "2021-08-20",
    "s4": "2023-02-01",
}
PERIODS = (
    *("201X", "2018", "2018?", "2018-03", "2019-06-15", "2021", "2021-08", "2021-08-15"),
    *("2021-08-15~", "2023", "2015/2018", "2018/2021", "2018-03/2021-08", "2019/2021-08-15"),
    *("2021/2023", "2021-08/2023", "2018/..", "2019-06/..", "2021/..", "2021-08/..", "2023/.."),
    *("2021-08-15/..", "2021-01-01/..", "../2018", "../2021", "../2021-08", "/2018", "/2021-08"),
    *("/2021", "/2023", "2018/", "2021/", "2021-08/"),
)
DAYS = (
    *("1900-01-01", "2010-01-01", "2018-03-15", "2018-12-31", "2019-06-14", "2019-06-15"),
    *("2021-01-01", "2021-07-31", "2021-08-01", "2021-08-15", "2021-08-20", "2021-12-31"),
    *("2023-02-01", "2024-01-01", "2099-01-01"),
)

days = st.sampled_from(DAYS)
periods = st.sampled_from(PERIODS)
stances = st.sampled_from(Stance)


@st.composite
def claims(
    draw: st.DrawFn,
    actors: tuple[str, ...] = ACTORS,
    topics: tuple[str, ...] = TOPICS,
    *,
    uncounted: bool = True,
) -> Claim:
    """A claim, as a rule an ordinary one; without ``uncounted`` one that counts."""
    source = draw(st.sampled_from(list(SOURCES)))
    basis = draw(st.sampled_from(["stated", "stated", "inferred", "published"]))
    period = f"{SOURCES[source]}/.." if basis == "published" else draw(periods)
    return claim(
        actor=draw(st.sampled_from(actors)),
        topic=draw(st.sampled_from(topics)),
        stance=draw(stances),
        period=period,
        source=source,
        basis=basis,
        kind=draw(st.sampled_from(ClaimKind)),
        voice=draw(
            st.sampled_from(["author", "author", "actor", "other"][: 4 if uncounted else 3])
        ),
        certainty=draw(st.sampled_from(Certainty)),
        status=draw(st.sampled_from(["active", "draft", "retracted"])) if uncounted else "active",
        than=draw(st.sampled_from(["", "", "", "", "less", "more"])),
        disputed_by=draw(st.sampled_from([(), (), ("b",)])),
    )


def numbered(found: list[Claim]) -> list[Claim]:
    """The claims with ids of their own."""
    return [replace(c, id=f"c{place:02}") for place, c in enumerate(found)]


def claim_lists(max_size: int = 8) -> st.SearchStrategy[list[Claim]]:
    """Counted claims of one actor on one topic."""
    one = claims(("a",), ("t1",), uncounted=False)
    return st.lists(one, max_size=max_size).map(numbered)


def knowledge_base_of(found: list[Claim]) -> KnowledgeBase:
    """A knowledge base of the claims with all the names that claims may be drawn from."""
    return knowledge_base(
        found,
        actors=[actor(name) for name in ACTORS],
        topics=[topic(name, broader=BROADER.get(name)) for name in TOPICS],
        published=SOURCES,
    )


knowledge_bases = st.lists(claims(), max_size=24).map(numbered).map(knowledge_base_of)
