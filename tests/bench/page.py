"""Write docs/performance.md: the results in tables."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median, quantiles
from typing import TypedDict

from tests.bench.measurements import BARS, MEASUREMENTS, THIS, Bar, Quantity

Samples = Mapping[str, Sequence[tuple[float, int]]]
"""The seconds and peak bytes of each run, by the name of the measurement."""


class Results(TypedDict):
    """The results of a run. ``samples`` and ``memory`` are by size, as text. ``memory`` has the
    peak bytes of all processes of a measurement together, by its name.
    """

    machine: str
    versions: Mapping[str, str]
    samples: dict[str, Samples]
    memory: dict[str, Mapping[str, int]]


_BASE = {
    "Floors": "python -c pass",
    "Checking": "policykb validate, cold",
    "Comparing two actors": "typer app, the same lines",
    "Finding a word": "typer app, the same hits",
}
"""The measurement of each group that the others are divided by."""

_INTRODUCTION = """\
# Performance

How long policykb takes, and how long other programs take for the same task, measured in one run.
The last section explains [what makes it fast, and where it
ends](#what-makes-it-fast-and-where-it-ends). `make bench` measures everything again and writes
this page; `make bench-large` adds a million claims. It takes about an hour on an otherwise idle
machine.

Measured on {machine}. With {versions}.

## How it is measured

`tests/bench/measurements.py` lists what is run. The knowledge base of this repository (78 claims
of one source) is one size. The others are generated, with 1,000 claims and more, 40 in each
source, and `policykb validate --strict` finds no fault in them; `tests/bench/generate.py` writes
the same files for the same seed. Actors and topics are drawn by Zipf's law, and larger knowledge
bases have more of them, as real ones would: 4 actors for each square root of the claims, and a
topic for 25 claims. An actor has at most about 12 claims on a topic. `us` and `russia`, the
compared actors, have few claims at every size, so the answer is about as long as that of this
knowledge base, and the bars measure the cost of the other claims. A comparison of the most
frequent actors is measured, too.

Each command is a separate process, timed from start to end. The commands of one size take turns,
in another order each round, so that other load on the machine affects all of them. (A timer that
finishes one command before the next, such as hyperfine, puts a drift of the machine on one of
them.) The first round is not counted, unless it takes more than a minute. There are up to 15 more
rounds, fewer for slow commands. The tables show the median ± half the interquartile range.
*Cold*: policykb's cache is deleted before each run; the operating system still has the files in
memory. *Warm*: policykb answered before, and its snapshot must be the same file after the run.
*One file changed*: as warm, but a summary in one claims file was changed, and the snapshot must
have been replaced. Python's own caches (`.pyc`) are written before.

- **All do the same task.** Checkers first run on a copy in which {planted} claims have an unknown
  actor, and must find exactly these. (yamllint and yamlruff do not know actors; they must find
  spaces at the end of these lines.) In the other knowledge bases they must find nothing. The
  small typer apps print what policykb printed, and ripgrep prints the same number of lines.
- **Peers have less to do.** check-jsonschema, linkml-validate and bean-check get no texts, and
  the first two get only the claims files. None of them checks quotes, sentences, contradictions
  or periods.
- check-jsonschema runs as pip installs it, where pure Python reads YAML, and *with libyaml*,
  where `ruamel.yaml.clib` is installed as well.
- bean-check gets as many directives as there are actors, topics, sources and claims, and runs
  without its cache. Actors and topics are accounts. A claim is a transaction between two of them
  with all its fields, so that both references are looked up.
- Memory is the peak of all processes of a command together (policykb reads with one per core),
  with shared pages counted once (PSS on Linux), sampled every 20 ms in a run that is not timed.
  If the peak of the largest process alone is higher, that counts. The measuring program itself
  takes about 30 MB; a smaller value is shown as that.
"""

_EXPLANATION = """\
## What makes it fast, and where it ends

**The snapshot.** policykb keeps what it read as a SQLite file in the user's cache folder
(`policykb cache info` lists it). The file holds all valid records with their locations, the
faults, and the words of every 16 claims, which tell `grep` where to look. An answer uses
indexes to read only the claims that it needs. It imports neither pydantic nor the YAML reader.

**Starting.** More than half of a short answer is Python's own start and the import of typer. So
only the module of the command is imported, with what it needs for the format that was asked for;
the help needs none. Records and results are frozen dataclasses that are cheap to define
(`frozen.py`), and what typer and rich import but a short command does not use is not read
(`deferred.py`). In instructions, which a busy machine does not change: Python alone 40
million, an app of click 194, an app of typer 249, `compare` of this knowledge base in a pipe 320.

**Freshness.** Each answer gets size, change times and inode of every file of records from the
system, and opens none; `validate` does so for all files and folders. If nothing changed, the
snapshot is fresh. A file written less than two seconds before it was read may have been written
again without a change of its times, so its content is compared until it is older. No option gives
up correctness for speed.

**After a change.** policykb reads and checks `kb.yaml`, the lists of actors or topics, and the
folders of sources again if a file in them changed. For all other sources the snapshot has an
outline: the ids that they declare and refer to, and the actor and topic of their claims. From
these follows which other records become valid or faulty, and which claims must be compared again.
The new snapshot is a copy of the old one with these parts replaced. It replaces the old one when
complete, so other readers are not disturbed.

**A cold run.** Reading YAML takes the most time, mainly the events of the parser in C, together
with the checks, above all those of texts and quotes. The rest is the import of pydantic and the
parser (the same for any number of claims), writing the snapshot, the pydantic models, and
comparing the claims of each actor on each topic. From 64 sources on, all cores read, each in its
own process.

**Where it ends.** Looking at files takes longer the more there are, even if nothing changed. A
source is read as a whole: a single file with everything is read on one core, and again after each
change. Replacing a large snapshot takes longer. `compare` reads the publication date of each
source. Some answers read all claims: `claims` and `conflicts` without an actor or topic,
`coverage`, and `grep` with a pattern that contains no word or part of a word.

**When a snapshot is not trusted.** policykb silently makes a new snapshot if another version of
policykb, Python or an installed package made it, if it belongs to another user or folder, or if
it was modified. A modification shows in its change time, which must equal a time computed from its
first 4 MB, which is all of it up to some 3,000 claims. Beyond that, each record and each list of
faults has a checksum. If one is wrong, or SQLite reports an error, the snapshot is deleted and the
files are read; an entry that a failing disk removes from an index there is not missed. Without a
snapshot (the cache folder is not writable, or symbolic links in the knowledge base could hide
changes) each answer reads all files, as with `--no-cache`.

**In the code.** Only `cache` contains SQL. `cache/refresh.py` compares stamps, has `loading` read
the changed parts, and writes them to a new snapshot. `cache/open.py` (for answers) and
`validation/run.py` (for `validate`) use the snapshot if it is fresh, have it refreshed if not,
and read the files if there can be none. `tests/cache/test_lazy_kb.py` tests that an answer from a
snapshot equals that of the files, whatever happened to these, `tests/cache/test_healing.py` that
damage changes no answer, and `tests/system/test_work.py` that it takes no more work than this page
says.
"""


def page(results: Results) -> str:
    """Return the page, in Markdown."""
    versions = ", ".join(f"{name} {number}" for name, number in results["versions"].items())
    begun = _INTRODUCTION.format(machine=results["machine"], versions=versions, planted=3)
    parts = [begun, "## The bars\n", *_bars(results), *_groups(results), *_growth(results)]
    return "\n".join([*parts, "", _EXPLANATION])


def _size(claims: int) -> str:
    return "this kb" if claims == THIS else f"{claims:,}"


def _sizes(results: Results) -> list[int]:
    return sorted(map(int, results["samples"]))


def _seconds(results: Results, name: str, claims: int) -> list[float]:
    return [one[0] for one in results["samples"].get(str(claims), {}).get(name, ())]


def _value(results: Results, of: tuple[str, int], quantity: Quantity) -> float | None:
    name, claims = of
    samples = results["samples"].get(str(claims), {}).get(name, ())
    if not samples:
        return None
    match quantity:
        case Quantity.TIME:
            return median(one[0] for one in samples)
        case Quantity.MEMORY:
            together = results["memory"].get(str(claims), {}).get(name, 0)
            return max(float(together), median(float(one[1]) for one in samples))
        case Quantity.TIME_A_CLAIM:
            return median(one[0] for one in samples) / claims


def measured(results: Results, bar: Bar) -> float | None:
    """Return the value of a bar; None if it was not measured."""
    one = _value(results, bar.one, bar.quantity)
    other = _value(results, bar.other, bar.quantity) if bar.other else 1.0
    return None if one is None or other is None else one / other


def bar_text(bar: Bar) -> str:
    """Return the label of a bar."""
    quantity = "" if bar.quantity is Quantity.TIME else f"{bar.quantity} of "
    names = [
        f"{name} ({_size(claims)})" for name, claims in (bar.one, bar.other or ("", 0)) if name
    ]
    return quantity + " ÷ ".join(names)


def _bars(results: Results) -> Iterator[str]:
    yield "| what | bar | measured | |\n|---|---|---|---|"
    for bar in BARS:
        found = measured(results, bar)
        sign = "≥" if bar.at_least else "≤"
        memory = bar.quantity is Quantity.MEMORY
        limit = f"{bar.limit / 1e6:.0f} MB" if memory else f"{bar.limit:g}"
        if found is None:
            shown, verdict = "not measured", ""
        else:
            shown = f"{found / 1e6:.0f} MB" if memory else f"{found:.2f}"
            held = found >= bar.limit if bar.at_least else found <= bar.limit
            verdict = "holds" if held else "**missed**"
        yield f"| {bar_text(bar)} | {sign} {limit} | {shown} | {verdict} |"


def _groups(results: Results) -> Iterator[str]:
    for group, base in _BASE.items():
        yield f"\n## {group}\n"
        yield f"Milliseconds; in brackets, the ratio to *{base}*.\n"
        yield _row("", *map(_size, _sizes(results)))
        yield _row("---", *["---"] * len(_sizes(results)))
        for measurement in MEASUREMENTS:
            if measurement.group == group:
                name = measurement.name
                cells = (_cell(results, name, base, claims) for claims in _sizes(results))
                yield _row(name, *cells)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(results: Results, name: str, base: str, claims: int) -> str:
    seconds = _seconds(results, name, claims)
    if not seconds:
        return "–"
    spread = ""
    if len(seconds) > 1:
        low, _, high = quantiles(seconds, n=4, method="inclusive")
        spread = f" ± {_ms((high - low) / 2)}"
    ground = _value(results, (base, claims), Quantity.TIME)
    ratio = f" ({median(seconds) / ground:.2f})" if ground and name != base else ""
    return f"{_ms(median(seconds))}{spread}{ratio}"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f}" if seconds >= 0.1 else f"{seconds * 1000:.1f}"


def _growth(results: Results) -> Iterator[str]:
    """Yield the table of time and memory by size."""
    sizes = [claims for claims in _sizes(results) if claims != THIS]
    grown = [m.name for m in MEASUREMENTS if m.is_weighed]
    yield "\n## Growth\n"
    yield "Time per claim in µs, and peak memory in MB.\n"
    yield _row("", *map(_size, sizes))
    yield _row("---", *["---"] * len(sizes))
    for name in grown:
        yield _row(name, *(_grown(results, name, claims) for claims in sizes))


def _grown(results: Results, name: str, claims: int) -> str:
    cost = _value(results, (name, claims), Quantity.TIME_A_CLAIM)
    peak = _value(results, (name, claims), Quantity.MEMORY)
    return "–" if cost is None or peak is None else f"{cost * 1e6:,.0f} µs, {peak / 1e6:,.0f} MB"
