"""Write docs/peers.md: what policykb and its peers find, in tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from tests.peers.cases import GROUPS, SOUND, Case
from tests.peers.judging import Judgement, Outcome, judge
from tests.peers.tools import SECONDS, TOOLS

_INTRODUCTION = """\
# policykb and its peers

What `policykb validate` finds, and what four other programs find in the same files. We set up
each as well as we could: this page says how. `make peers` runs everything again and writes this
page.

## How it is measured

A **case** is a small knowledge base of two invented countries with known faults at known places.
Cases are the sample of every rule in `tests/rules/`, and mistakes that people make in such files.
The data in `tests/peers/cases/` say what is wrong, which line and column a person must change
(several if either will do), which words a message about the fault contains, and which words make
it helpful (the right id, the right form, what to do). **Sound** cases have no fault.

- **found**: the program reports the fault in the right file. A case with several faults is found
  if all are. Each of several similar faults needs its own report.
- **line**, **column**: such a report names exactly this line, and this column.
- **advice**: such a report names the right value or the remedy; a list of all allowed values
  counts.
- **by-products**: reports that concern none of the faults.
- **broke down**: a traceback, a signal, or no answer in {seconds} seconds. If the traceback
  reports the fault, it counts as found.

The comparison favours policykb in these ways:

- We chose the cases, and they favour what policykb is made for. The places of the samples are
  those that policykb itself reports.
- The other places were fixed before the first run. Then we read the reports of all programs. We
  corrected a few places or added a second one, and accepted more words in reports where our words
  were unfair, mostly to the other programs.
- We improved policykb where these cases showed a gap, but not the other programs. In the first
  run it found 148 cases and gave advice on 134.

Read each column as what you would have to add if you used that program instead.

| program | version | how it is set up |
|---|---|---|
"""

_SETUPS: Mapping[str, str] = {
    "policykb": "`policykb validate`, without settings.",
    "check-jsonschema": "The schemas that `policykb schema` writes for the knowledge base, one run "
    "for each kind of file. It names the path to a value instead of a line. For invalid YAML its "
    "verbose report is used, which has a line.",
    "yamllint": "`tests/peers/yamllint.yaml`: the default rules except those on long lines and "
    "`---`, and the optional ones on anchors, empty values, octal numbers and truth values.",
    "linkml-validate": "`tests/peers/policykb.linkml.yaml`: types, patterns, enumerations, three "
    "rules between fields, and the knowledge base's own ids as enumerations. Dates are "
    "quoted for it. It names no lines.",
    "recfix": "A converter writes one record file with a descriptor for each kind of record: "
    "types, mandatory, allowed and unique fields, keys, constraints between fields, and the ids as "
    "enumerations (it checks no foreign keys). Lines are mapped back to the YAML; it names no "
    "columns. A file that cannot be converted is n/a.",
}

_REMARKS = """\
## What each is good at

- **yamllint** is the only one that checks layout (spaces, blank lines, indentation, line ends),
  and it always names line and column. It does not know what the files mean. Use it together with
  policykb if layout matters to you.
- **check-jsonschema** needs no code, and any editor that supports JSON Schema shows the same
  while you type. It cannot look into another file, so it misses faults of quotes, checksums,
  circles and ids used twice, and it never names the place in the file.
- **linkml-validate** finds much the same, from a schema that also gives classes, tables and RDF.
  YAML that does not parse ends it with a traceback.
- **recfix** is by far the fastest, and the only other one that finds ids used twice. Constraints
  provide some rules between fields. It names the line of the record or value, but says little
  about the right value. It needs another file format.
"""

_LEGEND = """\
**F** found, **L** right line, **C** right column, **A** advice, – not found, n/a not applicable,
† broke down, +n by-products. For sound cases: `quiet`, or the number of false alarms.

