"""The check of a source's text: that it is what readers of the document see."""

import re
from collections.abc import Iterator
from html.entities import html5

from policykb.diagnostics import Diagnostic, catalogue, format_value
from policykb.frozen import NamedTuple
from policykb.text.source_text import Extent
from policykb.validation.checks.context import SourceContext

_TAGS = (
    "a|abbr|article|b|blockquote|body|br|cite|code|div|em|figcaption|figure|font|footer|h[1-6]|head|"
    "header|hr|html|i|iframe|img|li|main|nav|ol|p|pre|q|script|section|small|span|strong|style|sub|"
    "sup|table|tbody|td|th|thead|tr|u|ul"
)
_ATTRIBUTES = r"""(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))*"""


class _Markup(NamedTuple):
    """A sort of markup: its name, a sign without which a text has none, and its pattern."""

    name: str
    sign: str
    pattern: str


_SORTS = (
    _Markup("an HTML tag", "<", rf"(?i)</?(?:{_TAGS}){_ATTRIBUTES}\s*/?>|<!--"),
    _Markup(
        "an HTML entity",
        "&",
        r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});",
    ),
    # "[sic](applause)" is no link, so an address must look like one.
    _Markup(
        "a Markdown link",
        "[",
        r"(?m)\[[^\[\]\n]+\]\((?:https?:|mailto:|www\.|[/#.])[^\s()]*\)?|^\[[^\[\]\n]+\]: *https?:",
    ),
    _Markup("a Markdown heading", "#", r"(?m)^#{1,6} +[^\W\d_]\w.*"),
    _Markup("Markdown emphasis", "**", r"(?<![\w*])\*\*[^\s*](?:[^*\n]*[^\s*])?\*\*(?![\w*])"),
)


def markup(context: SourceContext) -> Iterator[Diagnostic]:
    """Report HTML and Markdown in a text, each sort once, where it first occurs."""
    for sort in _SORTS:
        places = _places(context.raw_text, sort)
        if places:
            first = format_value(context.raw_text[slice(*places[0])])
            more = f" (and {len(places) - 1} more)" if len(places) > 1 else ""
            yield Diagnostic(
                catalogue.MARKUP_IN_TEXT,
                f"the text holds {sort.name}: {first}{more}",
                context.text.location(places[0]),
                catalogue.MARKUP_IN_TEXT.remedy,
            )


def _places(text: str, sort: _Markup) -> list[Extent]:
    if sort.sign not in text:
        return []
    found = re.finditer(sort.pattern, text)
    return [Extent(*match.span()) for match in found if _is_markup(match.group())]


def _is_markup(found: str) -> bool:
    """Return False for what only looks like an entity: ``Smith &Co; others``."""
    return not found.startswith("&") or found[1] == "#" or found[1:] in html5
