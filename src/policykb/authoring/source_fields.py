"""The fields of a new source: as given, else as the document says, else as usual."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import chain, count

from policykb.diagnostics import PolicyKBError
from policykb.extraction.document import ExtractedDocument, Fact
from policykb.loading.layout import SOURCES
from policykb.loading.schema_errors import slugify
from policykb.model.fields import file_fields
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Source
from policykb.text.spelling import normalize_name

GIVEN = "given"
"""The origin of a value that was given, and is no guess."""

_FIELDS = tuple(field.name for field in file_fields(Source))
_HEADING = 150
"""The most characters of a first paragraph that may be a heading."""
_ID_LENGTH = 40
_ID_WORDS = 5
_SMALL_WORDS = frozenset("a an and as at by for from in is of on or the to with".split())  # noqa: SIM905 - a sentence of words is easier to read
_SENTENCE_END = re.compile(r"[.!?…:;,]\W*\Z")
_ABBREVIATION = re.compile(r"['’]|(?<=\b[A-Z])\.")
"""The parts left out of words that become an id: of "U.S." and "Russia's", not of "2.5"."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NAMES = re.compile(r"\s*;\s*")


@dataclass(frozen=True, slots=True)
class NewSource:
    """The id of a new source, and its fields with their origins in the order of ``source.yaml``.

    ``unknown_author`` is the name of an author who is no actor. ``new_actor`` are the fields of the
    actor to be declared, if any.
    """

    id: str
    fields: tuple[Fact, ...]
    unknown_author: str = ""
    new_actor: Mapping[str, str] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, str]:
        """Return the values of the fields."""
        return {fact.field: fact.value for fact in self.fields}

    def remarks(self, kb: KnowledgeBase) -> Iterator[str]:
        """Yield what is left to decide."""
        if self.unknown_author:
            yield (
                f"The author, {self.unknown_author}, is no actor: add --declare-author to make "
                "one, or name one with --author."
            )
        for one in kb.sources.values():
            if one.url is not None and one.url == self.values.get("url"):
                yield f"The source {one.id} has the same address."


def fields_of(
    content: ExtractedDocument,
    given: Mapping[str, str],
    kb: KnowledgeBase,
    file_name: str,
    *,
    declare_author: bool = False,
) -> NewSource:
    """Return the fields of a new source.

    Args:
        content: The content of its document.
        given: Values by field, which come first; ``author`` names an actor. ``id`` may be there.
        kb: The knowledge base that it is for.
        file_name: The name of the document's file without its extension, or an empty text.
        declare_author: True if an author who is no actor becomes one.

    Raises:
        PolicyKBError: A field that is required is neither given nor in the document, or there is no
            single author to declare.
    """
    facts = [
        *(Fact(field, value, GIVEN) for field, value in given.items()),
        *(fact for fact in content.facts if _is_usable(fact)),
    ]
    said = next((fact for fact in facts if fact.field == "author"), None)
    author, names = _author(said, kb, declare_author=declare_author)
    new_actor = _new_actor(names, kb) if declare_author and author is None else {}
    if said and new_actor:
        author, names = Fact("author", new_actor["id"], said.origin), []
    name = " and ".join(names)
    facts = [fact for fact in facts if fact.field != "author"]
    facts += [*([author] if author else []), *_usual(content, kb, file_name)]
    if name:
        facts.append(Fact("note", f"By {name}.", "the author, who is no actor here"))
    first: dict[str, Fact] = {}
    for fact in facts:
        first.setdefault(fact.field, fact)
    first.setdefault("rights", _rights(first, name))
    _require(first)
    chosen = tuple(first[field] for field in _FIELDS if field in first)
    return NewSource(given.get("id") or _free_id(first, kb, file_name), chosen, name, new_actor)


def _is_usable(fact: Fact) -> bool:
    """Return True if what a document says is a value of its field."""
    if fact.field == "published":
        try:
            tomorrow = datetime.now(tz=UTC).date() + timedelta(days=1)
            return date.fromisoformat(fact.value) <= tomorrow
        except ValueError:
            return False
    if fact.field == "language":
        return _LANGUAGE.fullmatch(fact.value) is not None
    if fact.field == "url":
        return fact.value.startswith(("http://", "https://"))
    return True


