"""Answers from a snapshot are those of the files as they are now, whatever happened to these."""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policykb.analysis.query import Query, select
from policykb.cache.open import open_kb
from policykb.cache.tables import SnapshotTables
from policykb.diagnostics import PolicyKBError
from policykb.loading.read import load, read
from policykb.model.knowledge_base import KnowledgeBase
from policykb.validation.report import Report, validate
from tests.bench.generate import generate
from tests.bench.world import Shape
from tests.support.rule_samples import CLAIMS, SOURCE, TEXT, base_text, remove, write_base
from tests.support.running import SAMPLE

OTHER = "sources/chronicle-2023"

# --- what may happen to a knowledge base ----------------------------------------------------

Happening = Callable[[Path], None]


def _written(path: str, text: str) -> Happening:
    def write(root: Path) -> None:
        file = root / path
        for there in (file, file.parent):
            if there.exists() and there.is_dir() is (there == file):
                remove(there)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    return write


def _replaced(path: str, old: str, new: str) -> Happening:
    def replace(root: Path) -> None:
        file = root / path
        if file.is_file():
            file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")

    return replace


def _removed(path: str) -> Happening:
    def take(root: Path) -> None:
        if (root / path).exists():
            remove(root / path)

    return take


def _renamed(path: str, new: str) -> Happening:
    def rename(root: Path) -> None:
        if (root / path).exists() and not (root / new).exists():
            (root / path).rename(root / new)

    return rename


def _copied(path: str, new: str) -> Happening:
    def copy(root: Path) -> None:
        if (root / path).is_dir() and not (root / new).exists():
            shutil.copytree(root / path, root / new)

    return copy


def _touched(path: str) -> Happening:
    def touch(root: Path) -> None:
        if (root / path).exists():
            os.utime(root / path, ns=(1, 10**18))

    return touch


def _mode(path: str, mode: int) -> Happening:
    def change(root: Path) -> None:
        if (root / path).is_file():
            (root / path).chmod(mode)

    return change


ANOTHER_CLAIM = """\
  - id: sudmark-toll-again
    actor: sudmark
    topic: strait-toll
    stance: support
    period: 2019/..
    kind: position
    quote: Sudmark refuses to pay it.
    summary: Sudmark is said to be for it after all.
"""
"""Opposite to what the same sentence is coded as: a conflict that nobody acknowledges."""

