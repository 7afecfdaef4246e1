"""Ids that are taken."""

from policykb.diagnostics import Diagnostic, Location, Related, Route, catalogue, format_value


def taken_message(kind: str, record_id: str) -> str:
    """What is wrong with a record whose id another one has."""
    return f"{kind} id {format_value(record_id)} is taken"


def taken_fault(message: str, here: Location, route: Route, first: Location) -> Diagnostic:
    """That the id at ``route`` is that of the record whose id stands at ``first``."""
    related = (Related(first, "the first record with this id"),)
    return Diagnostic(
        catalogue.DUPLICATE_ID, message, here, catalogue.DUPLICATE_ID.remedy, route, related
    )