def _author(
    said: Fact | None, kb: KnowledgeBase, *, declare_author: bool
) -> tuple[Fact | None, Sequence[str]]:
    """Return the author as a field, if that is one actor, and else the names of the authors.

    Raises:
        PolicyKBError: The author that is given is no actor, and is not to be declared.
    """
    if said is None:
        return None, ()
    names = [name for name in _NAMES.split(said.value) if name]
    ids = {one for name in names for one in kb.actor_names.get(normalize_name(name), ())}
    if len(ids) == 1:
        origin = GIVEN if said.origin == GIVEN else f"{said.origin}: {said.value}"
        return Fact("author", ids.pop(), origin), ()
    if said.origin == GIVEN and not declare_author:
        try:
            kb.actor(said.value)
        except PolicyKBError as error:
            raise PolicyKBError(
                error.message, f"{error.help} To make {said.value} an actor, add --declare-author."
            ) from None
    return None, names


def _new_actor(names: Sequence[str], kb: KnowledgeBase) -> Mapping[str, str]:
    """Return the fields of the actor that an author becomes.

    Raises:
        PolicyKBError: There are none or several authors, or no id can be made of the name.
    """
    if len(names) != 1 or not slugify(names[0]):
        found = ", ".join(names) or "none"
        raise PolicyKBError(
            f"there is no single author to declare; the document names: {found}",
            "Name one with --author NAME, in Latin letters.",
        )
    wanted = slugify(names[0])
    return {"id": _free(wanted, kb.actors), "name": names[0], "kind": "person"}


def _usual(content: ExtractedDocument, kb: KnowledgeBase, file_name: str) -> Iterator[Fact]:
    """Yield what is usual where a document says nothing."""
    first = content.paragraphs[0].partition("\n")[0]
    if len(first) <= _HEADING and not _SENTENCE_END.search(first):
        yield Fact("title", first, "its first line")
    if file_name:
        yield Fact("title", file_name, "the name of the file")
    yield Fact("kind", "other", "the document does not say")
    languages = {source.language for source in kb.sources.values()}
    if len(languages) == 1:
        yield Fact("language", languages.pop(), "as in the other sources")


def _rights(known: Mapping[str, Fact], name: str) -> Fact:
    publisher = known["publisher"].value if "publisher" in known else ""
    owner = publisher or name or "its author"
    text = f"The text belongs to {owner}. It is kept here so that quotations can be checked."
    return Fact("rights", text, "the usual case")


def _require(known: Mapping[str, Fact]) -> None:
    """Raise an error if a required field is missing."""
    options = {
        "title": "--title TITLE",
        "published": "--published 2025-07-04",
        "language": "--language en",
    }
    missing = [field for field in options if field not in known]
    if missing:
        raise PolicyKBError(
            f"the document does not say these: {', '.join(missing)}",
            f"Give them: {' '.join(options[field] for field in missing)}",
        )


def _free_id(known: Mapping[str, Fact], kb: KnowledgeBase, file_name: str) -> str:
    """Return a free id of a source: words of the title, and the year."""
    year = known["published"].value[:4]
    words = [
        w
        for w in slugify(_ABBREVIATION.sub("", known["title"].value)).split("-")
        if w not in _SMALL_WORDS
    ]
    publisher = known["publisher"].value if "publisher" in known else ""
    stems = ("-".join(words[:_ID_WORDS]), slugify(publisher), slugify(file_name), "source")
    stem = next(stem for stem in stems if stem)
    if len(stem) > _ID_LENGTH:
        stem = stem[: _ID_LENGTH + 1].rpartition("-")[0] or stem[:_ID_LENGTH]
    wanted = stem if stem.endswith(year) else f"{stem}-{year}"
    folder = kb.root / SOURCES
    taken = {path.name for path in folder.iterdir()} if folder.is_dir() else set[str]()
    return _free(wanted, taken)


def _free(wanted: str, taken: Container[str]) -> str:
    """Return an id that is not taken: the wanted one, or that with a number."""
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(one for one in chain((wanted,), numbered) if one not in taken)
