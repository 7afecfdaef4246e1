"""The validator of SARIF's own tools, and the official schema, on our reports."""

import json
import subprocess
from pathlib import Path

import jsonschema
import pytest

from tests.support.clients import client
from tests.support.rule_samples import (
    CLAIMS,
    SAMPLE_NAMES,
    SOURCE,
    base_text,
    write_edited,
    write_sample,
)
from tests.support.running import environment, run

MULTITOOL = "node_modules/@microsoft/sarif-multitool-linux"
HOSTILE = {
    CLAIMS: base_text(CLAIMS, ("stance: oppose", 'stance: "\\e]8;;x\\a \U0001f642"')),
    f"{SOURCE}/::error #%41?.txt": "x",
    "actors.yaml": "actors: [",
}


def reports(folder: Path) -> list[Path]:
    """Reports of all samples, and of one with odd names."""
    roots = [write_sample(name, folder / name) for name in SAMPLE_NAMES]
    roots.append(write_edited(folder / "odd names", HOSTILE))
    for root in roots:
        run("validate", "-o", f"../{root.name}.sarif", cwd=root)
    return [folder / f"{root.name}.sarif" for root in roots]


def test_reports_fit_the_official_schema(tmp_path: Path) -> None:
    schema = json.loads(Path(client(f"{MULTITOOL}/sarif-2.1.0.json")).read_text("utf-8-sig"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    for report in reports(tmp_path):
        made = json.loads(report.read_text(encoding="utf-8"))
        assert made["runs"][0]["results"], report.name
        validator.validate(made)
    del made["runs"][0]["tool"]["driver"]["name"]  # it would be said
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(made)


def test_multitool_accepts_the_report(tmp_path: Path) -> None:
    program = client(f"{MULTITOOL}/Sarif.Multitool")
    done = subprocess.run(
        [program, "validate", *reports(tmp_path), "--output", tmp_path / "said.sarif"],
        # What it is written in asks for a library for its texts otherwise.
        env=environment(DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1"),
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (said,) = json.loads((tmp_path / "said.sarif").read_text("utf-8-sig"))["runs"]
    # The one wish is for an address where the tool can be read about.
    assert {result["ruleId"] for result in said["results"]} <= {"SARIF2005"}
