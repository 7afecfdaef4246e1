"""The outline of records that fit: what others must know of them."""

from collections.abc import Iterable, Mapping
from operator import itemgetter

from policykb.loading.outline import Listed, Outline, Side
from policykb.loading.rows import FIELDS, Row, items
from policykb.model.records import Status, Voice

_COUNTING = frozenset({None, Voice.AUTHOR.value, Voice.ACTOR.value})
_ACTIVE = frozenset({None, Status.ACTIVE.value})
_RETRACTED = Status.RETRACTED.value
_AT: Mapping[str, Mapping[str, int]] = {
    kind: {name: place for place, name in enumerate(names)} for kind, names in FIELDS.items()
}
"""Where among the texts of a row a field stands, by kind."""
_OTHERS = itemgetter(
    *(
        _AT["claim"][name]
        for name in (
            *("voice", "said_by", "disputed_by", "relative_to"),
            *("conditions", "target", "contradicts", "status"),
        )
    )
)
_ABOVE = {"actor": _AT["actor"]["part_of"], "topic": _AT["topic"]["broader"]}


def outline_of(part: str, rows: Mapping[str, Iterable[Row]]) -> Outline:
    """The outline of the records of a part whose rows these are, by kind."""
    outline = Outline(part)
    needs: dict[str, dict[str, None]] = {"actor": {}, "topic": {}, "claim": {}}
    for kind in ("actor", "topic"):
        if kind in rows:
            outline.declared[kind] = [(row.texts[0] or "") for row in rows[kind]]
            above = _ABOVE[kind]
            outline.above = {
                row.texts[0] or "": row.texts[above] or "" for row in rows[kind] if row.texts[above]
            }
    if "topic" in rows:
        outline.broader = list(outline.above.values())
    for row in rows.get("source", ()):
        outline.declared["source"] = [(row.texts[0] or "")]
        if author := row.texts[_AT["source"]["author"]]:
            needs["actor"][author] = None
    if "claim" in rows:
        outline.declared["claim"] = [(row.texts[0] or "") for row in rows["claim"]]
        for row in rows["claim"]:
            _add_claim(outline, needs, row)
    outline.needs = {kind: list(ids) for kind, ids in needs.items() if ids}
    return outline


def _add_claim(outline: Outline, needs: dict[str, dict[str, None]], row: Row) -> None:
    texts = row.texts
    id_, actor, topic, stance = texts[0] or "", texts[1] or "", texts[2] or "", texts[3] or ""
    needs["actor"][actor] = needs["topic"][topic] = None
    voice, said_by, disputed_by, order, conditions, target, contradicts, status = _OTHERS(texts)
    counts = status in _ACTIVE and voice in _COUNTING
    outline.claims[id_] = Side(actor, topic, "" if order else stance, counts)
    if status != _RETRACTED:
        outline.coded.append((actor, topic))
    if said_by or disputed_by or target or order:
        for one in (*items(said_by), *items(disputed_by), *items(target), *items(order)[:1]):
            needs["actor"][one] = None
    if conditions:
        ids = list(items(conditions))
        needs["topic"].update(dict.fromkeys(ids))
        outline.demands.append(Listed(row.number, id_, ids))
    if contradicts:
        ids = list(items(contradicts))
        needs["claim"].update(dict.fromkeys(ids))
        outline.opposites.append(Listed(row.number, id_, ids))
