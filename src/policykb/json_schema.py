"""JSON Schema (2020-12) of the files of a knowledge base, made from the models."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic.json_schema import GenerateJsonSchema

from policykb.diagnostics import PolicyKBError
from policykb.schema import FILES

JsonSchema = dict[str, object]


def file_schema(kind: str) -> JsonSchema:
    """The schema of one kind of file: ``kb``, ``actors``, ``topics``, ``source`` or ``claims``."""
    made: JsonSchema = FILES[kind].model_json_schema()
    return {"$schema": GenerateJsonSchema.schema_dialect, **made}


def schema_text(kinds: Sequence[str]) -> str:
    """One schema, or several as the members of an object, as indented JSON."""
    made = {kind: file_schema(kind) for kind in kinds}
    return json.dumps(made[kinds[0]] if len(kinds) == 1 else made, indent=2) + "\n"


def write_schemas(kinds: Sequence[str], folder: Path) -> Iterator[Path]:
    """Write a file for each kind into ``folder``, which is made if need be; yields the paths.

    Raises:
        PolicyKBError: the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind in kinds:
            path = folder / f"{kind}.schema.json"
            path.write_text(schema_text([kind]), encoding="utf-8")
            yield path
    except OSError as error:
        raise PolicyKBError(
            f"cannot write to {folder}: {error.strerror}", "Name another folder with -o DIR."
        ) from None
