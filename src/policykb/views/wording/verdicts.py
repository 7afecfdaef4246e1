"""The meanings of verdicts and of the marks of positions."""

from policykb.analysis.comparison import Verdict
from policykb.analysis.positions import Mark

MARKS = {
    Mark.POSSIBLE: "the date lies inside a bound that is only roughly known",
    Mark.BOUNDARY: "the date lies where a stance gives way to its opposite",
    Mark.REPORTED: "the source reports the actor's own words",
    Mark.HEARSAY: "said by others",
    Mark.HEDGED: "the source is not certain",
    Mark.DISPUTED: "the source says that somebody disputes it",
    Mark.INCOMPLETE: "a claim is faulty and was left out (`policykb validate`)",
}

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
