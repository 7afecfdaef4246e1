"""Diagnostics: the fault values, the catalogue of rules, and the settings that select rules."""

from policykb.diagnostics.diagnostic import (
    Diagnostic,
    Fix,
    Location,
    OrderKeys,
    PolicyKBError,
    Related,
    RenameKey,
    Route,
    Rule,
    SetValue,
    Severity,
    Span,
    format_value,
    one_of,
)

__all__ = [
    "Diagnostic",
    "Fix",
    "Location",
    "OrderKeys",
    "PolicyKBError",
    "Related",
    "RenameKey",
    "Route",
    "Rule",
    "SetValue",
    "Severity",
    "Span",
    "format_value",
    "one_of",
]
