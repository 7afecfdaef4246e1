"""The cases: small knowledge bases with a known fault at a known place, and sound ones."""

import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tests.peers.building import BUILDERS
from tests.support.rule_samples import SAMPLES, SOURCE, write_base, write_sample

FOLDER = Path(__file__).parent / "cases"
SOUND = "sound"

_GROUPS = (
    "bytes and YAML",
    "files and fields",
    "references",
    "quotes and texts",
    "sense of claims",
    "whole knowledge base",
    "suppression comments",
)
"""The objects of the rules, by the hundreds of their codes."""

GROUPS = (*_GROUPS, "scale and malice", "style", SOUND)


class Place(NamedTuple):
    """A file, and the line and column that a person has to change, from 1."""

    path: str
    line: int
    column: int

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Read ``path:line:column``; ``@`` stands for the folder of the source."""
        path, line, column = text.replace("@", SOURCE, 1).rsplit(":", 2)
        return cls(path, int(line), int(column))


@dataclass(frozen=True)
class Fault:
    """One fault: ``places`` are where a finding may rightly point, the best one first.

    ``about`` matches what a finding about this fault says, in any case; ``advice`` what it says
    if it helps, in whole words.
    """

    places: tuple[Place, ...]
    about: re.Pattern[str]
    advice: re.Pattern[str]


@dataclass(frozen=True)
class Case:
    """A knowledge base that :meth:`write` makes, and all that is wrong with it.

    ``missed`` says why policykb does not find it, ``unadvised`` why what it says of it does not
    help; they are empty where it does.
    """

    name: str
    group: str
    what: str
    faults: tuple[Fault, ...]
    data: Mapping[str, Any]
    missed: str = ""
    unadvised: str = ""

    def write(self, root: Path) -> Path:
        """Write the knowledge base to ``root``, a folder that is not there yet."""
        if not self.data:
            return write_sample(self.name, root)
        write_base(root)
        for move in self.data.get("copies", ()):
            shutil.copytree(root / _path(move["from"]), root / _path(move["to"]))
        for move in self.data.get("moves", ()):
            (root / _path(move["from"])).rename(root / _path(move["to"]))
        for edit in self.data.get("edits", ()):
            _edit(root / _path(edit["file"]), edit)
        if "built" in self.data:
            BUILDERS[self.data["built"]](root)
        return root


def _path(text: str) -> str:
    return text.replace("@", SOURCE, 1)


def _edit(file: Path, edit: Mapping[str, Any]) -> None:
    text = edit.get("content", file.read_bytes().decode())
    if "old" in edit:
        assert edit["old"] in text, edit
        text = text.replace(edit["old"], edit["new"], 1)
    text = edit.get("prepend", "") + text + edit.get("append", "")
    text = text.replace("\n", edit["line_ends"]) if "line_ends" in edit else text
    file.write_bytes(text.encode(edit.get("encoding", "utf-8")))


def cases() -> Sequence[Case]:
    """All cases: the samples of the rules, then the others, by group."""
    found = [*_samples(), *(case for file in sorted(FOLDER.glob("*.toml")) for case in _own(file))]
    return sorted(found, key=lambda case: GROUPS.index(case.group))


def _samples() -> Iterator[Case]:
    for name, data in tomllib.loads((FOLDER / "samples.toml").read_text("utf-8")).items():
        places = (SAMPLES / name / "expected.txt").read_text("utf-8").splitlines()
        faults = tuple(
            _fault({**fault, "at": line.split(": ", 1)[0]})
            for fault, line in zip(data["faults"], places, strict=True)
        )
        yield Case(name, _GROUPS[int(name[3])], data["what"], faults, {})


def _own(file: Path) -> Iterator[Case]:
    data = tomllib.loads(file.read_text("utf-8"))
    if "group" not in data:
        return
    group = data.pop("group")
    for name, case in data.items():
        faults = tuple(map(_fault, [*case.get("faults", ()), *_each(case.get("each"))]))
        gaps = (case.get("missed", ""), case.get("unadvised", ""))
        yield Case(name, group, case["what"], faults, case, *gaps)


def _each(each: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any]]:
    """Many faults that differ in their places only."""
    if each:
        for number in range(each["count"]):
            yield {**each, "at": each["at"].format(each["first"] + each["step"] * number)}


def _fault(data: Mapping[str, Any]) -> Fault:
    return Fault(
        tuple(map(Place.parse, (data["at"], *data.get("also", ())))),
        re.compile(data["about"], re.IGNORECASE),
        re.compile(rf"(?<![\w-])(?:{data['advice']})(?![\w-])"),
    )
