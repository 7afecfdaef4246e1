"""JSON Schema (2020-12) of the files of a knowledge base, made from the models.

A schema takes what the loader takes. To the loader every value is text, but editors know
YAML's types: to them ``2021`` is a number and ``true`` a truth value.
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from policykb.model.field_types import REFERENCE
from policykb.model.records import Certainty, ClaimKind, PeriodBasis, Stance, Status, Than, Voice
from policykb.model.schema import FILES

JsonSchema = dict[str, object]

Ids = Mapping[str, Mapping[str, str]]
"""Ids with the names they stand for, by kind: ``actor``, ``topic``."""

_TEXT: JsonSchema = {
    # As a list of types this would have editors offer true and false for every text.
    "if": {"type": ["null", "array", "object"]},
    "then": {"type": "string"},
}
_NOTE = "Written by `policykb schema`: write it anew instead of editing it."
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None}
_NUMBERS: Sequence[Callable[[str], float]] = (int, lambda text: int(text, 0), float)

MEANINGS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Stance: {
        Stance.SUPPORT: "+2: without a hedge, the actor is for it, or does it.",
        Stance.LEAN_SUPPORT: "+1: for it, but hedged, partial, or told only by what stands "
        "against it.",
        Stance.NEUTRAL: "0: the actor is said to take neither side. Silence is never neutral.",
        Stance.LEAN_OPPOSE: "-1: against it, but hedged or partial; omissions go no further.",
        Stance.OPPOSE: "-2: without a hedge, the actor is against it, or undoes it.",
        Stance.MIXED: "No number: for and against in one breath, and no more can be said.",
    },
    PeriodBasis: {
        PeriodBasis.STATED: "The paragraph of the quote gives the date; never finer than it does.",
        PeriodBasis.INFERRED: "Worked out from the rest of the text; the note says how.",
        PeriodBasis.PUBLISHED: "Undated present tense: known from publication on, as in "
        "2025-07-04/..",
    },
    ClaimKind: {
        ClaimKind.POSITION: "The actor holds, demands or promises it.",
        ClaimKind.ACTION: "The actor did it, does it, or left it undone.",
        ClaimKind.BELIEF: "The actor sees, considers or fears it.",
        ClaimKind.INTEREST: "The actor wants it or is keen on it.",
    },
    Voice: {
        Voice.AUTHOR: "The source's author says so.",
        Voice.ACTOR: "The source reports the actor's own words.",
        Voice.OTHER: "Somebody else says so: said_by names who. Not counted unless asked for.",
    },
    Certainty: {
        Certainty.CERTAIN: "The source says it without a doubt.",
        Certainty.PROBABLE: "The source is nearly sure: it seems to be so.",
        Certainty.POSSIBLE: "The source is not sure: it may be so.",
    },
    Status: {
        Status.ACTIVE: "Counts.",
        Status.DRAFT: "Does not count unless asked for.",
        Status.RETRACTED: "Does not count any more; the note says why.",
    },
    Than: {
        Than.LESS: "The claim's actor goes less far than the other.",
        Than.MORE: "The claim's actor goes further than the other.",
    },
}
"""The meanings of choices, by their type; those that speak for themselves are not here."""


def file_schema(kind: str, ids: Ids) -> JsonSchema:
    """Return the schema of one kind of file: ``kb``, ``actors``, ``topics``, ``source`` or
    ``claims``.

    References accept the ``ids`` of their kind, or any text if there are none.
    """
    made: JsonSchema = FILES[kind].model_json_schema(schema_generator=_Generator)
    models = made.pop("$defs", {})
    assert isinstance(models, dict)  # noqa: S101 - so pydantic makes it
    definitions = {_plain(name): {**one, "title": _in_words(name)} for name, one in models.items()}
    kinds = sorted(set(_refer([made, definitions])))
    definitions |= {f"{of.capitalize()}Id": _reference(of, ids.get(of, {})) for of in kinds}
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$comment": _NOTE,
        **made,
        "title": _in_words(FILES[kind].__name__),
        **({"$defs": definitions} if definitions else {}),
    }


def schema_text(kinds: Sequence[str], ids: Ids) -> str:
    """Return one schema, or several as the members of an object, as indented JSON."""
    made = {kind: file_schema(kind, ids) for kind in kinds}
    return json.dumps(made[kinds[0]] if len(kinds) == 1 else made, indent=2) + "\n"


def _refer(node: object) -> Iterator[str]:
    """Point all references inside ``node`` to definitions by their plain names; yield the kinds of
    records that are referred to.
    """
    if isinstance(node, list):
        for item in node:
            yield from _refer(item)
    elif isinstance(node, dict):
        if "$ref" in node:
            node["$ref"] = _plain(node["$ref"])
        if kind := node.pop(REFERENCE, ""):
            yield kind
            for key in _TEXT:
                del node[key]
            node["$ref"] = f"#/$defs/{kind.capitalize()}Id"
        for value in node.values():
            yield from _refer(value)


def _reference(kind: str, ids: Mapping[str, str]) -> JsonSchema:
    made: JsonSchema = {
        "title": f"{kind.capitalize()} id",
        "description": f"The id of one of this knowledge base's {kind}s.",
        REFERENCE: kind,
    }
    if not ids:
        return made | _TEXT
    read = [(value, name) for record_id, name in ids.items() for value in _readings(record_id)]
    return made | {
        "enum": [value for value, _ in read],
        "enumDescriptions": [name for _, name in read],
        "errorMessage": f"No {kind} of this knowledge base has this id. If it is new, run "
        "`policykb schema` again.",
    }


def _readings(text: str) -> list[str | float | None]:
    """Return the values that a YAML reader may take an id for: ``1e3`` is a number."""
    if text in _WORDS:
        return [text, _WORDS[text]]
    for read in _NUMBERS:
        try:
            value = read(text)
            if math.isfinite(value):
                return [text, value]
        except (ValueError, OverflowError):
            continue
    return [text]


class _Generator(GenerateJsonSchema):
    """Generates pydantic's schemas without null and types of scalars, which do not occur here, and
    with titles and descriptions everywhere.
    """

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchema:
        """Return the schema of text: anything but a list, a mapping or null."""
        del schema
        return dict(_TEXT)

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchema:
        """Return the schema of an optional field; an empty one is a fault."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchema:
        """Return the schema of a field with its default, unless that is nothing."""
        if schema.get("default") in {None, ()}:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchema:
        """Return the schema of a choice, with descriptions."""
        made = super().enum_schema(schema)
        meanings = MEANINGS.get(schema["cls"])
        if meanings:
            made["enumDescriptions"] = [meanings[member] for member in schema["members"]]
        return made

    def field_title_should_be_set(self, schema: object) -> bool:
        """Return True, so that fields that refer to a definition have titles too."""
        del schema
        return True

    def get_title_from_name(self, name: str) -> str:
        """Return ``period_basis`` as ``Period basis``."""
        return name.replace("_", " ").capitalize()


def _plain(name: str) -> str:
    """Return ``ClaimModel`` as ``Claim``."""
    return name.removesuffix("Model")


def _in_words(name: str) -> str:
    """Return ``PeriodBasis`` as ``Period basis``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _plain(name)).capitalize()
