"""The catalogue of rules: every code that ``policykb validate`` can report.

The hundreds say what a rule looks at: 0 bytes and YAML, 1 files and fields,
2 references, 3 the source's text, 4 the sense of claims, 5 the whole knowledge base, 6 what is
said about rules.

This is one list, and as long as it has entries.
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
    "A folder, a dangling link, a device or a file without read permission holds no records.",
    "Put a readable regular file in its place.",
)
ESCAPING_LINK = _error(
    "PKB002",
    "escaping-link",
    "A path leads out of the knowledge base.",
    "A knowledge base is reviewed and shared as one folder; what lies outside it is neither.",
    "Copy the file into the knowledge base.",
)
FILE_TOO_LARGE = _error(
    "PKB003",
    "file-too-large",
    "A file is larger than policykb reads.",
    "The bound keeps a stray or hostile file from filling the memory.",
    "Split what a source holds into several sources. `actors.yaml` and `topics.yaml` stay one file "
    "each: delete what nothing uses, or shorten the notes.",
)
NOT_UTF_8 = _error(
    "PKB004",
    "not-utf-8",
    "A file is not valid UTF-8.",
    "Quotes are compared character by character, so there is one encoding and no guessing.",
    "Save the file as UTF-8.",
)
FORBIDDEN_CHARACTER = _error(
    "PKB005",
    "forbidden-character",
    "A YAML file holds a character that cannot be seen or that reorders what is seen.",
    "A reviewer must see what the program reads: control characters, a byte order mark, "
    "line and paragraph separators and bidirectional controls hide or move text.",
    "Delete the character, whether it is written raw or as an escape.",
)
EMPTY_FILE = _error(
    "PKB006",
    "empty-file",
    "A file holds no data.",
    "An empty file is a save that went wrong more often than a decision.",
    "Write the records, or an empty list: `claims: []`.",
)
YAML_SYNTAX = _error(
    "PKB007",
    "yaml-syntax",
    "A file is not well-formed YAML.",
    "What cannot be parsed cannot be checked: everything behind this place is unread.",
    "Mend the syntax; values that hold `: ` or ` #`, or begin with a special character, "
    "need quotes.",
)
YAML_ALIAS = _error(
    "PKB008",
    "yaml-alias",
    "A file uses an anchor or an alias.",
    "A record says what it says where it stands; aliases also let a small file grow without bound.",
    "Write the value out.",
)
YAML_TAG = _error(
    "PKB009",
    "yaml-tag",
    "A file uses a tag.",
    "Types come from the record's fields; a tag can only disagree, or ask for code to run.",
    "Delete the tag.",
)
YAML_DIRECTIVE = _error(
    "PKB010",
    "yaml-directive",
    "A file uses a YAML directive.",
    "Directives change how the rest is read; records need none.",
    "Delete the line that begins with `%`.",
)
YAML_MERGE_KEY = _error(
    "PKB011",
    "yaml-merge-key",
    "A file uses a merge key.",
    "A record says what it says where it stands.",
    "Write the fields out.",
)
DUPLICATE_KEY = _error(
    "PKB012",
    "duplicate-key",
    "A key stands twice in one record.",
    "One of the two values would be lost without a word.",
    "Keep one of the two.",
)
TOO_DEEP = _error(
    "PKB013",
    "too-deep",
    "A file nests deeper than any record does.",
    "Records are at most a few levels deep; the bound keeps hostile files harmless.",
    "Look for brackets that were never closed.",
)
SEVERAL_DOCUMENTS = _error(
    "PKB014",
    "several-documents",
    "A file holds more than one YAML document.",
    "One file is one document; what follows a second `---` would go unread.",
    "Put all records into one document.",
)
BAD_KEY = _error(
    "PKB015",
    "bad-key",
    "A key is not a single word.",
    "Fields have plain names; a list or a mapping as a key names none.",
    "Write the field's name as the key.",
)

# --- 1: files and fields -----------------------------------------------------------

MISSING_FILE = _error(
    "PKB101",
    "missing-file",
    "A file that the layout asks for is not there.",
    "A source is its description, its text and its claims; a knowledge base its actors and topics.",
    "Create the file; `policykb init DIR` makes an example of each.",
)
UNKNOWN_FILE = _error(
    "PKB102",
    "unknown-file",
    "A file or folder stands where the layout knows none.",
    "A misnamed file is never read, and its records would be missing without a word.",
    "Rename it, or move it out of the knowledge base.",
)
BAD_SOURCE_ID = _error(
    "PKB103",
    "bad-source-id",
    "The name of a source's folder is not an id.",
    "The folder's name is the source's id, and ids are typed by people and put into addresses.",
    "Use lower-case letters, digits and single hyphens: `reuters-2025-07-03`.",
)
UNKNOWN_FIELD = _error(
    "PKB104",
    "unknown-field",
    "A record has a field that its kind does not know.",
    "A misspelt field would be ignored, and what it says would be lost.",
    "Correct the field's name, or delete it.",
    fixable=True,
)
MISSING_FIELD = _error(
    "PKB105",
    "missing-field",
    "A record lacks a field that it needs.",
    "Without it the record does not say what its kind must say.",
    "Add the field.",
)
WRONG_TYPE = _error(
    "PKB106",
    "wrong-type",
    "A value has the wrong shape: text, list or mapping.",
    "`aliases: USA` and `aliases: [USA]` are different things, and only one is a list.",
    "Write the shape that the message names.",
)
UNKNOWN_CHOICE = _error(
    "PKB107",
    "unknown-choice",
    "A value is not one of the field's words.",
    "Stances, kinds and voices are closed lists, so that answers can be counted.",
    "Use one of the words that the message names.",
    fixable=True,
)
BAD_ID = _error(
    "PKB108",
    "bad-id",
    "An id is not a slug.",
    "Ids are typed by people, stand in addresses and must look the same everywhere.",
    "Use at most 64 lower-case letters, digits and single hyphens: `islamic-state-khorasan`.",
)
BAD_DATE = _error(
    "PKB109",
    "bad-date",
    "A date is not a full calendar date.",
    "Answers depend on the order of dates; a date that does not exist has no place in it.",
    "Write year, month and day: `2025-07-04`.",
)
BAD_PERIOD = _error(
    "PKB110",
    "bad-period",
    "A period is not one that policykb reads (EDTF level 0 with open and unknown ends).",
    "Who held what when is computed from periods; a misread one changes answers.",
    "Write `2021`, `2021-08/..`, `/2020`, `2001-10/2021-08-30`, `198X` or `2001?`.",
)
BAD_VALUE = _error(
    "PKB111",
    "bad-value",
    "A value does not fit its field.",
    "A field promises something to those who use it: an address that opens, a hash that compares.",
    "Write it as the message says.",
)
UNSUPPORTED_VERSION = _error(
    "PKB112",
    "unsupported-version",
    "The knowledge base has a format that this policykb does not read.",
    "Reading a format by the rules of another gives wrong answers.",
    "Write `policykb: 1`, or install a policykb that reads the newer format.",
)
KEY_ORDER = _warning(
    "PKB113",
    "key-order",
    "The fields of a record do not stand in their usual order.",
    "Records that all look alike are read and compared line by line; a field out of its place "
    "is overlooked.",
    "Put the fields in the order of the codebook; `policykb fmt` does so.",
    fixable=True,
)

# --- 2: references -----------------------------------------------------------------

_REFERENCE_WHY = "A reference to nothing says nothing; most often it is a slip of the pen."
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
    "An id stands for two records of one kind.",
    "Whatever refers to the id would mean either; only the first record is read.",
    "Give one of the two another id.",
)
SHARED_ALIAS = _error(
    "PKB213",
    "shared-alias",
    "One name or alias stands for two actors, or for two topics.",
    "A question that uses the name has two answers.",
    "Take the name from one of the two, or make it longer.",
)
BROADER_CYCLE = _error(
    "PKB214",
    "broader-cycle",
    "Topics are broader than each other in a circle.",
    "In a circle no topic is the broadest and none a leaf.",
    "Take `broader` from one of them.",
)
PART_OF_CYCLE = _error(
    "PKB215",
    "part-of-cycle",
    "Actors are part of each other in a circle.",
    "In a circle no actor is the whole.",
    "Take `part_of` from one of them.",
)

# --- 3: the source's text ----------------------------------------------------------

QUOTE_NOT_FOUND = _error(
    "PKB301",
    "quote-not-found",
    "A quote does not stand in the source's text.",
    "A claim is worth what its sentence says, so that every word and sign must be the source's. "
    "White space may differ; where only quotation marks do, PKB308 warns instead.",
    "Copy the sentence from `text.txt`.",
    fixable=True,
)
QUOTE_REPEATED = _error(
    "PKB302",
    "quote-repeated",
    "A quote stands in the source's text more than once.",
    "A reader who follows the quote must come to one place.",
    "Quote the sentence before or behind it as well.",
)
CHECKSUM_MISMATCH = _error(
    "PKB303",
    "checksum-mismatch",
    "The `sha256` of a source is not that of its `text.txt`.",
    "Either the text was changed after it was coded, or the sum was copied from elsewhere.",
    "Restore the text; if the change is meant, write the new sum and look at every quote again. "
    "`--fix` writes it only where every quote stands and every sentence of the text is still coded "
    "or skipped.",
    fixable=True,
)
CODED_AND_SKIPPED = _error(
    "PKB304",
    "coded-and-skipped",
    "A sentence is quoted by a claim and skipped as well.",
    "A sentence either says something about a position or it does not.",
    "Delete it from `skipped`, or delete the claim.",
)
PARTIAL_SENTENCE = _warning(
    "PKB305",
    "partial-sentence",
    "A quote is not made of whole sentences.",
    "What is cut off may turn the sense round: a hedge, a condition, another speaker.",
    "Quote the sentence from its first word to its full stop.",
)
OPEN_SENTENCE = _warning(
    "PKB306",
    "open-sentence",
    "A sentence of the text is neither coded nor skipped.",
    "Only a text of which every sentence was dealt with supports the answer 'it says nothing'.",
    "Code the sentence, or add it to `skipped` with the reason.",
)
COPIED_SUMMARY = _warning(
    "PKB307",
    "copied-summary",
    "A summary repeats eight or more words of its quote in a row.",
    "The summary is the coder's reading in neutral words; a copy shows none, "
    "and carries the source's tone.",
    "Say in your own words what the actor does or holds.",
)
INEXACT_QUOTE = _warning(
    "PKB308",
    "inexact-quote",
    "A quote has other quotation marks than the source's text.",
    "A quote is verbatim; who searches the source for it should find it.",
    "Copy the sentence from `text.txt`.",
    fixable=True,
)

# --- 4: the sense of claims --------------------------------------------------------

OTHER_WITHOUT_SAID_BY = _error(
    "PKB401",
    "other-without-said-by",
    "A claim with `voice: other` does not say whose voice it is.",
    "Hearsay without a speaker cannot be weighed.",
    "Add `said_by` with the actors who say so (an actor of kind `unnamed` for "
    '"it is said"), or choose another voice.',
)
INFERRED_WITHOUT_NOTE = _error(
    "PKB402",
    "inferred-without-note",
    "A claim with `period_basis: inferred` has no `note`.",
    "The period is the coder's conclusion, and a conclusion needs its grounds beside it.",
    "Say in `note` how the period was worked out.",
)
RETRACTED_WITHOUT_NOTE = _error(
    "PKB403",
    "retracted-without-note",
    "A claim with `status: retracted` has no `note`.",
    "Those who relied on the claim must learn why it no longer counts.",
    "Say in `note` why it was retracted.",
)
PERIOD_TOO_FINE = _error(
    "PKB404",
    "period-too-fine",
    "A `stated` period names a month or day that the quote's paragraph does not.",
    "A stated period is what the text states; a month that the coder knew is an inference.",
    "Write the year alone, or `period_basis: inferred` with a `note`.",
)
YEAR_NOT_IN_TEXT = _error(
    "PKB405",
    "year-not-in-text",
    "A `stated` period has a year that the quote's paragraph does not.",
    "A stated period is what the text states; a year that the coder knew is an inference.",
    "Write `period_basis: inferred` with a `note`, or `published` for an undated present tense.",
)
PUBLISHED_PERIOD = _warning(
    "PKB406",
    "published-period",
    "A `published` period does not begin when the source was published.",
    "The basis `published` says that the publication is all that dates the claim.",
    "Begin the period with the source's `published` date, as in `2025-07-04/..`, or choose "
    "another `period_basis`.",
)
UNACKNOWLEDGED_CONFLICT = _error(
    "PKB407",
    "unacknowledged-conflict",
    "Two claims of one actor on one topic are opposite, and neither says so.",
    "A source may contradict itself; a reader must be told that the coder saw it.",
    "Name each claim in the other's `contradicts`, or correct the stance or period of one.",
)
CONTRADICTS_ITSELF = _error(
    "PKB408",
    "contradicts-itself",
    "A claim names itself in `contradicts`.",
    "A claim takes one stance and cannot be its own opposite.",
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
    "A demand is a position of its own, with a sentence of its own.",
    "Code the demand as a claim, or delete it from `conditions`.",
)

# --- 5: the whole knowledge base ---------------------------------------------------

UNUSED_TOPIC = _warning(
    "PKB501",
    "unused-topic",
    "No claim is on this topic, and no topic is narrower.",
    "A topic without claims looks like silence of everybody.",
    "Code a claim on it, or delete it.",
)
UNUSED_ACTOR = _warning(
    "PKB502",
    "unused-actor",
    "No record uses this actor.",
    "An actor that nothing refers to looks like one that is silent on everything.",
    "Delete it, or code its claims.",
)

# --- 6: what is said about rules ---------------------------------------------------

BAD_SUPPRESSION = _error(
    "PKB601",
    "bad-suppression",
    "A comment begins like a suppression, but is none, or gives no reason.",
    "A fault that somebody chose to live with needs its grounds beside it; a misspelt comment "
    "suppresses nothing.",
    "Write `# policykb: ignore[CODE] reason`, at the end of the line of the fault or alone above "
    "it.",
)
UNKNOWN_CODE = _error(
    "PKB602",
    "unknown-code",
    "A suppression, or a setting in `kb.yaml`, names a rule that does not exist.",
    "It has no effect, and nobody would notice.",
    "Correct the code; `policykb rule` lists them all.",
)
UNUSED_SUPPRESSION = _error(
    "PKB603",
    "unused-suppression",
    "A suppression has nothing to suppress.",
    "What it was written for is gone; it would hide the next fault that has nothing to do with "
    "its reason.",
    "Delete the code, or the comment.",
)

RULES: tuple[Rule, ...] = tuple(_CATALOGUE)
"""Every rule, in the order of the codes."""
