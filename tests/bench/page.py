"""docs/performance.md: what was measured, in tables."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median, quantiles
from typing import TypedDict

from tests.bench.measurements import BARS, MEASUREMENTS, THIS, Bar, Quantity

Samples = Mapping[str, Sequence[tuple[float, int]]]
"""The seconds and peak bytes of each run, by the name of the measurement."""


class Results(TypedDict):
    """All that was measured; ``samples`` are by size, as text, and so is ``memory``: the most bytes
    that all processes of a measurement held together, by its name.
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
"""What the others of a group are divided by."""

_INTRODUCTION = """\
# Performance

How long policykb takes, and how long other programs take over the same, side by side in one
run; [what makes it fast, and where it ends](#what-makes-it-fast-and-where-it-ends), comes last.
`make bench` measures all of it anew and writes this page; `make bench-large` adds a million
claims. It takes about an hour, and a machine that does nothing else.

Measured on {machine}. With {versions}.

## How it is measured

`tests/bench/measurements.py` says what is run. Beside the knowledge base of this repository
(78 claims of one source) stand made-up ones with 1,000 claims and more, 40 in each source, in
which `policykb validate --strict` finds nothing; `tests/bench/generate.py` writes them, the same
for the same seed. Actors and topics are drawn by Zipf's law, and there are more of them in a
larger one, as there would be: 4 actors for each square root of the claims, a topic for 25 claims.
On one topic an actor has at most 12 claims or so. `us` and `russia`, who are compared, have few
claims at every size, so that the answer is about as long as that of this knowledge base: the
bars ask what the size of the rest costs. Comparing the most frequent actors is measured, too.

Each command is a process of its own, timed from its start to its end; those of one size take
turns, in another order each round, so that what else the machine does falls on all. (A timer that
runs one command to the end before it turns to the next, as hyperfine does, gives a drift of the
machine to one of them.) The first round is not counted, but where it takes more
than a minute. There are up to 15 more, fewer of what takes long. Of each the median is shown, ±
half the distance of the quartiles.
*Cold*: policykb's cache is deleted before each run; files are in the memory of the system all the
same. *Warm*: it answered before, and its snapshot must still be the same file after the run. *One
file changed*: the same, but a summary in one file of claims was changed since, and the snapshot
must have been replaced. Python's own caches (`.pyc`) are written before.

- **The same is done.** Programs that check are tried first on a copy in which {planted} claims are
  of an actor that nobody knows, and must find just these (yamllint and yamlruff, which know no
  actors, the blanks at the end of these lines); on the others they must find nothing. The little
  typer apps print what policykb printed, and ripgrep as many lines.
- **Peers are given less.** check-jsonschema, linkml-validate and the ledger of bean-check see no
  texts, and the first two only the files of claims. None of them looks for quotes, sentences,
  contradictions or periods.
- check-jsonschema runs as pip installs it, where YAML is read by pure Python, and *with libyaml*,
  where `ruamel.yaml.clib` is installed beside it.
- bean-check is given as many directives as there are actors, topics, sources and claims, and
  runs without its cache. Actors and topics are accounts, and a claim is a transaction between two
  of them that carries all its fields, so that both references are looked up.
- Memory is the most that all processes of a command held together at one time (policykb reads with
  one for each core), each page that they share counted once: Linux tells it as PSS, and it is
  looked at every 20 ms in a run that is not timed. Where the largest process alone held more at
  its peak, that counts. What held less than the program that measures (about 30 MB) is shown with
  as much as this.
"""