HAPPENINGS: dict[str, Happening] = {
    "nothing": lambda _: None,
    "a stance changes": _replaced(CLAIMS, "stance: oppose", "stance: lean-oppose"),
    "and changes back": _replaced(CLAIMS, "stance: lean-oppose", "stance: oppose"),
    "an unknown stance": _replaced(CLAIMS, "stance: support", "stance: supprt"),
    "a claim more": _replaced(CLAIMS, "claims:\n", f"claims:\n{ANOTHER_CLAIM}\n"),
    "of another period": _replaced(CLAIMS, "period: 2019/..", "period: 2020/.."),
    "it is gone": _replaced(CLAIMS, f"claims:\n{ANOTHER_CLAIM}\n", "claims:\n"),
    "the claims as they were": _written(CLAIMS, base_text(CLAIMS)),
    "an unknown actor": _replaced(CLAIMS, "actor: norland", "actor: norlnd"),
    "an actor has another id": _replaced("actors.yaml", "id: sudmark", "id: southmark"),
    "an actor is gone": _replaced("actors.yaml", "kind: ", "knd: "),
    "the actors as they were": _written("actors.yaml", base_text("actors.yaml")),
    "no YAML in the actors": _written("actors.yaml", "actors: [\n"),
    "no actors": _removed("actors.yaml"),
    "a topic has another label": _replaced("topics.yaml", "label: ", "label: The "),
    "a topic below another": _written(
        "topics.yaml", base_text("topics.yaml") + "    broader: strait-toll\n"
    ),
    "topics in a circle": _replaced(
        "topics.yaml", "    proposition", "    broader: strait-toll\n    proposition"
    ),
    "the topics as they were": _written("topics.yaml", base_text("topics.yaml")),
    "an actor that nobody names": _replaced(
        "actors.yaml", "actors:\n", "actors:\n  - {id: extra, name: Extra, kind: state}\n"
    ),
    "a demand that nobody has coded": _replaced(
        CLAIMS, "stance: oppose", "stance: oppose\n    conditions: [joint-patrols]"
    ),
    "a contradiction that is none": _replaced(
        CLAIMS, "stance: oppose", "stance: oppose\n    contradicts: [norland-toll]"
    ),
    "another title": _replaced("kb.yaml", "title: ", "title: Another "),
    "strict by itself": _written("kb.yaml", base_text("kb.yaml") + "validation: {strict: true}\n"),
    "another version": _replaced("kb.yaml", "policykb: 1", "policykb: 2"),
    "the header as it was": _written("kb.yaml", base_text("kb.yaml")),
    "a sentence more": _replaced(TEXT, "It was a windy spring.", "It was windy. It rained."),
    "the text as it was": _written(TEXT, base_text(TEXT)),
    "no text": _removed(TEXT),
    "another day of publication": _replaced(f"{SOURCE}/source.yaml", "2024-05-02", "2019-01-01"),
    "an unknown author": _replaced(f"{SOURCE}/source.yaml", "title: ", "author: nobody\ntitle: "),
    "the source as it was": _written(f"{SOURCE}/source.yaml", base_text(f"{SOURCE}/source.yaml")),
    "a copy of the source": _copied(SOURCE, OTHER),
    "with ids of its own": _replaced(f"{OTHER}/claims.yaml", "id: ", "id: old-"),
    "the copy is gone": _removed(OTHER),
    "the copy has another name": _renamed(OTHER, "sources/almanac-2020"),
    "the other name is gone": _removed("sources/almanac-2020"),
    "the source has another name": _renamed(SOURCE, "sources/zeitung-2024"),
    "and its own again": _renamed("sources/zeitung-2024", SOURCE),
    "a stray file": _written(f"{SOURCE}/notes.txt", "notes"),
    "no stray file": _removed(f"{SOURCE}/notes.txt"),
    "a folder for a file": _written(f"{CLAIMS}/within", ""),
    "a suppression": _replaced(
        CLAIMS, "stance: oppose", "stance: oppose # policykb: ignore[PKB407] as told"
    ),
    "no times of change": _touched(CLAIMS),
    "not to be read": _mode(CLAIMS, 0),
    "to be read": _mode(CLAIMS, 0o644),
    "no claims": _removed(CLAIMS),
    "two ids alike": _replaced(CLAIMS, "id: sudmark-toll", "id: norland-toll"),
    "all sources are gone": _removed("sources"),
}

# --- the law --------------------------------------------------------------------------------


def everything(kb: KnowledgeBase) -> dict[str, object]:
    """All that a knowledge base says, in its order."""
    return {
        "title": (kb.title, kb.description),
        "records": [
            [(key, one, one.location, one.route) for key, one in kind.items()]
            for kind in (kb.actors, kb.topics, kb.sources, kb.claims)
        ],
        "values": [list(kb.claims.values()), list(kb.skipped), len(kb.claims), len(kb.skipped)],
        "left out": kb.left_out,
        "topics": (kb.broader, kb.narrower, kb.incomplete),
        "groups": [list(kb.by_actor_and_topic.items()), list(kb.by_source.items())],
        "published": kb.published,
        "names": [list(n.items()) for n in (kb.actor_names, kb.topic_names, kb.source_names)],
    }


def report(root: Path, *, cached: bool) -> Report | str:
    try:
        return validate(root, cached=cached)
    except PolicyKBError as error:
        return error.message


def told(found: Report | str) -> object:
    if isinstance(found, str):
        return found
    return {
        name: getattr(found, name)
        for name in ("diagnostics", "checked", "excerpts", "settings", "suppressed", "left_out")
    }


