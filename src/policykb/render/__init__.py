"""Views and reports as text, in one of a closed set of formats."""

from policykb.render.formats import Format, ReportFormat, render, render_report
from policykb.render.output import Output

__all__ = ["Format", "Output", "ReportFormat", "render", "render_report"]
