"""JSON documents, in pieces: long lists are written as they are made."""

from collections.abc import Iterator, Mapping
from itertools import chain
from json import JSONEncoder

from policykb.render.escaping import json_text
from policykb.render.lines import joined
from policykb.views.payloads import Items, Json
from policykb.views.view import View


def json_document(payload: Mapping[str, Json]) -> str:
    """Return the payload as one indented JSON document."""
    return "".join(json_pieces(payload))


def json_pieces(payload: Mapping[str, Json]) -> Iterator[str]:
    """Yield the payload as one indented JSON document."""
    return map(json_text, joined(chain(_pieces(payload, "\n"), ("\n",))))


def jsonl(view: View) -> Iterator[str]:
    """Yield each item of the payload on its own line, then a line with the rest."""
    rest = {name: value for name, value in view.payload.items() if name != view.items}
    values = chain(view.listed, (rest,))
    texts = (piece for value in values for piece in chain(_pieces(value, ""), ("\n",)))
    return map(json_text, joined(texts))


def _pieces(value: Json, newline: str) -> Iterator[str]:
    """Yield a value; the items of its long lists one by one. ``newline`` begins each line of it; if
    it is empty, all is one line.
    """
    inner, between = (f"{newline}  ", ",") if newline else ("", ", ")
    if isinstance(value, Items):
        sign = ""
        yield "["
        for item in value:
            yield f"{sign}{inner}"
            yield from _pieces(item, inner)
            sign = between
        yield f"{newline}]" if sign else "]"
    elif isinstance(value, dict) and any(isinstance(one, Items) for one in value.values()):
        for number, (name, one) in enumerate(value.items()):
            yield f"{between if number else '{'}{inner}{_ON_ONE_LINE.encode(name)}: "
            yield from _pieces(one, inner)
        yield f"{newline}}}"
    else:
        encoder = _INDENTED if newline else _ON_ONE_LINE
        yield encoder.encode(value).replace("\n", newline)  # in texts, ends of lines are escaped


_INDENTED = JSONEncoder(ensure_ascii=False, indent=2)
_ON_ONE_LINE = JSONEncoder(ensure_ascii=False)
