"""Commands beyond a plain comparison: moments, matrix, sensitivity, explain, timeline and more."""

import csv
import io
import os
import re
import shlex
import shutil
import stat
from pathlib import Path

import pytest

from policykb.analysis.sensitivity import VARIANTS
from policykb.render import Format
from tests.support.commands import answer
from tests.support.running import SAMPLE, run


def rows(*arguments: str) -> list[dict[str, str]]:
    ran = run(*arguments, "-f", "csv")
    assert ran.code == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.out, newline="")))


# --- compare --from --to


def test_two_moments_as_json() -> None:
    found = answer(run("compare", "arvona", "belmark", "--from", "2019", "-f", "json"))
    assert (found["before"]["as_of"], found["after"]["as_of"]) == ("2019-12-31", "2024-05-02")
    ferry = next(row for row in found["rows"] if row["topic"] == "ferry")
    assert (ferry["course"], ferry["moved"], ferry["unknown"]) == (
        "turned",
        ["arvona", "belmark"],
        [],
    )
    assert ferry["before"]["cells"]["arvona"]["stance"] == "support"
    assert ferry["after"]["cells"]["arvona"]["stance"] == "oppose"
    assert {row["course"] for row in found["rows"]} == {"turned", "evidenced", "unknown", "stayed"}


def test_two_moments_tell_first_evidence_from_a_change() -> None:
    request = ("compare", "arvona", "belmark", "--from", "2024-05-01")
    found = answer(run(*request, "-f", "json"))
    evidenced = [row for row in found["rows"] if row["course"] == "evidenced"]
    assert evidenced
    for row in evidenced:
        bases = {
            basis
            for actor in row["evidenced"]
            for basis in row["after"]["cells"][actor]["period_bases"]
        }
        assert (row["moved"], row["unknown"], bases) == ([], [], {"published"})
    out = " ".join(run(*request, "-f", "table").out.split())
    assert "changed only because a source was published on 2 May 2024" in out
    assert "held at the latest by that day" in out


def test_two_moments_as_table_name_who_moved() -> None:
    out = run("compare", "arvona", "belmark", "--from", "2019", "-f", "table").out
    assert "31 December 2019 to 2 May 2024" in out
    assert "Arvona changed position on 2 of 8 topics, Belmark on 2." in " ".join(out.split())
    assert "○ is neutral, since 2016" in out
    assert "Not known, as no source says when" in out


def test_two_moments_tell_in_a_line_what_is_not_known_to_have_changed() -> None:
    few = run("compare", "arvona", "belmark", "--from", "2019", "-f", "table").out
    every = run("compare", "arvona", "belmark", "--from", "2019", "--all", "-f", "table").out
    assert len(few.splitlines()) < len(every.splitlines())
    assert "Unchanged (1): limiting catches by quotas" in few
    assert "Every topic in a row: policykb compare arvona belmark --from 2019-12-31" in few
    assert "Every topic in a row" not in every


def test_sensitivity_names_the_five_claims_that_matter_most() -> None:
    few, every = (
        run("compare", "arvona", "belmark", "--sensitivity", *more, "-f", "table").out
        for more in ((), ("--all",))
    )
    assert "of which these 5 most" in few
    assert len(few.splitlines()) < len(every.splitlines())
    assert "--all names every topic" in few
    assert "--all names every topic" not in every


# --- compare --matrix


def test_matrix_holds_every_pair_with_its_number_of_topics() -> None:
    actors = ("arvona", "belmark", "council")
    found = rows("compare", *actors, "--matrix")
    assert [(row["one"], row["other"]) for row in found] == [
        ("arvona", "belmark"),
        ("arvona", "council"),
        ("belmark", "council"),
    ]
    whole = answer(run("compare", *actors, "-f", "json"))
    for row, pair in zip(found, whole["pairs"], strict=True):
        assert row["shared"] == str(pair["agreement"]["shared"])
        assert (row["agreement"] or None) == (
            None if pair["agreement"]["value"] is None else str(pair["agreement"]["value"])
        )
        assert int(row["opposed"]) == pair["verdicts"]["opposed"]
    out = run("compare", *actors, "--matrix", "-f", "table").out
    assert "0.38 (4)" in out
    assert "none (0)" in out


