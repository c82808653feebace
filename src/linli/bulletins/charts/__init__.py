"""Charts drawn as SVG: bars with intervals, a forest of intervals, lines by age. Pure Python, no Django.

One message each, figures on the marks, a colour for whom a mark is about. The same drawing goes into the PDF and on the
page; a page draws it at three widths, so that its letters stay as large as those around it.
"""

from .axes import ticks
from .bars import bars, forest
from .lines import lines
from .marks import COLOURS, Mark, Picture, Row

__all__ = ["COLOURS", "Mark", "Picture", "Row", "bars", "draw", "forest", "lines", "ticks"]

DRAWERS = {"bars": bars, "forest": forest, "lines": lines}


def draw(kind: str, picture: Picture, width: int, font: str = "") -> str:
    """The chart of that kind as SVG, `width` units wide; as high as it needs."""
    return DRAWERS[kind](picture, width, font)
