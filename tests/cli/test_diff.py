"""``policykb diff``, as people and scripts run it, on real repositories."""

import csv
import io
import json
import os
import re
import select
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from policykb.loading.locate import MARKER
from policykb.loading.outline import Part
from policykb.loading.part import read_part
from policykb.text.edited import UNEDITED, Edited
from tests.support.repositories import ENVIRONMENT, commit, git, repository
from tests.support.running import SAMPLE, Ran, environment, program
from tests.support.running import run as run_program

FORMATS = ("table", "plain", "json", "jsonl", "csv", "markdown")
POST = "sources/harbour-post-2020/claims.yaml"
GAZETTE = "sources/gazette-2015/claims.yaml"
ADDED = """
  - id: council-ferry
    actor: council
    topic: ferry
    stance: support
    period: 2020/..
    quote: The Council wants one, too.
    summary: The Council is for a ferry
"""


def run(*arguments: object, cwd: Path, **env: str) -> Ran:
    return run_program("diff", *arguments, cwd=cwd, env={**ENVIRONMENT, **env})


def answer(*arguments: object, cwd: Path, **env: str) -> Any:
    ran = run(*arguments, "-f", "json", cwd=cwd, **env)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def changes_by_kind(found: Any) -> dict[str, list[str]]:
    return {fate: [one["id"] for one in edits] for fate, edits in found["claims"].items() if edits}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository in which the sample is committed, as the folder ``kb``."""
    folder = repository(tmp_path_factory.mktemp("committed"))
    shutil.copytree(SAMPLE, folder / "kb")
    commit(folder)
    return folder


@pytest.fixture
def kb(committed: Path, tmp_path: Path) -> Path:
    """The sample in a repository of the test's own."""
    return Path(shutil.copytree(committed, tmp_path / "repository")) / "kb"


def turned(kb: Path) -> Path:
    """Turn one stance in the sample, add a claim and remove one."""
    edit(kb / POST, "stance: oppose", "stance: support")
    edit(kb / GAZETTE, "\nskipped:", f"{ADDED}\nskipped:")
    text = (kb / POST).read_text("utf-8")
    (kb / POST).write_text(text.partition("\n  - id: belmark-patrols")[0], "utf-8")
    return kb


@pytest.fixture
def edited(kb: Path) -> Path:
    """The edited sample, in a repository of the test's own."""
    return turned(kb)