def test_matrix_of_two_moments_with_every_variant() -> None:
    found = rows("compare", "arvona", "belmark", "--matrix", "--sensitivity", "--from", "2019")
    assert {row["as_of"] for row in found} == {"2019-12-31", "2024-05-02"}
    assert {"as-asked", "author", "firm", "outlook"} <= {row["counting"] for row in found}
    assert len(found) == 2 * len({row["counting"] for row in found})


# --- compare --sensitivity


def test_sensitivity_names_the_options_of_every_variant() -> None:
    found = answer(run("compare", "arvona", "belmark", "--sensitivity", "-f", "json"))
    (moment,) = found["moments"]
    assert len(moment["variants"]) == 8
    for variant in moment["variants"]:
        alone = answer(
            run("compare", "arvona", "belmark", *variant["options"].split(), "-f", "json")
        )
        for name in ("verdicts", "agreement", "not_counted"):
            assert variant[name] == alone[name], variant["name"]


def test_sensitivity_names_claims_that_would_overturn_the_answer() -> None:
    found = rows("compare", "arvona", "belmark", "--sensitivity")
    without = {row["name"]: row for row in found if row["kind"] == "without"}
    assert without["arvona-ferry-rejected"]["turns"] == "ferry: opposed -> agree"
    assert without["arvona-quotas-ignored"]["turns"] == "quotas: contested -> differ"
    out = run("compare", "arvona", "belmark", "--sensitivity", "--cite", "-f", "table").out
    assert "“Arvona has rejected the ferry since 2020.”" in out


def test_only_keeps_rows_that_had_the_verdict() -> None:
    arguments = ("compare", "arvona", "belmark", "--sensitivity", "--only", "contested")
    turns = [turn for row in rows(*arguments) for turn in row["turns"].split(", ") if turn]
    assert turns
    assert all("contested" in turn for turn in turns)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--as-of", "2020", "--from", "2019"], "two"),
        (["--to", "2020"], "--to needs --from"),
        (["--from", "2024", "--to", "2020"], "is not after"),
        (["--from", "2024", "--to", "2020", "--matrix"], "is not after"),
        (["--from", "2024", "--to", "2020", "--sensitivity"], "is not after"),
        (["--from", "soon"], "is not a date"),
    ],
)
def test_impossible_moments_are_errors(options: list[str], message: str) -> None:
    ran = run("compare", "arvona", "belmark", *options)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert "help: " in ran.err


# --- explain, timeline, conflicts, conditions


def test_explanation_as_json() -> None:
    found = answer(run("explain", "arvona", "belmark", "barrage", "-f", "json"))
    arvona = found["actors"][0]
    assert [(claim["id"], claim["role"]) for claim in arvona["claims"]] == [
        ("arvona-barrage-opposed", "yielded"),
        ("arvona-barrage-backed", "deciding"),
    ]
    (yielded,) = arvona["claims"][0]["yields"]
    assert yielded == {"to": "arvona-barrage-backed", "on": "2024-05-01", "rule": "boundary"}
    assert arvona["claims"][1]["without"]["verdict"] == "agree"
    assert arvona["claims"][1]["citation"]["line"] == 3
    assert (found["verdict"]["verdict"], found["verdict"]["reason"]) == ("opposed", "opposite")


def test_explanation_names_claims_that_do_not_count() -> None:
    found = rows("explain", "arvona", "lighthouse")
    parts = {row["claim"]: (row["part"], row["rule"]) for row in found if row["kind"] == "claim"}
    assert parts["arvona-lighthouse-sale"] == ("not-counted", "voice")
    assert parts["arvona-lighthouse-kept"][0] == "deciding"
    out = run("explain", "arvona", "lighthouse", "-f", "table").out
    assert "not counted: voice" in out
    assert "said by those who say so" in " ".join(out.split())


def counting_command(*arguments: str) -> tuple[str, ...]:
    """Run explain, and return the first command that it names to count a claim."""
    out = run("explain", *arguments, "-f", "markdown").out
    return tuple(shlex.split(out.partition("this counts it: policykb ")[2].partition(" |")[0]))


