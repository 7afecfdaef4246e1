"""The catalogue of rules: every code that ``policykb validate`` can report.

The first digit of a code tells what the rule checks: 0 bytes and YAML, 1 files and fields,
2 references, 3 the source's text, 4 the sense of claims, 5 the whole knowledge base,
6 suppressions.

The module is long because it is one table.
"""

from policykb.diagnostics.diagnostic import Rule, Severity

_CATALOGUE: list[Rule] = []


def _error(
    code: str, name: str, summary: str, why: str, remedy: str, *, fixable: bool = False
) -> Rule:
    _CATALOGUE.append(Rule(code, name, Severity.ERROR, summary, why, remedy, fixable))
    return _CATALOGUE[-1]


def _warning(
    code: str, name: str, summary: str, why: str, remedy: str, *, fixable: bool = False
) -> Rule:
    _CATALOGUE.append(Rule(code, name, Severity.WARNING, summary, why, remedy, fixable))
    return _CATALOGUE[-1]


# --- 0: bytes and YAML -------------------------------------------------------------

UNREADABLE_FILE = _error(
    "PKB001",
    "unreadable-file",
    "A file cannot be read, or is not a regular file.",
    "A folder, a broken link, a device or a file without read permission contains no records.",
    "Replace it with a regular file that you can read.",
)
ESCAPING_LINK = _error(
    "PKB002",
    "escaping-link",
    "A path leads out of the knowledge base.",
    "A knowledge base is reviewed and shared as one folder. Files outside it are neither reviewed "
    "nor shared.",
    "Copy the file into the knowledge base.",
)
FILE_TOO_LARGE = _error(
    "PKB003",
    "file-too-large",
    "A file is larger than policykb reads.",
    "The limit protects the memory from very large files.",
    "Split a large source into several sources. `actors.yaml` and `topics.yaml` cannot be split: "
    "delete records that nothing uses, or shorten the notes.",
)
NOT_UTF_8 = _error(
    "PKB004",
    "not-utf-8",
    "A file is not valid UTF-8.",
    "Quotes are compared character by character. This needs one known encoding.",
    "Save the file as UTF-8.",
)
FORBIDDEN_CHARACTER = _error(
    "PKB005",
    "forbidden-character",
    "A YAML file contains a character that is invisible or changes the order of the text.",
    "A reviewer must see what the program reads. Control characters, byte order marks, line and "
    "paragraph separators and bidirectional controls hide or move text.",
    "Delete the character, or the escape that stands for it.",
)
EMPTY_FILE = _error(
    "PKB006",
    "empty-file",
    "A file contains no data.",
    "An empty file is usually a mistake, such as a failed save.",
    "Write the records, or an empty list: `claims: []`.",
)
YAML_SYNTAX = _error(
    "PKB007",
    "yaml-syntax",
    "A file is not well-formed YAML.",
    "Data that cannot be parsed cannot be checked: nothing after this place is read.",
    "Correct the syntax. Values that contain `: ` or ` #`, or begin with a special character, "
    "need quotes.",
)
YAML_ALIAS = _error(
    "PKB008",
    "yaml-alias",
    "A file uses an anchor or an alias.",
    "A reader must see the whole record in one place. Aliases also let a small file expand "
    "without limit.",
    "Write the value out.",
)
YAML_TAG = _error(
    "PKB009",
    "yaml-tag",
    "A file uses a tag.",
    "The type of a value is that of its field. A tag is superfluous at best, and can ask for code "
    "to be run.",
    "Delete the tag.",
)
YAML_DIRECTIVE = _error(
    "PKB010",
    "yaml-directive",
    "A file uses a YAML directive.",
    "Directives change how the rest of the file is read. Records need none.",
    "Delete the line that begins with `%`.",
)
YAML_MERGE_KEY = _error(
    "PKB011",
    "yaml-merge-key",
    "A file uses a merge key.",
    "A reader must see the whole record in one place.",
    "Write the fields out.",
)
DUPLICATE_KEY = _error(
    "PKB012",
    "duplicate-key",
    "A record has the same key twice.",
    "One of the two values would be lost without a warning.",
    "Delete one of the two.",
)
TOO_DEEP = _error(
    "PKB013",
    "too-deep",
    "A file is nested deeper than any record.",
    "Records have only a few levels. The limit protects policykb from hostile files.",
    "Look for brackets that are not closed.",
)
SEVERAL_DOCUMENTS = _error(
    "PKB014",
    "several-documents",
    "A file contains more than one YAML document.",
    "Only the first document would be read. What follows a second `---` would be lost.",
    "Put all records into one document.",
)
BAD_KEY = _error(
    "PKB015",
    "bad-key",
    "A key is not plain text.",
    "The name of a field is plain text. A list or a mapping cannot be a name.",
    "Write the field's name as the key.",
)

