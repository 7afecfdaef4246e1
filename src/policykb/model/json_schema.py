"""JSON Schema (2020-12) of the files of a knowledge base, made from the models.

A schema accepts what the loader accepts. For the loader every value is text, but editors know
YAML's types: for them ``2021`` is a number and ``true`` a truth value.
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from policykb.model.codebook import MEANINGS
from policykb.model.field_types import REFERENCE
from policykb.model.schema import FILES

JsonSchema = dict[str, object]

Ids = Mapping[str, Mapping[str, str]]
"""Ids with the names they stand for, by kind: ``actor``, ``topic``."""

_TEXT: JsonSchema = {
    # Written as a list of types, this would make editors offer true and false for every text.
    "if": {"type": ["null", "array", "object"]},
    "then": {"type": "string"},
}
_NOTE = "Written by `policykb schema`: run it again instead of editing this file."
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None}
_NUMBERS: Sequence[Callable[[str], float]] = (int, lambda text: int(text, 0), float)


def file_schema(kind: str, ids: Ids) -> JsonSchema:
    """Return the schema of one kind of file: ``kb``, ``actors``, ``topics``, ``source`` or
    ``claims``.

    References accept the ``ids`` of their kind, or any text if there are none.
    """
    schema: JsonSchema = FILES[kind].model_json_schema(schema_generator=_Generator)
    models = schema.pop("$defs", {})
    assert isinstance(models, dict)  # noqa: S101 - pydantic returns a dict
    definitions = {
        _plain(name): {**model, "title": _in_words(name)} for name, model in models.items()
    }
    referred = sorted(set(_refer([schema, definitions])))
    definitions |= {
        f"{name.capitalize()}Id": _reference(name, ids.get(name, {})) for name in referred
    }
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$comment": _NOTE,
        **schema,
        "title": _in_words(FILES[kind].__name__),
        **({"$defs": definitions} if definitions else {}),
    }


def schema_text(kinds: Sequence[str], ids: Ids) -> str:
    """Return one schema, or several as the members of an object, as indented JSON."""
    schemas = {kind: file_schema(kind, ids) for kind in kinds}
    return json.dumps(schemas[kinds[0]] if len(kinds) == 1 else schemas, indent=2) + "\n"


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
    schema: JsonSchema = {
        "title": f"{kind.capitalize()} id",
        "description": f"The id of one of this knowledge base's {kind}s.",
        REFERENCE: kind,
    }
    if not ids:
        return schema | _TEXT
    choices = [(value, name) for record_id, name in ids.items() for value in _readings(record_id)]
    return schema | {
        "enum": [value for value, _ in choices],
        "enumDescriptions": [name for _, name in choices],
        "errorMessage": f"No {kind} of this knowledge base has this id. If it is new, run "
        "`policykb schema` again.",
    }


def _readings(text: str) -> list[str | float | None]:
    """Return the values that a YAML reader may take an id for: ``1e3`` is a number."""
    if text in _WORDS:
        return [text, _WORDS[text]]
    for convert in _NUMBERS:
        try:
            value = convert(text)
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
        choices = super().enum_schema(schema)
        meanings = MEANINGS.get(schema["cls"])
        if meanings:
            choices["enumDescriptions"] = [meanings[member] for member in schema["members"]]
        return choices

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
