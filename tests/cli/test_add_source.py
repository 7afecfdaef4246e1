"""``add source``: a document becomes a source, and the answer says where each field is from."""

import io
import json
import shutil
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from tests.support import documents
from tests.support.running import SAMPLE, Ran, run
from tests.support.source_texts import PATROLS, REFUSAL, TOLL

TEXT = f"{TOLL} {REFUSAL}\n\n{PATROLS}\n"
NEEDED = ("--published", "2024-06-01", "--title", "The toll of the strait")


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    (tmp_path / "toll.txt").write_text(TEXT, "utf-8")
    return Path(shutil.copytree(SAMPLE, tmp_path / "kb"))


def add(kb: Path, *arguments: object, document: str = "toll.txt") -> Ran:
    return run("add", "source", document, *arguments, cwd=kb.parent)


def answer(ran: Ran) -> Any:
    return json.loads(ran.out)


def fields(ran: Ran) -> dict[str, tuple[str, str]]:
    return {one["field"]: (one["value"], one["from"]) for one in answer(ran)["fields"]}


def source_yaml(kb: Path, source: str = "toll-strait-2024") -> str:
    return (kb / "sources" / source / "source.yaml").read_text("utf-8")


def test_a_document_becomes_a_source(kb: Path) -> None:
    ran = add(kb, *NEEDED, "--format", "json")
    assert ran.code == 0, ran.err
    told = answer(ran)
    assert (told["source"], told["written"], told["actor"]) == ("toll-strait-2024", True, None)
    assert (told["sentences"], told["paragraphs"]) == (3, 2)
    assert told["next"] == "policykb code toll-strait-2024"
    assert all((kb / path).is_file() for path in told["files"])
    editor = {"EDITOR": "true", "VISUAL": ""}
    assert run(*told["next"].split()[1:], cwd=kb, env=editor).code == 0
    assert fields(ran) == {
        "title": ("The toll of the strait", "given"),
        "kind": ("other", "the document does not say"),
        "published": ("2024-06-01", "given"),
        "language": ("en", "its words"),
        "rights": (
            "The text belongs to its author. It is kept here so that quotations can be checked.",
            "the usual case",
        ),
    }


def test_guesses_are_named_on_standard_error(kb: Path) -> None:
    ran = add(kb, *NEEDED)
    assert "Check what was not given: kind, language, rights." in ran.err
    assert "Next: policykb code toll-strait-2024" in ran.err
    assert len(ran.out.splitlines()) == 5


def test_options_come_before_what_the_document_says(kb: Path) -> None:
    head = (
        "<title>Other</title><meta name='author' content='Jane Roe'>"
        "<meta property='og:site_name' content='Town Gazette'>"
        "<meta property='article:published_time' content='2024-05-02T10:00:00Z'>"
    )
    page = documents.page(TOLL, REFUSAL, PATROLS, head=head)
    (kb.parent / "page.html").write_bytes(page)
    options = (
        "--title",
        "Mine",
        "--kind",
        "news",
        "--url",
        "https://example.org/a",
        "--id",
        "mine",
    )
    ran = add(kb, *options, "--format", "json", document="page.html")
    found = fields(ran)
    assert found["title"] == ("Mine", "given")
    assert found["publisher"] == ("Town Gazette", "the page's metadata")
    assert found["published"] == ("2024-05-02", "the page's metadata")
    assert found["note"] == ("By Jane Roe.", "the author, who is no actor here")
    assert found["rights"][0].startswith("The text belongs to Town Gazette.")
    assert "author" not in found
    assert answer(ran)["source"] == "mine"
    assert "--declare-author" in answer(ran)["remarks"][-1]


def test_an_author_is_an_actor(kb: Path) -> None:
    ran = add(kb, *NEEDED, "--author", "Arvona", "--format", "json")
    assert fields(ran)["author"] == ("arvona", "given")


def test_an_author_may_become_an_actor_in_the_same_step(kb: Path) -> None:
    missing = add(kb, *NEEDED, "--author", "Jane Roe")
    assert missing.code == 2
    assert "--declare-author" in missing.err
    ran = add(kb, *NEEDED, "--author", "Jane Roe", "--declare-author", "--format", "json")
    assert answer(ran)["actor"] == "jane-roe"
    assert "author: jane-roe\n" in source_yaml(kb)
    assert run("show", "jane-roe", cwd=kb).code == 0
    (kb.parent / "next.txt").write_text(f"{TEXT}\nMore.\n", "utf-8")
    again = add(kb, *NEEDED, "--author", "Jane Roe", "--declare-author", document="next.txt")
    assert again.code == 0
    assert "Declared" not in again.err