# --- 1: files and fields -----------------------------------------------------------

MISSING_FILE = _error(
    "PKB101",
    "missing-file",
    "A required file is missing.",
    "A knowledge base needs `actors.yaml` and `topics.yaml`. A source needs its description, its "
    "text and its claims.",
    "Create the file. `policykb init DIR` makes an example of each.",
)
UNKNOWN_FILE = _error(
    "PKB102",
    "unknown-file",
    "A file or folder does not belong where it is.",
    "A file with a wrong name is never read. Its records would be missing without a warning.",
    "Rename it, or move it out of the knowledge base.",
)
BAD_SOURCE_ID = _error(
    "PKB103",
    "bad-source-id",
    "The name of a source's folder is not a valid id.",
    "The folder's name is the id of the source. People type ids, and ids are part of addresses.",
    "Use lower-case letters, digits and single hyphens: `reuters-2025-07-03`.",
)
UNKNOWN_FIELD = _error(
    "PKB104",
    "unknown-field",
    "A record has an unknown field.",
    "A misspelt field would be ignored, and its value would be lost.",
    "Correct the field's name, or delete the field.",
    fixable=True,
)
MISSING_FIELD = _error(
    "PKB105",
    "missing-field",
    "A record lacks a required field.",
    "Without the field the record is incomplete.",
    "Add the field.",
)
WRONG_TYPE = _error(
    "PKB106",
    "wrong-type",
    "A value has the wrong type: text, list or mapping.",
    "`aliases: USA` is a text and `aliases: [USA]` is a list. Only the list is right.",
    "Write the type that the message names.",
)
UNKNOWN_CHOICE = _error(
    "PKB107",
    "unknown-choice",
    "A value is not one of the field's choices.",
    "Stances, kinds and voices have a fixed set of choices, so that answers can be counted.",
    "Use one of the choices that the message names.",
    fixable=True,
)
BAD_ID = _error(
    "PKB108",
    "bad-id",
    "An id is not valid.",
    "People type ids, and ids are part of addresses. They must look the same everywhere.",
    "Use at most 64 lower-case letters, digits and single hyphens: `islamic-state-khorasan`.",
)
BAD_DATE = _error(
    "PKB109",
    "bad-date",
    "A date is not a full calendar date.",
    "Answers depend on the order of dates. A date that does not exist cannot be ordered.",
    "Write year, month and day: `2025-07-04`.",
)
BAD_PERIOD = _error(
    "PKB110",
    "bad-period",
    "A period is not one that policykb can read (EDTF level 0 with open and unknown ends).",
    "The periods of claims decide which position an actor holds at a date. A misread period would "
    "change answers.",
    "Write `2021`, `2021-08/..`, `/2020`, `2001-10/2021-08-30`, `198X` or `2001?`.",
)
BAD_VALUE = _error(
    "PKB111",
    "bad-value",
    "A value does not fit its field.",
    "Others rely on the form of the field: an address must open, a checksum must be comparable.",
    "Write the value as the message says.",
)
UNSUPPORTED_VERSION = _error(
    "PKB112",
    "unsupported-version",
    "The knowledge base has a format version that this policykb cannot read.",
    "To read one format by the rules of another would give wrong answers.",
    "Write `policykb: 1`, or install a newer policykb.",
)
KEY_ORDER = _warning(
    "PKB113",
    "key-order",
    "The fields of a record are not in the usual order.",
    "Records with the same order of fields are easy to compare. A field in an unusual place is "
    "overlooked.",
    "Put the fields in the order of the codebook. `policykb fmt` does so.",
    fixable=True,
)

