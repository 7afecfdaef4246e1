"""A knowledge base in memory that is checked again and again, also while its files are edited."""

from pathlib import Path
from typing import TYPE_CHECKING

from policykb.diagnostics.limit import CappedFaults
from policykb.loading.read import LoadedKB, Loader
from policykb.model.knowledge_base import KnowledgeBase
from policykb.progress import Progress, no_progress
from policykb.text.edited import UNEDITED, Edited
from policykb.validation import checks
from policykb.validation.result import CheckResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policykb.diagnostics import Diagnostic
    from policykb.loading.outline import Outline
    from policykb.model.records import ActorTopic, Claim


class Workspace:
    """A knowledge base that is checked again and again: what has not changed is not checked anew.

    Unlike a snapshot it stays in memory, and unsaved contents of files can take part. ``loaded`` is
    what the last check has read.
    """

    def __init__(self, root: Path) -> None:
        self._loader = Loader(root, checks.check_part)
        self.loaded = LoadedKB(KnowledgeBase(root), {}, (), ())
        self._signs: dict[str, tuple[Outline, checks.PairsBySign]] = {}
        self._pairs: dict[ActorTopic, tuple[Sequence[Claim], tuple[Diagnostic, ...]]] = {}

    def forget(self, path: str) -> None:
        """Read a file anew the next time, because it has changed on disk."""
        self._loader.forget(path)

    def check(self, edited: Edited = UNEDITED, progress: Progress = no_progress) -> CheckResult:
        """Return all faults; ``edited`` is what files are to hold instead of what they do."""
        loaded = self.loaded = self._loader.load(edited, progress)
        kb = loaded.kb
        pair_faults = CappedFaults()
        known, self._pairs = self._pairs, {}
        for pair in checks.two_sided_pairs(map(self._pairs_by_sign, loaded.outlines.values())):
            claims = kb.by_actor_and_topic[pair]
            before = known.get(pair)
            if before is None or before[0] != claims:
                before = claims, checks.check_pair(loaded, pair)
            self._pairs[pair] = before
            pair_faults.extend(before[1])
        return CheckResult(
            (*loaded.faults, *pair_faults.kept(), *checks.check_whole(loaded)),
            {
                "files": len(loaded.documents) + len(loaded.source_ids),
                "actors": len(kb.actors),
                "topics": len(kb.topics),
                "sources": len(kb.sources),
                "claims": len(kb.claims),
            },
            len(kb.left_out),
            loaded.settings,
            loaded.documents,
            loaded.commented,
        )

    def _pairs_by_sign(self, outline: "Outline") -> "checks.PairsBySign":
        """Return the pairs of a part, as they are kept if its outline is the same."""
        kept = self._signs.get(outline.part)
        if kept is None or kept[0] is not outline:
            kept = self._signs[outline.part] = outline, checks.pairs_by_sign(outline)
        return kept[1]
