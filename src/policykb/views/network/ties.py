"""The ties of a network as a view: actors by community, and those they are closest to."""

from collections.abc import Iterator, Mapping, Sequence

from policykb.analysis.network_answers import NetworkAnswer
from policykb.analysis.networks import Degree, Tie, degrees
from policykb.views import payloads
from policykb.views.network.payload import network_summary, node_items, request_payload, tie_items
from policykb.views.network.words import finding, named
from policykb.views.table import Column, Group, Style, TableRow, cell
from policykb.views.view import View
from policykb.views.wording import claims as words
from policykb.views.wording import stances

_NEAREST = 3
_FIELDS = payloads.fields("actor", "other", "weight", "community", "other_community")
_TOPIC_FIELDS = payloads.fields("actor", "topic", "weight")


def ties_view(answer: NetworkAnswer) -> View:
    """Return a network as a table of actors, and as ties for lines and programs."""
    kb, two_mode = answer.counted.kb, answer.request.two_mode
    heads = ("Topics", "Most weight") if two_mode else ("Ties", "Closest")
    return View(
        title="",
        columns=(
            Column("Actor", 5),
            Column(heads[0], 2, right=True),
            Column("Strength", 2, right=True),
            Column(heads[1], 10),
        ),
        make_groups=lambda: _groups(answer),
        make_payload=lambda: payloads.envelope(
            kb,
            **request_payload(answer.counted, answer.request),
            summary=network_summary(answer),
            nodes=list(node_items(answer)),
            ties=list(tie_items(answer)),
        ),
        items="ties",
        fields=_TOPIC_FIELDS if two_mode else _FIELDS,
        answer=finding(answer),
        make_propositions=lambda: stances.propositions(
            kb.topics[one] for one in answer.network.topics
        ),
    )


def _groups(answer: NetworkAnswer) -> Iterator[Group]:
    """Yield a group a community, the largest first, then the other actors; the strongest first."""
    actors, _ = degrees(answer.network)
    nearest = _nearest(answer)
    by_community: dict[int, list[str]] = {}
    for actor, degree in actors.items():
        none = answer.community_count + 1 + (not degree.ties)
        by_community.setdefault(answer.community(actor) or none, []).append(actor)
    for community in sorted(by_community):
        found = sorted(by_community[community], key=lambda one: (-actors[one].strength, one))
        if community <= answer.community_count:
            title = f"Community {community}: {words.quantity(len(found), 'actor')}"
        elif not actors[found[0]].ties:
            title = f"Without ties: {words.quantity(len(found), 'actor')}"
        else:
            title = "In no community" if answer.communities else ""
        rows = (_row(answer, one, actors[one], nearest.get(one, ())) for one in found)
        yield Group(title, tuple(rows))


def _nearest(answer: NetworkAnswer) -> Mapping[str, Sequence[Tie]]:
    """Return the ties of each actor, the one of the greatest weight first."""
    found: dict[str, list[Tie]] = {}
    for tie in answer.network.ties:
        found.setdefault(tie.one, []).append(tie)
        if not answer.network.topics:
            found.setdefault(tie.other, []).append(Tie(tie.other, tie.one, tie.weight))
    return {one: sorted(ties, key=lambda tie: -abs(tie.weight)) for one, ties in found.items()}


def _row(answer: NetworkAnswer, actor: str, degree: Degree, ties: Sequence[Tie]) -> TableRow:
    told = [f"{named(answer, one.other)} {words.rounded(one.weight)}" for one in ties]
    more = len(told) - _NEAREST
    shown = "; ".join(told[:_NEAREST]) + (f"; and {more} more" if more > 0 else "")
    name = cell(answer.counted.kb.actors[actor].name, Style.STRONG)
    return TableRow((name, cell(degree.ties), cell(words.rounded(degree.strength)), cell(shown)))
