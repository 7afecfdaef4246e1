"""The documents of an answer as BibTeX and as CSL-JSON, for reference managers.

BibTeX is written here: pybtex and bibtexparser leave all escaping to their callers (a brace without
its pair is an error to one, and breaks the file of the other), and bring a second YAML reader or a
LaTeX parser. The tests read the output with pybtex.
"""

import json
import re
from collections.abc import Iterator
from datetime import date

from policykb.render.citations import citing, sources_of
from policykb.render.escaping import json_text, one_line, web_address
from policykb.views.payloads import Json
from policykb.views.table import CitedSource
from policykb.views.view import View

# Braces count for BibTeX even behind a backslash, so the names of the characters stand for them.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)


def bibtex(view: View) -> str:
    """Return an entry of BibTeX for each document, with the quoted sentences as ``annote``.

    It also has the fields of BibLaTeX for dates and addresses.

    Raises:
        PolicyKBError: the view does not say what it rests on.
    """
    cited = sources_of(citing(view).cited)
    return "\n".join(_entry(source, quotes) for source, quotes in cited.items())


def _entry(source: CitedSource, quotes: list[str]) -> str:
    key = re.sub(r"[^A-Za-z0-9-]", "-", source.id)
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(source, quotes))
    return f"@misc{{{key},\n{fields}}}\n"


def _fields(source: CitedSource, quotes: list[str]) -> Iterator[tuple[str, str]]:
    # A second pair of braces keeps the case of titles, and the name of an organisation whole.
    if source.author:
        one_name = source.personal and not re.search(r",|\band\b", source.author, re.IGNORECASE)
        text = _tex(source.author)
        yield "author", f"{{{text}}}" if one_name else f"{{{{{text}}}}}"
    yield "title", f"{{{{{_tex(source.title)}}}}}"
    if source.publisher:
        yield "publisher", f"{{{_tex(source.publisher)}}}"
    day = source.published
    yield "year", f"{{{day.year:04}}}"
    yield "month", f"{day:%b}".lower()
    yield "date", f"{{{day}}}"
    if url := web_address(source.url):
        yield "url", f"{{{url}}}"
    if source.accessed:
        yield "urldate", f"{{{source.accessed}}}"
    if quotes:
        yield "annote", f"{{{_tex(' '.join(f'“{quote}”' for quote in quotes))}}}"


def _tex(text: str) -> str:
    return one_line(text).translate(_TEX)


_CSL_TYPES = {
    "blog": "post-weblog",
    "news": "article-newspaper",
    "opinion": "article-newspaper",
    "speech": "speech",
    "treaty": "treaty",
    "law": "legislation",
    "report": "report",
    "dataset": "dataset",
}
"""The types of CSL by the kind of source; others are a ``document``."""

_IN_A_CONTAINER = {"post-weblog", "article-newspaper"}


def csl_json(view: View) -> str:
    """Return an item of CSL-JSON for each document, with the quoted sentences as ``annote``.

    See https://docs.citationstyles.org/en/stable/specification.html and its schema for data.

    Raises:
        PolicyKBError: the view does not say what it rests on.
    """
    cited = sources_of(citing(view).cited)
    items = [_item(source, quotes) for source, quotes in cited.items()]
    return json_text(json.dumps(items, ensure_ascii=False, indent=2)) + "\n"


def _item(source: CitedSource, quotes: list[str]) -> dict[str, Json]:
    kind = _CSL_TYPES.get(source.kind, "document")
    container = source.publisher if kind in _IN_A_CONTAINER else None
    item: dict[str, Json] = {
        "id": source.id,
        "type": kind,
        "title": source.title,
        "author": [{"literal": source.author}] if source.author else None,
        "container-title": container,
        "publisher": source.publisher,
        "issued": _date(source.published),
        "URL": web_address(source.url),
        "accessed": _date(source.accessed) if source.accessed else None,
        "language": source.language,
        "annote": "\n".join(f"“{quote}”" for quote in quotes),
    }
    return {name: value for name, value in item.items() if value}


def _date(day: date) -> Json:
    return {"date-parts": [[day.year, day.month, day.day]]}