@pytest.fixture(scope="module")
def edited_for_all(committed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edited sample, for tests that leave it as it is."""
    folder = tmp_path_factory.mktemp("edited") / "repository"
    return turned(Path(shutil.copytree(committed, folder)) / "kb")


# --- formats ---------------------------------------------------------------------------

HEADLINE = "1 claim added, 1 removed, 1 changed; 3 positions and 4 verdicts moved on 2 May 2024"


@pytest.mark.parametrize("chosen", FORMATS)
def test_every_format(edited_for_all: Path, chosen: str) -> None:
    ran = run("HEAD", "-f", chosen, cwd=edited_for_all, COLUMNS="200")
    assert ran.code == 0
    match chosen:
        case "table" | "markdown":
            assert ran.out.splitlines()[0].strip("*") == HEADLINE
            assert not ran.err
        case "json":
            assert json.loads(ran.out)["version"] == 1
        case "jsonl":
            *items, rest = map(json.loads, ran.out.splitlines())
            assert len(items) == 10
            assert rest["version"] == 1
        case "csv":
            rows = list(csv.DictReader(io.StringIO(ran.out, newline=""), strict=True))
            kinds = [row["kind"] for row in rows]
            assert kinds == ["claim"] * 3 + ["position"] * 3 + ["verdict"] * 4
            assert ran.err.startswith(HEADLINE)
        case _:
            assert {line.count("\t") for line in ran.out.splitlines()} == {9}
            assert ran.err.startswith(HEADLINE)


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_tables_fit_the_screen(edited_for_all: Path, columns: str) -> None:
    ran = run("HEAD", "-f", "table", cwd=edited_for_all, COLUMNS=columns)
    assert max(map(len, ran.out.splitlines())) <= int(columns)


def test_diff_as_json(edited_for_all: Path) -> None:
    found = answer("HEAD", cwd=edited_for_all)
    head = git(edited_for_all, "rev-parse", "HEAD")
    assert (found["from"], found["to"]) == ({"revision": "HEAD", "commit": head}, None)
    assert found["kb"] == str(edited_for_all)
    assert (found["as_of"], found["left_out"], found["left_out_before"]) == ("2024-05-02", [], [])
    assert changes_by_kind(found) == {
        "added": ["council-ferry"],
        "removed": ["belmark-patrols"],
        "changed": ["arvona-ferry-rejected"],
    }
    (changed,) = found["claims"]["changed"]
    assert changed["fields"] == ["stance"]
    assert (changed["before"]["stance"], changed["after"]["stance"]) == ("oppose", "support")
    (removed,) = found["claims"]["removed"]
    assert removed["location"] == {"path": POST, "line": 64, "column": 5}
    assert removed["revision"] == head
    assert found["claims"]["added"][0]["revision"] is None
    assert [(p["topic"], p["actor"], p["claims"]) for p in found["positions"]] == [
        ("ferry", "arvona", ["arvona-ferry-rejected"]),
        ("ferry", "council", ["council-ferry"]),
        ("patrols", "belmark", ["belmark-patrols"]),
    ]
    position = found["positions"][0]
    assert (position["before"]["stance"], position["after"]["stance"]) == ("oppose", "support")
    assert found["positions"][2]["before"]["status"] == "undated"
    verdicts = {(v["topic"], *v["actors"]): v for v in found["verdicts"]}
    assert verdicts["ferry", "arvona", "belmark"]["before"] == {"verdict": "opposed", "side": None}
    assert verdicts["ferry", "arvona", "belmark"]["after"] == {"verdict": "agree", "side": None}
    assert [c["revision"] for c in found["changes"][:4]] == [None, head, None, None]
    assert found["records"]["actors"] == {"added": [], "removed": [], "changed": []}
    assert found["changes"][0] == {
        "kind": "claim",
        "change": "added",
        "id": "council-ferry",
        "actor": "council",
        "topic": "ferry",
        "field": None,
        "before": None,
        "after": "support 2020/..: The Council is for a ferry",
        "claims": [],
        "location": {"path": GAZETTE, "line": 50, "column": 5},
        "revision": None,
    }


def test_no_change_is_one_line(kb: Path) -> None:
    pattern = re.compile(r"Nothing changed between HEAD \([0-9a-f]{7}\) and the working tree\n")
    for chosen in ("plain", "csv"):
        ran = run("HEAD", "-f", chosen, cwd=kb)
        assert ran.code == 0
        assert pattern.fullmatch(ran.err)
    assert pattern.fullmatch(run("HEAD", "-f", "table", cwd=kb).out)
    assert pattern.fullmatch(
        run("HEAD", "-f", "markdown", cwd=kb).out.replace("**", "").replace("\\", "")
    )
    found = run("HEAD", "-a", "arvona", "-f", "table", cwd=kb)
    assert found.out.startswith("Nothing of what was asked for changed")


def test_file_extension_gives_the_format(edited_for_all: Path, tmp_path: Path) -> None:
    ran = run("HEAD", "-o", tmp_path / "comment.md", cwd=edited_for_all)
    assert (ran.code, ran.out) == (0, "")
    assert (tmp_path / "comment.md").read_text("utf-8").startswith(f"**{HEADLINE}**\n\n")


# --- which states ----------------------------------------------------------------------


def test_one_revision_is_compared_with_the_folder(edited: Path) -> None:
    as_it_was = answer("HEAD", cwd=edited)["changes"]
    git(edited, "add", "--all")
    assert answer("HEAD", cwd=edited)["changes"] == as_it_was
    index = (edited.parent / ".git/index").read_bytes()
    shutil.copytree(edited / "sources/gazette-2015", edited / "sources/herald-2026")
    for name in ("claims", "source"):
        path = edited / f"sources/herald-2026/{name}.yaml"
        path.write_text(
            re.sub(r"\b(id: |\[)([a-z])", r"\1new-\2", path.read_text("utf-8")).replace(
                "2015-03-01", "2026-01-01"
            ),
            "utf-8",
        )
    untracked = answer("HEAD", cwd=edited)
    assert [one["id"] for one in untracked["records"]["sources"]["added"]] == ["herald-2026"]
    assert "new-arvona-patrols" in changes_by_kind(untracked)["added"]
    assert untracked["as_of"] == "2026-01-01"
    assert (edited.parent / ".git/index").read_bytes() == index


def test_two_revisions_and_ranges(edited: Path) -> None:
    worked = answer("HEAD", cwd=edited)
    git(edited, "switch", "--quiet", "--create", "topic")
    commit(edited.parent)
    git(edited, "switch", "--quiet", "main")
    edit(edited / "actors.yaml", "name: Arvona", "name: Great Arvona")
    commit(edited.parent)
    two = answer("main~1", "topic", cwd=edited)
    assert two["claims"]["changed"][0]["fields"] == worked["claims"]["changed"][0]["fields"]
    assert two["kb"] == str(edited)
    assert two["to"] == {"revision": "topic", "commit": git(edited, "rev-parse", "topic")}
    assert answer("main~1..topic", cwd=edited)["changes"] == two["changes"]
    assert answer("main...topic", cwd=edited)["changes"] == two["changes"]
    assert {c["kind"] for c in answer("main", "topic", cwd=edited)["changes"]} > {"actor"}
    back = answer("topic", "main~1", cwd=edited)
    assert (changes_by_kind(back)["added"], changes_by_kind(back)["removed"]) == (
        ["belmark-patrols"],
        ["council-ferry"],
    )


def test_diff_works_from_any_folder(edited_for_all: Path, tmp_path: Path) -> None:
    wanted = answer("HEAD", cwd=edited_for_all)["changes"]
    assert answer("HEAD", cwd=edited_for_all.parent)["changes"] == wanted
    assert answer("HEAD", cwd=edited_for_all / "sources")["changes"] == wanted
    assert answer("HEAD", "--kb", edited_for_all, cwd=tmp_path)["changes"] == wanted
    assert answer("HEAD", cwd=tmp_path, POLICYKB_KB=str(edited_for_all))["changes"] == wanted
    (tmp_path / "link").symlink_to(edited_for_all)
    assert answer("HEAD", "--kb", tmp_path / "link", cwd=tmp_path)["changes"] == wanted


def test_kb_can_be_the_top_of_the_repository(tmp_path: Path) -> None:
    folder = tmp_path / "kb"
    shutil.copytree(SAMPLE, folder)
    commit(repository(folder))
    edit(folder / POST, "stance: oppose", "stance: neutral")
    assert changes_by_kind(answer("HEAD", cwd=folder)) == {"changed": ["arvona-ferry-rejected"]}


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"])
def test_diff_works_in_a_git_hook(edited_for_all: Path, tmp_path: Path, name: str) -> None:
    other = repository(tmp_path / "other") / ".git"
    assert len(answer("HEAD", cwd=edited_for_all, **{name: str(other)})["changes"]) == 10


def test_pre_commit_hook_can_print_a_diff(edited: Path) -> None:
    hook = edited.parent / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    asked = " ".join(f"'{word}'" for word in program("diff", "HEAD", "-o", "../out.md"))
    hook.write_text(f"#!/bin/sh\n{asked}\n", "utf-8")
    hook.chmod(0o755)
    commit(edited.parent)
    assert HEADLINE in (edited.parent.parent / "out.md").read_text("utf-8")


# --- what is a change --------------------------------------------------------------------


def test_order_and_layout_are_not_changes(kb: Path) -> None:
    path = kb / GAZETTE
    body = path.read_text("utf-8").partition("claims:\n")[2].partition("\nskipped:")
    claims = re.split(r"\n(?=  - id)", body[0])
    path.write_text("claims:\n" + "\n".join(reversed(claims)) + "".join(body[1:]), "utf-8")
    edit(
        kb / "actors.yaml", "aliases: [AV, Republic of Arvona]", "aliases: [Republic of Arvona, AV]"
    )
    edit(
        path,
        "Since 2012 it has defended quotas, and",
        "Since 2012 it has\n      defended quotas, and",
    )
    assert git(kb, "status", "--short")
    assert answer("HEAD", cwd=kb)["changes"] == []


def test_claim_moved_to_another_source_is_changed(kb: Path) -> None:
    text = (kb / POST).read_text("utf-8")
    rest, mark, claim = text.partition("\n  - id: belmark-patrols")
    (kb / POST).write_text(rest, "utf-8")
    edit(kb / GAZETTE, "\nskipped:", f"{mark}{claim}\nskipped:")
    found = answer("HEAD", cwd=kb)
    assert changes_by_kind(found) == {"changed": ["belmark-patrols"]}
    assert found["claims"]["changed"][0]["fields"] == ["source"]
    assert found["positions"] == []


def test_retracted_claim_and_new_proposition(kb: Path) -> None:
    edit(
        kb / GAZETTE,
        "summary: Belmark is for no",
        "status: retracted\n    note: x\n    summary: Belmark is for no",
    )
    edit(kb / "topics.yaml", "A ferry should cross", "Two ferries should cross")
    found = answer("HEAD", cwd=kb)
    assert found["claims"]["changed"][0]["fields"] == ["status", "note"]
    assert found["positions"][0]["after"]["status"] == "silent"
    (topic,) = found["records"]["topics"]["changed"]
    assert (topic["id"], topic["fields"]) == ("ferry", ["proposition"])
    assert "1 topic changed" in run("HEAD", "-f", "table", cwd=kb).out


def test_attributes_and_line_ends_do_not_matter(kb: Path) -> None:
    attributes = "* text eol=crlf\nactors.yaml export-ignore\n"
    (kb / ".gitattributes").write_text(attributes, "utf-8")
    commit(kb.parent)
    shutil.rmtree(kb / "sources")
    git(kb, "checkout", "--", ".")
    assert b"\r\n" in (kb / POST).read_bytes()
    assert answer("HEAD", cwd=kb)["changes"] == []
    assert answer("HEAD~1", cwd=kb)["changes"] == []


def test_links_and_odd_names_do_not_matter(kb: Path) -> None:
    (kb / "actors.yaml").rename(kb / "people.txt")
    (kb / "actors.yaml").symlink_to("people.txt")
    (kb / os.fsdecode(b"odd \xff \x1b[31m")).touch()
    (kb / "away.txt").symlink_to("/etc/passwd")
    commit(kb.parent)
    assert answer("HEAD", cwd=kb)["changes"] == answer("HEAD~1", "HEAD", cwd=kb)["changes"] == []
    (kb / "actors.yaml").unlink()
    (kb / "actors.yaml").symlink_to(SAMPLE / "actors.yaml")
    commit(kb.parent)
    found = answer("HEAD~1", "HEAD", cwd=kb)
    assert "actors.yaml" in {one["id"] for one in found["left_out"]}


# --- what is asked for -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "changes"),
    [
        ([], 10),
        (["-a", "arvona"], 2),
        (["-a", "arvona", "-a", "BM"], 7),
        (["-t", "patrols"], 3),
        (["--source", "gazette-2015"], 3),
        (["-s", "oppose", "-a", "arvona"], 2),
        (["--as-of", "2010"], 3),
        (["--known-by", "2016"], 1),
        (["--kind", "belief"], 0),
        (["--include-drafts"], 10),
    ],
)
def test_filters(edited_for_all: Path, asked: list[str], changes: int) -> None:
    found = answer("HEAD", *asked, cwd=edited_for_all)
    changed = [(c["kind"], c["id"], c["actor"], c["topic"]) for c in found["changes"]]
    assert len(changed) == changes, changed


def test_agreement_is_rounded_as_in_compare(edited_for_all: Path) -> None:
    asked = ("-a", "arvona", "-a", "belmark", "-f", "table")
    text = " ".join(run("HEAD", *asked, cwd=edited_for_all, COLUMNS="200").out.split())
    asked = ("compare", "arvona", "belmark", "--stats", "-f", "table")
    compared = run_program(*asked, cwd=edited_for_all).out
    assert "Arvona / Belmark moved 0.38 on 4 of 8 topics 0.63 on 4 of 8 topics" in text
    assert "Agreement 0.63, from" in compared


def test_filters_may_name_records_of_one_state(kb: Path) -> None:
    edit(
        kb / "actors.yaml",
        "actors:\n",
        "actors:\n  - id: newland\n    name: Newland\n    kind: state\n",
    )
    edit(kb / GAZETTE, "\nskipped:", f"{ADDED.replace('council', 'newland')}\nskipped:")
    for states in (["HEAD"], ["HEAD", "-t", "ferry"]):
        found = answer(*states, "-a", "Newland", cwd=kb)
        assert changes_by_kind(found) == {"added": ["newland-ferry"]}
        assert [one["id"] for one in found["records"]["actors"]["added"]] == ["newland"]
    commit(kb.parent)
    gone = answer("HEAD", "HEAD~1", "-a", "newland", cwd=kb)
    assert changes_by_kind(gone) == {"removed": ["newland-ferry"]}
    assert gone["actors"] == ["newland"]
    assert "Newland" in run("HEAD", "HEAD~1", "-f", "table", cwd=kb).out
    both = answer("HEAD~1", "HEAD", "-a", "newland", "-a", "belmark", cwd=kb)
    assert [v["actors"] for v in both["verdicts"]] == [["newland", "belmark"]]


def test_changed_proposition_has_a_note(kb: Path) -> None:
    edit(
        kb / "topics.yaml", "A ferry should cross the strait.", "No ferry should cross the strait."
    )
    out = run("HEAD", "-f", "table", cwd=kb, COLUMNS="200").out
    assert "The proposition of ferry changed" in out


@pytest.mark.parametrize("chosen", ["table", "markdown", "html"])
def test_formats_for_people_mention_left_out_records(edited: Path, chosen: str) -> None:
    edit(edited / GAZETTE, "stance: neutral", "stance: undecided")
    out = run("HEAD", "-f", chosen, cwd=edited, COLUMNS="200").out
    assert "Left out as faulty after, and so not compared: claim belmark-quotas-neutral" in out


def test_faulty_records_are_left_out_with_a_note(edited: Path) -> None:
    edit(edited / GAZETTE, "stance: neutral", "stance: undecided")
    ran = run("HEAD", "-f", "json", cwd=edited)
    assert ran.err == (
        "policykb: left out as faulty in the working tree: 1 claim; `policykb validate` says why\n"
    )
    found = json.loads(ran.out)
    assert [one["id"] for one in found["left_out"]] == ["belmark-quotas-neutral"]
    assert found["left_out_before"] == []
    faulty = {one["id"]: one["faulty"] for one in found["claims"]["removed"]}
    assert faulty == {"belmark-quotas-neutral": True, "belmark-patrols": False}
    assert "removed (faulty" in run("HEAD", "-f", "table", cwd=edited, COLUMNS="200").out
    commit(edited.parent)
    edit(edited / GAZETTE, "stance: undecided", "stance: neutral")
    ran = run("HEAD", "-f", "json", cwd=edited)
    assert re.fullmatch(r"policykb: left out as faulty in HEAD \(\w{7}\): 1 claim\n", ran.err)
    assert [one["id"] for one in json.loads(ran.out)["left_out_before"]] == [
        "belmark-quotas-neutral"
    ]


def test_unreadable_file_is_not_shown_as_a_removal_alone(kb: Path) -> None:
    (kb / POST).write_text("claims: [\n", "utf-8")
    found = answer("HEAD", cwd=kb)
    assert len(found["claims"]["removed"]) == 7
    assert all(one["faulty"] for one in found["claims"]["removed"])


def test_without_revision_the_last_commit_is_compared(edited_for_all: Path) -> None:
    assert run(cwd=edited_for_all).out == run("HEAD", cwd=edited_for_all).out != ""


def test_no_valid_record_in_either_state_is_an_error(kb: Path) -> None:
    for path in [*kb.glob("*s.yaml"), *kb.glob("sources/*/*.yaml")]:
        path.write_text("x: [\n", "utf-8")
    assert run("HEAD", cwd=kb).code == 0
    commit(kb.parent)
    ran = run("HEAD", cwd=kb)
    assert (ran.code, ran.out) == (2, "")
    assert "no valid record" in ran.err


def test_state_without_sources(kb: Path) -> None:
    shutil.rmtree(kb / "sources")
    (kb / "sources").mkdir()
    (kb / "sources/.keep").touch()
    commit(kb.parent)
    grown = answer("HEAD", "HEAD~1", cwd=kb)
    assert {one["before"]["status"] for one in grown["positions"]} == {"silent"}
    assert grown["as_of"] == "2024-05-02"
    shrunk = answer("HEAD~1", cwd=kb)
    assert {one["after"]["status"] for one in shrunk["positions"]} == {"silent"}


# --- bad requests ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (["mian"], "Did you mean main?"),
        (["HEAD~9"], "unknown revision"),
        (["HEAD", "mian"], "Did you mean main?"),
        (["main..nope"], 'unknown revision "nope"'),
        (["main..main", "main"], "more than two revisions"),
        (["--", "-x"], 'unknown revision "-x"'),
        (["--", "--output=ran"], "unknown revision"),
        (["-x"], "No such option"),
        (["a", "b", "c"], "unexpected extra argument"),
        (["HEAD", "-a", "arvonna"], "Did you mean arvona?"),
        (["HEAD", "-t", "fery"], "Did you mean ferry?"),
        (["HEAD", "--as-of", "soon"], "Write a date as"),
        (["HEAD", "--known-by", "2010"], "The first is from 2015-03-01"),
        (["HEAD", "-f", "svg"], "svg"),
        (["HEAD", "--kb", "/nowhere"], "policykb init"),
        (["HEAD\x1b[31m"], "unknown revision"),
    ],
)
def test_bad_request_says_what_to_do(edited_for_all: Path, asked: list[str], message: str) -> None:
    ran = run(*asked, cwd=edited_for_all)
    assert (ran.code, ran.out) == (2, "")
    assert message.casefold() in " ".join(ran.err.split()).casefold()
    assert not {"\x1b"} & set(ran.err)
    assert not (edited_for_all / "ran").exists()


def test_outside_a_repository_is_an_error(tmp_path: Path) -> None:
    ran = run("HEAD", cwd=tmp_path)
    assert ran.code == 2
    assert ran.err.startswith("error: no knowledge base here\n")
    shutil.copytree(SAMPLE, tmp_path / "kb")
    ran = run("HEAD", cwd=tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert ran.code == 2
    assert "is not in a git repository" in ran.err
    assert "help: " in ran.err


def test_revision_without_the_kb_is_an_error(kb: Path) -> None:
    kb.rename(kb.parent / "other")
    commit(kb.parent)
    ran = run("HEAD~1", "--kb", "other", cwd=kb.parent)
    assert (ran.code, ran.out) == (2, "")
    assert "there is no knowledge base in other at HEAD~1" in ran.err


def test_other_format_version_is_an_error(kb: Path) -> None:
    edit(kb / MARKER, "policykb: 1", "policykb: 2")
    assert (
        'the working tree: policykb: expected format version 1, found "2"'
        in run("HEAD", cwd=kb).err
    )
    commit(kb.parent)
    ran = run("HEAD~1", "HEAD", cwd=kb)
    assert ran.code == 2
    assert "error: HEAD (" in ran.err


# --- what data cannot do -------------------------------------------------------------------

HOSTILE = (
    "@octocat #1 | <img src=x onerror=y> `x` **b** =cmd() [l](http://evil) https://evil.example"
)


@pytest.fixture
def hostile(kb: Path) -> Path:
    edit(kb / "actors.yaml", "name: Arvona", f"name: '{HOSTILE}'")
    edit(kb / "topics.yaml", "label: a ferry across the strait", "label: '=1+1'")
    edit(kb / POST, "summary: Arvona no longer wants a ferry", f"summary: '{HOSTILE}'")
    edit(kb / POST, "stance: oppose", "stance: support")
    edit(kb / GAZETTE, "reason: The weather is no position.", f"reason: '{HOSTILE}'")
    edit(
        kb / "sources/gazette-2015/source.yaml", "title: Troubled waters", f"title: '=1 {HOSTILE}'"
    )
    return kb


def test_markdown_escapes_data(hostile: Path) -> None:
    page = run("HEAD", "-f", "markdown", cwd=hostile).out
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(page)
    inner = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inner} <= {
        *("text", "text_special", "strong_open", "strong_close", "html_inline", "softbreak"),
    }
    assert {child.content for child in inner if child.type == "html_inline"} == {"<br>"}
    assert not re.search(r"@\w|#\d|(?<!\\)://", page.replace("&#8203;", "\u200b"))
    shown = "".join(child.content for child in inner).replace("\u200b", "")
    assert HOSTILE in shown
    rows = sum(token.type == "tr_open" for token in tokens)
    assert sum(token.type in {"td_open", "th_open"} for token in tokens) == 4 * rows


def test_csv_has_no_formulas_and_tables_no_markup(hostile: Path) -> None:
    rows = csv.DictReader(io.StringIO(run("HEAD", "-f", "csv", cwd=hostile).out, newline=""))
    after = {(row["id"], row["field"]): row["after"] for row in rows}
    assert after["ferry", "label"] == "'=1+1"
    assert after["gazette-2015", "title"] == f"'=1 {HOSTILE}"
    assert after["arvona", "name"] == f"'{HOSTILE}"
    assert HOSTILE in run("HEAD", "-f", "table", cwd=hostile, COLUMNS="900").out


@pytest.mark.parametrize("chosen", FORMATS)
def test_revision_or_path_cannot_control_a_terminal(kb: Path, chosen: str) -> None:
    folder = kb.parent / os.fsdecode(b"\x1b[31m\xff\xe2\x80\xae")
    kb.rename(folder)
    git(folder, "branch", "\u202eside")
    commit(kb.parent)
    edit(folder / POST, "stance: oppose", "stance: support")
    ran = run("HEAD", "-f", chosen, "--kb", folder, cwd=kb.parent)
    assert ran.code == 0
    none = run("\u202eside", "-f", chosen, "--kb", folder, cwd=kb.parent)
    assert none.code == 2
    for one in (ran, none):
        assert not set(one.out + one.err) & set("\x1b\u202e\udcff")


# --- the rest ------------------------------------------------------------------------------


def test_interrupted_diff_leaves_no_files(
    kb: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    # What a shell runs in the background ignores this signal, and so would what it starts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    place, paused = tmp_path / "temporary", tmp_path / "paused"
    place.mkdir()
    os.mkfifo(paused)
    # git that waits where files are read, so that the folder is there.
    real = shutil.which("git")
    slow = tmp_path / "bin/git"
    slow.parent.mkdir()
    slow.write_text(
        f"#!/bin/sh\ncase \"$*\" in *cat-file*) echo > '{paused}'; exec sleep 30;; esac\n"
        f"exec '{real}' \"$@\"\n",
        "utf-8",
    )
    slow.chmod(0o755)
    env = {"TMPDIR": str(place), "PATH": f"{slow.parent}{os.pathsep}{os.environ['PATH']}"}
    with subprocess.Popen(
        program("diff", "HEAD", "HEAD"),
        cwd=kb,
        env=environment(**ENVIRONMENT, **env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        # Open for both, so that it opens although nobody writes yet.
        heard = os.open(paused, os.O_RDWR)
        request.addfinalizer(lambda: os.close(heard))
        assert select.select([heard], [], [], 30)[0]
        assert list(place.iterdir())
        running.send_signal(signal.SIGINT)
        running.wait(timeout=20)
    assert running.returncode == 130
    assert not list(place.iterdir())


def test_diff_leaves_no_files_and_does_not_touch_the_repository(
    edited: Path, tmp_path: Path
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()

    def state() -> dict[str, bytes]:
        files = [path for path in edited.parent.rglob("*") if path.is_file()]
        return {str(path): path.read_bytes() for path in files}

    before = state()
    assert run("HEAD", cwd=edited, TMPDIR=str(place)).code == 0
    assert run("nope", cwd=edited, TMPDIR=str(place)).code == 2
    assert state() == before
    assert not list(place.iterdir())


def test_what_both_states_have_is_read_once(kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts: list[str] = []

    def reading(root: Path, name: str, edited: Edited = UNEDITED) -> Part:
        parts.append(name)
        return read_part(root, name, edited)

    monkeypatch.setattr("policykb.loading.read.read_part", reading)
    turned(kb)
    assert answer("HEAD", cwd=kb)["claims"]["changed"]
    changed = {POST, GAZETTE}
    assert sorted(name for name in set(parts) if parts.count(name) > 1) == sorted(
        path.rpartition("/")[0] for path in changed
    )
