"""The result of the checks of a knowledge base."""

from collections.abc import Mapping

from policykb.diagnostics import Diagnostic
from policykb.diagnostics.settings import Settings
from policykb.frozen import dataclass
from policykb.yaml.document import Document


@dataclass(frozen=True, slots=True)
class CheckResult:
    """All faults of a knowledge base, in no order, and what else a report needs.

    ``checked`` counts the files and the valid records by kind, ``left_out`` the other records.
    ``settings`` are those of ``kb.yaml``. ``documents`` are those of all YAML files, by path, and
    ``commented`` the paths of those with comments for policykb.
    """

    faults: tuple[Diagnostic, ...]
    checked: Mapping[str, int]
    left_out: int
    settings: Settings
    documents: Mapping[str, Document]
    commented: tuple[str, ...] = ()
