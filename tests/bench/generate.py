"""Write a sound knowledge base of any size: ``generate.py DIR --claims N --seed S``.

It is made up, the same for the same numbers, and such that ``policykb validate --strict`` finds
nothing in it. Sources are written as they are told, so a million claims need little room.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

if not __package__:  # run as a script
    sys.path.insert(0, str(Path(__file__).parents[2]))

from policykb.model.schema import ClaimModel
from policykb.yaml.scalars import in_block
from tests.bench.telling import Source, Teller, Told, Value
from tests.bench.world import Shape, World

_ORDER = {name: place for place, name in enumerate(ClaimModel.model_fields)}
# Other fields hold ids, words of a list and periods, which are never quoted.
_TEXTS = frozenset({"quote", "summary", "note", "reason", "title", "name", "label", "proposition"})
_WRAPPED = 80
_KB = "policykb: 1\ntitle: A made-up world, for measuring\n"
_RIGHTS = "Made up by a program; anybody may do with it what they like."


def generate(root: Path, shape: Shape) -> None:
    """Write a knowledge base to ``root``, a folder that is not there yet."""
    root.mkdir(parents=True)
    (root / "kb.yaml").write_text(_KB, "utf-8")
    teller = Teller(shape)
    for number, source in enumerate(teller.sources()):
        folder = root / "sources" / source.id
        folder.mkdir(parents=True)
        text = "\n\n".join(_paragraphs(source, shape.text_bytes, wrapped=number % 2 == 1)) + "\n"
        data = text.encode()
        (folder / "text.txt").write_bytes(data)
        record = _source(source, teller.world, sha256(data).hexdigest())
        (folder / "source.yaml").write_text(_lines(_fields(record)), "utf-8")
        (folder / "claims.yaml").write_text(_lines(_claims(source)), "utf-8")
    for kind, records in (("actors", _actors(teller)), ("topics", _topics(teller))):
        (root / f"{kind}.yaml").write_text(_lines(_list(kind, records)), "utf-8")


def _paragraphs(source: Source, at_least: int, *, wrapped: bool) -> Iterator[str]:
    """A heading, the paragraphs, and rows of a table, which are no sentences, up to a size."""
    yield _title(source)
    size = 0
    for paragraph in source.paragraphs:
        size += len(paragraph) + 2
        yield "\n".join(_wrapped(paragraph)) if wrapped else paragraph
    row = 0
    while size < at_least:
        row += 1
        line = (
            f"Table of ships, row {row}: draught {row % 17}, tonnage {row * 37 % 9_001}, no cargo"
        )
        size += len(line) + 2
        yield line


def _wrapped(text: str) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > _WRAPPED:
            yield line
            line = word
        else:
            line = f"{line} {word}".lstrip()
    yield line


def _title(source: Source) -> str:
    return f"Record of the sitting of {source.published}"


def _source(source: Source, world: World, checksum: str) -> dict[str, Value]:
    return {
        "title": _title(source),
        "kind": "report",
        "published": source.published.isoformat(),
        "language": "en",
        "rights": _RIGHTS,
        "author": world.actor(source.author).id,
        "sha256": checksum,
    }


def _claims(source: Source) -> Iterator[str]:
    yield from _list("claims", map(_ordered, source.claims))
    if source.skipped:
        skipped: Iterable[dict[str, Value]] = (
            {"quote": quote, "reason": reason} for quote, reason in source.skipped
        )
        yield ""
        yield from _list("skipped", skipped)


def _skipped(sentence: tuple[str, str]) -> dict[str, Value]:
    quote, reason = sentence
    return {"quote": quote, "reason": reason}


def _ordered(told: Told) -> dict[str, Value]:
    return {name: told.fields[name] for name in sorted(told.fields, key=_ORDER.__getitem__)}


def _actors(teller: Teller) -> Iterator[dict[str, Value]]:
    for actor in map(teller.world.actor, sorted(teller.actors)):
        yield {"id": actor.id, "name": actor.name, "kind": actor.kind}


def _topics(teller: Teller) -> Iterator[dict[str, Value]]:
    for topic in map(teller.world.topic, sorted(teller.topics)):
        yield {"id": topic.id, "label": topic.label, "proposition": topic.proposition}


def _list(key: str, records: Iterable[dict[str, Value]]) -> Iterator[str]:
    yield f"{key}:"
    for number, record in enumerate(records):
        if number:
            yield ""
        first, *others = _fields(record)
        yield f"  - {first}"
        yield from (f"    {line}" for line in others)


def _fields(record: dict[str, Value], indent: int = 4) -> Iterator[str]:
    """The lines of a record; ``indent`` is how far they will be moved to the right."""
    for name, value in record.items():
        if isinstance(value, dict):
            yield f"{name}:"
            yield from (f"  {key}: {inner}" for key, inner in value.items())
        elif isinstance(value, list):
            yield f"{name}:"
            yield from (f"  - {item}" for item in value)
        elif name in _TEXTS:
            first, *others = in_block(value, indent + len(name) + 2, indent + 2)
            yield f"{name}: {first}"
            yield from (f"  {line}" for line in others)
        else:
            yield f"{name}: {value}"


def _lines(lines: Iterable[str]) -> str:
    return "\n".join([*lines, ""])


def shape(arguments: Sequence[str]) -> tuple[Path, Shape]:
    """The folder and the shape that arguments of a command line ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("dir", type=Path, help="a folder that is not there yet")
    parser.add_argument("--claims", type=int, default=1_000, help="how many (1000)")
    parser.add_argument("--seed", type=int, default=1, help="another one, another world (1)")
    parser.add_argument("--per-source", type=int, default=40, help="claims of a source (40)")
    parser.add_argument("--one-file", action="store_true", help="all claims in one source")
    parser.add_argument("--text-bytes", type=int, default=0, help="least size of each text")
    parser.add_argument("--actors", type=int, default=0, help="how many; else by the claims")
    parser.add_argument("--topics", type=int, default=0, help="how many; else by the claims")
    asked = parser.parse_args(arguments)
    if min(asked.claims, asked.per_source) < 1 or asked.actors == 1:
        parser.error("at least one claim, one claim a source and two actors are needed")
    if asked.dir.exists():
        parser.error(f"{asked.dir} is there already")
    per_source = asked.claims if asked.one_file else asked.per_source
    sizes = (asked.text_bytes, asked.actors, asked.topics)
    return asked.dir, Shape(asked.claims, asked.seed, per_source, *sizes)


if __name__ == "__main__":
    generate(*shape(sys.argv[1:]))
