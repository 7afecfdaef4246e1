"""Views and reports as text, in one of a closed set of formats."""

from policykb.render.formats import Format, render
from policykb.render.output import Output

__all__ = ["Format", "Output", "render"]
