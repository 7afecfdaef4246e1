"""``policykb network --matrix`` as a view."""

from collections.abc import Iterator

from policykb.analysis.network_answers import NetworkAnswer
from policykb.views import payloads
from policykb.views.network.words import named
from policykb.views.table import Column, Group, Segment, Style, TableRow, cell, line
from policykb.views.view import View
from policykb.views.wording.claims import muted, rounded


def weights_view(answer: NetworkAnswer) -> View:
    """Return the matrix of the weights of a network: a row an actor, a column an actor or a topic.

    In the table columns have numbers; a legend names them.
    """
    network = answer.network
    columns = network.topics or network.actors
    rows = network.matrix()
    names = (f"{at} {named(answer, one)}" for at, one in enumerate(columns, start=1))
    return View(
        title="",
        columns=(
            Column("Actor", 6),
            *(Column(str(number), 2, right=True) for number in range(1, len(columns) + 1)),
        ),
        make_groups=lambda: (Group("", tuple(_rows(answer, rows))),),
        make_payload=lambda: payloads.envelope(
            answer.counted.kb,
            measure=answer.request.measured.value,
            normalisation=answer.request.normalisation.value,
            columns=list(columns),
            rows=[
                {"actor": actor, "weights": list(cells)}
                for actor, cells in zip(network.actors, rows, strict=True)
            ],
        ),
        items="rows",
        fields={"actor": "actor"} | {one: f"weights.{at}" for at, one in enumerate(columns)},
        legend=(muted(f"Columns: {'; '.join(names)}"),) if network.topics else (),
    )


def _rows(answer: NetworkAnswer, rows: list[list[float]]) -> Iterator[TableRow]:
    network = answer.network
    for place, (actor, cells) in enumerate(zip(network.actors, rows, strict=True), start=1):
        number = () if network.topics else (Segment(f"{place} ", Style.MUTED),)
        head = (line(*number, Segment(answer.counted.kb.actors[actor].name, Style.STRONG)),)
        shown = [
            cell(
                "·" if not network.topics and column == place else rounded(weight) if weight else ""
            )
            for column, weight in enumerate(cells, start=1)
        ]
        yield TableRow((head, *shown))
