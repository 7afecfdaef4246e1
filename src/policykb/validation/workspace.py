"""A knowledge base in memory that is checked again and again, also while its files are edited."""

from pathlib import Path
from typing import TYPE_CHECKING

from policykb.diagnostics.limit import CappedFaults
from policykb.loading.read import LoadedKB, Loader
from policykb.model.knowledge_base import KnowledgeBase
from policykb.progress import Progress, no_progress
from policykb.text.files import UNEDITED, Edited
from policykb.validation import checks
from policykb.validation.result import CheckResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policykb.diagnostics import Diagnostic
    from policykb.loading.outline import ActorTopic
    from policykb.model.records import Claim


class Workspace:
    """A knowledge base that is checked again and again: what has not changed is not checked anew.

    Unlike a snapshot it stays in memory, and unsaved contents of files can take part. ``loaded`` is
    what the last check has read.
    """

    def __init__(self, root: Path) -> None:
        self._loader = Loader(root, checks.check_part)
        self.loaded = LoadedKB(KnowledgeBase(root), {}, (), ())
        self._pairs: dict[ActorTopic, tuple[bool, Sequence[Claim], tuple[Diagnostic, ...]]] = {}

    def forget(self, path: str) -> None:
        """Read a file anew the next time, because it has changed on disk."""
        self._loader.forget(path)

    def check(self, edited: Edited = UNEDITED, progress: Progress = no_progress) -> CheckResult:
        """Return all faults; ``edited`` is what files are to hold instead of what they do."""
        loaded = self.loaded = self._loader.load(edited, progress)
        kb = loaded.kb
        pair_faults = CappedFaults()
        known, self._pairs = self._pairs, {}
        for pair, is_compared in checks.two_sided_pairs(loaded.outlines).items():
            claims = kb.by_actor_and_topic[pair]
            before = known.get(pair)
            if before is None or before[:2] != (is_compared, claims):
                found = checks.check_pair(loaded, pair, is_compared=is_compared)
                before = is_compared, claims, found
            self._pairs[pair] = before
            pair_faults.extend(before[2])
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