def counted_claims(*arguments: str) -> set[str]:
    found = rows(*arguments)
    return {
        row["claim"] for row in found if row["kind"] == "claim" and row["part"] != "not-counted"
    }


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("arvona", "lighthouse"), "--include-hearsay"),
        (("arvona", "belmark", "lighthouse", "--as-of", "2024-04"), "--include-hearsay"),
        (("arvona", "lighthouse", "--voice", "other"), "--voice author"),
        (("arvona", "ferry", "--during", "2012"), ""),
        (("arvona", "ferry", "--known-by", "2016"), ""),
        (("arvona", "ferry", "--stance", "oppose"), "--stance support"),
    ],
)
def test_explanation_names_the_command_that_counts_a_claim(
    arguments: tuple[str, ...], option: str
) -> None:
    command = counting_command(*arguments)
    assert command[0] == "explain"
    assert option in shlex.join(command)
    before, after = counted_claims("explain", *arguments), counted_claims(*command)
    assert before < after


def test_no_option_counts_a_retracted_claim(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(SAMPLE, tmp_path / "copy"))
    path = copy / "sources/harbour-post-2020/claims.yaml"
    text = path.read_text()
    claim = "  - id: arvona-ferry-rejected\n"
    assert claim in text
    path.write_text(text.replace(claim, f"{claim}    status: retracted\n    note: Misread.\n"))
    out = run("explain", "arvona", "ferry", "-f", "markdown", cwd=copy).out
    assert "it is retracted, and no option counts it" in out


def test_hearsay_is_added_to_what_counts() -> None:
    command = ("compare", "arvona", "belmark", "-t", "lighthouse", "-f", "json")

    def counted(*options: str) -> set[str]:
        (row,) = answer(run(*command, *options))["rows"]
        return {step["claim"] for step in row["cells"]["arvona"]["trajectory"]}

    usual, more, only = counted(), counted("--include-hearsay"), counted("--voice", "other")
    assert "arvona-lighthouse-sale" in only
    assert usual | only == more
    both = run("grep", "-t", "lighthouse", "--voice", "other", "--include-hearsay")
    assert both.out == run("grep", "-t", "lighthouse", "--voice", "other").out
    found = answer(run(*command, "--include-hearsay"))
    assert found["filters"]["include_hearsay"] is True


@pytest.mark.parametrize("command", ["compare arvona belmark", "timeline arvona", "conflicts"])
def test_answers_name_the_command_that_counts_hearsay(command: str) -> None:
    ran = run(*command.split(), "-f", "table", "--during", "2001/..", env={"COLUMNS": "1000"})
    named = re.search(r"counts, too, with: policykb (.*)", ran.out)
    assert named is not None
    assert named[1] == f"{command} --during 2001/.. --include-hearsay"
    assert "counts, too" not in run(*shlex.split(named[1]), "-f", "table").out


def test_sensitivity_names_the_options_of_each_way_to_count() -> None:
    out = run("compare", "arvona", "belmark", "--sensitivity", "-f", "table", "-t", "ferry").out
    assert re.search(r"^--include-hearsay\b", out, re.MULTILINE)
    command = "policykb compare arvona belmark --topic ferry --voice author"
    assert f"as in: {command}" in " ".join(out.split())


def test_sensitivity_tells_of_several_pairs_those_whose_agreement_is_another() -> None:
    request = ("compare", "arvona", "belmark", "council", "--sensitivity", "-f", "table")
    short, every = (run(*request, *more, env={"COLUMNS": "200"}).out for more in ((), ("--all",)))
    variants = len(VARIANTS)
    assert every.count("Arvona / the Strait Council: ") >= variants
    assert short.count("Arvona / the Strait Council: ") < variants
    assert "the same" in short


def test_topics_say_what_each_proposes_on_request() -> None:
    short = run("topics", "-f", "table").out
    long = run("topics", "--long", "-f", "table").out
    assert "Proposition" in long
    assert "Proposition" not in short
    assert "--long" in short
    assert len(short.splitlines()) < len(long.splitlines())