# --- 2: references -----------------------------------------------------------------

_REFERENCE_WHY = (
    "Nothing can be looked up for an id that does not exist. Most often the id is misspelt."
)
_ACTOR_REMEDY = "Correct the id, or add the actor to `actors.yaml`."
_TOPIC_REMEDY = "Correct the id, or add the topic to `topics.yaml`."

UNKNOWN_ACTOR = _error(
    "PKB201",
    "unknown-actor",
    "A claim's `actor` is not in `actors.yaml`.",
    _REFERENCE_WHY,
    _ACTOR_REMEDY,
    fixable=True,
)
UNKNOWN_TOPIC = _error(
    "PKB202",
    "unknown-topic",
    "A claim's `topic` is not in `topics.yaml`.",
    _REFERENCE_WHY,
    _TOPIC_REMEDY,
    fixable=True,
)
UNKNOWN_TARGET = _error(
    "PKB203",
    "unknown-target",
    "A claim's `target` is not in `actors.yaml`.",
    _REFERENCE_WHY,
    _ACTOR_REMEDY,
    fixable=True,
)
UNKNOWN_SAID_BY = _error(
    "PKB204",
    "unknown-said-by",
    "An actor in a claim's `said_by` is not in `actors.yaml`.",
    _REFERENCE_WHY,
    _ACTOR_REMEDY,
    fixable=True,
)
UNKNOWN_DISPUTED_BY = _error(
    "PKB205",
    "unknown-disputed-by",
    "An actor in a claim's `disputed_by` is not in `actors.yaml`.",
    _REFERENCE_WHY,
    _ACTOR_REMEDY,
    fixable=True,
)
UNKNOWN_RELATIVE_TO = _error(
    "PKB206",
    "unknown-relative-to",
    "The actor of a claim's `relative_to` is not in `actors.yaml`.",
    _REFERENCE_WHY,
    _ACTOR_REMEDY,
    fixable=True,
)
UNKNOWN_CONDITION = _error(
    "PKB207",
    "unknown-condition",
    "A topic in a claim's `conditions` is not in `topics.yaml`.",
    _REFERENCE_WHY,
    _TOPIC_REMEDY,
    fixable=True,
)
UNKNOWN_CONTRADICTS = _error(
    "PKB208",
    "unknown-contradicts",
    "A claim in a claim's `contradicts` does not exist.",
    _REFERENCE_WHY,
    "Correct the id of the claim.",
    fixable=True,
)
UNKNOWN_BROADER = _error(
    "PKB209",
    "unknown-broader",
    "A topic's `broader` is not in `topics.yaml`.",
    _REFERENCE_WHY,
    _TOPIC_REMEDY,
    fixable=True,
)
UNKNOWN_PART_OF = _error(
    "PKB210",
    "unknown-part-of",
    "An actor's `part_of` is not in `actors.yaml`.",
    _REFERENCE_WHY,
    _ACTOR_REMEDY,
    fixable=True,
)
UNKNOWN_AUTHOR = _error(
    "PKB211",
    "unknown-author",
    "A source's `author` is not in `actors.yaml`.",
    _REFERENCE_WHY,
    "Correct the id, or add the author to `actors.yaml`: an author can hold positions, too.",
    fixable=True,
)
DUPLICATE_ID = _error(
    "PKB212",
    "duplicate-id",
    "Two records of one kind have the same id.",
    "A reference to the id could mean either record. Only the first one is read.",
    "Give one of the two another id.",
)
SHARED_ALIAS = _error(
    "PKB213",
    "shared-alias",
    "Two actors, or two topics, share a name or alias.",
    "A question that uses the name could mean either of the two.",
    "Remove the name from one of the two, or make it longer.",
)
BROADER_CYCLE = _error(
    "PKB214",
    "broader-cycle",
    "Topics form a cycle through `broader`.",
    "In a cycle no topic is the broadest one, and none is a leaf.",
    "Remove `broader` from one of them.",
)
PART_OF_CYCLE = _error(
    "PKB215",
    "part-of-cycle",
    "Actors form a cycle through `part_of`.",
    "In a cycle no actor is the whole that the others are part of.",
    "Remove `part_of` from one of them.",
)