def test_what_is_missing_is_asked_for_at_once(kb: Path) -> None:
    ran = add(kb)
    assert ran.code == 2
    assert "published" in ran.err
    assert "--published 2025-07-04" in ran.err
    assert "--language" not in ran.err


def test_a_language_that_is_not_certain_is_that_of_the_other_sources(kb: Path) -> None:
    (kb.parent / "short.txt").write_text("Ahoy.\n", "utf-8")
    ran = add(kb, *NEEDED, "--format", "json", document="short.txt")
    assert fields(ran)["language"] == ("en", "as in the other sources")


def test_a_document_that_says_nothing_is_asked_about_at_once(tmp_path: Path) -> None:
    run("init", "kb", "--empty", cwd=tmp_path)
    (tmp_path / "-.txt").write_text("Ahoy.\n", "utf-8")
    ran = run("add", "source", "./-.txt", cwd=tmp_path)
    assert ran.code == 2
    assert "--published 2025-07-04 --language en" in ran.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--published", "2024-02-30"), "day that exists"),
        (("--url", "ftp://example.org"), "web address"),
        (("--id", "Not an id"), "cannot be an id"),
        (("--id", "gazette-2015"), "there is a source gazette-2015 already"),
        (("--fetch",), "no address to fetch"),
        (("--type", "pdf"), "damaged"),
        (("--update", "gazette-2015"), "only the text changes"),
    ],
)
def test_a_bad_request_is_an_error_and_writes_nothing(
    kb: Path, arguments: tuple[str, ...], message: str
) -> None:
    before = sorted(kb.rglob("*"))
    ran = add(kb, *NEEDED, *arguments)
    assert ran.code == 2, ran.out
    assert message in ran.err
    assert "Traceback" not in ran.err
    assert sorted(kb.rglob("*")) == before


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("https://example.org/a.html", "nothing is fetched unasked"),
        ("missing.txt", "cannot read missing.txt"),
        (".", "cannot read"),
    ],
)
def test_a_document_that_cannot_be_read_is_an_error(kb: Path, document: str, message: str) -> None:
    ran = add(kb, *NEEDED, document=document)
    assert ran.code == 2
    assert message in ran.err


def test_an_address_of_this_machine_is_not_fetched(kb: Path) -> None:
    ran = add(kb, "--fetch", document="http://127.0.0.1:9/a")
    assert ran.code == 2
    assert "not a public address" in ran.err


def test_a_document_may_come_from_standard_input(kb: Path) -> None:
    with patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode()))):
        ran = add(kb, *NEEDED, document="-")
    assert ran.code == 0, ran.err
    assert (kb / "sources/toll-strait-2024/text.txt").read_text("utf-8") == TEXT


def test_nothing_is_overwritten(kb: Path) -> None:
    assert add(kb, *NEEDED).code == 0
    assert "has this text already" in add(kb, *NEEDED).err
    (kb.parent / "other.txt").write_text(f"{TEXT}\nMore.\n", "utf-8")
    ran = add(kb, *NEEDED, "--format", "json", document="other.txt")
    assert answer(ran)["source"] == "toll-strait-2024-2"


def test_a_diff_changes_nothing(kb: Path) -> None:
    ran = add(kb, *NEEDED, "--diff")
    assert ran.code == 1
    assert f"+{PATROLS}\n" in ran.out
    assert "+claims: []\n" in ran.out
    assert "Would add the source toll-strait-2024" in ran.err
    told = add(kb, *NEEDED, "--diff", "--format", "json")
    assert answer(told)["written"] is False
    assert not (kb / "sources/toll-strait-2024").exists()


def test_an_update_names_the_quotes_that_fell_with_the_nearest_passage(kb: Path) -> None:
    source = kb / "sources" / "gazette-2015"
    text = (source / "text.txt").read_text("utf-8")
    new = kb.parent / "new.txt"
    same = add(kb, "--update", "gazette-2015", document=str(source / "text.txt"))
    assert same.code == 0, same.err
    assert "every quote still stands" in same.err
    new.write_text(text.replace(" ferry ", " old ferry "), "utf-8")
    ran = add(kb, "--update", "gazette-2015", "-f", "json", document="new.txt")
    assert ran.code == 1
    told = answer(ran)
    assert told["changed"]
    assert {one["code"] for one in told["quotes"]} >= {"PKB301"}
    assert all("old ferry" in one["help"] for one in told["quotes"] if one["code"] == "PKB301")
    assert all(one["location"]["path"].endswith("claims.yaml") for one in told["quotes"])
    assert "PKB303" not in run("validate", cwd=kb).out