def test_a_timeline_of_many_topics_draws_those_that_say_most() -> None:
    short = run("timeline", "arvona", "belmark", "-f", "table").out
    every = run("timeline", "arvona", "belmark", "-f", "table", "--all").out
    assert "Building the tidal barrage\n" in short
    assert "Dated by publication only (2): " in short
    assert "Inspecting boats strictly\n" not in short
    assert "Inspecting boats strictly\n" in every
    assert "--all draws every topic" in short
    assert "--all draws every topic" not in every


def test_brief_dates_are_explained_once() -> None:
    for words in (["claims"], ["show", "arvona"]):
        out = " ".join(run(*words, "-f", "table").out.split())
        assert out.count("the start is unknown") == 1
        assert "as of 2 May 2024 (start unknown)" not in out


def test_plain_lines_of_grep_begin_with_a_place() -> None:
    for row in run("grep", "-t", "ferry").out.splitlines():
        place, claim, *_ = row.split("\t")
        assert re.fullmatch(r"sources/[a-z0-9-]+/claims\.yaml:\d+:", place)
        path, line, _ = place.split(":")
        assert claim in (SAMPLE / path).read_text().splitlines()[int(line) - 1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["arvona", "ferry"], "sets the degree"),
        (["arvona", "ferry", "--as-of", "2005"], "begins after this date"),
        (["belmark", "inspections"], "gives the order"),
        (["arvona", "patrols"], "ended last"),
        (["belmark", "patrols"], "no source says if it holds on this date"),
        (["arvona", "quotas"], "takes a side"),
        (["arvona", "barrage"], "yielded to arvona-barrage-backed on 1 May 2024"),
    ],
)
def test_explanation_names_the_part_of_each_claim(words: list[str], message: str) -> None:
    out = run("explain", *words, "-f", "table", env={"COLUMNS": "200"}).out
    assert message in out


def test_explanation_of_one_actor_has_no_verdict() -> None:
    assert answer(run("explain", "arvona", "ferry", "-f", "json"))["verdict"] is None
    assert "Verdict" not in run("explain", "arvona", "ferry", "-f", "table").out


def test_timeline_lists_every_stretch() -> None:
    found = rows("timeline", "arvona", "belmark", "-t", "ferry")
    arvona = [row for row in found if row["actor"] == "arvona" and row["kind"] == "position"]
    assert [(row["from"], row["to"], row["stance"]) for row in arvona] == [
        ("2011-01-01", "2011-12-31", "support"),
        ("2012-01-01", "2019-12-31", "support"),
        ("2020-01-01", "2020-12-31", "oppose"),
        ("2021-01-01", "", "oppose"),
    ]
    verdicts = [(row["from"], row["status"]) for row in found if row["kind"] == "verdict"]
    assert verdicts == [("", "none"), ("2011-01-01", "one-sided"), ("2024-01-01", "opposed")]


def test_timeline_uses_ascii_if_the_encoding_lacks_symbols(tmp_path: Path) -> None:
    out = run("timeline", "arvona", "-t", "ferry", "-f", "table").out
    assert "▲" in out
    assert "▼▼▶" in out
    assert run("timeline", "arvona", "-t", "ferry", "-o", tmp_path / "t.svg").code == 0
    assert (tmp_path / "t.svg").read_text(encoding="utf-8").startswith("<svg ")


def test_conflicts_have_a_kind_and_both_quotes() -> None:
    found = answer(run("conflicts", "-f", "json"))["conflicts"]
    assert [(one["kind"], one["topic"], one["acknowledged"]) for one in found] == [
        ("contradiction", "quotas", True),
        ("boundary", "barrage", True),
        ("shift", "ferry", False),
    ]
    assert found[2]["first"]["citation"]["quote"] == "Arvona has wanted a ferry since 2011."
    assert found[2]["second"]["citation"]["path"] == "sources/harbour-post-2020/text.txt"


def test_conflict_without_contradicts_is_marked(tmp_path: Path) -> None:
    kb = Path(shutil.copytree(SAMPLE, tmp_path / "kb"))
    path = kb / "sources/gazette-2015/claims.yaml"
    text = path.read_text(encoding="utf-8")
    for name in ("arvona-quotas-ignored", "arvona-quotas-defended"):
        text = text.replace(f"    contradicts: [{name}]\n", "")
    path.write_text(text, encoding="utf-8")
    out = run("conflicts", "arvona", "--kb", kb, "-f", "table").out
    assert "1 not acknowledged" in out
    assert run("conflicts", "belmark", "--kb", kb).out == ""


