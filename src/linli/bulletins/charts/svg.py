"""The pieces of an SVG as text: escaped, without style attributes, which the pages' security policy refuses."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from .marks import INK, PAPER, Picture


def number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def width_of(text: str, size: float) -> float:
    """About how wide a text is: Chinese characters are square, the others a little more than half."""
    return sum(size if ord(letter) > 0x2E7F else size * 0.58 for letter in text)


def words(
    text: str, x: float, y: float, size: float, *, anchor: str = "start", colour: str = INK, bold: bool = False
) -> str:
    weight = ' font-weight="700"' if bold else ""
    # A rim of paper, so that a line behind it does not go through the letters.
    weight += f' stroke="{PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
    return f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" text-anchor="{anchor}" fill="{colour}"{weight}>{escape(text)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" stroke="{colour}" stroke-width="{number(width)}"{dashed}/>'


def box(x: float, y: float, width: float, height: float, colour: str, round_by: float = 2) -> str:
    return f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(width, 0))}" height="{number(height)}" rx="{number(round_by)}" fill="{colour}"/>'


def dot(x: float, y: float, colour: str, shape: int = 0, size: float = 4) -> str:
    """A circle, a square, a diamond: so that lines are told apart without their colours."""
    if shape == 0:
        return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(size)}" fill="{colour}"/>'
    turned = f' transform="rotate(45 {number(x)} {number(y)})"' if shape == 2 else ""
    side = number(size * 1.8)
    return f'<rect x="{number(x - size * 0.9)}" y="{number(y - size * 0.9)}" width="{side}" height="{side}" fill="{colour}"{turned}/>'


def path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def document(picture: Picture, width: float, height: float, body: Iterable[str], font: str) -> str:
    """The drawing with its title and description for those who do not see it."""
    family = f' font-family="{escape(font)}"' if font else ""
    ids = f"{picture.key}-{number(width)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {number(width)} {number(height)}" role="img" aria-labelledby="{ids}-t {ids}-d"{family}>'
        f'<title id="{ids}-t">{escape(picture.title)}</title><desc id="{ids}-d">{escape(picture.description)}</desc>'
        f"{''.join(body)}</svg>"
    )
