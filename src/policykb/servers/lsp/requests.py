"""The requests of an editor, each with the function that answers it."""

from collections.abc import Callable, Iterator
from typing import Protocol

from lsprotocol import types as lsp

from policykb.diagnostics import PolicyKBError, Span
from policykb.servers.lsp.completion import Completion, CompletionKind, complete
from policykb.servers.lsp.hover import hover
from policykb.servers.lsp.navigation import (
    coverage_notes,
    definitions,
    id_at,
    renamed,
    symbols,
    usages,
)
from policykb.servers.lsp.server import Opened, Server, client_range, server_place
from policykb.yaml.formatter import format_document
from policykb.yaml.patch import edits_for

_KINDS = {
    CompletionKind.FIELD: lsp.CompletionItemKind.Field,
    CompletionKind.WORD: lsp.CompletionItemKind.EnumMember,
    CompletionKind.ID: lsp.CompletionItemKind.Reference,
    CompletionKind.SENTENCE: lsp.CompletionItemKind.Text,
}
_SYMBOLS = {
    "actor": lsp.SymbolKind.Class,
    "topic": lsp.SymbolKind.Interface,
    "claim": lsp.SymbolKind.Field,
    "skipped": lsp.SymbolKind.Null,
}


def make_server() -> Server:
    """Return a server that answers the requests of an editor."""
    server = Server()
    for method, answer, options in _ANSWERS:
        server.feature(method, options)(answer)
    return server


def did_edit(opened: Opened, _: object) -> None:
    """Take the text of a file that is opened or edited."""
    opened.session.edit(opened.path, opened.document.source)
    opened.server.publish(opened.session)


def did_close(opened: Opened, _: object) -> None:
    """Take the file on disk again."""
    opened.session.close(opened.path)
    opened.server.publish(opened.session)


def did_save(opened: Opened, _: object) -> None:
    """Read a file anew that is saved."""
    opened.session.forget(opened.path)
    opened.server.publish(opened.session)


def did_change_files(ls: Server, params: lsp.DidChangeWatchedFilesParams) -> None:
    """Read files anew that have changed on disk."""
    files = [opened for change in params.changes if (opened := ls.opened(change.uri))]
    for opened in files:
        opened.session.forget(opened.path)
    for session in {id(one.session): one.session for one in files}.values():
        ls.publish(session)


def completion(opened: Opened, params: lsp.CompletionParams) -> lsp.CompletionList | None:
    """Return completions for the place of the cursor."""
    line, column = server_place(opened.document, params.position)
    completions = complete(opened.session, opened.path, line - 1, column - 1)
    start = Span(line, completions.start + 1, line, column)
    replaced = client_range(opened.document, start)
    items = [_item(one, number, replaced) for number, one in enumerate(completions.found)]
    return lsp.CompletionList(is_incomplete=False, items=items)


def show(opened: Opened, params: lsp.HoverParams) -> lsp.Hover | None:
    """Return an explanation of the place of the cursor."""
    found = hover(opened.session, opened.path, *_place(opened, params.position))
    if not found:
        return None
    text, target = found
    where = client_range(opened.document, target.span) if target else None
    return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text), where)


def define(opened: Opened, params: lsp.DefinitionParams) -> list[lsp.Location]:
    """Return where an id is declared, or where the text has a quote."""
    place = _place(opened, params.position)
    return opened.server.locations(opened.session, definitions(opened.session, opened.path, *place))


def refer(opened: Opened, params: lsp.ReferenceParams) -> list[lsp.Location]:
    """Return the places that refer to an id."""
    place = _place(opened, params.position)
    declared = params.context.include_declaration
    found = usages(opened.session, opened.path, *place, declared=declared)
    return opened.server.locations(opened.session, found)


def outline(opened: Opened, _: object) -> list[lsp.DocumentSymbol]:
    """Return the records of a file."""
    return [
        lsp.DocumentSymbol(
            name=one.id,
            kind=_SYMBOLS[one.kind],
            range=client_range(opened.document, one.span),
            selection_range=client_range(opened.document, one.id_span),
            detail=one.detail,
        )
        for one in symbols(opened.session, opened.path)
    ]


def lens(opened: Opened, _: object) -> list[lsp.CodeLens]:
    """Return notes to show above lines."""
    return [
        lsp.CodeLens(client_range(opened.document, Span(line, 1, line, 1)), lsp.Command(text, ""))
        for line, text in coverage_notes(opened.session, opened.path)
    ]


def prepare(opened: Opened, params: lsp.PrepareRenameParams) -> lsp.Range | None:
    """Return the range of the id that can be renamed."""
    named = id_at(opened.session, opened.path, *_place(opened, params.position))
    return client_range(opened.document, named.span) if named else None


