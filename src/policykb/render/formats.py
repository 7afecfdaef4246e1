"""The formats, and which function writes each."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from policykb.render import lines, reports
from policykb.render.output import Output
from policykb.validation import Report
from policykb.views.model import View


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    PLAIN = "plain"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MARKDOWN = "markdown"

    @property
    def holds_notes(self) -> bool:
        """Whether the format has room for what is said of the result as a whole."""
        return self not in {self.PLAIN, self.CSV}


class ReportFormat(StrEnum):
    """How faults are printed."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"


def _table(view: View, output: Output) -> str:
    from policykb.render import terminal  # noqa: PLC0415 - a pipe needs no rich

    return terminal.table(view, output)


_WRITERS: Mapping[Format, Callable[[View, Output], str]] = {
    Format.TABLE: _table,
    Format.PLAIN: lambda view, _: lines.plain(view),
    Format.JSON: lambda view, _: lines.json_document(view.payload),
    Format.JSONL: lambda view, _: lines.jsonl(view),
    Format.CSV: lambda view, _: lines.csv_rows(view),
    Format.MARKDOWN: lambda view, _: lines.markdown(view),
}


def render(view: View, chosen: Format | None, output: Output) -> str:
    """``view`` in a format; by default a table on a terminal, else plain lines."""
    return _WRITERS[default_format(chosen, output)](view, output)


def default_format(chosen: Format | None, output: Output) -> Format:
    """The format asked for, or the one that suits the output."""
    return chosen or (Format.TABLE if output.terminal else Format.PLAIN)


def render_report(
    found: Sequence[Report], chosen: ReportFormat | None, output: Output, *, strict: bool = False
) -> str:
    """Validation reports in a format; by default in full on a terminal, else concise.

    ``strict`` only changes the summary: warnings fail, too.
    """
    chosen = chosen or (ReportFormat.FULL if output.terminal else ReportFormat.CONCISE)
    match chosen:
        case ReportFormat.FULL:
            return reports.full(found, output, strict=strict)
        case ReportFormat.CONCISE:
            return reports.concise(found)
        case ReportFormat.JSON:
            return reports.json_report(found)
