"""Running policykb and its peers on a knowledge base, and reading what they say."""

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.peers.judging import Finding, Outcome
from tests.peers.recfile import NotConvertedError, RecordFile, convert
from tests.support.rule_samples import BASE
from tests.support.running import ROOT, environment

HERE = Path(__file__).parent
PEERS = ROOT / ".peers" / "venv" / "bin"
SECONDS = 60

_CLASSES = {
    "kb": "KnowledgeBaseFile",
    "actors": "ActorsFile",
    "topics": "TopicsFile",
    "source": "SourceFile",
    "claims": "ClaimsFile",
}
_RAISED = re.compile(r"^([A-Za-z_.]+(?:Error|Exception|Interrupt)\b.*)$((?s:.*))", re.MULTILINE)
_PLACE = re.compile(r'in "[^"]+", line (\d+), column (\d+)')
_ID = re.compile(r"\bid: *([a-z0-9]+(?:-[a-z0-9]+)*)")
_DAY = re.compile(rb"^( *(?:published|accessed|period): )(\d{4}-\d+-\d+)(\r?)$", re.MULTILINE)


class TimeOutError(Exception):
    """A tool took longer than anybody waits."""


def _run(cwd: Path, *command: object) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            [*map(str, command)],
            cwd=cwd,
            env=environment(),
            capture_output=True,
            check=False,
            timeout=SECONDS,
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        raise TimeOutError from None


def _files(root: Path) -> dict[str, list[str]]:
    """The files of a knowledge base by kind, as a pattern for each kind finds them."""
    patterns = {kind: f"{kind}.yaml" for kind in ("kb", "actors", "topics")}
    patterns |= {kind: f"sources/*/{kind}.yaml" for kind in ("source", "claims")}
    return {
        kind: sorted(
            path.relative_to(root).as_posix()
            for path in root.glob(pattern)
            if path.is_file() or path.is_symlink()
        )
        for kind, pattern in patterns.items()
    }


def _crash(done: subprocess.CompletedProcess[str]) -> str:
    """The breakdown of a program: the end of its traceback, or the signal that ended it."""
    if done.returncode < 0:
        return f"ended by signal {-done.returncode}"
    return _RAISED.findall(done.stderr)[-1][0] if "Traceback (most recent" in done.stderr else ""


# --- policykb ---------------------------------------------------------------------------


def policykb(root: Path, work: Path) -> Outcome:
    del work
    command = (sys.executable, "-m", "policykb", "validate", "--format", "json")
    done = _run(root, *command, "--max-faults", 0)
    if done.returncode not in {0, 1}:
        return Outcome(crash=_crash(done) or f"exit code {done.returncode}: {done.stderr}")
    found = json.loads(done.stdout)["diagnostics"]
    return Outcome(
        [
            Finding(
                one["location"]["path"],
                f"{one['message']} {one['help']}",
                one["location"]["line"],
                one["location"]["column"],
            )
            for one in found
        ],
        crash=_crash(done),
    )


# --- check-jsonschema -------------------------------------------------------------------


def check_jsonschema(root: Path, work: Path) -> Outcome:
    schemas = work / "schemas"
    # The schemas of this very knowledge base, or of the sound one where it cannot be read.
    write = (sys.executable, "-m", "policykb", "schema", "-o", schemas)
    if _run(root, *write).returncode:
        _run(BASE, *write)
    findings: list[Finding] = []
    crash = ""
    begun = time.perf_counter()
    for kind, files in _files(root).items():
        if not files:
            continue
        command = (PEERS / "check-jsonschema", "--schemafile", schemas / f"{kind}.schema.json")
        done = _run(root, *command, "-v", "-o", "json", *files)
        crash = crash or _crash(done)
        try:
            said = json.loads(done.stdout)
        except ValueError:
            crash = crash or f"no JSON, exit code {done.returncode}"
            continue
        findings += [
            Finding(one["filename"], f"{one['message']} [{one['path']}]")
            for one in said.get("errors", ())
        ]
        for one in said.get("parse_errors", ()):
            # What is wrong with the YAML stands in the other format only.
            text = _run(root, *command, "-v", one["filename"])
            findings += _parse_errors(one["filename"], text.stdout + text.stderr)
    return Outcome(findings, time.perf_counter() - begun, crash)


def _parse_errors(path: str, text: str) -> list[Finding]:
    """The message of a parser of YAML, once for each place that it names."""
    text = text.partition("caused by")[2] or text
    text = re.sub(r'in "/.*\n.*>>>.*', "", text)
    said = " ".join(text.split())[:500]
    places = [(int(line), int(column)) for line, column in _PLACE.findall(text)]
    return [Finding(path, said, *place) for place in places] or [Finding(path, said)]


# --- yamllint ---------------------------------------------------------------------------


def yamllint(root: Path, work: Path) -> Outcome:
    del work
    config = HERE / "yamllint.yaml"
    done = _run(root, PEERS / "yamllint", "-c", config, "-f", "parsable", ".")
    pattern = re.compile(r"^\./(.+?):(\d+):(\d+): (.*)$", re.MULTILINE)
    return Outcome(
        [
            Finding(path, text, int(line), int(column))
            for path, line, column, text in pattern.findall(done.stdout)
        ],
        crash=_crash(done),
    )


