"""The language server, asked by a real client over its protocol."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from lsprotocol import types as lsp

from tests.support.lsp_client import Conversations, Editor
from tests.support.running import ROOT

SOURCE = "sources/us-russia-taliban-2025"
CLAIMS = f"{SOURCE}/claims.yaml"


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(ROOT / "kb", tmp_path_factory.mktemp("lsp") / "kb")


@pytest.fixture(scope="module")
def converse(kb: Path) -> Iterator[Conversations]:
    conversations = Conversations(kb)
    yield conversations
    conversations.stop()


def content(kb: Path, path: str) -> str:
    return (kb / path).read_text("utf-8")


def with_cursor(text: str, at: str, *, nth: int = 0) -> str:
    """The text with the cursor at the ``|`` in ``at``, where ``at`` stands for the n-th time."""
    pieces = text.split(at.replace("|", ""))
    before = at.replace("|", "").join(pieces[: nth + 1])
    after = at.replace("|", "").join(pieces[nth + 1 :])
    return before + at + after


def test_a_sound_knowledge_base_has_no_faults_and_an_unknown_actor_is_one(
    kb: Path, converse: Conversations
) -> None:
    text = content(kb, CLAIMS)

    async def talk(editor: Editor) -> None:
        assert await editor.faults(kb / CLAIMS, text) == []
        (fault,) = await editor.faults(
            kb / CLAIMS, text.replace("actor: russia", "actor: rusia", 1)
        )
        line = text[: text.index("actor: russia")].count("\n")
        assert (fault.range.start.line, fault.code) == (line, "PKB201")
        assert await editor.faults(kb / CLAIMS, text) == []

    converse(talk)


def test_completion_offers_fields_words_ids_and_open_sentences(
    kb: Path, converse: Conversations
) -> None:
    text = content(kb, CLAIMS)
    first = text[: text.index("\n  - id:", text.index("- id:") + 1) + 1]

    async def talk(editor: Editor) -> None:
        path = kb / CLAIMS
        fields = await editor.completion(path, f"{first}\n  - id: new\n    |")
        assert list(fields)[:3] == ["actor", "topic", "stance"]
        assert "id" not in fields
        words = await editor.completion(path, f"{first}\n  - id: new\n    stance: |")
        assert list(words) == [
            *("support", "lean-support", "neutral", "lean-oppose", "oppose", "mixed")
        ]
        ids = await editor.completion(path, f"{first}\n  - id: new\n    actor: ru|")
        edit = ids["russia"].text_edit
        assert isinstance(edit, lsp.TextEdit)
        assert (edit.new_text, edit.range.start.character) == ("russia", 11)
        assert "Russia" in (ids["russia"].filter_text or "")
        topics = await editor.completion(path, f"{first}\n  - id: new\n    conditions:\n      - |")
        assert "women-rights" in topics
        quotes = await editor.completion(path, f"{first}\n  - id: new\n    quote: |")
        details = [item.detail or "" for item in quotes.values()]
        assert details[0].startswith("open")
        assert details == sorted(details, key=lambda one: not one.startswith("open"))

    converse(talk)


def test_a_proposed_quote_is_verbatim(kb: Path, converse: Conversations) -> None:
    text = content(kb, CLAIMS)
    start = text.index("  - id:")
    record = text[start : text.index("\n  - id:", start + 1)]
    quote = record.index("    quote:")
    head = record[:quote]

    async def talk(editor: Editor) -> None:
        path = kb / CLAIMS
        proposals = await editor.completion(path, f"claims:\n{head}    quote: |\n")
        edit = next(iter(proposals.values())).text_edit
        assert isinstance(edit, lsp.TextEdit)
        coded = f"claims:\n{head}    quote: {edit.new_text}\n    summary: A test\n"
        codes = {fault.code for fault in await editor.faults(path, coded)}
        assert not codes & {"PKB301", "PKB302", "PKB303"}

    converse(talk)


def test_hover_explains_the_value_at_the_cursor(kb: Path, converse: Conversations) -> None:
    cases = (
        (CLAIMS, "actor: rus|sia", "**Russia** (state)"),
        (CLAIMS, "topic: recog|nition", "Recognising the Taliban"),
        (CLAIMS, "stan|ce: support", "**stance** (required)"),
        (CLAIMS, "stance: supp|ort", "**support**"),
        (CLAIMS, "quote: >|-", f"{SOURCE}/text.txt:"),
        ("topics.yaml", "id: recog|nition", "claims by"),
    )

    async def talk(editor: Editor) -> None:
        for path, at, shown in cases:
            text = with_cursor(content(kb, path), at)
            assert shown in (await editor.hover(kb / path, text)).replace("\\", "")

    converse(talk)


def test_a_stance_shows_the_position_that_it_is_part_of(kb: Path, converse: Conversations) -> None:
    text = content(kb, CLAIMS)
    start = text.index("id: russia-recognition-granted")
    at = text.index("stance: ", start) + len("stance: ")
    answer = converse(lambda editor: editor.hover(kb / CLAIMS, f"{text[:at]}|{text[at:]}"))
    assert "Russia on 4 July 2025" in answer
    assert "russia-recognition-granted" in answer


def test_definition_and_references_lead_across_files(kb: Path, converse: Conversations) -> None:
    text = with_cursor(content(kb, CLAIMS), "topic: recog|nition")

    async def talk(editor: Editor) -> None:
        file, position = await editor.edit(kb / CLAIMS, text)
        found = await editor.client.text_document_definition_async(
            lsp.DefinitionParams(file, position)
        )
        assert isinstance(found, list)
        (place,) = found
        assert isinstance(place, lsp.Location)
        assert place.uri == (kb / "topics.yaml").as_uri()
        lines = content(kb, "topics.yaml").split("\n")
        assert lines[place.range.start.line].endswith("id: recognition")
        references = await editor.client.text_document_references_async(
            lsp.ReferenceParams(lsp.ReferenceContext(include_declaration=True), file, position)
        )
        assert references is not None
        assert len(references) == 1 + content(kb, CLAIMS).count("topic: recognition\n")

    converse(talk)


def test_a_renamed_actor_is_renamed_in_every_file_and_leaves_no_fault(
    kb: Path, converse: Conversations
) -> None:
    text = with_cursor(content(kb, "actors.yaml"), "id: rus|sia\n")

    async def talk(editor: Editor) -> None:
        file, position = await editor.edit(kb / "actors.yaml", text)
        edit = await editor.client.text_document_rename_async(
            lsp.RenameParams(file, position, "russian-federation")
        )
        assert edit is not None
        assert edit.changes is not None
        assert set(edit.changes) == {(kb / one).as_uri() for one in ("actors.yaml", CLAIMS)}
        for path in ("actors.yaml", CLAIMS):
            changed = applied(content(kb, path), edit.changes[(kb / path).as_uri()])
            await editor.edit(kb / path, changed)
        assert [fault for faults in editor.published.values() for fault in faults] == []

    converse(talk)


def test_an_id_that_is_taken_or_no_id_is_refused(kb: Path, converse: Conversations) -> None:
    text = with_cursor(content(kb, "actors.yaml"), "id: rus|sia\n")

    async def talk(editor: Editor) -> None:
        messages: list[str] = []

        def take(params: lsp.ShowMessageParams) -> None:
            messages.append(params.message)

        editor.client.feature(lsp.WINDOW_SHOW_MESSAGE)(take)
        file, position = await editor.edit(kb / "actors.yaml", text)
        for new in ("us", "Not An Id"):
            rename = lsp.RenameParams(file, position, new)
            assert await editor.client.text_document_rename_async(rename) is None
        assert "already" in messages[0]
        assert "no id" in messages[1]

    converse(talk)


def applied(text: str, edits: Sequence[lsp.TextEdit]) -> str:
    """The text with edits applied; columns are counted in UTF-16, as editors do by default."""
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda one: (one.range.start.line, -one.range.start.character)):
        line = lines[edit.range.start.line].encode("utf-16-le")
        start, end = 2 * edit.range.start.character, 2 * edit.range.end.character
        new = line[:start] + edit.new_text.encode("utf-16-le") + line[end:]
        lines[edit.range.start.line] = new.decode("utf-16-le")
    return "\n".join(lines)


def test_a_fault_with_a_fix_offers_it_as_an_action(kb: Path, converse: Conversations) -> None:
    text = content(kb, CLAIMS).replace("stance: support", "stance: suport", 1)

    async def talk(editor: Editor) -> None:
        (fault,) = await editor.faults(kb / CLAIMS, text)
        actions = await editor.client.text_document_code_action_async(
            lsp.CodeActionParams(
                lsp.TextDocumentIdentifier((kb / CLAIMS).as_uri()),
                fault.range,
                lsp.CodeActionContext([fault]),
            )
        )
        assert actions is not None
        action = actions[0]
        assert isinstance(action, lsp.CodeAction)
        assert action.edit is not None
        assert action.edit.changes is not None
        edits = action.edit.changes[(kb / CLAIMS).as_uri()]
        assert applied(text, edits) == content(kb, CLAIMS)

    converse(talk)


def test_columns_are_counted_in_utf_16(kb: Path, converse: Conversations) -> None:
    wide = "\N{MAHJONG TILE RED DRAGON}"
    text = content(kb, "actors.yaml").replace("kind: state", f"kind: {wide}{wide} nothing", 1)

    async def talk(editor: Editor) -> None:
        (fault,) = await editor.faults(kb / "actors.yaml", text)
        length = fault.range.end.character - fault.range.start.character
        assert length == len("XXXX nothing")

    converse(talk)


def test_outline_coverage_and_formatting(kb: Path, converse: Conversations) -> None:
    text = content(kb, CLAIMS)

    async def talk(editor: Editor) -> None:
        file, _ = await editor.edit(
            kb / CLAIMS, text.replace("    actor: us\n", "    actor:   us\n")
        )
        symbols = await editor.client.text_document_document_symbol_async(
            lsp.DocumentSymbolParams(file)
        )
        assert symbols is not None
        names = [symbol.name for symbol in symbols]
        assert names[:1] == [text.split("- id: ")[1].split("\n")[0]]
        assert len(names) == text.count("\n  - ")
        lens = await editor.client.text_document_code_lens_async(lsp.CodeLensParams(file))
        assert lens is not None
        assert lens[0].command is not None
        assert "0 open" in lens[0].command.title
        edits = await editor.client.text_document_formatting_async(
            lsp.DocumentFormattingParams(file, lsp.FormattingOptions(2, insert_spaces=True))
        )
        assert edits is not None
        assert [edit.new_text for edit in edits] == [text]

    converse(talk)


def test_a_file_outside_of_any_knowledge_base_is_left_alone(
    tmp_path: Path, converse: Conversations
) -> None:
    async def talk(editor: Editor) -> None:
        assert await editor.faults(tmp_path / "other.yaml", "a: [") == []
        assert await editor.hover(tmp_path / "other.yaml", "a|: 1") == ""
        assert (tmp_path / "other.yaml").as_uri() not in editor.published

    converse(talk)


@pytest.mark.sampled
@pytest.mark.parametrize("part", range(25))
def test_half_written_files_never_stop_the_server(
    part: int, kb: Path, converse: Conversations
) -> None:
    text = content(kb, CLAIMS)
    cut = len(text) * part // 25

    async def talk(editor: Editor) -> None:
        await editor.completion(kb / CLAIMS, f"{text[:cut]}|")
        await editor.hover(kb / CLAIMS, f"{text[:cut]}|{text[cut : cut + 40]}")
        assert await editor.faults(kb / CLAIMS, text) == []

    converse(talk)
