"""The fonts and colours of pictures, as style sheets.

The colour of a strip or a marker is that of its actor, of a verdict what it says. Shapes and signs
say the same without colour. Colours are those of Okabe and Ito, darker on white and lighter on
black.
"""

from typing import NamedTuple


class Font(NamedTuple):
    """The size of a font in units of a picture, and its weight."""

    size: float
    bold: bool = False


FONTS = {
    "title": Font(26, bold=True),
    "subtitle": Font(17),
    "group": Font(16, bold=True),
    "label": Font(16),
    "small": Font(13.5),
    "tick": Font(13),
}
"""The fonts of texts, by the class of the text."""

FONT_FAMILY = (
    'Arial, "Helvetica Neue", Helvetica, "Liberation Sans", "DejaVu Sans", "Noto Sans", '
    '"Segoe UI", Roboto, sans-serif'
)
"""The families of fonts that a picture asks for, the first one that is installed."""

COLOURS = ("#0b62b8", "#b35900", "#7a3fb5", "#a3246b", "#00707a", "#5f5200")
_ON_BLACK = ("#6db3ff", "#ffab57", "#c9a0ff", "#ff8ac4", "#4fd0da", "#d9c85a")


def actor_class(actor: int) -> str:
    """Return the class of the colour of an actor (its index)."""
    return f"actor-{actor % len(COLOURS)}"


def _actors(colours: tuple[str, ...]) -> str:
    return "\n".join(
        f".{actor_class(index)} {{ fill: {colour}; stroke: {colour}; }}"
        for index, colour in enumerate(colours)
    )


_FONTS = "\n".join(
    f".picture .{name} {{ font-size: {font.size}px; font-weight: {600 if font.bold else 400}; }}"
    for name, font in FONTS.items()
)

STYLE = f"""
.axis {{ stroke: #767676; stroke-width: 1; }}
.record {{ stroke: currentColor; stroke-width: 2.5; }}
.grid {{ stroke: #767676; stroke-opacity: .3; }}
.centre {{ stroke: #767676; stroke-opacity: .8; }}
.span {{ stroke: #767676; stroke-width: 4; stroke-opacity: .45; }}
.picture {{ fill: currentColor; }}
.tick, .small {{ fill: #595959; font-size: 11px; }}
{_FONTS}
{_actors(COLOURS)}
.opposed {{ fill: #b42318; stroke: #b42318; }}
.differ {{ fill: #8a6100; stroke: #8a6100; }}
.agree {{ fill: #1a7f37; stroke: #1a7f37; }}
.for {{ fill: #1a7f37; stroke: #1a7f37; }}
.against {{ fill: #b42318; stroke: #b42318; }}
.between {{ fill: #8a6100; stroke: #8a6100; }}
.clash {{ fill: #8250df; stroke: #8250df; }}
.muted {{ fill: #767676; stroke: #767676; }}
.key {{ fill: currentColor; stroke: currentColor; }}
.possible {{ fill-opacity: .3; stroke-dasharray: 2 2; }}
.marker {{ stroke-width: 2; }}
.marker text {{ fill: #fff; stroke: none; font-size: 9px; }}
.inside {{ fill: #fff; stroke: none; font-size: 13px; }}
@media screen and (prefers-color-scheme: dark) {{
.tick, .small {{ fill: #b0b0b0; }}
{_actors(_ON_BLACK)}
.opposed {{ fill: #ff7b72; stroke: #ff7b72; }}
.differ {{ fill: #e3b341; stroke: #e3b341; }}
.agree {{ fill: #4cc26a; stroke: #4cc26a; }}
.for {{ fill: #4cc26a; stroke: #4cc26a; }}
.against {{ fill: #ff7b72; stroke: #ff7b72; }}
.between {{ fill: #e3b341; stroke: #e3b341; }}
.clash {{ fill: #c297ff; stroke: #c297ff; }}
.muted {{ fill: #9a9a9a; stroke: #9a9a9a; }}
.marker text, .inside {{ fill: #000; }}
}}
.hollow, .undated, .marker .open {{ fill: none; }}
.undated {{ stroke-dasharray: 2 3; }}
.dashed {{ stroke-dasharray: 2.5 2; }}
.sign {{ fill: currentColor; stroke: none; }}
"""
"""The style sheet of strips and charts, also for pages that hold some."""

DOCUMENT_STYLE = f"""
svg {{ color-scheme: light dark; background: Canvas; color: CanvasText; }}
text {{ font-family: {FONT_FAMILY}; }}
"""
"""The style sheet of a document besides :data:`STYLE`."""
