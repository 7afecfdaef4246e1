"""``policykb review``: accept, edit or reject drafts."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from policykb.analysis.query import Hit
from policykb.authoring.changes import SetFields
from policykb.authoring.proposal import propose
from policykb.authoring.reviewing import accept, drafts, edited, record_text, reject
from policykb.cli import completion, editor, options
from policykb.cli.kb_options import RequiredKbOptions
from policykb.cli.parameters import argument, option
from policykb.cli.session import (
    open_kb,
    print_error,
    print_message,
    print_note,
    print_text,
    print_view,
    read_texts,
)
from policykb.diagnostics import PolicyKBError
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim
from policykb.render import Format, Output, render
from policykb.render.escaping import one_line
from policykb.views.claims import claims_view
from policykb.views.record import records_view

_KEYS = "[a]ccept  [e]dit  [r]eject  [s]kip  [q]uit"


def review(
    *,
    sources: Annotated[
        list[str] | None,
        argument(
            "[SOURCE...]",
            "Drafts of these sources; by default of all.",
            completion=completion.complete_source,
        ),
    ] = None,
    listed: Annotated[bool, option("--list", "List the drafts, and decide nothing.")] = False,
    accepted: Annotated[list[str] | None, option("--accept ID", "Accept this draft.")] = None,
    rejected: Annotated[list[str] | None, option("--reject ID", "Reject this draft.")] = None,
    note: Annotated[str, option("--note TEXT", "The reason of --reject.")] = "",
    printing: options.Printing,
    kb_options: RequiredKbOptions,
) -> None:
    """Accept, edit or reject drafts, one at a time.

    Each decision is written at once, so a review can stop and go on at any time. A rejected draft
    is retracted, with the reason in its note.
    """
    root = kb_options.root
    base = open_kb(kb_options)
    if accepted or rejected:
        changes = [accept(_claim(base, one)) for one in accepted or ()]
        changes += [reject(_claim(base, one), note) for one in rejected or ()]
        _write(root, changes)
        print_note(f"{len(accepted or ())} accepted, {len(rejected or ())} rejected")
        return
    found = list(drafts(base, [base.source(word).id for word in sources or ()]))
    if listed or not sys.stdin.isatty():
        print_view(claims_view(base, [Hit(claim, ()) for claim in found], quotes=True), printing)
    elif not found:
        print_note("no drafts to review")
    else:
        _ask(lambda: open_kb(kb_options), found)


def _claim(base: KnowledgeBase, record_id: str) -> Claim:
    found = [one for one in base.find(record_id) if isinstance(one, Claim)]
    if not found:
        raise PolicyKBError(f"{record_id} is no claim", "`policykb review --list` lists drafts.")
    return found[0]


def _write(root: Path, changes: list[SetFields]) -> None:
    proposal = propose(root, changes)
    proposal.write()
    for warning in proposal.warnings:
        print_note(warning.message)


def _ask(reopen: Callable[[], KnowledgeBase], found: list[Claim]) -> None:
    """Ask for a decision on each draft. ``reopen`` returns the records as they are by then."""
    done = 0
    for number, draft in enumerate(found, start=1):
        answer = "e"
        while answer == "e":
            base = reopen()
            claim = base.claims[draft.id]
            _show(base, claim, number, len(found))
            answer = _decide(base.root, claim)
        if answer == "q":
            break
        done += answer in {"a", "r"}
    left = len(found) - done
    print_note(f"{done} decided, {left} left" + ("; policykb review goes on" if left else ""))


def _show(base: KnowledgeBase, claim: Claim, number: int, total: int) -> None:
    texts = read_texts(base, [claim.source])
    card = render(records_view(base, [claim], texts), Format.TABLE, Output.of(sys.stdout))
    print_text(f"\nDraft {number} of {total}: {one_line(claim.id)}\n\n{card}\n")


def _decide(root: Path, claim: Claim) -> str:
    """Return the decision on a draft: ``a``, ``e``, ``r``, ``s`` or ``q``; it is written."""
    while True:
        print_message(_KEYS)
        try:
            answer = str(typer.prompt("", prompt_suffix="> ", err=True)).strip().lower()[:1]
        except typer.Abort:
            return "q"
        try:
            match answer:
                case "a":
                    _write(root, [accept(claim)])
                case "r":
                    _write(root, [reject(claim, str(typer.prompt("reason", err=True)))])
                case "e":
                    _edit(root, claim)
                case "s" | "q":
                    pass
                case _:
                    continue
        except PolicyKBError as error:
            print_error(error)
        except typer.Abort:
            continue
        else:
            return answer


def _edit(root: Path, claim: Claim) -> None:
    """Let a draft be edited until it is right, or left as it was."""
    before = record_text(root, claim)
    with tempfile.TemporaryDirectory(prefix="policykb-") as folder:
        path = Path(folder) / f"{claim.id}.yaml"
        path.write_text(before, encoding="utf-8")
        while True:
            editor.edit(path)
            text = path.read_text(encoding="utf-8", errors="replace")
            if text.strip() in {"", before.strip()}:
                print_note("nothing was changed")
                return
            try:
                _write(root, [edited(root, claim, text)])
            except PolicyKBError as error:
                print_error(error)
                if not typer.confirm("edit again?", default=True, err=True):
                    return
            else:
                return
