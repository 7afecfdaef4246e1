"""``policykb add source``: add a document as a source."""

from collections.abc import Mapping
from dataclasses import fields
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from policykb.authoring.changes import AddRecord, AddSource, AnyChange, ReplaceText
from policykb.authoring.documents import read_document
from policykb.authoring.draft import Draft
from policykb.authoring.proposal import Proposal, propose
from policykb.authoring.source_fields import GIVEN, NewSource, fields_of
from policykb.cli import completion, options
from policykb.cli.kb_options import RequiredKbOptions
from policykb.cli.parameters import argument, non_empty, option
from policykb.cli.progress import show_progress
from policykb.cli.session import print_message, print_text, print_view
from policykb.cli.writing import patches
from policykb.diagnostics import Diagnostic, PolicyKBError
from policykb.extraction.document import ExtractedDocument
from policykb.extraction.formats import DocumentType, type_of
from policykb.extraction.isolated import extract_isolated
from policykb.frozen import dataclass
from policykb.model.records import SourceKind
from policykb.render.lines import notes
from policykb.text.source_text import SourceText, read_text
from policykb.views.new_source import (
    NewSourceAnswer,
    NewTextAnswer,
    new_source_view,
    new_text_view,
)

if TYPE_CHECKING:
    from policykb.views.view import View

FIELDS = "Fields"
"""The section of the help with the fields of the source."""


_field = partial(option, section=FIELDS, callback=non_empty)


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """The fields of the source, which come before what the document says."""

    id: Annotated[
        str | None, _field("--id ID", "The id; by default, words of the title and the year.")
    ] = None
    title: Annotated[str | None, _field("--title TITLE", "The title.")] = None
    kind: Annotated[
        SourceKind | None,
        option(
            "--kind KIND",
            "The sort of document: blog, news, opinion, speech, official-statement, treaty, "
            "resolution, law, report, dataset or other.",
            FIELDS,
        ),
    ] = None
    published: Annotated[
        str | None, _field("--published DATE", "The day of publication, as in 2025-07-04.")
    ] = None
    language: Annotated[str | None, _field("--language TAG", "The language, as in en.")] = None
    rights: Annotated[
        str | None, _field("--rights TEXT", "Who owns the text, and on which terms it is used.")
    ] = None
    author: Annotated[str | None, _field("--author ACTOR", "The actor who wrote it.")] = None
    publisher: Annotated[
        str | None, _field("--publisher NAME", "The publication in which it appeared.")
    ] = None
    url: Annotated[
        str | None, _field("--url URL", "The address at which it can be read; it is not fetched.")
    ] = None
    accessed: Annotated[
        str | None, _field("--accessed DATE", "The day the text was taken from there.")
    ] = None
    note: Annotated[str | None, _field("--note TEXT", "Anything a reader should know.")] = None

    def values(self) -> Mapping[str, str]:
        """Return the values that were given, by field."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: str(value) for name, value in named.items() if value is not None}


def source(
    *,
    document: Annotated[
        str,
        argument(
            "FILE", "The document: html, pdf, docx, epub, markdown or text; - is standard input."
        ),
    ],
    type_: Annotated[
        DocumentType | None,
        option(
            "--type TYPE",
            "html, pdf, docx, epub, markdown or txt; by default what content and name say.",
        ),
    ] = None,
    declare_author: Annotated[
        bool, option("--declare-author", "Make an author who is no actor yet one, a person.")
    ] = False,
    fetch: Annotated[bool, option("--fetch", "FILE is an address (https://…): fetch it.")] = False,
    update: Annotated[
        str | None,
        option(
            "--update SOURCE",
            "Give this source the text of the document; exit 1 if a quote does not stand.",
            completion=completion.complete_source,
        ),
    ] = None,
    diff: Annotated[bool, option("--diff", "Show what would change, and change nothing.")] = False,
    field_options: SourceOptions,
    printing: options.Printing,
    kb_options: RequiredKbOptions,
) -> None:
    """Add a document as a source: its text, and what it says about itself.

    Nothing is overwritten. What was not given is a guess, and is listed with its origin.
    """
    root = kb_options.root
    given = field_options.values()
    if update and given:
        raise PolicyKBError(
            f"with --update, only the text changes, not {', '.join(given)}",
            f"Change these in sources/{update}/source.yaml.",
        )
    draft = Draft(root, cached=kb_options.cached)
    read = read_document(document, fetch=fetch)
    chosen = type_ or type_of(read.data, read.name)
    content = extract_isolated(read.data, chosen, read.url or given.get("url"))
    if update:
        proposal, view = _updated(draft, update, content, written=not diff)
    else:
        new = fields_of(
            content, {**read.fields, **given}, draft.kb, read.stem, declare_author=declare_author
        )
        proposal, view = _added(draft, new, content, written=not diff)
    if proposal.faults or not diff:
        proposal.write()
    if diff and printing.chosen_format is None:
        print_text("".join(patches(proposal)))
        for line in notes(view).splitlines():
            print_message(line)
    else:
        print_view(view, printing)
    if (diff and proposal.files) or (update and any(view.flat)):
        raise typer.Exit(1)


def _added(
    draft: Draft, new: NewSource, content: ExtractedDocument, *, written: bool
) -> tuple[Proposal, "View"]:
    changes: list[AnyChange] = [AddSource(new.id, new.values, content.text)]
    if new.new_actor:
        changes.insert(0, AddRecord("actor", new.new_actor))
    answer = NewSourceAnswer(
        id=new.id,
        fields=new.fields,
        text=SourceText(content.text, "", new.values["language"]),
        remarks=(*content.remarks, *new.remarks(draft.kb)),
        next=f"policykb code {new.id}",
        given=GIVEN,
        actor=new.new_actor.get("id", ""),
        written=written,
    )
    proposal = propose(draft.root, changes, show_progress, cached=draft.cached)
    return proposal, new_source_view(answer)


def _updated(
    draft: Draft, word: str, content: ExtractedDocument, *, written: bool
) -> tuple[Proposal, "View"]:
    source = draft.kb.source(word)
    before = read_text(draft.root, source.text_path, source.language)
    change = ReplaceText(source.id, content.text)
    proposal = propose(draft.root, [change], show_progress, cached=draft.cached)
    quotes = f"sources/{source.id}/claims.yaml"
    findings = (one.diagnostic for one in proposal.warnings)
    faults = [one for one in findings if one is not None and one.location.path == quotes]
    answer = NewTextAnswer(
        id=source.id,
        before=SourceText("", "") if isinstance(before, Diagnostic) else before,
        text=SourceText(content.text, "", source.language),
        faults=faults,
        remarks=content.remarks,
        next="policykb validate --diff" if faults else f"policykb code {source.id}",
        written=written,
    )
    return proposal, new_text_view(answer)
