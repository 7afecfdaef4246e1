"""The pydantic models of the files of a knowledge base.

The models of records are made from their dataclasses. Descriptions serve error messages, the JSON
Schema and editors.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from policykb.diagnostics import Route
from policykb.diagnostics.settings import Settings
from policykb.model.field_types import (
    CHECKED_TYPES,
    CheckedText,
    Flag,
    FormatVersion,
    Number,
    Selector,
)
from policykb.model.fields import FileField, file_fields
from policykb.model.records import Actor, Claim, RelativeTo, Skipped, Source, Topic


class Model(BaseModel):
    """Base of all models: unknown fields are faults, and values do not change.

    Its validator is built when it is first used: that of a record in a file is part of the file's.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def _model_of(record: type) -> type[Model]:
    """Return the model of a record in its file; its description is that of the record."""
    fields: dict[str, Any] = {
        field.name: (_checked_type(field), _field_info(field)) for field in file_fields(record)
    }
    description, _, _ = (record.__doc__ or "").partition("\n\n")
    return _model(f"{record.__name__}Model", description, fields)


def _checked_type(field: FileField) -> Any:
    model = RelativeToModel if field.type is RelativeTo else field.type
    type_: Any = CHECKED_TYPES.get(model, model)
    if field.is_list:
        return _list_of(type_)
    return type_ | None if field.default is None else type_


def _list_of(type_: Any) -> object:
    return tuple[type_, ...]


def _field_info(field: FileField) -> Any:
    default = ... if field.is_required else field.default
    return Field(default, description=field.description)


def _model(name: str, description: str, fields: dict[str, Any]) -> type[Model]:
    model = create_model(name, __base__=Model, __module__=__name__, **fields)
    model.__doc__ = description
    return model


RelativeToModel = _model_of(RelativeTo)
ActorModel = _model_of(Actor)
TopicModel = _model_of(Topic)
SourceModel = _model_of(Source)
ClaimModel = _model_of(Claim)
SkippedModel = _model_of(Skipped)


class ValidationModel(Model):
    """The settings of `policykb validate`."""

    select: tuple[Selector, ...] | None = Field(
        None, description="Only these rules: codes, names, or how codes begin, as in PKB3."
    )
    ignore: tuple[Selector, ...] | None = Field(None, description="Not these rules.")
    strict: Flag | None = Field(None, description="True if warnings fail too.")
    exit_zero: Flag | None = Field(None, description="True if nothing fails.")
    max_faults: Number | None = Field(None, description="The number of faults to show; 0 for all.")


class KnowledgeBaseFile(Model):
    """kb.yaml: the marker of a knowledge base."""

    policykb: FormatVersion = Field(description="Version of the format.")
    title: CheckedText = Field(description="The subject of the knowledge base.")
    description: CheckedText | None = Field(None, description="Its content and purpose.")
    validation: ValidationModel | None = Field(None, description="The settings of its validation.")

    @property
    def settings(self) -> Settings:
        """Return the settings for validation; the defaults where the file has none."""
        return Settings(**dict(self.validation)) if self.validation else Settings()


ActorsFile = _model(
    "ActorsFile",
    "actors.yaml: the actors that can hold a position.",
    {"actors": (_list_of(ActorModel), Field(description="All actors."))},
)
TopicsFile = _model(
    "TopicsFile",
    "topics.yaml: the propositions one can be for or against.",
    {"topics": (_list_of(TopicModel), Field(description="All topics."))},
)
ClaimsFile = _model(
    "ClaimsFile",
    "claims.yaml: the claims of a source, and the sentences that are skipped.",
    {
        "claims": (_list_of(ClaimModel), Field(description="Claims in reading order.")),
        "skipped": (_list_of(SkippedModel), Field((), description="Sentences not coded.")),
    },
)
FILES: dict[str, type[Model]] = {
    "kb": KnowledgeBaseFile,
    "actors": ActorsFile,
    "topics": TopicsFile,
    "source": SourceModel,
    "claims": ClaimsFile,
}
"""The model of each kind of file, by the file's name without its ending."""


def model_at(model: type[Model], route: Route) -> type[Model] | None:
    """Return the model of the record at ``route`` inside one of ``model``, if there is one."""
    found: type[Model] | None = model
    for step in route:
        if isinstance(step, str) and found is not None:
            field = found.model_fields.get(step)
            found = model_in(field.annotation) if field is not None else None
    return found


def model_in(annotation: object) -> type[Model] | None:
    """Return the model in a field's type, which may be a list or an alternative, if any."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    arguments: tuple[object, ...] = getattr(annotation, "__args__", ())
    return next((found for a in arguments if (found := model_in(a))), None)
