"""A knowledge base as one file of GNU recutils, with all that its descriptors can ask for."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from policykb.model.records import (
    ActorKind,
    Certainty,
    ClaimKind,
    PeriodBasis,
    SourceKind,
    Stance,
    Status,
    Than,
    TopicKind,
    Voice,
)

_MOST_LINES = 100_000
_SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
# recfix 1.9 breaks down on an expression twice as long as this.
_DATE = "([0-9]{3}[0-9X](-(0[1-9]|1[0-2])(-[0-3][0-9])?)?[?~%]?|[.][.])?"

_TYPES = f"""\
%typedef: Slug regexp /^{_SLUG}$/
%typedef: Words regexp /[^ ]/
%typedef: Period regexp @^{_DATE}(/{_DATE})?$@
%typedef: Sha256 regexp /^[0-9a-f]{{64}}$/
%typedef: Url regexp @^https?://[^/ ]+@
%typedef: Wikidata regexp /^Q[1-9][0-9]*$/
%typedef: Language regexp /^[A-Za-z]{{2,3}}(-[A-Za-z0-9]{{2,8}})*$/
%typedef: ActorKind enum {" ".join(ActorKind)}
%typedef: TopicKind enum {" ".join(TopicKind)}
%typedef: SourceKind enum {" ".join(SourceKind)}
%typedef: ClaimKind enum {" ".join(ClaimKind)}
%typedef: Stance enum {" ".join(Stance)}
%typedef: PeriodBasis enum {" ".join(PeriodBasis)}
%typedef: Voice enum {" ".join(Voice)}
%typedef: Certainty enum {" ".join(Certainty)}
%typedef: Status enum {" ".join(Status)}
%typedef: Than enum {" ".join(Than)}
"""
_DAY = "~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'"


@dataclass(frozen=True)
class _Type:
    """A type of record: fields with their types, ``!`` behind those it must have and ``*``
    behind those that may stand several times.
    """

    fields: str
    constraints: tuple[str, ...] = ()

    def descriptor(self, name: str) -> Iterator[str]:
        fields = [part.partition(":")[::2] for part in self.fields.split()]
        names = [name.rstrip("!*") for name, _ in fields]
        yield f"%rec: {name}"
        yield f"%allowed: {' '.join(names)}"
        if "id" in names:
            yield "%key: id"
        yield f"%mandatory: {' '.join(name[:-1] for name, _ in fields if name.endswith('!'))}"
        yield f"%unique: {' '.join(name.rstrip('!') for name, _ in fields if name[-1] != '*')}"
        for field_name, (_, kind) in zip(names, fields, strict=True):
            yield f"%type: {field_name} {kind}"
        for constraint in self.constraints:
            yield f"%constraint: {constraint}"


_RECORDS = {
    "Kb": _Type("policykb!:Version title!:Words description:Words validation_select*:Words "
                "validation_ignore*:Words validation_strict:bool validation_exit_zero:bool "
                "validation_max_faults:int"),
    "Actor": _Type("id!:Slug name!:Words kind!:ActorKind aliases*:Words part_of:ActorId "
                   "wikidata:Wikidata note:Words", ("part_of != id",)),
    "Topic": _Type("id!:Slug label!:Words proposition!:Words kind:TopicKind aliases*:Words "
                   "broader:TopicId note:Words", ("broader != id",)),
    "Source": _Type("id!:Slug title!:Words kind!:SourceKind published!:date language!:Language "
                    "rights!:Words author:ActorId publisher:Words url:Url accessed:date "
                    "sha256:Sha256 note:Words",
                    (f"published {_DAY}", f"#accessed = 0 || accessed {_DAY}")),
    "Claim": _Type("id!:Slug source!:Words actor!:ActorId topic!:TopicId stance!:Stance "
                   "period!:Period period_basis:PeriodBasis kind:ClaimKind voice:Voice "
                   "said_by*:ActorId disputed_by*:ActorId certainty:Certainty "
                   "relative_to_actor:ActorId relative_to_than:Than conditions*:TopicId "
                   "target:ActorId contradicts*:ClaimId status:Status quote!:Words "
                   "summary!:Words coder:Words note:Words",
                   ("voice != 'other' || #said_by > 0",
                    "period_basis != 'inferred' || #note > 0",
                    "status != 'retracted' || #note > 0",
                    "period ~ '[0-9]'",
                    "contradicts != id")),
    "Skipped": _Type("source!:Words quote!:Words reason!:Words"),
}  # fmt: skip
_LISTS = {"actors": "Actor", "topics": "Topic", "claims": "Claim", "skipped": "Skipped"}


class NotConvertedError(Exception):
    """There is no such record file; the message says why."""


@dataclass(frozen=True)
class Origin:
    """The origin of a line of the record file."""

    path: str
    line: int
    text: str


@dataclass
class RecordFile:
    """The record file: its lines, the YAML lines that they come from, by number, and the
    constraints of each type of record, in order.
    """

    lines: list[str] = field(default_factory=list)
    origins: dict[int, Origin] = field(default_factory=dict)
    constraints: dict[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class _Record:
    fields: list[tuple[str, str, int]]
    path: str
    line: int


def convert(root: Path) -> RecordFile:
    """The knowledge base at ``root`` as a record file.

    Raises:
        NotConvertedError: a file cannot be read, or holds what has no place in records.
    """
    records: dict[str, list[_Record]] = {kind: [] for kind in _RECORDS}
    paths = ["kb.yaml", "actors.yaml", "topics.yaml"]
    for folder in sorted(p for p in (root / "sources").glob("*") if p.is_dir()):
        paths += [f"sources/{folder.name}/{name}.yaml" for name in ("source", "claims")]
    for path in paths:
        if (root / path).exists():
            for kind, record in _records(path, _composed(root / path)):
                records[kind].append(record)
    return _written(records)


def _composed(file: Path) -> Node:
    yaml = YAML(typ="safe", pure=True)
    try:
        node = yaml.compose(io.BytesIO(file.read_bytes()))
    except (YAMLError, OSError, ValueError, RecursionError) as error:
        raise NotConvertedError(f"{file.name} is no readable YAML") from error
    if not isinstance(node, Node):
        raise NotConvertedError(f"{file.name} is empty")
    return node


def _records(path: str, node: Node) -> Iterator[tuple[str, _Record]]:
    source = path.split("/")[1] if "/" in path else ""
    name = Path(path).stem
    if name in {"kb", "source"}:
        record = _record(path, node)
        if source:
            record.fields.insert(0, ("id", source, record.line))
        yield name.capitalize(), record
        return
    if not isinstance(node, MappingNode):
        raise NotConvertedError(f"{path} is no list of records")
    for key, value in node.value:
        if key.value not in _LISTS or not isinstance(value, SequenceNode):
            raise NotConvertedError(f"{path} has no place for {key.value}")
        for item in value.value:
            record = _record(path, item)
            if source:
                record.fields.insert(1, ("source", source, record.line))
            yield _LISTS[key.value], record


def _record(path: str, node: Node) -> _Record:
    if not isinstance(node, MappingNode):
        raise NotConvertedError(f"{path} holds something else than fields")
    return _Record(list(_fields("", node)), path, node.start_mark.line + 1)


def _fields(prefix: str, node: MappingNode) -> Iterator[tuple[str, str, int]]:
    for count, (key, value) in enumerate(node.value):
        if count > _MOST_LINES or not isinstance(key, ScalarNode):
            raise NotConvertedError("a key is no name")
        name = prefix + key.value
        if not re.fullmatch("[A-Za-z][A-Za-z0-9_]*", name):
            raise NotConvertedError(f"{name} is no name that a field can have")
        if isinstance(value, MappingNode):
            yield from _fields(f"{name}_", value)
            continue
        for item in value.value if isinstance(value, SequenceNode) else [value]:
            if not isinstance(item, ScalarNode):
                raise NotConvertedError(f"{key.value} holds lists in lists")
            if not item.value.isprintable() and re.search("[\ud800-\udfff\0]", item.value):
                raise NotConvertedError(f"{key.value} holds what is no text")
            yield name, item.value, (item if item is not value else key).start_mark.line + 1


def _written(records: dict[str, list[_Record]]) -> RecordFile:
    made = RecordFile()
    types = _TYPES + "%typedef: Version regexp /^1$/\n"
    for kind in ("Actor", "Topic", "Claim"):
        ids = [value for r in records[kind] for name, value, _ in r.fields if name == "id"]
        ids = [value for value in dict.fromkeys(ids) if re.fullmatch(_SLUG, value)]
        types += f"%typedef: {kind}Id {'enum ' + ' '.join(ids) if ids else 'line'}\n"
    for kind, of_kind in records.items():
        begun = len(made.lines) + 1
        # Descriptors of one file do not share types.
        made.lines += [*_RECORDS[kind].descriptor(kind), *types.splitlines(), ""]
        for record in of_kind:
            for name, value, line in record.fields:
                first, *rest = value.split("\n")
                made.origins[len(made.lines) + 1] = Origin(record.path, line, f"{name}: {value}")
                made.lines += [f"{name}: {first}", *(f"+ {more}" for more in rest)]
            made.lines.append("")
        for number in range(begun, len(made.lines) + 1):
            made.constraints[number] = _RECORDS[kind].constraints
    return made