# --- linkml-validate --------------------------------------------------------------------


def linkml(root: Path, work: Path) -> Outcome:
    ids = {kind: _ids(root, f"{kind}s.yaml") for kind in ("actor", "topic")}
    same = all(found == _ids(BASE, f"{kind}s.yaml") for kind, found in ids.items())
    schema = work / "schema.yaml"
    text = (HERE / "policykb.linkml.yaml").read_text("utf-8")
    for kind, found in ids.items():
        values = ", ".join(f"'{one}': " for one in found)
        heading = f"  {kind.capitalize()}Id:\n    permissible_values: "
        text = text.replace(f"{heading}{{}}", f"{heading}{{{values}}}")
    schema.write_text(text, "utf-8")
    # It takes an unquoted date for a wrong type, so a team that uses it puts dates in quotes.
    quoted = work / "quoted"
    shutil.copytree(root, quoted, symlinks=True)
    findings: list[Finding] = []
    crash = ""
    for kind, files in _files(root).items():
        # It takes seconds to start: files that are those of the sound one are left out, unless
        # the ids that they may refer to are others.
        checked = [file for file in files if not same or _differs(root, file)]
        for file in checked:
            if (quoted / file).is_file():
                data = (quoted / file).read_bytes()
                (quoted / file).write_bytes(_DAY.sub(rb'\1"\2"\3', data))
        if checked:
            command = (PEERS / "linkml-validate", "-s", schema, "-C", _CLASSES[kind])
            done = _run(quoted, *command, *checked)
            crash = crash or _crash(done)
            findings += _linkml_findings(done.stdout)
            if _crash(done) and len(checked) == 1:
                findings += _parse_errors(checked[0], "".join(_RAISED.findall(done.stderr)[-1]))
    return Outcome(findings, crash=crash)


def _ids(root: Path, path: str) -> list[str]:
    try:
        text = (root / path).read_text("utf-8")
    except (OSError, ValueError):
        text = ""
    return _ID.findall(text) or _ID.findall((BASE / path).read_text("utf-8"))


def _differs(root: Path, file: str) -> bool:
    try:
        return (root / file).read_bytes() != (BASE / file).read_bytes()
    except OSError:
        return True


def _linkml_findings(out: str) -> Iterator[Finding]:
    for path, text in re.findall(r"^\[[A-Z]+\] \[(.*?)/\d+\] (.*)$", out, re.MULTILINE):
        yield Finding(path, text)


# --- recfix -----------------------------------------------------------------------------


def recfix(root: Path, work: Path) -> Outcome:
    try:
        made = convert(root)
    except NotConvertedError as error:
        return Outcome(not_applicable=str(error))
    file = work / "kb.rec"
    file.write_text("\n".join(made.lines) + "\n", "utf-8", newline="\n")
    done = _run(work, "recfix", file.name)
    return Outcome([*_recfix_findings(done.stderr + done.stdout, made)], crash=_crash(done))


def _recfix_findings(said: str, made: RecordFile) -> Iterator[Finding]:
    for number, text in re.findall(r"^kb\.rec:(\d+): error: (.*)$", said, re.MULTILINE):
        line = int(number)
        origin = made.origins.get(line) or made.origins.get(line + 1)
        violated = re.search(r"%constraint\[(\d+)\]", text)
        of_type = made.constraints.get(line, ())
        if violated and int(violated[1]) < len(of_type):
            text += f" ({of_type[int(violated[1])]})"  # noqa: PLW2901 - the words grow
        if origin is None:
            yield Finding("", text)
        else:
            # A finding names a line; a person sees what stands there.
            yield Finding(origin.path, f"{text} <{origin.text}>", origin.line)


# --- all --------------------------------------------------------------------------------

TOOLS: Mapping[str, Callable[[Path, Path], Outcome]] = {
    "policykb": policykb,
    "check-jsonschema": check_jsonschema,
    "yamllint": yamllint,
    "linkml-validate": linkml,
    "recfix": recfix,
}


def outcome(tool: str, root: Path, work: Path) -> Outcome:
    """The report of a tool on the knowledge base at ``root``; ``work`` is an empty folder."""
    begun = time.perf_counter()
    try:
        made = TOOLS[tool](root, work)
    except TimeOutError:
        made = Outcome(crash=f"no answer in {SECONDS} seconds")
    seconds = time.perf_counter() - begun
    return Outcome(made.findings, made.seconds or seconds, made.crash, made.not_applicable)


def versions() -> Sequence[tuple[str, str]]:
    """Each tool, and its version as it says it."""
    commands: Mapping[str, Sequence[object]] = {
        "policykb": (sys.executable, "-m", "policykb", "--version"),
        "check-jsonschema": (PEERS / "check-jsonschema", "--version"),
        "yamllint": (PEERS / "yamllint", "--version"),
        "linkml-validate": (PEERS / "linkml-validate", "--version"),
        "recfix": ("recfix", "--version"),
    }
    found: list[tuple[str, str]] = []
    for tool, command in commands.items():
        number = re.search(r"\d+(\.\d+)+\S*", _run(ROOT, *command).stdout)
        found.append((tool, number[0].rstrip(",") if number else "unknown"))
    return found
