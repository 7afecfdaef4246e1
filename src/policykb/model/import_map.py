"""The pydantic model of the map of an import: which column of a table is which field."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, create_model

from policykb.model.field_types import CheckedText, Flag
from policykb.model.fields import file_fields
from policykb.model.records import Actor, Claim, RelativeTo, Skipped, Source, Topic
from policykb.model.schema import Model


class ColumnMap(Model):
    """The value of a field: that of a column, or one that all rows have."""

    column: CheckedText | None = Field(None, description="The heading of the column.")
    value: CheckedText | None = Field(
        None,
        description="The value in all rows; {heading} stands for a column, {date} for the day.",
    )
    values: dict[str, str] | None = Field(
        None,
        description="What values of the column stand for, as in `-1: oppose`; nothing for none.",
    )
    default: CheckedText | None = Field(None, description="The value where the column is empty.")
    format: CheckedText | None = Field(
        None, description="How dates are written, as in %d.%m.%Y (strftime)."
    )
    separator: CheckedText | None = Field(
        None, description="What separates several values in a cell; by default |."
    )


def _column(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


_Column = Annotated[ColumnMap, BeforeValidator(_column)]


def _field(description: str, *, required: bool = False) -> Any:
    return _Column if required else _Column | None, Field(
        ... if required else None, description=description
    )


def _fields_of(record: type, *required: str, prefix: str = "") -> dict[str, Any]:
    return {
        prefix + field.name: _field(field.description, required=field.name in required)
        for field in file_fields(record)
        if field.type is not RelativeTo
    }


_FILE: Any = (
    CheckedText | None,
    Field(None, description="The table that they are in, if it is not that of the claims."),
)


def _section(
    name: str, description: str, base: type[Model] = Model, /, **fields: Any
) -> type[Model]:
    model = create_model(name, __base__=base, __module__=__name__, **fields)
    model.__doc__ = description
    return model


ClaimsMap = _section(
    "ClaimsMap",
    "The columns of the claims.",
    document=_field("The document that the statement is from."),
    date=_field("The day of the statement."),
    **_fields_of(Claim, "actor", "topic"),
    **_fields_of(RelativeTo, prefix="relative_to_"),
)
ActorsMap = _section("ActorsMap", "The columns of the actors.", file=_FILE, **_fields_of(Actor))
TopicsMap = _section("TopicsMap", "The columns of the topics.", file=_FILE, **_fields_of(Topic))
SourcesMap = _section(
    "SourcesMap",
    "The columns of the sources.",
    file=_FILE,
    id=_field("The source's id."),
    text=_field("The file of the text, beside the table."),
    **_fields_of(Source),
)
SkippedMap = _section(
    "SkippedMap",
    "The columns of the sentences that are not coded.",
    file=_FILE,
    document=_field("The document that the sentence is from.", required=True),
    **_fields_of(Skipped, "quote", "reason"),
)


class TableOptions(Model):
    """The form of the tables; by default it is recognised."""

    file: CheckedText | None = Field(
        None,
        description="The table, beside the map, or several, as in part-*.parquet: for --kb.",
    )
    encoding: CheckedText | None = Field(
        None, description="The encoding of CSV, as in latin-1; by default UTF-8."
    )
    delimiter: CheckedText | None = Field(
        None, description="What separates the cells of CSV, or `tab`."
    )
    sheet: CheckedText | None = Field(
        None, description="The sheet of a workbook; by default the first one."
    )
    escaped: Flag = Field(
        default=False,
        description="True if texts like formulas have an apostrophe before them, as exported.",
    )


class KnownIds(Model):
    """The ids that names got in the first import, so that a second one is the same."""

    actors: dict[str, str] = Field(default_factory=dict, description="The ids of actors, by name.")
    topics: dict[str, str] = Field(default_factory=dict, description="The ids of topics, by name.")
    sources: dict[str, str] = Field(
        default_factory=dict, description="The ids of sources, by document."
    )


class ImportMap(Model):
    """The map of an import, without its sections."""

    policykb_map: Literal["1"] = Field(description="Version of the map.")
    title: CheckedText | None = Field(None, description="The title of a new knowledge base.")
    description: CheckedText | None = Field(None, description="Its description.")
    table: TableOptions | None = Field(None, description="How the tables are written.")
    ids: KnownIds = Field(default_factory=KnownIds, description="The ids of names.")


ImportMapFile = _section(
    "ImportMapFile",
    "The map of an import: which column of a table is which field.",
    ImportMap,
    claims=(ClaimsMap, Field(description="The columns of the claims.")),
    actors=(ActorsMap | None, Field(None, description="The columns of the actors.")),
    topics=(TopicsMap | None, Field(None, description="The columns of the topics.")),
    sources=(SourcesMap | None, Field(None, description="The columns of the sources.")),
    skipped=(SkippedMap | None, Field(None, description="The columns of the skipped sentences.")),
)
SECTIONS = ("claims", "actors", "topics", "sources", "skipped")
"""The sections of a map that say which column is which field."""
