"""Policy claims as typed records: load them, find them, compare positions, check them.

Names are imported when they are first used, so that ``import policykb`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from policykb.version import __version__

if TYPE_CHECKING:
    from policykb.analysis.agreement import Agreement
    from policykb.analysis.comparison import Comparison, compare
    from policykb.analysis.counted import CountedClaims, count
    from policykb.analysis.coverage import Coverage, cover
    from policykb.analysis.diff import Difference, diff
    from policykb.analysis.explanation import Explanation, explain
    from policykb.analysis.moments import Change, compare_moments
    from policykb.analysis.positions import Position, PositionStatus
    from policykb.analysis.query import Hit, Query, Selection, select
    from policykb.analysis.reliability import Alpha, Interval, alpha, interval
    from policykb.analysis.verdicts import Row, Verdict
    from policykb.diagnostics import Diagnostic, Location, PolicyKBError, Rule, Severity
    from policykb.diagnostics.settings import Settings
    from policykb.loading.read import load
    from policykb.model.knowledge_base import KnowledgeBase
    from policykb.model.period import Period, PeriodError
    from policykb.model.records import Actor, Claim, Source, Stance, Topic
    from policykb.validation.fix import Fixed, fix
    from policykb.validation.report import Report, validate

__all__ = [
    "Actor",
    "Agreement",
    "Alpha",
    "Change",
    "Claim",
    "Comparison",
    "CountedClaims",
    "Coverage",
    "Diagnostic",
    "Difference",
    "Explanation",
    "Fixed",
    "Hit",
    "Interval",
    "KnowledgeBase",
    "Location",
    "Period",
    "PeriodError",
    "PolicyKBError",
    "Position",
    "PositionStatus",
    "Query",
    "Report",
    "Row",
    "Rule",
    "Selection",
    "Settings",
    "Severity",
    "Source",
    "Stance",
    "Topic",
    "Verdict",
    "__version__",
    "alpha",
    "compare",
    "compare_moments",
    "count",
    "cover",
    "diff",
    "explain",
    "fix",
    "interval",
    "load",
    "select",
    "validate",
]

_HOMES = {
    "analysis.agreement": ("Agreement",),
    "analysis.moments": ("Change", "compare_moments"),
    "analysis.comparison": ("Comparison", "compare"),
    "analysis.counted": ("CountedClaims", "count"),
    "analysis.coverage": ("Coverage", "cover"),
    "diagnostics": ("Diagnostic", "Location", "PolicyKBError", "Rule", "Severity"),
    "analysis.diff": ("Difference", "diff"),
    "analysis.explanation": ("Explanation", "explain"),
    "validation.fix": ("Fixed", "fix"),
    "model.knowledge_base": ("KnowledgeBase",),
    "loading.read": ("load",),
    "model.period": ("Period", "PeriodError"),
    "analysis.positions": ("Position", "PositionStatus"),
    "analysis.verdicts": ("Row", "Verdict"),
    "analysis.query": ("Hit", "Query", "Selection", "select"),
    "analysis.reliability": ("Alpha", "Interval", "alpha", "interval"),
    "model.records": ("Actor", "Claim", "Source", "Stance", "Topic"),
    "diagnostics.settings": ("Settings",),
    "validation.report": ("Report", "validate"),
}


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"policykb.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
