"""A knowledge base whose claims stay in a cluster, which only tells what they amount to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from policykb.analysis.cells import Alike, Question
from policykb.analysis.query import Resolved
from policykb.datasets.marker import AGAIN, left_out
from policykb.datasets.records import TABLES
from policykb.datasets.spark.cluster import Cluster
from policykb.diagnostics import PolicyKBError, format_value
from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase, Prefilter
from policykb.model.records import Claim, Source
from policykb.text.spelling import normalize_name


@dataclass(frozen=True)
class ClusterKnowledgeBase(KnowledgeBase):
    """A knowledge base that finds cells by a cluster. Its claims cannot be read."""

    cluster: Cluster = field(kw_only=True, repr=False, compare=False)

    def cells(self, query: Resolved, asked: Question) -> Iterator[Alike]:
        """Yield the cells that answer a question.

        Raises:
            PolicyKBError: The dataset cannot be read, a row is no claim, or claims refer to what
                there is not.
        """
        uncited = frozenset(one for one in self.topics if not asked.cites(self, one))
        for part in self.cluster.parts(query, asked, uncited):
            for kind, known, ids in (
                ("actor", self.actors, part.actors[0]),
                ("topic", self.topics, part.topics[0]),
                ("source", self.published, part.sources),
            ):
                for one in ids:
                    if one not in known:
                        raise _unknown(self.cluster.path, kind, one)
            yield from part.alike()

    @cached_property
    def published(self) -> Mapping[str, int]:
        """The day of publication of each source (ordinal), by source id."""
        return {one: day.toordinal() for one, day in self.cluster.source_column("published") if day}

    @cached_property
    def source_names(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of sources by id and title, as look-ups compare them."""
        found: dict[str, dict[str, None]] = {}
        for one, title in self.cluster.source_column("title"):
            for name in (one, title):
                found.setdefault(normalize_name(name), {})[one] = None
        return {name: tuple(ids) for name, ids in found.items()}

    def claims_of(self, pairs: Sequence[tuple[str, str]]) -> NoReturn:
        """Raise PolicyKBError: no claim comes from the cluster."""
        raise _not_served(pairs)

    def prefilter(self, prefilter: Prefilter) -> NoReturn:
        """Raise PolicyKBError: no claim comes from the cluster."""
        raise _not_served(prefilter)


class _Sources(Mapping[str, Source]):
    """The sources of a dataset, each read when it is asked for: there may be millions."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._known: dict[str, Source] = {}

    @cached_property
    def _ids(self) -> Mapping[str, None]:
        return dict.fromkeys(one for one, _ in self._cluster.source_column("published"))

    def __getitem__(self, key: str) -> Source:
        if key not in self._known:
            self._known.update(self._cluster.records("source", key))
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return int(self._cluster.marker["counts"]["sources"])


class NoClaims(Mapping[str, Claim]):
    """The claims, which cannot be read."""

    def __getitem__(self, key: str) -> Claim:
        raise _not_served(key)

    def __iter__(self) -> Iterator[str]:
        raise _not_served(None)

    def __len__(self) -> int:
        raise _not_served(None)


def open_cluster(path: str, master: str) -> ClusterKnowledgeBase:
    """Return the knowledge base of a dataset, whose claims a cluster reads.

    Args:
        path: the folder of the dataset, as the cluster finds it.
        master: the address of the cluster.

    Raises:
        PolicyKBError: the dataset or the cluster cannot be reached.
    """
    cluster = Cluster(path, master)
    return ClusterKnowledgeBase(
        root=Path(path),
        title=cluster.marker["title"],
        description=cluster.marker["description"],
        actors=cluster.records("actor"),
        topics=cluster.records("topic"),
        sources=_Sources(cluster),
        claims=NoClaims(),
        left_out=tuple(map(left_out, cluster.marker["left_out"])),
        broader=frozenset(cluster.marker["broader"]),
        cluster=cluster,
    )


def _unknown(path: str, kind: str, one: str | None) -> PolicyKBError:
    return PolicyKBError(
        f"{path}: there is no {kind} {format_value(str(one))} in the table of {TABLES[kind]}, and "
        "claims name it",
        AGAIN,
    )


def _not_served(_: object) -> PolicyKBError:
    return PolicyKBError(
        "a cluster answers compare --matrix, network and shares",
        "Leave --engine spark out: DuckDB reads what other answers need.",
    )