def test_conditions_are_a_matrix() -> None:
    found = answer(run("conditions", "-f", "json"))
    assert found["actors"] == ["belmark"]
    (row,) = found["rows"]
    (demand,) = row["cells"]["belmark"]
    assert (row["topic"], demand["claim"], demand["in_force"]) == (
        "drift-nets",
        "belmark-barrage-opposed",
        True,
    )
    assert (
        answer(run("conditions", "--as-of", "2017", "-f", "json"))["rows"][0]["cells"]["belmark"][
            0
        ]["in_force"]
        is False
    )


@pytest.mark.parametrize("command", ["conflicts", "conditions"])
def test_without_actors_all_are_included(command: str) -> None:
    everybody = answer(run(command, "-f", "json"))
    assert answer(run(command, "arvona", "belmark", "-f", "json"))["left_out"] == []
    assert run(command, "nobody").code == 2
    assert everybody["filters"] == {}


@pytest.mark.parametrize(
    "command",
    [
        ("compare", "arvona", "belmark"),
        ("compare", "arvona", "belmark", "--from", "2019"),
        ("compare", "arvona", "belmark", "--matrix"),
        ("explain", "arvona", "belmark", "ferry"),
        ("timeline", "arvona", "belmark"),
        ("conflicts",),
        ("conditions",),
    ],
    ids=" ".join,
)
def test_filters_are_in_the_answer(command: tuple[str, ...]) -> None:
    filters = ("--voice", "author", "--basis", "stated", "--undisputed", "--include-drafts")
    found = answer(run(*command, *filters, "-f", "json"))
    assert found["filters"]["voice"] == ["author"]
    assert found["filters"]["basis"] == ["stated"]
    assert found["filters"]["undisputed"] is True
    assert found["filters"]["status"] == ["active", "draft"]


@pytest.mark.parametrize("option", ["--as-of", "--from", "--to", "--during", "--known-by", "--kb"])
def test_empty_option_value_is_an_error(option: str) -> None:
    ran = run("compare", "arvona", "belmark", option, "")
    assert (ran.code, ran.out) == (2, "")
    assert f"{option} is empty" in ran.err


@pytest.mark.parametrize(
    ("as_of", "message"),
    [
        ("2021", "--known-by 2021-12-31 counts only those known then"),
        ("2010", "Only later sources, from 1 March 2015 on"),
    ],
)
def test_note_says_if_sources_are_later_than_the_date(as_of: str, message: str) -> None:
    out = run("compare", "arvona", "belmark", "--as-of", as_of, "-f", "markdown").out
    assert message in out.replace("\\", "")
    known = run("compare", "arvona", "belmark", "--as-of", as_of, "--known-by", "2021").err
    assert "From all sources" not in known


def test_contested_position_is_not_shown_as_a_change_of_mind() -> None:
    out = run("timeline", "arvona", "-t", "quotas", "-f", "table").out
    assert "opposes, since 2012 but also supports, since 2012" in out
    turned = "opposes, until May 2024 (start unknown) → supports, since May 2024"
    assert turned in run("timeline", "arvona", "--long", "-f", "table", env={"COLUMNS": "200"}).out


def test_comparative_is_shown_as_one() -> None:
    out = run("timeline", "belmark", "-t", "inspections", "-f", "table").out
    assert "goes less far than Arvona, at the latest by 15 June 2020" in " ".join(out.split())


@pytest.mark.parametrize(
    "command",
    [
        ("compare", "arvona", "belmark"),
        ("compare", "arvona", "belmark", "--matrix"),
        ("timeline", "arvona", "belmark"),
        ("explain", "arvona", "ferry"),
    ],
    ids=" ".join,
)
def test_escaped_names_still_fit_the_screen(tmp_path: Path, command: tuple[str, ...]) -> None:
    kb = Path(shutil.copytree(SAMPLE, tmp_path / "kb"))
    path = kb / "actors.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("name: Arvona", "name: Ärvöna 阿尔沃纳"), encoding="utf-8")
    ran = run(*command, "--kb", kb, terminal=True, encoding="ascii", env={"NO_COLOR": "1"})
    assert max(map(len, ran.out.splitlines())) <= 80


