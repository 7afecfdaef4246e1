"""Diagnostics: what a fault is, the catalogue of rules, and the settings that choose among them."""

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
    one_of,
    shown,
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
    "one_of",
    "shown",
]
