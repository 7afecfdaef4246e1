"""An editor that talks to the language server, by the client of pygls."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from tests.support.running import environment

_T = TypeVar("_T")
_SECONDS = 60


class Editor:
    """A conversation with the server; files are edited in memory, ``|`` marks the cursor."""

    def __init__(self, client: LanguageClient) -> None:
        self.client = client
        self.published: dict[str, list[lsp.Diagnostic]] = {}
        self._versions: dict[str, int] = {}

        def take(params: lsp.PublishDiagnosticsParams) -> None:
            self.published[params.uri] = list(params.diagnostics)

        client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(take)

    async def edit(self, path: Path, text: str) -> tuple[lsp.TextDocumentIdentifier, lsp.Position]:
        """Give a file a text, and return the file and the place of the cursor."""
        uri = path.as_uri()
        before, _, after = text.partition("|")
        whole = before + after
        version = self._versions[uri] = self._versions.get(uri, 0) + 1
        if version == 1:
            item = lsp.TextDocumentItem(uri, "yaml", version, whole)
            self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        else:
            self.client.text_document_did_change(
                lsp.DidChangeTextDocumentParams(
                    lsp.VersionedTextDocumentIdentifier(version, uri),
                    [lsp.TextDocumentContentChangeWholeDocument(whole)],
                )
            )
        lines = before.split("\n")
        units = len(lines[-1].encode("utf-16-le")) // 2
        return lsp.TextDocumentIdentifier(uri), lsp.Position(len(lines) - 1, units)

    async def faults(self, path: Path, text: str) -> list[lsp.Diagnostic]:
        """Return the faults that the server finds in a file that holds a text."""
        await self.edit(path, text)
        # A request is answered after the edit has been checked and its faults were published.
        await self.client.text_document_code_lens_async(
            lsp.CodeLensParams(lsp.TextDocumentIdentifier(path.as_uri()))
        )
        return self.published.get(path.as_uri(), [])

    async def completion(self, path: Path, text: str) -> dict[str, lsp.CompletionItem]:
        """Return what is proposed at the cursor, by label."""
        params = lsp.CompletionParams(*await self.edit(path, text))
        found = await self.client.text_document_completion_async(params)
        assert isinstance(found, lsp.CompletionList)
        return {item.label: item for item in found.items}

    async def hover(self, path: Path, text: str) -> str:
        """Return what is shown of the value at the cursor."""
        params = lsp.HoverParams(*await self.edit(path, text))
        found = await self.client.text_document_hover_async(params)
        return (
            found.contents.value if found and isinstance(found.contents, lsp.MarkupContent) else ""
        )

    async def close(self) -> None:
        """Close all files without saving them."""
        for uri in self._versions:
            self.client.text_document_did_close(
                lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(uri))
            )
        self._versions.clear()


class Conversations:
    """A server that several conversations are held with, one after the other."""

    def __init__(self, root: Path) -> None:
        self._runner = asyncio.Runner()
        self._editor = self._runner.run(self._start(root))

    def __call__(self, conversation: Callable[[Editor], Awaitable[_T]]) -> _T:
        """Hold a conversation; afterwards all files are closed."""

        async def talk() -> _T:
            try:
                return await conversation(self._editor)
            finally:
                await self._editor.close()

        return self._runner.run(asyncio.wait_for(talk(), _SECONDS))

    @staticmethod
    async def _start(root: Path) -> Editor:
        client = LanguageClient("tests", "1")
        editor = Editor(client)
        await client.start_io(sys.executable, "-m", "policykb", "lsp", cwd=root, env=environment())
        await client.initialize_async(
            lsp.InitializeParams(capabilities=lsp.ClientCapabilities(), root_uri=root.as_uri())
        )
        client.initialized(lsp.InitializedParams())
        return editor

    def stop(self) -> None:
        """Stop the server."""

        async def end() -> None:
            await self._editor.client.shutdown_async(None)
            self._editor.client.exit(None)
            await self._editor.client.stop()  # type: ignore[no-untyped-call]  # pygls gives it no types

        self._runner.run(end())
        self._runner.close()