# --- faulty records


def test_row_without_a_faulty_claim_is_marked(tmp_path: Path) -> None:
    kb = Path(shutil.copytree(SAMPLE, tmp_path / "kb"))
    path = kb / "sources/harbour-post-2020/claims.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("stance: oppose", "stance: opose", 1), encoding="utf-8")
    found = answer(run("compare", "arvona", "belmark", "-t", "ferry", "--kb", kb, "-f", "json"))
    cells = found["rows"][0]["cells"]
    assert "incomplete" in cells["arvona"]["marks"]
    assert "incomplete" not in cells["belmark"]["marks"]
    (gone,) = found["left_out"]
    assert (gone["actor"], gone["topic"]) == ("arvona", "ferry")


# --- to a file


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.txt", "Arvona and Belmark"),
        ("a.tsv", "barrage\t"),
        ("a.json", "{"),
        ("a.jsonl", '{"topic"'),
        ("a.CSV", "topic,label"),
        ("a.md", "**Arvona"),
        ("a.html", "<!"),
    ],
)
def test_file_extension_gives_the_format(tmp_path: Path, name: str, begins: str) -> None:
    ran = run("compare", "arvona", "belmark", "-o", tmp_path / name)
    assert (ran.code, ran.out) == (0, "")
    assert f"wrote {tmp_path / name}" in ran.err
    assert (tmp_path / name).read_text(encoding="utf-8").lower().startswith(begins.lower())


def test_format_option_overrides_the_file_extension(tmp_path: Path) -> None:
    run("actors", "-f", "csv", "-o", tmp_path / "a.json")
    assert (tmp_path / "a.json").read_text(encoding="utf-8").startswith("id,name")


def test_dash_is_standard_output() -> None:
    assert run("actors", "-o", "-").out == run("actors").out


def test_file_has_the_same_content_as_a_pipe(tmp_path: Path) -> None:
    for chosen in Format:
        if chosen.is_picture or chosen.is_graph:
            continue
        run("claims", "-f", chosen, "-o", tmp_path / "claims")
        printed = run("claims", "-f", chosen).out
        assert (tmp_path / "claims").read_bytes().decode() == printed


def test_failed_answer_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("mine", encoding="utf-8")
    assert run("compare", "arvona", "nobody", "-o", path).code == 2
    assert run("actors", "-f", "svg", "-o", path).code == 2
    assert path.read_text(encoding="utf-8") == "mine"
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]


def test_output_keeps_file_mode_and_link_target(tmp_path: Path) -> None:
    target, link = tmp_path / "a.csv", tmp_path / "link.csv"
    target.write_text("", encoding="utf-8")
    target.chmod(0o640)
    link.symlink_to(target)
    assert run("actors", "-o", link).code == 0
    assert link.is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert target.read_text(encoding="utf-8").startswith("id,name")


def test_new_output_file_has_the_default_mode(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    run("actors", "-o", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize("path", ["missing/a.csv", ".", "a.nothing"])
def test_unwritable_output_file_is_an_error(tmp_path: Path, path: str) -> None:
    ran = run("actors", "-o", str(tmp_path / path) if path != "." else tmp_path)
    assert ran.code == 2
    assert ran.err.startswith("policykb: error: ") or ran.err.startswith("error: ")
    assert "help: " in ran.err


def test_output_can_be_a_named_pipe() -> None:
    assert run("actors", "-f", "csv", "-o", os.devnull).code == 0
    assert not Path(os.devnull).is_file()


def test_the_topic_of_an_explanation_may_be_an_option() -> None:
    last = run("explain", "arvona", "belmark", "ferry")
    assert last.code == 0
    assert run("explain", "arvona", "belmark", "-t", "ferry").out == last.out
    assert run("explain", "-t", "ferry", "arvona", "belmark").out == last.out
