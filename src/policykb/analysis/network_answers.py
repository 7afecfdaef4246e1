"""The answer to a request for a network: its ties, what was counted, and its communities."""

from typing import Literal

from policykb.analysis.communities import SEED, Communities, communities
from policykb.analysis.counted import CountedClaims
from policykb.analysis.networks import (
    Measure,
    Network,
    Normalisation,
    actor_network,
    backbone,
    ei_index,
    topic_network,
)
from policykb.analysis.uses import (
    Counting,
    Used,
    claims_used,
    days_of,
    duration,
    kept_ties,
    positions_used,
    windows,
)
from policykb.diagnostics import PolicyKBError
from policykb.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request for a network, in the words of the options of ``policykb network``.

    ``measure`` and ``counting`` are None for the usual ones.
    """

    measure: Measure | None = None
    normalisation: Normalisation = Normalisation.NO
    counting: Counting | None = None
    as_of: str = ""
    begun: bool = False
    two_mode: bool = False
    backbone: float | None = None
    at_least: float | None = None
    window: str = ""
    step: str = ""
    matrix: bool = False
    seed: int = SEED

    @property
    def measured(self) -> Measure:
        """The measure asked for, or the usual one."""
        return self.measure or (Measure.SUBTRACT if self.two_mode else Measure.CONGRUENCE)

    def counted_as(self, during: str) -> Counting:
        """Return what is to be counted, if the filter ``during`` is this."""
        usual = Counting.CLAIMS if during or self.window or self.begun else Counting.POSITIONS
        return self.counting or usual

    def check(self, during: str) -> None:
        """Check that the options fit one another.

        Raises:
            PolicyKBError: they do not.
        """
        positions = self.counted_as(during) is Counting.POSITIONS
        for wrong, message, remedy in (
            (
                positions and self.begun,
                "positions have no beginning to count",
                "Leave --begun out, or count claims: --count claims.",
            ),
            (
                positions and bool(self.window),
                "windows count claims, not positions",
                "Leave --count positions out, or ask for a date: --as-of.",
            ),
            (
                not positions and bool(self.as_of),
                "claims are counted over a time, not on a date",
                "Leave --as-of out, or count positions: --count positions.",
            ),
            (
                bool(self.step) and not self.window,
                "--step is the distance of moving windows",
                "Give their length, too: --window 90d.",
            ),
            (
                bool(self.window) and (self.two_mode or self.matrix),
                "moving windows are told as a table of networks of actors",
                "Leave --two-mode and --matrix out, or --window.",
            ),
            (
                self.backbone is not None and not 0 < self.backbone < 1,
                "--backbone is a level of significance between 0 and 1",
                "Give one such as 0.05.",
            ),
        ):
            if wrong:
                raise PolicyKBError(message, remedy)


@dataclass(frozen=True, slots=True)
class NetworkAnswer:
    """The network of counted claims that was requested, what was used for it, and its communities;
    None where they mean nothing.
    """

    counted: CountedClaims
    request: Request
    network: Network
    used: Used
    communities: Communities | None

    @property
    def counting(self) -> Counting:
        """The uses that were counted."""
        return self.request.counted_as(self.counted.query.during)

    @property
    def day(self) -> int | None:
        """The day (ordinal) of the positions; None if claims were counted."""
        positions = self.counting is Counting.POSITIONS
        return self.counted.day(self.request.as_of) if positions else None

    @property
    def other_kind(self) -> Literal["actor", "topic"]:
        """The kind of record at the other end of each tie."""
        return "topic" if self.network.topics else "actor"

    def community(self, actor: str) -> int | None:
        """Return the number of the community of an actor (id); None if it is in none."""
        return self.communities.of.get(actor) if self.communities else None

    @property
    def ei_index(self) -> float | None:
        """The E-I index of the communities; None without communities or ties."""
        return ei_index(self.network, self.communities.of) if self.communities else None

    @property
    def modularity(self) -> float | None:
        """The modularity Q of the communities; None without communities or ties."""
        return self.communities.modularity if self.communities else None

    @property
    def community_count(self) -> int:
        """The number of communities."""
        return max(self.communities.of.values(), default=0) if self.communities else 0


@dataclass(frozen=True, slots=True)
class Window:
    """The network of a moving window, its first and last day (ordinals), and the part of the ties
    of this and the window before that both have.
    """

    first: int
    last: int
    answer: NetworkAnswer
    kept: float | None


def network_answer(counted: CountedClaims, request: Request) -> NetworkAnswer:
    """Return the network of these claims.

    Raises:
        PolicyKBError: the options do not fit one another, a date cannot be read, or a package is
            missing.
    """
    during = counted.query.during
    request.check(during)
    counting = request.counted_as(during)
    if counting is Counting.POSITIONS:
        used = positions_used(counted, counted.day(request.as_of))
    else:
        (used,) = claims_used(counted, counting, [days_of(during)], begun=request.begun)
    return _answer(counted, request, used)


def window_answers(counted: CountedClaims, request: Request) -> list[Window]:
    """Return the networks of the moving windows, in order.

    Raises:
        PolicyKBError: as :func:`network_answer` does; or a duration cannot be read, or there are
            too many windows.
    """
    during = counted.query.during
    request.check(during)
    counting = request.counted_as(during)
    length = duration(request.window)
    found: list[Window] = []
    step = duration(request.step) if request.step else length
    times = windows(counted, length, step, during, begun=request.begun)
    uses = claims_used(counted, counting, times, begun=request.begun)
    for (first, last), used in zip(times, uses, strict=True):
        answer = _answer(counted, request, used)
        kept = kept_ties(found[-1].answer.network, answer.network) if found else None
        found.append(Window(first, last, answer, kept))
    return found


def _answer(counted: CountedClaims, request: Request, used: Used) -> NetworkAnswer:
    make = topic_network if request.two_mode else actor_network
    network = make(used.uses, request.measured, request.normalisation)
    if request.backbone is not None:
        network = backbone(network, request.backbone)
    if request.at_least is not None:
        least = request.at_least
        network = network.with_ties(tie for tie in network.ties if tie.weight >= least)
    grouped = not (request.matrix or request.two_mode or request.measured is Measure.CONFLICT)
    found = communities(network, request.seed) if grouped else None
    return NetworkAnswer(counted, request, network, used, found)
