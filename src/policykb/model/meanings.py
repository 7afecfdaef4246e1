"""What the words mean that fields choose from, for editors; those that speak for themselves
are not here.
"""

from collections.abc import Mapping
from enum import StrEnum

from policykb.model.records import Certainty, ClaimKind, PeriodBasis, Stance, Status, Than, Voice

MEANINGS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Stance: {
        Stance.SUPPORT: "+2: without a hedge, the actor is for it, or does it.",
        Stance.LEAN_SUPPORT: "+1: for it, but hedged, partial, or told only by what stands "
        "against it.",
        Stance.NEUTRAL: "0: the actor is said to take neither side. Silence is never neutral.",
        Stance.LEAN_OPPOSE: "-1: against it, but hedged or partial; omissions go no further.",
        Stance.OPPOSE: "-2: without a hedge, the actor is against it, or undoes it.",
        Stance.MIXED: "No number: for and against in one breath, and no more can be said.",
    },
    PeriodBasis: {
        PeriodBasis.STATED: "The paragraph of the quote gives the date; never finer than it does.",
        PeriodBasis.INFERRED: "Worked out from the rest of the text; the note says how.",
        PeriodBasis.PUBLISHED: "Undated present tense: known from publication on, as in "
        "2025-07-04/..",
    },
    ClaimKind: {
        ClaimKind.POSITION: "The actor holds, demands or promises it.",
        ClaimKind.ACTION: "The actor did it, does it, or left it undone.",
        ClaimKind.BELIEF: "The actor sees, considers or fears it.",
        ClaimKind.INTEREST: "The actor wants it or is keen on it.",
    },
    Voice: {
        Voice.AUTHOR: "The source's author says so.",
        Voice.ACTOR: "The source reports the actor's own words.",
        Voice.OTHER: "Somebody else says so: said_by names who. Not counted unless asked for.",
    },
    Certainty: {
        Certainty.CERTAIN: "The source says it without a doubt.",
        Certainty.PROBABLE: "The source is nearly sure: it seems to be so.",
        Certainty.POSSIBLE: "The source is not sure: it may be so.",
    },
    Status: {
        Status.ACTIVE: "Counts.",
        Status.DRAFT: "Does not count unless asked for.",
        Status.RETRACTED: "Does not count any more; the note says why.",
    },
    Than: {
        Than.LESS: "The claim's actor goes less far than the other.",
        Than.MORE: "The claim's actor goes further than the other.",
    },
}