def rename(opened: Opened, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
    """Return the edits of all files that rename an id."""
    place = _place(opened, params.position)
    try:
        found = renamed(opened.session, opened.path, *place, params.new_name)
    except PolicyKBError as error:
        opened.server.window_show_message(
            lsp.ShowMessageParams(lsp.MessageType.Error, f"{error.message}. {error.help}")
        )
        return None
    changes: dict[str, list[lsp.TextEdit]] = {}
    for one in opened.server.locations(opened.session, found):
        changes.setdefault(one.uri, []).append(lsp.TextEdit(one.range, params.new_name))
    return lsp.WorkspaceEdit(changes=changes)


def act(opened: Opened, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    """Return the fixes of faults in a range."""
    return list(_actions(opened, params.range))


def arrange(opened: Opened, _: object) -> list[lsp.TextEdit] | None:
    """Return the edit that formats a file."""
    if not opened.path.endswith(".yaml"):
        return None
    document = opened.session.document(opened.path)
    if document.data is None or document.faults:
        return None
    try:
        text = format_document(document)
    except PolicyKBError:
        return None
    whole = document.exact_span(0, len(document.text))
    return [lsp.TextEdit(client_range(opened.document, whole), text)]


def _place(opened: Opened, position: lsp.Position) -> tuple[int, int]:
    return server_place(opened.document, position)


def _item(completion: Completion, number: int, replaced: lsp.Range) -> lsp.CompletionItem:
    return lsp.CompletionItem(
        label=completion.label,
        kind=_KINDS[completion.kind],
        detail=completion.detail,
        documentation=completion.explanation or None,
        filter_text=completion.filter or None,
        sort_text=f"{number:05}",
        text_edit=lsp.TextEdit(replaced, completion.text),
    )


def _actions(opened: Opened, wanted: lsp.Range) -> Iterator[lsp.CodeAction]:
    """Yield the fixes of the faults in a range as actions."""
    document = opened.session.document(opened.path)
    first, last = wanted.start.line + 1, wanted.end.line + 1
    for fault in opened.session.faults().get(opened.path, ()):
        fix = fault.fix or fault.unsafe_fix
        if fix is None or not first <= fault.location.line <= last:
            continue
        (edits,) = edits_for(document, [fix])
        if not edits:
            continue
        doubt = "" if fault.fix else " (review it: not certain)"
        yield lsp.CodeAction(
            title=f"{fault.help or fault.rule.remedy}{doubt}",
            kind=lsp.CodeActionKind.QuickFix,
            is_preferred=fault.fix is not None,
            edit=lsp.WorkspaceEdit(
                changes={
                    opened.document.uri: [
                        lsp.TextEdit(
                            client_range(opened.document, document.exact_span(one.start, one.end)),
                            one.text,
                        )
                        for one in edits
                    ]
                }
            ),
        )


class _OfFile(Protocol):
    """The parameters of a request about a file."""

    @property
    def text_document(self) -> lsp.TextDocumentIdentifier | lsp.TextDocumentItem:
        """The file."""


def _of_file(answer: Callable[..., object], nothing: object = None) -> Callable[..., object]:
    """Return a function that answers a request about a file of a knowledge base; for any other file
    it returns ``nothing``.
    """

    def handle(ls: Server, params: _OfFile) -> object:
        opened = ls.opened(params.text_document.uri)
        return nothing if opened is None else answer(opened, params)

    return handle


_ANSWERS: tuple[tuple[str, Callable[..., object], object], ...] = (
    (lsp.TEXT_DOCUMENT_DID_OPEN, _of_file(did_edit), None),
    (lsp.TEXT_DOCUMENT_DID_CHANGE, _of_file(did_edit), None),
    (lsp.TEXT_DOCUMENT_DID_CLOSE, _of_file(did_close), None),
    (lsp.TEXT_DOCUMENT_DID_SAVE, _of_file(did_save), None),
    (lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, did_change_files, None),
    (
        lsp.TEXT_DOCUMENT_COMPLETION,
        _of_file(completion),
        lsp.CompletionOptions(trigger_characters=[":", " ", "-", "["]),
    ),
    (lsp.TEXT_DOCUMENT_HOVER, _of_file(show), None),
    (lsp.TEXT_DOCUMENT_DEFINITION, _of_file(define, []), None),
    (lsp.TEXT_DOCUMENT_REFERENCES, _of_file(refer, []), None),
    (lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL, _of_file(outline, []), None),
    (lsp.TEXT_DOCUMENT_CODE_LENS, _of_file(lens, []), None),
    (lsp.TEXT_DOCUMENT_PREPARE_RENAME, _of_file(prepare), None),
    (lsp.TEXT_DOCUMENT_RENAME, _of_file(rename), lsp.RenameOptions(prepare_provider=True)),
    (
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        _of_file(act, []),
        lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix]),
    ),
    (lsp.TEXT_DOCUMENT_FORMATTING, _of_file(arrange), None),
)
"""The methods that the server answers, each with its function and what it announces."""
