"""What is checked once records are read: functions in two tuples, one fault a diagnostic.

``SOURCE_CHECKS`` look at one source and its text, ``KNOWLEDGE_CHECKS`` at all records. A new
check is a function, a rule in the catalogue and an entry here.
"""

from policykb.checks.cases import SourceCase
from policykb.checks.claims import (
    condition_claims,
    conflict_acknowledgements,
    contradicts_conflicts,
    contradicts_itself,
    other_said_by,
    period_notes,
    published_periods,
    retraction_notes,
    summary_words,
)
from policykb.checks.dating import stated_periods
from policykb.checks.names import shared_names, unused_actors, unused_topics
from policykb.checks.order import field_order
from policykb.checks.passages import (
    checksum,
    coded_and_skipped,
    exact_quotes,
    open_sentences,
    quote_places,
    quoted_sentences,
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

KNOWLEDGE_CHECKS = (
    other_said_by,
    period_notes,
    retraction_notes,
    published_periods,
    conflict_acknowledgements,
    contradicts_itself,
    contradicts_conflicts,
    condition_claims,
    summary_words,
    shared_names,
    unused_topics,
    unused_actors,
    field_order,
)

__all__ = ["KNOWLEDGE_CHECKS", "SOURCE_CHECKS", "SourceCase"]
