"""``policykb mcp``: run the server for assistants."""

from typing import Annotated

from policykb.cli.kb_options import Kb
from policykb.cli.parameters import non_empty, option
from policykb.diagnostics import PolicyKBError
from policykb.loading.locate import find_or_bundled, find_required


def mcp(
    *,
    propose: Annotated[
        bool, option("--propose", "Let the assistant add claims, as drafts.")
    ] = False,
    coder: Annotated[
        str,
        option(
            "--coder NAME",
            "The name that its claims carry; needed with --propose.",
            callback=non_empty,
        ),
    ] = "",
    kb: Kb = None,
) -> None:
    """Run the server for assistants (Model Context Protocol).

    It talks over standard input and output, and only reads, unless --propose is given. A draft
    counts only after `policykb review`.
    """
    if propose and not coder:
        raise PolicyKBError(
            "--propose needs the name of the coder", "Add --coder NAME, as in --coder assistant-1."
        )
    if coder and not propose:
        raise PolicyKBError("--coder is for proposed claims", "Add --propose, or leave it out.")
    root = find_required(kb) if propose else find_or_bundled(kb)[0]
    try:
        from policykb.servers.mcp import make_server
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in {"mcp", "mcp_types"}:
            raise
        raise PolicyKBError(
            "the server for assistants is not installed", "Run pip install 'policykb[mcp]'."
        ) from None
    make_server(root, coder=coder).run("stdio")
