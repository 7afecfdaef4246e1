"""check-jsonschema, which checks files in other people's CI, on ours."""

from pathlib import Path

import pytest
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner

from policykb.model.schema import FILES
from policykb.validation.report import validate
from tests.support.rule_samples import SAMPLES, write_sample
from tests.support.running import ROOT, SAMPLE, run

KINDS = list(FILES)


def check(schema: Path, *files: Path) -> tuple[int, str]:
    """The exit code and the output of a check, which runs in this process."""
    ran = CliRunner().invoke(check_jsonschema, ["--schemafile", *map(str, (schema, *files))])
    return ran.exit_code, ran.output


def schemas(root: Path, folder: Path, *options: str) -> Path:
    assert run("schema", "-o", folder, "--kb", root, *options).code == 0
    return folder


@pytest.mark.sampled
@pytest.mark.parametrize("options", [(), ("--generic",)], ids=["own", "generic"])
@pytest.mark.parametrize("root", ["kb", "src/policykb/loading/template", "tests/sample"])
def test_sound_files_pass(root: str, options: tuple[str, ...], tmp_path: Path) -> None:
    folder = schemas(ROOT / root, tmp_path, *options)
    for kind in KINDS:
        files = sorted((ROOT / root).rglob(f"{kind}.yaml"))
        assert files
        assert check(folder / f"{kind}.schema.json", *files) == (0, "ok -- validation done\n")


@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_themselves_pass(kind: str, tmp_path: Path) -> None:
    folder = schemas(SAMPLE, tmp_path)
    arguments = ["--check-metaschema", str(folder / f"{kind}.schema.json")]
    assert CliRunner().invoke(check_jsonschema, arguments).exit_code == 0


# The quotes, ids and dates of other files are not for a schema to see, nor other claims.
SEEN = sorted(
    folder.name
    for folder in SAMPLES.iterdir()
    if "PKB104" <= folder.name < "PKB212" and not folder.name.startswith(("PKB113", "PKB208"))
)


def test_there_are_samples_to_check() -> None:
    assert len(SEEN) == 19


@pytest.mark.sampled
@pytest.mark.parametrize("name", SEEN)
def test_faults_against_the_schema_are_flagged_in_their_file(name: str, tmp_path: Path) -> None:
    root = write_sample(name, tmp_path / "kb")
    folder = schemas(root, tmp_path / "schemas")
    for path in {fault.location.path for fault in validate(root).diagnostics}:
        code, said = check(folder / f"{Path(path).stem}.schema.json", root / path)
        assert code == 1
        assert f"{root / path}::$" in said
