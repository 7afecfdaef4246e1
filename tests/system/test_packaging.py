"""The content and the needs of the package, as far as a checkout can tell."""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from policykb.loading.locate import bundled, find_or_bundled
from tests.scripts import lowest_versions
from tests.support.running import ROOT, start

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WHEEL = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]


def test_the_bundled_knowledge_base_is_found_from_anywhere(tmp_path: Path) -> None:
    assert bundled() == ROOT / "kb"
    ran = start("sources", cwd=tmp_path)
    assert ran.code == 0
    assert ran.out.startswith("us-russia-taliban-2025\t")
    assert "the bundled one" in ran.err
    found, is_bundled = find_or_bundled(ROOT / "kb")
    assert (Path(found), is_bundled) == (ROOT / "kb", False)


def test_a_wheel_takes_the_knowledge_base_along() -> None:
    assert WHEEL["force-include"] == {"kb": "policykb/bundled"}
    assert WHEEL["packages"] == ["src/policykb"]
    assert (ROOT / "kb" / "kb.yaml").is_file()
    assert not (ROOT / "src" / "policykb" / "bundled").exists()


def test_source_distribution_contains_the_named_files() -> None:
    for path in PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]:
        assert (ROOT / path.removeprefix("/")).exists(), path


def test_every_dependency_has_a_lower_bound() -> None:
    pinned = list(lowest_versions.constraints())
    assert len(pinned) == len(lowest_versions.requirements())
    assert all(re.fullmatch(r"[a-z0-9.-]+==[0-9]+(\.[0-9]+)*", line) for line in pinned)


def test_the_lowest_versions_are_printed() -> None:
    done = subprocess.run(
        [sys.executable, "-I", str(ROOT / "tests" / "scripts" / "lowest_versions.py")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == list(lowest_versions.constraints())


def test_installed_packages_meet_the_lower_bounds() -> None:
    for line in lowest_versions.constraints():
        name, _, least = line.partition("==")
        assert numbers(importlib.metadata.version(name)) >= numbers(least), line


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))


def test_imported_packages_are_dependencies() -> None:
    imported = {
        one or other
        for path in (ROOT / "src").rglob("*.py")
        for one, other in re.findall(
            r"^\s*(?:from ([a-z_0-9]+)\S* import|import ([a-z_0-9]+)\S*$)",
            path.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    }
    others = imported - sys.stdlib_module_names - {"policykb"}
    homes = {"pydantic_core": "pydantic", "markupsafe": "jinja2"}
    homes |= {"_ruamel_yaml": "ruamel", "ruamel": "ruamel"}
    homes |= {"markdown_it": "markdown-it-py", "resvg_py": "resvg-py"}
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = [one for name, some in extras.items() if name not in {"dev", "fuzz"} for one in some]
    asked = {
        re.split(r"[.>=<\[]", one)[0] for one in (*PROJECT["project"]["dependencies"], *wanted)
    }
    assert {homes.get(name, name) for name in others} <= asked


def test_the_template_is_a_part_of_the_package() -> None:
    template = ROOT / "src" / "policykb" / "loading" / "template"
    assert {path.suffix for path in template.rglob("*") if path.is_file()} <= {
        *(".yaml", ".txt", ".md", ""),
    }
    assert (template / "kb.yaml").is_file()


def test_the_templates_of_pages_are_a_part_of_the_package() -> None:
    templates = ROOT / "src" / "policykb" / "render" / "templates"
    assert {path.name for path in templates.iterdir()} == {
        *("page.css", "parts.html", "report.html", "report.js", "report_parts.html", "export.js"),
        "tables.html",
    }


def test_the_examples_of_rules_are_a_part_of_the_package() -> None:
    (data,) = (ROOT / "src" / "policykb" / "diagnostics").glob("*.toml")
    assert data.name == "examples.toml"


def test_required_python_is_the_tested_one() -> None:
    assert PROJECT["project"]["requires-python"] == ">=3.11"
    assert sys.version_info >= (3, 11)
