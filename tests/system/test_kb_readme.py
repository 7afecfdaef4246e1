"""The codebook kb/README.md says what the models and the claims of kb/ say."""

import re
from typing import Literal, get_args, get_origin

import pytest

from policykb import load
from policykb.model.period import Period
from policykb.model.records import (
    ActorKind,
    Certainty,
    ClaimKind,
    PeriodBasis,
    SourceKind,
    Stance,
    Status,
    Than,
    Voice,
)
from policykb.model.schema import (
    FILES,
    ActorModel,
    ClaimModel,
    KnowledgeBaseFile,
    Model,
    RelativeToModel,
    SkippedModel,
    SourceModel,
    TopicModel,
)
from policykb.text.source_text import SourceText, read_text
from policykb.yaml.document import Data
from policykb.yaml.parser import parse_document
from tests.support.running import ROOT

CODEBOOK = (ROOT / "kb" / "README.md").read_text(encoding="utf-8")
KB = load(ROOT / "kb")
TEXTS = [
    text
    for s in KB.sources.values()
    if isinstance(text := read_text(KB.root, s.text_path, s.language), SourceText)
]


def sections(level: int, text: str = CODEBOOK) -> dict[str, str]:
    """The parts under headings of a level, by heading."""
    parts = re.split(rf"^{'#' * level} (.*)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def section(heading: str, level: int = 2) -> str:
    """A part up to the next heading of its level or above."""
    text = sections(level)[heading]
    return re.split(rf"^#{{1,{level}}} ", text, flags=re.MULTILINE)[0]


_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def codes(text: str) -> list[str]:
    """The texts in backticks, outside of blocks."""
    return re.findall(r"`([^`\n]+)`", _BLOCK.sub("", text))


def data(block: str) -> dict[str, Data]:
    document = parse_document(block.encode(), "README.md")
    assert not document.faults
    assert isinstance(document.data, dict)
    return document.data


BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", CODEBOOK, re.MULTILINE | re.DOTALL)


def model_of(first: str) -> type[Model]:
    lists = {"actors": "actors", "topics": "topics", "claims": "claims"}
    if first in lists:
        return FILES[first]
    return KnowledgeBaseFile if first == "policykb" else SourceModel


@pytest.mark.parametrize("block", BLOCKS)
def test_yaml_blocks_fit_the_models(block: str) -> None:
    found = data(block)
    first = next(iter(found))
    # An entry of a list is shown without the rest of its file.
    found = {"claims": [], **found} if first == "skipped" else found
    model_of("claims" if first == "skipped" else first).model_validate(found)


def test_entries_of_yaml_blocks_are_those_of_the_knowledge_base() -> None:
    for block in BLOCKS:
        for key, entries in data(block).items():
            records = getattr(KB, key)
            for entry in entries if isinstance(entries, list) else []:
                assert isinstance(entry, dict)
                if key == "skipped":
                    assert entry["quote"] in {" ".join(s.quote.split()) for s in KB.skipped}
                    continue
                record = records[str(entry["id"])]
                for name in ("stance", "name", "label", "actor", "topic", "quote"):
                    if name in entry:
                        assert str(getattr(record, name)).strip() == str(entry[name]).strip()


def test_every_kind_of_block_is_there() -> None:
    assert {next(iter(data(block))) for block in BLOCKS} >= {
        *("actors", "topics", "claims", "skipped"),
    }


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("kb.yaml", KnowledgeBaseFile),
        ("Actor", ActorModel),
        ("Topic", TopicModel),
        ("Source", SourceModel),
        ("Claim", ClaimModel),
        ("Claim", RelativeToModel),
        ("Skipped", SkippedModel),
    ],
)
def test_every_field_is_explained(heading: str, model: type[Model]) -> None:
    assert set(model.model_fields) <= set(codes(section(heading, 3)))


def test_explained_fields_exist() -> None:
    models = (
        *(("kb.yaml", KnowledgeBaseFile), ("Actor", ActorModel), ("Topic", TopicModel)),
        *(("Source", SourceModel), ("Claim", ClaimModel), ("Skipped", SkippedModel)),
    )
    for heading, model in models:
        rows = re.findall(r"^\| (`.*?) \|", section(heading, 3), re.MULTILINE)
        assert {name for row in rows for name in codes(row)} == set(model.model_fields)


@pytest.mark.parametrize(
    "choices",
    [ActorKind, SourceKind, Stance, PeriodBasis, ClaimKind, Voice, Certainty, Status, Than],
)
def test_every_choice_is_named(choices: type[Stance]) -> None:
    assert {choice.value for choice in choices} <= set(codes(CODEBOOK))


def test_stances_have_the_scores_of_the_codebook() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (\S+) \|", section("The stance scale"), re.MULTILINE)
    numbers = {Stance(name): text.replace("−", "-") for name, text in rows}
    assert {stance: str(s) if (s := stance.score) is not None else "none" for stance in Stance} == {
        stance: text.removeprefix("+") for stance, text in numbers.items()
    }


def test_periods_are_periods() -> None:
    periods = re.findall(r"^\| `([^`]+)` \|", section("Periods"), re.MULTILINE)
    assert len(periods) > 10
    for text in periods:
        assert str(Period.parse(text)) == text


def test_format_version_is_the_one_that_is_read() -> None:
    annotation = KnowledgeBaseFile.model_fields["policykb"].annotation
    assert get_origin(annotation) is Literal
    assert get_args(annotation) == ("1",)
    assert "`1`" in section("kb.yaml", 3)


@pytest.mark.parametrize("quote", re.findall(r"^> (.+)$", section("Hard sentences"), re.MULTILINE))
def test_hard_sentences_stand_in_the_text(quote: str) -> None:
    assert any(text.find(quote) for text in TEXTS)


def test_named_claims_exist() -> None:
    others = {*KB.actors, *KB.topics, *KB.sources, *(stance.value for stance in Stance)}
    slug = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
    named = {code for code in codes(section("Hard sentences")) if slug.fullmatch(code)} - others
    assert len(named) > 20
    assert named <= set(KB.claims)


def test_claims_of_examples_exist() -> None:
    choices = {c.value for e in (ActorKind, SourceKind, Stance) for c in e}
    slug = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
    named = {code for code in codes(CODEBOOK) if slug.fullmatch(code) and not code[0].isdigit()}
    unknown = named - choices - {*KB.claims, *KB.actors, *KB.topics, *KB.sources}
    assert unknown <= {"lean-"}


def test_quotations_in_the_rules_are_true() -> None:
    named = re.findall(r"^\"([^\"…]+)…?\"", section("Worked examples", 3), re.MULTILINE)
    assert named
    for start in named:
        assert any(text.find(" ".join(start.split()).rstrip(" ,")) for text in TEXTS), start
