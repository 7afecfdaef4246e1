"""The language server over the Language Server Protocol, by pygls.

It converts positions (the editor counts from 0, in units that it chooses) and results; what they
are is decided in the other modules of the package.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import ServerTextPosition, ServerTextRange, TextDocument

from policykb.diagnostics import Diagnostic, Location, Severity, Span
from policykb.loading.locate import find_enclosing
from policykb.servers.lsp.session import Session
from policykb.version import __version__

_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
}


class Opened(NamedTuple):
    """A file of a knowledge base that is open in the editor, of which a server takes care."""

    server: "Server"
    session: Session
    path: str
    document: TextDocument


class Server(LanguageServer):
    """The server, with a session for each knowledge base that files are open of."""

    def __init__(self) -> None:
        super().__init__("policykb", __version__)
        self._sessions: dict[Path, Session] = {}
        self._published: dict[Path, set[str]] = {}

    def opened(self, uri: str) -> Opened | None:
        """Return a file by its address; None if it is of no knowledge base."""
        name = to_fs_path(uri)
        root = find_enclosing(Path(name).parent) if name else None
        if name is None or root is None or not Path(name).is_relative_to(root):
            return None
        if root not in self._sessions:
            self._sessions[root] = Session(root)
        path = Path(name).relative_to(root).as_posix()
        return Opened(self, self._sessions[root], path, self.workspace.get_text_document(uri))

    def publish(self, session: Session) -> None:
        """Check a knowledge base, and tell the editor all its faults."""
        session.check()
        faults = session.faults()
        before = self._published.get(session.root, set())
        self._published[session.root] = set(faults)
        for path in sorted({*before, *faults}):
            uri, document = self._file(session, path)
            found = [self._diagnostic(session, document, one) for one in faults.get(path, ())]
            self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found))

    def locations(self, session: Session, found: Sequence[Location]) -> list[lsp.Location]:
        """Return places as the editor names them."""
        return [self._location(session, one) for one in found]

    def _location(self, session: Session, location: Location) -> lsp.Location:
        uri, document = self._file(session, location.path)
        return lsp.Location(uri, client_range(document, location.span))

    def _file(self, session: Session, path: str) -> tuple[str, TextDocument]:
        uri = from_fs_path(str(session.root / path)) or ""
        return uri, self.workspace.get_text_document(uri)

    def _diagnostic(
        self, session: Session, document: TextDocument, fault: Diagnostic
    ) -> lsp.Diagnostic:
        related = [
            lsp.DiagnosticRelatedInformation(self._location(session, one.location), one.message)
            for one in fault.related
        ]
        return lsp.Diagnostic(
            range=client_range(document, fault.location.span),
            message=f"{fault.message}\n{fault.help}".strip(),
            severity=_SEVERITIES[fault.rule.severity],
            code=fault.rule.code,
            source="policykb",
            related_information=related or None,
        )


def client_range(document: TextDocument, span: Span | None) -> lsp.Range:
    """Return a span as the editor counts it; the first character of a file if there is none."""
    line, column, end_line, end_column = span or Span(1, 1, 1, 2)
    try:
        return document.range_to_client_units(
            ServerTextRange(
                ServerTextPosition(line - 1, column - 1),
                ServerTextPosition(end_line - 1, end_column - 1),
            )
        )
    except (OSError, IndexError):  # the file has gone, or has become shorter
        return lsp.Range(lsp.Position(0, 0), lsp.Position(0, 1))


def server_place(document: TextDocument, position: lsp.Position) -> tuple[int, int]:
    """Return a position of the editor as line and column in characters, from 1."""
    found = document.position_from_client_units(position)
    return found.line + 1, found.character + 1