_BEHIND = """\
## What makes it fast, and where it ends

**The snapshot.** What was read of a knowledge base is kept as a SQLite file in the user's folder
for caches (`policykb cache info` names it): all sound records with their places, what was found
wrong and, from the first search for a word on, the words of quotes and summaries. An answer fetches
from it what it is about, by indexes; of other claims it reads nothing. pydantic and the reader of
YAML are not even imported.

**Whether it is fresh.** Each answer asks the system for the size, the times of change and the
inode of every file of records, and opens none; `validate` asks for those of all files and folders.
If all is as it was, so is the answer. A file that was written less than two seconds before it was
read may have been written once more with no trace in its times, so such files are compared by what
they hold until they are older. No option trades being right for being quick.

**After a change.** Read and checked again are `kb.yaml` and the folders of the sources in which a
file has changed, or the list of actors or topics. Of all other sources an outline is kept: which
ids they declare and refer to, and whose claims on what they hold; from these follows what becomes
sound or faulty elsewhere, and which claims have to be compared again. The new snapshot is a copy
of the old one with these parts replaced, which takes its place when it is whole; who reads the old
one meanwhile is not disturbed.

**A cold reading.** Most of it goes into reading YAML, of which the events of the parser in C are
the most, and into the checks, above all those of texts and quotes; then come importing pydantic and
the parser, which takes as long for few claims as for many, writing the snapshot, the models of
pydantic, and comparing the claims of each actor on each topic. From 64 sources on, all cores read,
each in a process of its own.

**Where it ends.** To look at files takes longer the more there are, also where nothing has
changed. A source is read as a whole: one file with everything is read on one core, and again after
each change. To replace the snapshot takes longer the larger it is. `compare` reads a day of
publication for each source. What is about all claims reads all of them: `claims` and `conflicts`
without an actor or topic, `coverage`, and `grep` for a pattern that holds no word or piece of a
word.

**When it cannot be trusted.** A snapshot is not used, and made anew without a word, if another
version of policykb, of Python or of an installed package made it, if it is of another user or
another folder, or if it was changed, which its time of change tells: that is set to one that the
snapshot itself holds. Damage without a trace in that, as by a failing disk, is not looked for;
where it keeps a snapshot from being read, that is deleted, and the files are read. If there can be
none (the folder for caches cannot be written to, or symbolic links lead about in the knowledge
base, behind which things change unseen), all files are read for each answer, as `--no-cache` does.

**In the code.** `snapshot` knows the tables and the stamps, and nothing outside of it knows SQL.
Above it stands `refreshing`, which compares stamps, has `loading` read the parts that have
changed, and fills a draft with them. `opening` (for answers) and `examination` (for `validate`)
stand above that: both take the snapshot if it is fresh, have it refreshed if not, and read the
files if there can be none. `tests/cache/test_lazy_kb.py` holds that an answer from a snapshot is
that of the files, whatever happened to these, and `tests/system/test_work.py` that it takes no
more work than this page says.
"""


def page(results: Results) -> str:
    """The page, in Markdown."""
    versions = ", ".join(f"{name} {number}" for name, number in results["versions"].items())
    begun = _INTRODUCTION.format(machine=results["machine"], versions=versions, planted=3)
    parts = [begun, "## The bars\n", *_bars(results), *_groups(results), *_growth(results)]
    return "\n".join([*parts, "", _BEHIND])


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
    """What a bar is about; None if it was not measured."""
    one = _value(results, bar.one, bar.quantity)
    other = _value(results, bar.other, bar.quantity) if bar.other else 1.0
    return None if one is None or other is None else one / other


def bar_text(bar: Bar) -> str:
    """What a bar is about, in words."""
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
        yield f"Milliseconds; in brackets the ratio to *{base}*.\n"
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
    """How time and memory grow with the size."""
    sizes = [claims for claims in _sizes(results) if claims != THIS]
    grown = [m.name for m in MEASUREMENTS if m.is_weighed]
    yield "\n## Growth\n"
    yield "Time a claim, in µs, and the most memory, in MB.\n"
    yield _row("", *map(_size, sizes))
    yield _row("---", *["---"] * len(sizes))
    for name in grown:
        yield _row(name, *(_grown(results, name, claims) for claims in sizes))


def _grown(results: Results, name: str, claims: int) -> str:
    cost = _value(results, (name, claims), Quantity.TIME_A_CLAIM)
    peak = _value(results, (name, claims), Quantity.MEMORY)
    return "–" if cost is None or peak is None else f"{cost * 1e6:,.0f} µs, {peak / 1e6:,.0f} MB"
