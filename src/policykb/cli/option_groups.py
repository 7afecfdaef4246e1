"""Groups of options: a command takes a dataclass of options as one parameter.

typer reads options from the parameters of a function. :func:`expand_option_groups` shows typer one
parameter for each field of the dataclass, and passes their values to the command as one dataclass.
Annotations must be types, not strings.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import wraps


def expand_option_groups(command: Callable[..., None]) -> Callable[..., None]:
    """Return ``command`` with each dataclass parameter replaced by parameters for its fields."""
    hints = inspect.get_annotations(command)
    groups: dict[str, type] = {}
    parameters: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(command).parameters.items():
        hint = hints[name]
        if isinstance(hint, type) and is_dataclass(hint):
            groups[name] = hint
            parameters += _group_parameters(hint)
        else:
            parameters.append(
                parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hint)
            )

    @wraps(command)
    def wrapper(**given: object) -> None:
        command(**_collect(groups, given))

    # typer reads the signature. With annotations as well, it would resolve the types twice.
    wrapper.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined] # any callable may have a signature
    wrapper.__annotations__ = {}
    return wrapper


def _group_parameters(group: type) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if field.default is MISSING else field.default,
            annotation=field.type,
        )
        for field in fields(group)
    ]


def _collect(groups: Mapping[str, type], given: Mapping[str, object]) -> dict[str, object]:
    """Return the values from typer, with those of each group as one dataclass."""
    rest = dict(given)
    made = {
        name: group(**{field.name: rest.pop(field.name) for field in fields(group)})
        for name, group in groups.items()
    }
    return {**rest, **made}
