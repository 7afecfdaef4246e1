"""The outline of records that fit: what others must know of them."""

from collections.abc import Iterable, Mapping

from policykb.loading.readings import Listed, Outline, Side
from policykb.loading.rows import FIELDS, Row, items
from policykb.records import Status, Voice

_COUNTING = frozenset({None, Voice.AUTHOR, Voice.ACTOR})
_AT: Mapping[str, Mapping[str, int]] = {
    kind: {name: place for place, name in enumerate(names)} for kind, names in FIELDS.items()
}
"""Where among the texts of a row a field stands, by kind."""
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
    id_, actor, topic, stance = (text or "" for text in texts[:4])
    needs["actor"][actor] = needs["topic"][topic] = None
    at = _AT["claim"]
    status, voice = texts[at["status"]], texts[at["voice"]]
    counts = status in {None, Status.ACTIVE} and voice in _COUNTING
    order = texts[at["relative_to"]]
    outline.claims[id_] = Side(actor, topic, "" if order else stance, counts)
    if status != Status.RETRACTED:
        outline.coded.append((actor, topic))
    for name, kind in _LISTS:
        if text := texts[at[name]]:
            needs[kind].update(dict.fromkeys(items(text)))
    if target := texts[at["target"]]:
        needs["actor"][target] = None
    if order:
        needs["actor"][items(order)[0]] = None
    for name, found in (("conditions", outline.demands), ("contradicts", outline.opposites)):
        if text := texts[at[name]]:
            found.append(Listed(row.number, id_, list(items(text))))


_LISTS = (
    ("said_by", "actor"),
    ("disputed_by", "actor"),
    ("conditions", "topic"),
    ("contradicts", "claim"),
)
