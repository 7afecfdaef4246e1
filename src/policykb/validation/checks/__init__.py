"""What is checked once records are read: functions in four tuples, one fault a diagnostic.

``PART_CHECKS`` look at the records of one part, ``SOURCE_CHECKS`` at one source and its text,
``CELL_CHECKS`` at the claims of one actor on one topic, ``KNOWLEDGE_CHECKS`` at all records. A new
check is a function, a rule in the catalogue and an entry here.
"""

from policykb.validation.checks.claims import (
    contradicts_itself,
    other_said_by,
    period_notes,
    published_periods,
    retraction_notes,
    summary_words,
)
from policykb.validation.checks.conflicts import (
    condition_claims,
    contradicts_conflicts,
    unacknowledged,
)
from policykb.validation.checks.context import SourceCase
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
)

CELL_CHECKS = (unacknowledged,)

KNOWLEDGE_CHECKS = (
    contradicts_conflicts,
    condition_claims,
    unused_topics,
    unused_actors,
)

__all__ = ["CELL_CHECKS", "KNOWLEDGE_CHECKS", "PART_CHECKS", "SOURCE_CHECKS", "SourceCase"]
