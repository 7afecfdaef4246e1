"""The knowledge base that a command uses."""

from pathlib import Path

from tests.support.running import SAMPLE, Ran, run


def first_actor(ran: Ran) -> str:
    assert ran.code == 0, ran.err
    return ran.out.partition("\t")[0]


def test_kb_option_works_before_and_after_the_command(other: Path) -> None:
    assert first_actor(run("--kb", other, "actors")) == "north"
    assert first_actor(run("actors", "--kb", other)) == "north"
    assert first_actor(run("--kb", "/nowhere", "actors", "--kb", other)) == "north"
    assert first_actor(run("actors", env={"POLICYKB_KB": str(other)})) == "north"
    assert first_actor(run("actors", "--kb", SAMPLE, env={"POLICYKB_KB": str(other)})) == "arvona"
    assert run("actors", env={"POLICYKB_KB": "/nowhere"}).code == 2
    assert "POLICYKB_KB" in run("actors", env={"POLICYKB_KB": "/nowhere"}).err


def test_kb_is_found_upwards_and_as_kb_folder(other: Path) -> None:
    assert first_actor(run("actors", cwd=other / "sources")) == "north"
    other.rename(other.parent / "kb")
    assert first_actor(run("actors", cwd=other.parent)) == "north"
    assert first_actor(run("actors", "--kb", other.parent)) == "north"


def test_bundled_kb_is_used_with_a_note(tmp_path: Path) -> None:
    ran = run("actors", cwd=tmp_path)
    assert first_actor(ran) == "us"
    assert ran.err.splitlines()[0].startswith("policykb: no knowledge base here")
    assert run("validate", cwd=tmp_path).code == 2
    assert run("validate", cwd=tmp_path).err.startswith("error: no knowledge base here\n")
