"""The sources of a generated knowledge base: sentences, and the claims coded from them."""

from calendar import month_name
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import NamedTuple

from tests.bench.world import Actor, Leaning, Shape, World

WORD = "quarantine"
"""A word that about :data:`WORD_CLAIMS` quotes of claims hold, each once, and nothing else does."""

WORD_CLAIMS = 50
_FIRST_YEAR = 1975
_PUBLISHED = (date(1995, 1, 1), date(2025, 6, 30))
_PAIRED = 40
_VERBS = {
    "support": (("called for", "backed", "pressed for"), "is for"),
    "lean-support": (("shown sympathy for", "warmed to"), "leans towards"),
    "neutral": (("taken no side on", "stayed out of the quarrel about"), "takes no side on"),
    "lean-oppose": (("voiced doubts about", "cooled towards"), "has doubts about"),
    "oppose": (("rejected", "campaigned against", "spoken out against"), "is against"),
    "mixed": (("both praised and faulted", "been of two minds about"), "is torn over"),
}
_STANCES = {1: ("support", "support", "lean-support"), -1: ("oppose", "oppose", "lean-oppose")}
_HEDGES = {"certain": "has", "probable": "seems to have", "possible": "may have"}
# No sentence ends with its number, which might be taken for that of an item in a list.
_DETAILS = {
    "author": ("as entry {} of the minutes shows", "as dispatch {} has it"),
    "actor": ("or so its letter {} says", "as its note {} puts it"),
    "other": ("if report {} is right",),
}
_SKIPPED = ("With item {} done, the sitting rose.", "Paper {} was laid on the table.")


class _Form(NamedTuple):
    """A way to say when: in words, and as a period. An ``open`` one goes on, a ``vague`` one
    does not say since when.
    """

    words: str
    period: str
    open: bool = False
    vague: bool = False
    basis: str = ""


_FORMS = (
    _Form("In {a}", "{a}"),
    _Form("In {month} {a}", "{a}-{number:02}"),
    _Form("Around {a}", "{a}~"),
    _Form("From {a} to {b}", "{a}/{b}"),
    _Form("Until {b}", "/{b}", vague=True),
    _Form("In the years after the flood", "{a}/{b}", basis="inferred"),
    _Form("Since {a}", "{a}/..", open=True),
    _Form("Since {a}", "{a}/..", open=True),
    _Form("Since {month} {a}", "{a}-{number:02}/..", open=True),
    _Form("Ever since {day} {month} {a}", "{a}-{number:02}-{day:02}/..", open=True),
    _Form("Today", "{published}/..", open=True, basis="published"),
)
_FOR_GOOD = tuple(form for form in _FORMS if not form.open)
_DATED = tuple(form for form in _FORMS if not form.vague)

Value = str | list[str] | dict[str, str]


class When(NamedTuple):
    """When an actor held a stance: in words, as a period, and its basis if that is not the text."""

    words: str
    period: str
    basis: str = ""


@dataclass
class Manner:
    """The manner in which a sentence puts a claim, and the fields that say so."""

    voice: str = "author"
    certainty: str = "certain"
    more: str = ""
    fields: dict[str, Value] = field(default_factory=dict)


@dataclass
class Told:
    """A claim: its fields, of which ``quote`` is a sentence of the text."""

    fields: dict[str, Value]


@dataclass
class Source:
    """A source: its id, record, paragraphs, claims, and what is skipped with reasons."""

    id: str
    published: date
    author: int
    paragraphs: list[str] = field(default_factory=list)
    claims: list[Told] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


