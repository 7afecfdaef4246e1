"""Claims made from statements: what is not known gets the usual value, and is marked."""

from policykb.exchange.ids import Ids
from policykb.exchange.imported import Imported, RecordData, Statement
from policykb.exchange.quotes import QuotedText
from policykb.model.field_types import free_id
from policykb.model.records import PeriodBasis, Stance, Status

_VERBS = {
    Stance.SUPPORT: "supports",
    Stance.LEAN_SUPPORT: "leans towards",
    Stance.NEUTRAL: "is neutral on",
    Stance.LEAN_OPPOSE: "leans against",
    Stance.OPPOSE: "opposes",
    Stance.MIXED: "is divided on",
}
_WORDS = 6
"""The most words of a label in a summary, so that it does not copy its quote."""


class ClaimMaker:
    """Makes claims from the statements of ``imported``, with ids that are not ``taken``."""

    def __init__(self, imported: Imported, actors: Ids, topics: Ids, taken: set[str]) -> None:
        self._imported = imported
        self._actors = actors
        self._topics = topics
        self._taken = taken
        self._numbers: dict[str, int] = {}
        given = (one.fields.get("id") for one in imported.statements)
        self._taken.update(one for one in given if isinstance(one, str))

    def claim(self, statement: Statement, text: QuotedText, published: str) -> RecordData:
        """Return the fields of a claim.

        Args:
            statement: What it is made from.
            text: The text that its quote is from, or becomes a part of.
            published: The day its source was published.
        """
        fields: RecordData = {key: value for key, value in statement.fields.items() if value}
        actor, topic = self._actors.of(statement.actor), self._topics.of(statement.topic)
        self._refer(fields)
        notes = [str(fields["note"])] if "note" in fields else []
        if "stance" not in fields:
            fields["stance"] = Stance.MIXED
            fields["status"] = Status.DRAFT
            notes.append(f"The stance is not stated in {self._imported.origin}.")
        if note := add_period(fields, statement.date, published, self._imported.origin):
            notes.append(note)
        stance = Stance(str(fields["stance"]))
        fields["quote"] = self._quote(fields, statement, text)
        fields.setdefault("summary", self._summary(statement, stance))
        if notes:
            fields["note"] = " ".join(notes)
        name = fields.pop("id", None) or self.new_id(actor, topic, statement.date)
        return {"id": name, "actor": actor, "topic": topic, **fields}

    def _refer(self, fields: RecordData) -> None:
        """Replace the names in references by ids."""
        for key in ("said_by", "disputed_by"):
            if isinstance(names := fields.get(key), list):
                fields[key] = [self._actors.of(str(name)) for name in names]
        if isinstance(names := fields.get("conditions"), list):
            fields["conditions"] = [self._topics.of(str(name)) for name in names]
        if "target" in fields:
            fields["target"] = self._actors.of(str(fields["target"]))
        if isinstance(relative := fields.get("relative_to"), dict):
            fields["relative_to"] = {**relative, "actor": self._actors.of(str(relative["actor"]))}

    def _quote(self, fields: RecordData, statement: Statement, text: QuotedText) -> str:
        if "quote" in fields:
            return text.quote(str(fields["quote"]))
        if statement.extent is not None:
            return text.sentences(*statement.extent)
        # There are no words: what was coded stands for them.
        when = f"{statement.date}: " if statement.date else ""
        stance = str(fields["stance"])
        return text.quote(f"{when}{statement.actor} on {statement.topic}: {stance}.")

    def _summary(self, statement: Statement, stance: Stance) -> str:
        label = self._imported.topics.get(statement.topic, {}).get("label", statement.topic)
        actor = self._imported.actors.get(statement.actor, {}).get("name", statement.actor)
        words = str(label).split()
        short = " ".join(words[:_WORDS]) + (" …" if len(words) > _WORDS else "")
        return f"{actor} {_VERBS[stance]} {short}"

    def new_id(self, actor: str, topic: str, date: str) -> str:
        """Return the id of the next claim of an actor on a topic (ids) and a day, which may be
        empty.
        """
        day = f"-{date}" if date else ""
        room = 60 - len(day)
        half = room // 2
        actor = actor[: max(half, room - len(topic) - 1)].strip("-")
        wanted = f"{actor}-{topic}"[:room].strip("-") + day
        made = free_id(wanted, self._taken.__contains__, self._numbers)
        self._taken.add(made)
        return made


def add_period(fields: RecordData, date: str, published: str, origin: str) -> str:
    """Add the period to the fields of a claim, if it is not known, and its basis; return a note, or
    an empty text.

    A statement is evidence of a stance on its day; its beginning is unknown. So the period is dated
    by the publication, or, if the source is of another day, inferred from that of the statement.
    """
    period = fields.setdefault("period", f"{date or published}/..")
    if "period_basis" in fields:
        return ""
    if period == f"{published}/..":
        fields["period_basis"] = PeriodBasis.PUBLISHED
        return ""
    fields["period_basis"] = PeriodBasis.INFERRED
    return f"Dated as in {origin}."
