"""A person's last values on paper, in large type, with a drawing of their blood pressure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from linli.clock import LOCAL
from linli.typesetting import fonts, pdf

from .queries.bands import Scale, scales_of
from .queries.curve import Point, Sheet

TEMPLATE = Path(__file__).parent / "papers/curve.typ"
WIDTH, HEIGHT, LEFT, LINE = 680, 150, 46, "#0a6b5e"
_TONES = {"good": "#e4f3e7", "calm": "#e6eff8", "wait": "#fdf1d8", "late": "#fbe9e6"}


def curve_pdf(sheet: Sheet) -> bytes:
    """A4, 18 points; some milliseconds. Raises NoChineseFont."""
    return pdf(TEMPLATE.read_bytes(), {"font": fonts()["sans"], **_content(sheet)}, TEMPLATE.parent)


def _content(sheet: Sheet) -> dict[str, Any]:
    patient, district = sheet.curve.patient, sheet.curve.patient.district
    return {
        "title": _("My measurements"), "name": patient.name if sheet.curve.way.is_own else patient.last_sign,
        "card": _("Health card %(code)s") % {"code": patient.code}, "district": district.name,
        "printed": _("Printed %(at)s") % {"at": _moment(sheet.printed_at)},
        "advice": [
            {"text": one.text, "by": f"{one.by.name}　{one.organisation.name}　{_moment(one.at)}"} for one in sheet.curve.advice
        ],
        "tables": [
            {
                "name": f"{offered.label}（{offered.unit}）", "rows": [_row(point) for point in points],
                "chart": _chart(points, scales_of(offered.quantity, sheet.curve.in_force, patient.sex)),
                "rules": _rules(rules),
            }
            for offered, points, rules in sheet.tables
        ],
        "words": {
            "advice": _("What the physician says"), "at": _("When"), "value": _("Value"), "band": _("Level"), "where": _("Where"),
            "note": _("A level is that of one reading and no diagnosis. Whether something has to be done, your physician says."),
            "none": _("Nothing has been measured yet."),
        },
    }  # fmt: skip


def _row(point: Point) -> list[str]:
    moment = _moment(point.at) + ("" if point.clock_trusted else f"\n{_('time uncertain')}")
    return [moment, point.text, str(point.band.label) if point.band else "", point.where]


def _rules(rules: Any) -> str:
    if rules is None:
        return ""
    told = _("Levels by: %(name)s (%(source)s)") % {"name": rules.name, "source": rules.source}
    return told if rules.verified else f"{told}　{_('not compared with the source yet')}"


def _moment(at: datetime) -> str:
    return at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")


# The drawing: one strip a line, with the bands behind it


def _chart(points: Sequence[Point], scales: Sequence[Scale]) -> str:
    """SVG of two values or more, oldest to the left; nothing for fewer."""
    if len(points) < 2:
        return ""
    strips = [_strip(list(reversed(points)), scale, place * (HEIGHT + 26)) for place, scale in enumerate(scales)]
    tall = len(strips) * (HEIGHT + 26)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {tall}">{"".join(strips)}</svg>'


def _strip(points: Sequence[Point], scale: Scale, top: int) -> str:
    numbers = [float(point.value[scale.part]) for point in points]
    least, most = min(scale.least, *numbers), max(scale.most, *numbers)
    first, last = points[0].at.timestamp(), points[-1].at.timestamp()

    def y(value: float) -> float:
        return round(top + HEIGHT - (value - least) / (most - least) * HEIGHT, 1)

    def x(point: Point) -> float:
        share = (point.at.timestamp() - first) / (last - first) if last > first else 0.5
        return round(LEFT + 8 + share * (WIDTH - LEFT - 16), 1)

    parts = []
    for stripe in scale.stripes:
        low, high = max(stripe.start, least), min(stripe.end, most)
        if low < high:
            parts.append(
                f'<rect x="{LEFT}" y="{y(high)}" width="{WIDTH - LEFT}" height="{round(y(low) - y(high), 1)}" fill="{_TONES.get(stripe.tone, "#f3f1eb")}"/>'
                f'<text x="{LEFT - 6}" y="{y(low)}" font-size="13" text-anchor="end" fill="#4e5b5a">{low:g}</text>'
            )
    if not scale.stripes:
        parts += [
            f'<text x="{LEFT - 6}" y="{y(edge) + (12 if edge == most else 0)}" font-size="13" text-anchor="end" fill="#4e5b5a">{edge:g}</text>'
            for edge in (least, most)
        ]
    path = " ".join(f"{x(point)},{y(number)}" for point, number in zip(points, numbers, strict=True))
    dots = "".join(
        f'<circle cx="{x(point)}" cy="{y(number)}" r="4" fill="{LINE}"/>'
        for point, number in zip(points, numbers, strict=True)
    )
    return f'{"".join(parts)}<polyline points="{path}" fill="none" stroke="{LINE}" stroke-width="2.5"/>{dots}'
