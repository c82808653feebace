"""A signature drawn on the screen as a path that a page and a paper draw again."""

from __future__ import annotations

import json

from .commands import HIGH, WIDE


def drawing(strokes: str) -> str:
    """The strokes (JSON, as sent) as the `d` of an SVG path; nothing for none."""
    found: list[list[list[int]]] = json.loads(strokes) if strokes else []
    return " ".join(
        "M" + " L".join(f"{int(x)} {int(y)}" for x, y in stroke) + (" l0.1 0" if len(stroke) == 1 else "")
        for stroke in found
        if stroke
    )


def svg(strokes_path: str) -> str:
    """A picture for a paper."""
    if not strokes_path:
        return ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}"><path d="{strokes_path}" fill="none" '
        'stroke="#17211f" stroke-width="9" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
