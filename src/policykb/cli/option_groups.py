"""Options that go together: a dataclass of them is one parameter of a command.

typer reads options from the parameters of a function. A command that takes a dataclass whose
fields are options is given one parameter for each field, and gets them back as one value.
Annotations are taken as they stand: types, not texts that name them.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import wraps


def spelt_out(command: Callable[..., None]) -> Callable[..., None]:
    """``command`` with the fields of its dataclass parameters as parameters of its own, in their
    place.
    """
    hints = inspect.get_annotations(command)
    bundles: dict[str, type] = {}
    parameters: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(command).parameters.items():
        hint = hints[name]
        if isinstance(hint, type) and is_dataclass(hint):
            bundles[name] = hint
            parameters += _parameters(hint)
        else:
            parameters.append(
                parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hint)
            )

    @wraps(command)
    def called(**given: object) -> None:
        command(**_gathered(bundles, given))

    # What typer looks at; annotations beside it would only be resolved again, for the same.
    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined] # any callable may have one, and typer reads it
    called.__annotations__ = {}
    return called


def _parameters(bundle: type) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if field.default is MISSING else field.default,
            annotation=field.type,
        )
        for field in fields(bundle)
    ]


def _gathered(bundles: Mapping[str, type], given: Mapping[str, object]) -> dict[str, object]:
    """The values that typer gives, those of each bundle as one."""
    rest = dict(given)
    made = {
        name: bundle(**{field.name: rest.pop(field.name) for field in fields(bundle)})
        for name, bundle in bundles.items()
    }
    return {**rest, **made}
