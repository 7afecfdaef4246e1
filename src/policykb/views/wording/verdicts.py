"""The meanings of verdicts and of the marks of positions."""

from policykb.analysis.positions import Mark
from policykb.analysis.verdicts import Verdict
from policykb.views.table import Style
from policykb.views.wording.claims import CONTESTED

MARKS = {
    Mark.POSSIBLE: "its start or end is only roughly known",
    Mark.BOUNDARY: "the stance turns into its opposite about then",
    Mark.REPORTED: "the actor's own words, as reported",
    Mark.HEARSAY: "said by others",
    Mark.HEDGED: "the source is not certain",
    Mark.DISPUTED: "somebody disputes it",
    Mark.INCOMPLETE: "a claim is faulty and was left out, as validate says",
}

MARK_SIGNS = {
    Mark.POSSIBLE: "?",
    Mark.BOUNDARY: "|",
    Mark.REPORTED: "“",
    Mark.HEARSAY: "*",
    Mark.HEDGED: "~",
    Mark.DISPUTED: "!",
    Mark.INCOMPLETE: "#",
}
"""The sign of each mark, behind a brief position."""

VERDICTS = {
    Verdict.OPPOSED: "on opposite sides",
    Verdict.CONTESTED: "the record contradicts itself",
    Verdict.DIFFER: "not opposed, not the same",
    Verdict.AGREE: "on the same side",
    Verdict.ONE_SIDED: "only one position is in force; the others are silent or past",
    Verdict.UNDATED: "on record, but the record does not say whether it held on this date",
    Verdict.NONE: "nobody holds a position on this date",
}
"""The meaning of each verdict of a row."""

UNDATED = "┄"
"""The sign of days on which it is not known if a claim holds."""

VERDICT_SIGNS = {
    Verdict.OPPOSED: ("≠", Style.OPPOSED),
    Verdict.CONTESTED: (CONTESTED, Style.CLASH),
    Verdict.DIFFER: ("≈", Style.DIFFER),
    Verdict.AGREE: ("=", Style.AGREE),
    Verdict.ONE_SIDED: ("‹", Style.MUTED),
    Verdict.UNDATED: (UNDATED, Style.MUTED),
}
"""The sign of each verdict, and its style."""

LAST_SIDE = "›"
"""The sign of a one-sided verdict if the last of two actors is the one in force."""