# --- 3: the source's text ----------------------------------------------------------

QUOTE_NOT_FOUND = _error(
    "PKB301",
    "quote-not-found",
    "A quote does not occur in the source's text.",
    "A claim rests on its sentence, so every word and sign must be the source's. White space may "
    "differ. If only quotation marks differ, PKB308 warns instead.",
    "Copy the sentence from `text.txt`.",
    fixable=True,
)
QUOTE_REPEATED = _error(
    "PKB302",
    "quote-repeated",
    "A quote occurs more than once in the source's text.",
    "A reader who looks up the quote must find exactly one place.",
    "Quote the sentence before or after it as well.",
)
CHECKSUM_MISMATCH = _error(
    "PKB303",
    "checksum-mismatch",
    "The `sha256` of a source is not that of its `text.txt`.",
    "Either the text was changed after it was coded, or the checksum is from another file.",
    "Restore the text. If the change is intended, write the new checksum and check every quote "
    "again. `--fix` writes it only if all quotes occur in the text and every sentence is still "
    "coded or skipped.",
    fixable=True,
)
CODED_AND_SKIPPED = _error(
    "PKB304",
    "coded-and-skipped",
    "A sentence is both quoted by a claim and skipped.",
    "A sentence either says something about a position or it does not.",
    "Delete it from `skipped`, or delete the claim.",
)
PARTIAL_SENTENCE = _warning(
    "PKB305",
    "partial-sentence",
    "A quote does not consist of whole sentences.",
    "The missing part may change the meaning: a hedge, a condition, another speaker.",
    "Quote the sentence from its first word to its full stop.",
)
OPEN_SENTENCE = _warning(
    "PKB306",
    "open-sentence",
    "A sentence of the text is neither coded nor skipped.",
    "Only if every sentence was coded or skipped is it safe to say that a text is silent on a "
    "topic.",
    "Code the sentence, or add it to `skipped` with the reason.",
)
COPIED_SUMMARY = _warning(
    "PKB307",
    "copied-summary",
    "A summary repeats eight or more words of its quote in a row.",
    "The summary is the coder's reading in neutral words. A copy keeps the tone of the source.",
    "Say in your own words what the actor does or holds.",
)
INEXACT_QUOTE = _warning(
    "PKB308",
    "inexact-quote",
    "A quote has other quotation marks than the source's text.",
    "A quote is verbatim, so that a search of the source finds it.",
    "Copy the sentence from `text.txt`.",
    fixable=True,
)
MARKUP_IN_TEXT = _warning(
    "PKB309",
    "markup-in-text",
    "Markup of HTML or Markdown is left in a source's text.",
    "A quote is verbatim, so tags and entities would stand in every answer, and a search for the "
    "words would miss them. A text holds what a reader of the document sees.",
    "Write the text without markup, then correct the quotes and the `sha256` of the source.",
)

# --- 4: the sense of claims --------------------------------------------------------