class Teller:
    """Tells the sources of a shape one after the other; ``actors`` and ``topics`` hold the indexes
    of those that were mentioned so far.
    """

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.world = World(shape)
        self.actors: set[int] = set()
        self.topics: set[int] = set()
        self._random = Random(f"telling {shape.seed}")  # noqa: S311 - to be repeated
        self._told = 0
        self._previous = 0

    def sources(self) -> Iterator[Source]:
        """The sources by day of publication, the last one on the last day."""
        count = -(-self.shape.claims // self.shape.per_source)
        first, last = (day.toordinal() for day in _PUBLISHED)
        for number in range(count):
            day = last - (last - first) * (count - 1 - number) // count
            # Some write often.
            author = self.world.actors + number % (1 + count // 20)
            self.actors.add(author)
            source = Source(f"record-{number + 1:06}", date.fromordinal(day), author)
            self._tell(source, min(self.shape.per_source, self.shape.claims - self._told))
            yield source

    def _tell(self, source: Source, count: int) -> None:
        paragraph: list[str] = []
        while len(source.claims) < count:
            before = len(source.claims)
            room = count - before
            pair = self._pair(source) if room > 1 and self._told % _PAIRED == 1 else []
            source.claims += pair or [self._claim(source)]
            self._told += len(source.claims) - before
            paragraph += [str(told.fields["quote"]) for told in source.claims[before:]]
            if self._random.random() < 0.1:
                skipped = self._random.choice(_SKIPPED).format(len(source.claims))
                paragraph.append(skipped)
                source.skipped.append((skipped, "Procedure; it is nobody's stance."))
            if len(paragraph) > 3 or len(source.claims) == count:
                source.paragraphs.append(" ".join(paragraph))
                paragraph.clear()

    def _pair(self, source: Source) -> list[Told]:
        """Two claims that contradict and name each other, if this source can make such."""
        cell = self.world.turning_cell()
        turn = self.world.leaning(*cell).turn if cell else None
        if cell is None or turn is None or source.published.year <= turn:
            return []
        when = When(f"In {turn}", str(turn))
        one = self._written(source, cell, "support", when, Manner())
        self._told += 1
        other = self._written(source, cell, "oppose", when, Manner(), ahead=1)
        self._told -= 1
        one.fields["contradicts"] = [str(other.fields["id"])]
        other.fields["contradicts"] = [str(one.fields["id"])]
        return [one, other]

    def _claim(self, source: Source) -> Told:
        """One claim that contradicts none, whatever other sources say."""
        random = self._random
        before = source.claims[-1].fields if source.claims else {}
        cell = self.world.cell(self._previous if before and random.random() < 0.3 else None)
        sign, years, forms = self._side(self.world.leaning(*cell), source.published.year)
        when = self._when(random.choice(forms), years, source.published)
        chance = random.random()
        sided = random.choice(_STANCES[sign])
        stance = "neutral" if chance < 0.08 else "mixed" if chance < 0.12 else sided
        told = self._written(source, cell, stance, when, self._manner(cell[0]))
        same = before.get("actor") == told.fields["actor"] and "status" not in before
        if same and before["topic"] != told.fields["topic"] and random.random() < 0.3:
            told.fields["conditions"] = [str(before["topic"])]
        return told

    def _side(self, leaning: Leaning, year: int) -> tuple[int, range, tuple[_Form, ...]]:
        """A side that an actor was on at some time, as a source of a year can tell: its sign, the
        years in which claims may begin and end, and the ways to say when.
        """
        sign, turn = leaning
        if turn is None:
            return sign, range(_FIRST_YEAR, year + 1), _FORMS
        if year <= turn or self._random.random() < 0.3:
            # What goes on in a source from before the turn yields to what later ones say.
            forms = _FORMS if year < turn else _FOR_GOOD
            return sign, range(_FIRST_YEAR, min(turn, year + 1)), forms
        return -sign, range(turn + 1, year + 1), _DATED

    def _when(self, form: _Form, years: range, published: date) -> When:
        a, b = sorted(self._random.choices(years, k=2))
        early = a < published.year
        number = self._random.randrange(1, 13) if early else 1
        day = self._random.randrange(1, 29) if early else 1
        words = form.words.format(a=a, b=b, month=month_name[number], day=day)
        period = form.period.format(a=a, b=b, number=number, day=day, published=published)
        return When(words, period, form.basis)

    def _manner(self, actor: int) -> Manner:
        """The fields that most claims leave at their defaults, and some do not."""
        random = self._random
        manner = Manner()
        fields = manner.fields
        chance = random.random()
        if chance < 0.15:
            manner.voice = fields["voice"] = "other" if chance < 0.04 else "actor"
        if manner.voice == "other":
            fields["said_by"] = [self._other(actor).id]
        if random.random() < 0.4:
            fields["kind"] = random.choice(("action", "action", "belief", "interest"))
        if random.random() < 0.1:
            manner.certainty = fields["certainty"] = random.choice(("probable", "possible"))
        for name, share in (("disputed_by", 0.03), ("relative_to", 0.03), ("target", 0.15)):
            if random.random() < share:
                other = self._other(actor)
                if name == "relative_to":
                    manner.more = f", if less than {other.name}"
                    fields[name] = {"actor": other.id, "than": "less"}
                else:
                    fields[name] = other.id if name == "target" else [other.id]
        if random.random() < 0.03:
            fields["status"] = random.choice(("draft", "draft", "retracted"))
            fields["note"] = "To be read again: the sentence may be about somebody else."
        return manner

    def _other(self, actor: int) -> Actor:
        """An actor that is not this one."""
        index = self.world.any_actor()
        index = index if index != actor else (index + 1) % self.world.actors
        self.actors.add(index)
        return self.world.actor(index)

    def _written(
        self,
        source: Source,
        cell: tuple[int, int],
        stance: str,
        when: When,
        manner: Manner,
        ahead: int = 0,
    ) -> Told:
        """A claim with its sentence; ``ahead`` others of the source are still to be added."""
        actor, topic = self.world.actor(cell[0]), self.world.topic(cell[1])
        self.actors.add(cell[0])
        self.topics.add(cell[1])
        self._previous = cell[0]
        verbs, verb = _VERBS[stance]
        # A number that no other sentence of the source has.
        detail = self._random.choice(_DETAILS[manner.voice]).format(len(source.claims) + ahead + 1)
        every = max(1, self.shape.claims // WORD_CLAIMS)
        if self._told % every == every // 2:
            detail += f" from the days of {WORD}"
        fields = {
            "id": f"{actor.id}-{self._told + 1}",
            "actor": actor.id,
            "topic": topic.id,
            "stance": stance,
            "period": when.period,
            **manner.fields,
            "quote": f"{when.words}, {actor.name} {_HEDGES[manner.certainty]} "
            f"{self._random.choice(verbs)} {topic.phrase}{manner.more}, {detail}.",
            "summary": f"{actor.name} {verb} {topic.label}",
        }
        if when.basis:
            fields["period_basis"] = when.basis
        if when.basis == "inferred":
            fields.setdefault("note", "The flood is of the year before, says the same record.")
        return Told(fields)
