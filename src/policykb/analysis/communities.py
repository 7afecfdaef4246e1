"""Communities of actors in a network. The only module that imports networkx."""

from collections.abc import Mapping
from typing import NamedTuple

from policykb.analysis.networks import Network
from policykb.diagnostics import PolicyKBError

SEED = 1
"""The seed of the search for communities, so that the same network has the same ones."""


class Communities(NamedTuple):
    """The community of each tied actor (from 1, the largest first), and the modularity Q of the
    division; None if there is no tie.
    """

    of: Mapping[str, int]
    modularity: float | None


def communities(network: Network, seed: int = SEED) -> Communities:
    """Return the communities that the Louvain method finds, on ties of positive weight.

    Sources: Blondel et al. (2008), J. Stat. Mech. P10008; modularity: Newman (2004), Phys. Rev. E
    70, 056131, with weights.

    Args:
        network: a network of actors.
        seed: the seed of the order in which nodes are looked at.

    Raises:
        PolicyKBError: networkx is not installed.
    """
    try:
        import networkx as nx  # noqa: PLC0415 - of the extra "network", which few need
    except ImportError:
        raise PolicyKBError(
            "communities need the package networkx",
            "Install it: pip install 'policykb[network]'. --matrix needs no package.",
        ) from None
    graph = nx.Graph()
    graph.add_weighted_edges_from(tie for tie in network.ties if tie.weight > 0)
    if not graph:
        return Communities({}, None)
    place = {actor: index for index, actor in enumerate(network.actors)}
    found = nx.community.louvain_communities(graph, seed=seed)
    ordered = sorted(found, key=lambda group: (-len(group), min(place[one] for one in group)))
    of = {actor: index for index, group in enumerate(ordered, start=1) for actor in group}
    return Communities(
        {actor: of[actor] for actor in network.actors if actor in of},
        nx.community.modularity(graph, ordered),
    )
