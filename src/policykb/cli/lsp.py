"""``policykb lsp``: run the language server."""

from policykb.diagnostics import PolicyKBError


def lsp() -> None:
    """Run the language server for an editor, on standard input and output.

    It follows what is typed: faults, completion, hover, definitions, renaming and fixes.
    """
    try:
        from policykb.servers.lsp.requests import make_server
    except ImportError as error:
        if error.name not in {"pygls", "lsprotocol"}:
            raise
        raise PolicyKBError(
            "the language server is not installed", "Run pip install 'policykb[lsp]'."
        ) from None
    make_server().start_io()
