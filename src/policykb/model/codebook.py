"""The codebook: the meaning of each field and value, the forms of periods, and the coding rules."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from policykb.model.records import Certainty, ClaimKind, PeriodBasis, Stance, Status, Than, Voice

MEANINGS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Stance: {
        Stance.SUPPORT: "+2: the actor is for it without a hedge, or does it.",
        Stance.LEAN_SUPPORT: "+1: for it, but hedged, partial, or stated only through its "
        "opposite.",
        Stance.NEUTRAL: "0: the source says the actor takes no side. Silence is never neutral.",
        Stance.LEAN_OPPOSE: "-1: against it, but hedged or partial; the most for an omission.",
        Stance.OPPOSE: "-2: the actor is against it without a hedge, or undoes it.",
        Stance.MIXED: "No number: for and against in one statement, and nothing more is known.",
    },
    PeriodBasis: {
        PeriodBasis.STATED: "The quote's paragraph gives the date, as precisely as the period.",
        PeriodBasis.INFERRED: "Worked out from the rest of the text; the note says how.",
        PeriodBasis.PUBLISHED: "The text is in the present tense without a date: the publication "
        "dates it, as in 2025-07-04/..",
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
        Voice.OTHER: "Somebody else, named in said_by, says so. Counts only if you ask for it.",
    },
    Certainty: {
        Certainty.CERTAIN: "The source says it without a doubt.",
        Certainty.PROBABLE: "The source is nearly sure: it seems to be so.",
        Certainty.POSSIBLE: "The source is not sure: it may be so.",
    },
    Status: {
        Status.ACTIVE: "Counts.",
        Status.DRAFT: "Counts only if you ask for it.",
        Status.RETRACTED: "Does not count any more; the note says why.",
    },
    Than: {
        Than.LESS: "The claim's actor goes less far than the other.",
        Than.MORE: "The claim's actor goes further than the other.",
    },
}
"""The meanings of choices, by their type; choices that explain themselves are not here."""

PERIODS: Mapping[str, str] = {
    "2001": "Some time in 2001, perhaps all of it.",
    "2025-07": "In that month.",
    "2025-07-04": "On that day.",
    "198X": "In the 1980s.",
    "1979/1989": "From 1979 to 1989.",
    "2021/..": "Since 2021, and still so.",
    "../2020": "Always so, until 2020.",
    "/2021": "Until 2021; the start is unknown.",
    "2020/": "Since 2020; the end is unknown.",
    "2001?": "2001, uncertain.",
    "2001~": "About 2001.",
    "2001%": "About 2001, and uncertain.",
}
"""The forms of a period with their meanings. Source: EDTF, ISO 8601-2, level 0 and parts of level 1
(https://www.loc.gov/standards/datetime/).
"""


class CodingRule(NamedTuple):
    """A rule for turning a sentence into claims."""

    title: str
    text: str


CODING_RULES = (
    CodingRule(
        "Code what the sentence says, not what you know.",
        "The quote is the whole sentence, with its mistakes. The summary is in your own neutral "
        "words.",
    ),
    CodingRule(
        "Every sentence is coded, or skipped with a reason.",
        "One sentence may carry several claims; each quotes it whole.",
    ),
    CodingRule(
        "Keep the actors apart.",
        "A state is not its leader, and a movement is not its country. Anyone who makes an "
        "assertion about the world is an actor, too, for example the author.",
    ),
    CodingRule(
        "A topic is a proposition that more than one side could face",
        "It names its object, and its wording fits every actor. No topic is the negation of "
        "another.",
    ),
    CodingRule(
        "Stated only through its opposite: one step weaker.",
        "If a sentence states only the opposite of the proposition, the stance is lean-support or "
        "lean-oppose.",
    ),
    CodingRule(
        '"Never did" is an omission',
        "It is an action, lean-oppose at most, unless the text presents it as policy.",
    ),
    CodingRule(
        "Voice.",
        "Verbs of saying (claims, demands, promises) give the actor's own words: actor. Verbs of "
        "thinking, wanting and doing are the author's account: author. Another speaker is other, "
        "named in said_by, and does not count by default.",
    ),
    CodingRule(
        "Certainty is the source's, not the actor's.",
        '"Seems to be keen" is probable. An actor who believes that something could happen is '
        'certain of the belief. "Not necessarily" weakens the stance, not the certainty.',
    ),
    CodingRule(
        "Comparatives give an order, never a number.",
        "The stance of a claim with relative_to is only the direction of the comparison: less "
        "leans against, more leans for.",
    ),
    CodingRule(
        "Keep the source's contradictions.",
        "Code both sides. If they hold at the same time or touch, each names the other in "
        "contradicts.",
    ),
)
"""The coding rules in brief; the README.md of a new knowledge base has them with examples."""
