"""Long answers are written as they are made: all of the result, little of it at a time."""

import json
from collections.abc import Iterator

import pytest

from policykb.render import Format, Output, render
from policykb.render.formats import render_pieces
from policykb.render.json import json_document
from policykb.views.payloads import Items, Json
from policykb.views.view import View

FORMATS = (Format.PLAIN, Format.CSV, Format.JSON, Format.JSONL)
SIZE = 20_000


def numbered(size: int) -> Iterator[dict[str, Json]]:
    return ({"number": number, "text": f'"{number}"\nø'} for number in range(size))


def long_view(size: int, made: list[Json]) -> View:
    def make() -> Iterator[dict[str, Json]]:
        for item in numbered(size):
            made.append(item)
            yield item

    return View(
        title="Long",
        columns=(),
        make_groups=lambda: (),
        make_payload=lambda: {"version": 1, "parts": [], "items": Items(make), "rest": []},
        items="items",
        fields={"number": "number", "text": "text"},
    )


@pytest.mark.parametrize("chosen", FORMATS)
def test_a_piece_is_written_before_the_rest_is_made(chosen: Format) -> None:
    made: list[Json] = []
    pieces = iter(render_pieces(long_view(SIZE, made), chosen, Output.of_file()))
    first = next(pieces)
    assert first
    assert len(made) < SIZE / 4
    assert first + "".join(pieces) == render(long_view(SIZE, []), chosen, Output.of_file())
    assert len(made) == SIZE


@pytest.mark.parametrize("size", [0, 1, 3])
def test_json_of_items_is_that_of_a_list(size: int) -> None:
    def part(items: Json) -> Json:
        return {"of": "a\nb", "empty": {}, "items": items, "last": [[], [1.5]]}

    def payload(parts: Json) -> dict[str, Json]:
        return {"version": 1, "none": None, "parts": parts, "end": True}

    streamed = part(Items(lambda: numbered(size)))
    found = json_document(payload(Items(lambda: [streamed, streamed])))
    kept = part(list(numbered(size)))
    assert found == json.dumps(payload([kept, kept]), ensure_ascii=False, indent=2) + "\n"


def test_a_line_of_json_holds_the_items_of_its_lists() -> None:
    view = View(
        title="",
        columns=(),
        make_groups=lambda: (),
        make_payload=lambda: {"parts": [{"items": Items(lambda: numbered(2)), "to": "x"}]},
        items="parts",
        fields={},
    )
    line = json.dumps({"items": list(numbered(2)), "to": "x"}, ensure_ascii=False)
    assert render(view, Format.JSONL, Output.of_file()) == f"{line}\n{{}}\n"