"""

Judged = Mapping[str, Sequence[Judgement]]


def page(
    cases: Sequence[Case],
    outcomes: Sequence[Mapping[str, Outcome]],
    versions: Sequence[tuple[str, str]],
    seconds: Mapping[str, float],
) -> str:
    """Return the page, from the outcome of each tool on each case, and its seconds for one."""
    judged = {
        tool: [judge(c, o[tool]) for c, o in zip(cases, outcomes, strict=True)] for tool in TOOLS
    }
    parts = [
        _INTRODUCTION.format(seconds=SECONDS).rstrip("\n"),
        *(f"| {tool} | {version} | {_SETUPS[tool]} |" for tool, version in versions),
        "",
        "## Summary",
        "",
        *_summary(cases, outcomes, judged, seconds),
        "",
        "## Found, by kind of fault",
        "",
        *_groups(cases, judged),
        "",
        _REMARKS,
        "## What policykb misses, or gives no advice on",
        "",
        *_gaps(cases, judged),
        "",
        "## Where a program broke down",
        "",
        *_breakdowns(cases, outcomes),
        "",
        "## All cases",
        "",
        _LEGEND.rstrip("\n"),
        "",
        *_all(cases, outcomes, judged),
    ]
    return "\n".join(parts) + "\n"


def _heading(*columns: str) -> str:
    return f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}"


def _summary(
    cases: Sequence[Case],
    outcomes: Sequence[Mapping[str, Outcome]],
    judged: Judged,
    seconds: Mapping[str, float],
) -> Iterator[str]:
    faulty = [index for index, case in enumerate(cases) if case.faults]
    sound = [index for index, case in enumerate(cases) if not case.faults]
    yield (
        f"{len(faulty)} cases with faults, {len(sound)} sound ones. Seconds are for all files of "
        "one small knowledge base on an idle machine, best of three."
    )
    yield ""
    yield _heading(
        "program", "found", "right line", "right column", "advice", "by-products",
        "sound left alone", "broke down", "seconds",
    )  # fmt: skip
    for tool, results in judged.items():
        counts = [
            sum(holds(results[index]) for index in faulty)
            for holds in (_found, _line, _column, _advice)
        ]
        by_products = sum(results[index].by_products for index in faulty)
        quiet = sum(results[index].found for index in sound)
        crashes = sum(bool(outcome[tool].crash) for outcome in outcomes)
        cells = [*counts, by_products, f"{quiet} of {len(sound)}", crashes, f"{seconds[tool]:.1f}"]
        yield f"| {tool} | {' | '.join(map(str, cells))} |"


def _found(judgement: Judgement) -> bool:
    return judgement.found


def _line(judgement: Judgement) -> bool:
    return judgement.line


def _column(judgement: Judgement) -> bool:
    return judgement.column


def _advice(judgement: Judgement) -> bool:
    return judgement.advice


_LETTERS: Sequence[tuple[str, Callable[[Judgement], bool]]] = (
    ("F", _found),
    ("L", _line),
    ("C", _column),
    ("A", _advice),
)


def _groups(cases: Sequence[Case], judged: Judged) -> Iterator[str]:
    yield _heading("kind", "cases", *judged)
    for group in GROUPS:
        within = [index for index, case in enumerate(cases) if case.group == group]
        found = [str(sum(results[index].found for index in within)) for results in judged.values()]
        name = "sound (left alone)" if group == SOUND else group
        yield f"| {name} | {len(within)} | {' | '.join(found)} |"


def _gaps(cases: Sequence[Case], judged: Judged) -> Iterator[str]:
    yield _heading("case", "what is wrong", "why", "found by", "advice by")
    for index, case in enumerate(cases):
        if case.missed or case.unadvised:
            by = [
                ", ".join(tool for tool, results in judged.items() if holds(results[index]))
                or "none"
                for holds in (_found, _advice)
            ]
            reason = case.missed or case.unadvised
            yield f"| {case.name} | {case.what} | {reason} | {' | '.join(by)} |"


def _breakdowns(cases: Sequence[Case], outcomes: Sequence[Mapping[str, Outcome]]) -> Iterator[str]:
    yield _heading("program", "cases", "names")
    for tool in TOOLS:
        broken = [c.name for c, o in zip(cases, outcomes, strict=True) if o[tool].crash]
        yield f"| {tool} | {len(broken)} | {', '.join(broken) or '–'} |"


def _all(
    cases: Sequence[Case], outcomes: Sequence[Mapping[str, Outcome]], judged: Judged
) -> Iterator[str]:
    yield _heading("case", "what is wrong", *judged)
    for index, case in enumerate(cases):
        cells = [
            _cell(case, outcomes[index][tool], results[index]) for tool, results in judged.items()
        ]
        yield f"| {case.name} | {case.what} | {' | '.join(cells)} |"


def _cell(case: Case, outcome: Outcome, judgement: Judgement) -> str:
    if outcome.not_applicable:
        return "n/a"
    letters = "".join(letter for letter, holds in _LETTERS if holds(judgement)) or "–"
    if not case.faults:
        letters = "quiet" if judgement.found else ""
    more = f"+{judgement.by_products}" if judgement.by_products else ""
    return " ".join(filter(None, (letters, more, "†" if outcome.crash else "")))
