"""docs/editors.md fits the files that there are."""

import json
import re
import shlex
from pathlib import Path

import pytest

from policykb.model.schema import FILES
from tests.support.rule_samples import write_base
from tests.support.running import ROOT, run

PAGE = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"(?:^    |`)policykb (schema .*?)(?:`|$)", PAGE, re.MULTILINE)


def mapping() -> dict[str, str]:
    """The files that each schema is for, by the schema."""
    [shown] = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    settings = json.loads(shown)
    assert list(settings) == ["yaml.schemas"]
    return dict(settings["yaml.schemas"])


def test_each_schema_is_mapped_to_exactly_its_files() -> None:
    files = {str(path.relative_to(ROOT)) for path in (ROOT / "kb").rglob("*.yaml")}
    mapped: list[str] = []
    for schema, pattern in mapping().items():
        found = [str(path.relative_to(ROOT)) for path in ROOT.glob(pattern)]
        assert {Path(path).stem for path in found} == {Path(schema).name.partition(".")[0]}
        mapped += found
    assert sorted(mapped) == sorted(files)
    assert len(mapping()) == len(FILES)


def test_commands_write_the_mapped_schemas(tmp_path: Path) -> None:
    write_base(tmp_path / "kb")
    assert len(COMMANDS) == 2
    for command in COMMANDS:
        assert run(*shlex.split(command), cwd=tmp_path).code == 0
    assert all((tmp_path / schema).is_file() for schema in mapping())


@pytest.mark.parametrize("line", re.findall(r"^    (# yaml-language-server.*)", PAGE, re.MULTILINE))
def test_modeline_on_the_page_is_the_one_that_is_written(line: str, tmp_path: Path) -> None:
    run("schema", "-o", "kb/.schema", "--modelines", cwd=write_base(tmp_path / "kb").parent)
    [claims] = (tmp_path / "kb").rglob("claims.yaml")
    assert claims.read_text(encoding="utf-8").startswith(f"{line}\n")


def test_the_page_shows_a_line() -> None:
    assert "# yaml-language-server: $schema=" in PAGE