def assert_one_answer(root: Path) -> None:
    assert everything(open_kb(root, cached=True)) == everything(read(root).kb)
    assert told(report(root, cached=True)) == told(report(root, cached=False))


CHAINS = [
    # A conflict comes, changes, and goes.
    ["a claim more", "of another period", "a stance changes", "it is gone"],
    # What others trouble is no more so when they are well again.
    ["an actor has another id", "the actors as they were"],
    ["an actor is gone", "a stance changes", "the actors as they were", "no actors"],
    [
        "a copy of the source",
        "with ids of its own",
        "another day of publication",
        "a sentence more",
    ],
    ["a copy of the source", "the source has another name", "the copy is gone"],
    ["an actor that nobody names", "a stance changes", "the actors as they were"],
    ["a demand that nobody has coded", "a contradiction that is none", "the claims as they were"],
    ["topics in a circle", "a claim more", "the topics as they were"],
    ["another version", "a stance changes", "the header as it was"],
    ["no text", "the text as it was", "no times of change"],
    ["a suppression", "a claim more", "of another period", "another day of publication"],
]


@pytest.mark.sampled
@pytest.mark.parametrize("checked", [True, False])
@pytest.mark.parametrize("chain", CHAINS, ids=" then ".join)
def test_one_thing_after_another(
    chain: Sequence[str],
    checked: bool,  # noqa: FBT001 - a parameter of the test
    tmp_path: Path,
) -> None:
    root = write_base(tmp_path / "kb")
    validate(root, cached=True)
    for name in chain:
        HAPPENINGS[name](root)
        if checked:
            assert told(report(root, cached=True)) == told(report(root, cached=False)), name
        assert everything(open_kb(root, cached=True)) == everything(read(root).kb), name
    assert_one_answer(root)


@settings(max_examples=settings().max_examples // 2)
@given(st.lists(st.tuples(st.sampled_from(list(HAPPENINGS)), st.booleans()), max_size=8))
def test_whatever_happens_to_the_files_the_answers_are_those_of_the_files(
    happenings: Sequence[tuple[str, bool]],
) -> None:
    with TemporaryDirectory() as folder:
        root = write_base(Path(folder) / "kb")
        validate(root, cached=True)
        for name, checked in happenings:
            HAPPENINGS[name](root)
            if checked:
                assert told(report(root, cached=True)) == told(report(root, cached=False))
            else:
                assert everything(open_kb(root, cached=True)) == everything(read(root).kb)
        assert_one_answer(root)
        assert_one_answer(root)


# --- words ----------------------------------------------------------------------------------


def test_the_same_claims_hold_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYKB_CACHE_DIR", str(tmp_path / "cache"))
    generate(tmp_path / "kb", Shape(120, per_source=50, actors=5))
    sound = load(tmp_path / "kb")
    actor = next(iter(sound.actors))
    for number, pattern in enumerate(
        (r"\b1990\b", "minutes", "ministry of", "dispatch 1", r"\w+-7\b", "no-such-word", "47", "s")
    ):
        if number == 4:  # keys are no longer in the order of the claims
            changed = tmp_path / "kb/sources/record-000001/source.yaml"
            changed.write_text(changed.read_text("utf-8") + "note: Read again.\n", "utf-8")
        stored = open_kb(tmp_path / "kb", cached=True)
        for query in (Query(pattern=pattern), Query(pattern=pattern, actors=[actor])):
            assert select(stored, query).hits == select(sound, query).hits


def test_records_that_are_few_are_read_once_and_keep_their_order() -> None:
    topics = load(SAMPLE).topics
    last = [*topics][-1]
    open_kb(SAMPLE, cached=True)  # makes the snapshot
    stored = open_kb(SAMPLE, cached=True).topics
    read = SnapshotTables.records
    with patch.object(SnapshotTables, "records", autospec=True, side_effect=read) as reading:
        assert stored[last] == topics[last]
        assert [*stored] == [*topics]
        assert {key: stored[key] for key in stored} == topics
        assert reading.call_count == 2
