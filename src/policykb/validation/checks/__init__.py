"""The checks of records: functions in four tuples, and the functions that call them.

``PART_CHECKS`` look at the records of one part, ``SOURCE_CHECKS`` at one source and its text,
``PAIR_CHECKS`` at the claims of one actor on one topic, ``KNOWLEDGE_CHECKS`` at all records. A new
check is a function, a rule in the catalogue and an entry here.
"""

from pathlib import Path

from policykb.diagnostics import Diagnostic
from policykb.diagnostics.limit import CappedFaults
from policykb.loading.layout import SOURCES
from policykb.loading.outline import Part
from policykb.loading.read import LoadedKB
from policykb.model.records import ActorTopic
from policykb.text.decoding import decode
from policykb.text.edited import UNEDITED, Edited
from policykb.text.files import MAX_TEXT_BYTES, digest, read_bytes
from policykb.validation.checks.claims import (
    contradicts_itself,
    other_said_by,
    period_notes,
    published_periods,
    retraction_notes,
    summary_words,
)
from policykb.validation.checks.conflicts import (
    PairsBySign,
    condition_claims,
    contradicts_conflicts,
    pairs_by_sign,
    two_sided_pairs,
    unacknowledged,
)
from policykb.validation.checks.context import PartContext, SourceContext
from policykb.validation.checks.facts import stances_on_facts
from policykb.validation.checks.field_order import field_order
from policykb.validation.checks.names import shared_names, unused_actors, unused_topics
from policykb.validation.checks.periods import stated_periods
from policykb.validation.checks.quotes import (
    checksum,
    coded_and_skipped,
    exact_quotes,
    open_sentences,
    quote_places,
    quoted_sentences,
)
from policykb.validation.checks.texts import markup

PART_CHECKS = (
    other_said_by,
    period_notes,
    retraction_notes,
    published_periods,
    contradicts_itself,
    summary_words,
    shared_names,
    field_order,
)

SOURCE_CHECKS = (
    checksum,
    quote_places,
    exact_quotes,
    quoted_sentences,
    coded_and_skipped,
    open_sentences,
    stated_periods,
    markup,
)

PAIR_CHECKS = (unacknowledged,)

KNOWLEDGE_CHECKS = (
    contradicts_conflicts,
    condition_claims,
    stances_on_facts,
    unused_topics,
    unused_actors,
)

__all__ = [
    "PairsBySign",
    "check_pair",
    "check_part",
    "check_whole",
    "pairs_by_sign",
    "two_sided_pairs",
]


def check_part(root: Path, part: Part, edited: Edited = UNEDITED) -> tuple[Diagnostic, ...]:
    """Return the faults in the records and the text of a part of the knowledge base at ``root``;
    ``edited`` is what files are to hold instead of what they do.
    """
    faults = CappedFaults()
    is_source = part.name.startswith(f"{SOURCES}/")
    source = _source_context(root, part, edited) if is_source else None
    # One context for both kinds of checks, because it keeps what several of them use.
    context = source if isinstance(source, SourceContext) else PartContext(part)
    for check in PART_CHECKS:
        faults.extend(check(context))
    if isinstance(source, Diagnostic):
        faults.add(source)
    elif source is not None:
        for source_check in SOURCE_CHECKS:
            faults.extend(source_check(source))
    return faults.kept()


def check_pair(loaded: LoadedKB, pair: ActorTopic) -> tuple[Diagnostic, ...]:
    """Return the faults in the claims of an actor on a topic."""
    faults = CappedFaults()
    for check in PAIR_CHECKS:
        faults.extend(check(loaded, pair))
    return faults.kept()


def check_whole(loaded: LoadedKB) -> tuple[Diagnostic, ...]:
    """Return the faults that only show when all records are compared."""
    faults = CappedFaults()
    for check in KNOWLEDGE_CHECKS:
        faults.extend(check(loaded))
    return faults.kept()


def _source_context(root: Path, part: Part, edited: Edited) -> SourceContext | Diagnostic:
    """Return the context of a source, or the fault for which its text cannot be read."""
    path = f"{part.name}/text.txt"
    data = read_bytes(root, path, limit=MAX_TEXT_BYTES, edited=edited)
    if isinstance(data, Diagnostic):
        return data
    part.parsed.digests[path] = digest(data)
    raw_text = decode(data, path)
    return raw_text if isinstance(raw_text, Diagnostic) else SourceContext(part, data, raw_text)
