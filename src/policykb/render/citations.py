"""Citations: the documents and sentences of an answer, numbered as they are cited."""

from collections.abc import Iterable, Iterator

from policykb.diagnostics import PolicyKBError
from policykb.render.escaping import web_address
from policykb.views.table import CitedSource, Line, Quotation, Segment, Style, line
from policykb.views.view import View
from policykb.views.wording.dates import date_in_words


class Numbers:
    """The numbers of citations, from 1 in the order of the answer.

    A sentence has one number, however often it is cited.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}

    def of(self, cited: Quotation | CitedSource) -> tuple[int, bool]:
        """Return the number of a citation, and True if it is cited for the first time."""
        key = (cited.source.id, cited.quote) if isinstance(cited, Quotation) else (cited.id, "")
        known = len(self._numbers)
        number = self._numbers.setdefault(key, known + 1)
        return number, number > known

    def line(self, note: Line | Quotation) -> Line:
        """Return a note as a line; a sentence with its document, or only its number if it was
        printed before.
        """
        if not isinstance(note, Quotation):
            return note
        number, is_first = self.of(note)
        mark = Segment(f"[{number}]", Style.MUTED)
        if not is_first:
            return (*note.introduction, mark)
        document = _document(note.source)
        return (*note.introduction, mark, Segment(" "), *note.sentence, Segment(" "), *document)


def sources_of(cited: Iterable[Quotation | CitedSource]) -> dict[CitedSource, list[str]]:
    """Return the cited documents in order, each with its quoted sentences."""
    found: dict[CitedSource, dict[str, None]] = {}
    for one in cited:
        if isinstance(one, Quotation):
            found.setdefault(one.source, {})[one.quote] = None
        else:
            found.setdefault(one, {})
    return {source: list(quotes) for source, quotes in found.items()}


def citing(view: View) -> View:
    """Return the view.

    Raises:
        PolicyKBError: it does not say what it rests on.
    """
    if not view.cites:
        raise PolicyKBError(
            "this answer cites no document",
            "compare, grep, claims, show, sources, explain, conflicts and conditions do.",
        )
    return view


def cited_parts(source: CitedSource) -> Iterator[str]:
    """Yield the parts of a reference after its title: author, publisher, date."""
    yield from filter(None, (source.author, source.publisher))
    yield date_in_words(source.published)


def _document(source: CitedSource) -> Line:
    """Return a reference on one line, with its title linked."""
    return line(
        Segment(source.title, href=web_address(source.url)),
        Segment(f", {', '.join(cited_parts(source))}", Style.MUTED),
    )