OTHER_WITHOUT_SAID_BY = _error(
    "PKB401",
    "other-without-said-by",
    "A claim with `voice: other` does not say whose voice it is.",
    "A reader cannot judge hearsay without knowing who says so.",
    "Add `said_by` with the actors who say so (an actor of kind `unnamed` for "
    '"it is said"), or choose another voice.',
)
INFERRED_WITHOUT_NOTE = _error(
    "PKB402",
    "inferred-without-note",
    "A claim with `period_basis: inferred` has no `note`.",
    "The coder inferred the period, and readers must be able to check the reasons.",
    "Say in `note` how the period was inferred.",
)
RETRACTED_WITHOUT_NOTE = _error(
    "PKB403",
    "retracted-without-note",
    "A claim with `status: retracted` has no `note`.",
    "People who relied on the claim must learn why it no longer counts.",
    "Say in `note` why the claim was retracted.",
)
PERIOD_TOO_FINE = _error(
    "PKB404",
    "period-too-fine",
    "A `stated` period has a month or day that the quote's paragraph does not mention.",
    "A stated period is stated in the text. A month that the coder knows from elsewhere is "
    "inferred.",
    "Write only the year, or write `period_basis: inferred` with a `note`.",
)
YEAR_NOT_IN_TEXT = _error(
    "PKB405",
    "year-not-in-text",
    "A `stated` period has a year that the quote's paragraph does not mention.",
    "A stated period is stated in the text. A year that the coder knows from elsewhere is "
    "inferred.",
    "Write `period_basis: inferred` with a `note`, or `published` for an undated present tense.",
)
PUBLISHED_PERIOD = _warning(
    "PKB406",
    "published-period",
    "A `published` period does not begin on the source's date of publication.",
    "With the basis `published`, only the publication dates the claim.",
    "Begin the period with the source's `published` date, as in `2025-07-04/..`, or choose "
    "another `period_basis`.",
)
UNACKNOWLEDGED_CONFLICT = _error(
    "PKB407",
    "unacknowledged-conflict",
    "Two claims of one actor on one topic are opposite, and neither says so.",
    "A source may contradict itself. Readers must be told that the coder noticed it.",
    "Name each claim in the other's `contradicts`, or correct the stance or period of one.",
)
CONTRADICTS_ITSELF = _error(
    "PKB408",
    "contradicts-itself",
    "A claim names itself in `contradicts`.",
    "A claim has one stance and cannot be its own opposite.",
    "Name the other claim.",
)
CONTRADICTS_WITHOUT_CONFLICT = _error(
    "PKB409",
    "contradicts-without-conflict",
    "A claim names another in `contradicts` that is not its opposite.",
    "Opposites are two claims of one actor on one topic, one for and one against.",
    "Delete the reference, or correct the stances.",
)
CONDITION_WITHOUT_CLAIM = _error(
    "PKB410",
    "condition-without-claim",
    "A claim names a topic in `conditions` on which its actor has no claim.",
    "A condition is also a position of the actor, and needs a claim with its own sentence.",
    "Code the condition as a claim, or delete it from `conditions`.",
)
NO_STANCE_ON_FACT = _warning(
    "PKB411",
    "no-stance-on-fact",
    "A claim of kind `action` or `interest` is on a fact, or a claim demands a fact.",
    "A topic of kind `fact` is affirmed or denied. Who does or wants something says neither: one "
    "can want a thing because it is not so. And a demand is that something be done.",
    "If the sentence tells what the actor says or thinks, choose `position` or `belief`. If it "
    "tells what the actor does, wants or demands, code it on a topic of kind `policy`.",
)

# --- 5: the whole knowledge base ---------------------------------------------------

UNUSED_TOPIC = _warning(
    "PKB501",
    "unused-topic",
    "No claim is on this topic, and no topic is narrower.",
    "A topic without claims looks as if all actors were silent on it.",
    "Code a claim on the topic, or delete the topic.",
)
UNUSED_ACTOR = _warning(
    "PKB502",
    "unused-actor",
    "No record refers to this actor.",
    "An actor without claims looks as if it were silent on everything.",
    "Delete the actor, or code its claims.",
)

# --- 6: suppressions ---------------------------------------------------------------

BAD_SUPPRESSION = _error(
    "PKB601",
    "bad-suppression",
    "A comment looks like a suppression but is not a valid one, or gives no reason.",
    "A suppressed fault needs a reason beside it. A misspelt comment suppresses nothing.",
    "Write `# policykb: ignore[CODE] reason` at the end of the fault's line, or on a line of its "
    "own above it.",
)
UNKNOWN_CODE = _error(
    "PKB602",
    "unknown-code",
    "A suppression, or a setting in `kb.yaml`, names a rule that does not exist.",
    "It has no effect, and nobody would notice.",
    "Correct the code. `policykb rule` lists all codes.",
)
UNUSED_SUPPRESSION = _error(
    "PKB603",
    "unused-suppression",
    "A suppression suppresses no fault.",
    "The fault that it was written for is gone. It could hide another fault, for which its reason "
    "is wrong.",
    "Delete the code, or the comment.",
)

RULES: tuple[Rule, ...] = tuple(_CATALOGUE)
"""All rules, in the order of their codes."""
