"""The settings of a validation and the places they come from."""

from pathlib import Path

import pytest

from policykb.diagnostics import PolicyKBError
from policykb.diagnostics.catalogue import RULES
from policykb.diagnostics.settings import DEFAULT_MAX_FAULTS, Settings, project_settings
from policykb.validation.report import validate
from tests.support.rule_samples import CLAIMS, base_text, write_edited

TABLE = """\
[project]
name = "x"

[tool.policykb]
select = ["PKB3", "unused-topic"]
ignore = ["PKB305"]
strict = true
exit-zero = false
max-faults = 5
"""
SAID = Settings(("PKB3", "unused-topic"), ("PKB305",), strict=True, exit_zero=False, max_faults=5)


def project(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return folder


def test_default_settings_select_every_rule() -> None:
    assert Settings().rules() == set(RULES)
    assert Settings().max_shown == DEFAULT_MAX_FAULTS
    assert Settings(max_faults=0).max_shown is None


def test_rules_are_selected_then_ignored() -> None:
    names = {rule.code for rule in Settings(("PKB30", "unused-topic"), ("pkb305",)).rules()}
    assert "PKB501" in names
    assert "PKB301" in names
    assert "PKB305" not in names
    assert "PKB401" not in names


def test_nearer_settings_come_first() -> None:
    near, far = Settings(strict=False, select=("PKB1",)), Settings(strict=True, ignore=("PKB2",))
    assert near.over(far) == Settings(("PKB1",), None, strict=False)
    assert Settings(ignore=("PKB4",)).over(near) == Settings(("PKB1",), ("PKB4",), strict=False)


def test_a_project_has_settings_in_its_table(tmp_path: Path) -> None:
    project(tmp_path, TABLE)
    (tmp_path / "a" / "kb").mkdir(parents=True)
    assert project_settings(tmp_path / "a" / "kb") == SAID
    assert project_settings(tmp_path) == SAID


def test_the_nearest_table_counts(tmp_path: Path) -> None:
    project(tmp_path, TABLE)
    project(tmp_path / "a", "[tool.policykb]\nstrict = true\n")
    project(tmp_path / "a" / "b", "[tool.black]\n")
    assert project_settings(tmp_path / "a" / "b") == Settings(strict=True)


def test_settings_above_the_repository_are_ignored(tmp_path: Path) -> None:
    project(tmp_path, TABLE)
    (tmp_path / "a" / ".git").mkdir(parents=True)
    assert project_settings(tmp_path / "a") == Settings()
    project(tmp_path / "a", TABLE)
    assert project_settings(tmp_path / "a") == SAID


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.policykb]\nselekt = []\n", 'no setting "selekt"'),
        ('[tool.policykb]\nselect = "PKB3"\n', "select in tool.policykb is not a list"),
        ("[tool.policykb]\nselect = [3]\n", "select in tool.policykb is not a list"),
        ("[tool.policykb]\nstrict = 1\n", "strict in tool.policykb is not true or false"),
        ("[tool.policykb]\nmax-faults = true\n", "max-faults in tool.policykb is not a number"),
        ("[tool.policykb]\nmax-faults = -1\n", "max-faults in tool.policykb is not a number"),
        ('[tool.policykb]\nignore = ["PKB999"]\n', 'unknown rule "PKB999"'),
        ("tool.policykb = 3\n", "tool.policykb is not a table"),
        ("[tool.policykb]\nselect = []\n", "no rule is selected"),
        ("[tool.policykb\n", "is not TOML"),
    ],
)
def test_an_invalid_table_is_a_bad_request(text: str, message: str, tmp_path: Path) -> None:
    project(tmp_path, text)
    with pytest.raises(PolicyKBError, match=r"pyproject\.toml") as raised:
        project_settings(tmp_path)
    assert message in raised.value.message
    assert raised.value.help


def test_a_project_file_without_settings_may_be_invalid(tmp_path: Path) -> None:
    for text in (b"[broken\n", b"\xff\xfe", b"tool = 3 # policykb\n"):
        (tmp_path / "pyproject.toml").write_bytes(text)
        assert project_settings(tmp_path) == Settings()


def test_a_project_file_with_settings_must_be_valid(
    tmp_path: Path,
) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"[tool.policykb]\nstrict = true # \xe9\n")
    with pytest.raises(PolicyKBError, match="is not TOML"):
        project_settings(tmp_path)


def test_rules_selected_nearer_are_not_ignored_by_other_settings() -> None:
    near, far = Settings(select=("PKB502",)), Settings(ignore=("PKB502", "PKB3"), strict=True)
    assert {rule.code for rule in near.over(far).rules()} == {"PKB502"}
    with pytest.raises(PolicyKBError, match="no rule is selected"):
        Settings(select=("PKB201",), ignore=("PKB2",)).rules()


HEADER = "validation:\n  ignore: [PKB201]\n  strict: true\n  exit_zero: false\n  max_faults: 3\n"


def test_settings_of_a_knowledge_base_come_before_those_of_its_project(tmp_path: Path) -> None:
    project(tmp_path, TABLE)
    root = write_edited(tmp_path / "kb", {"kb.yaml": base_text("kb.yaml") + HEADER})
    assert validate(root).settings == Settings(
        ("PKB3", "unused-topic"), ("PKB201",), strict=True, exit_zero=False, max_faults=3
    )
    said = Settings(ignore=("PKB1",), strict=False)
    assert validate(root, settings=said).settings == Settings(
        ("PKB3", "unused-topic"), ("PKB1",), strict=False, exit_zero=False, max_faults=3
    )


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("ignore: [PKB999]", ("unknown-code", ("validation", "ignore", 0))),
        ("select: PKB3", ("wrong-type", ("validation", "select"))),
        ("strict: yes", ("bad-value", ("validation", "strict"))),
        ("max_faults: many", ("bad-value", ("validation", "max_faults"))),
        ("stict: true", ("unknown-field", ("validation", "stict"))),
    ],
)
def test_settings_of_a_knowledge_base_are_checked(
    line: str, fault: tuple[str, tuple[str, ...]], tmp_path: Path
) -> None:
    header = base_text("kb.yaml") + f"validation:\n  {line}\n"
    (found,) = validate(write_edited(tmp_path, {"kb.yaml": header})).diagnostics
    assert (found.rule.name, found.route) == fault


def test_ignored_faults_do_not_fail_but_their_records_are_left_out(tmp_path: Path) -> None:
    edits = {CLAIMS: base_text(CLAIMS, ("actor: sudmark", "actor: nobody"))}
    report = validate(write_edited(tmp_path, edits), settings=Settings(ignore=("unknown-actor",)))
    assert not report.failed(strict=True)
    assert report.checked["claims"] == 2


def test_only_some_faults_are_shown_but_all_are_counted(tmp_path: Path) -> None:
    text = base_text(CLAIMS).replace("stance: ", "stance: x")
    root = write_edited(tmp_path, {CLAIMS: text})
    report = validate(root, settings=Settings(max_faults=2))
    assert (len(report.shown), len(report.diagnostics)) == (2, 3)
    assert report.failed()
    assert len(validate(root, settings=Settings(max_faults=0)).shown) == 3


def test_exit_zero_never_fails(tmp_path: Path) -> None:
    root = write_edited(tmp_path, {CLAIMS: base_text(CLAIMS, ("stance: oppose", "stance: x"))})
    assert not validate(root, settings=Settings(exit_zero=True, strict=True)).failed()
