"""Tags and filters every page may use: icons, states, clocks, figures, scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

import segno
from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import escape, format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli import clock
from linli.web import telling_time, tones
from linli.web.icons import STROKES
from linli.web.navigation import Door
from linli.web.words import SCRIPT_WORDS

register = template.Library()

VENDORED = {
    "htmx": ("vendor/htmx-2.0.11/htmx.min.js",),
    "leaflet": ("vendor/leaflet-1.9.4/leaflet.js",),
    "echarts": ("vendor/echarts-6.1.0/echarts.simple.min.js",),
}


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """An icon of `linli.web.icons`; decoration only, so hidden from screen readers."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        STROKES[name],
    )


@register.simple_tag
def neighbours_figures(district: Any) -> list[dict[str, str]]:
    """Other open figures of a district, as chips: of what neighbours do together and live by."""
    from linli.web.neighbours import ways_with_figures

    return [
        {"label": str(way.label), "href": f"/{district.slug}/{way.figures}"} for way in ways_with_figures(district.code)
    ]


@register.simple_tag
def module(name: str) -> SafeString:
    """Load `web/<name>.js`, with the words it says."""
    return _module(name, get_language())


@cache
def _module(name: str, _language: str | None) -> SafeString:
    words = SCRIPT_WORDS.get(name)
    said = json_script({key: str(text) for key, text in words.items()}, f"words-{name}") if words else ""
    return format_html('{}<script type="module" src="{}"></script>', said, static(f"web/{name}.js"))


@register.simple_tag
@cache
def vendor(name: str) -> SafeString:
    """Load a library we ship ("htmx", "leaflet", "echarts")."""
    scripts = (format_html('<script defer src="{}"></script>', static(path)) for path in VENDORED[name])
    return mark_safe("".join(scripts))


@register.simple_tag
def doors(part: str, ways: Iterable[Door]) -> SafeString:
    """Where one can go from here, as the rail or the tabs: seldom otherwise than on the page before."""
    return _doors(part, tuple(ways), get_language())


@lru_cache(maxsize=512)
def _doors(part: str, ways: tuple[Door, ...], _language: str | None) -> SafeString:
    return render_to_string(part, {"doors": ways})


def _time(at: datetime, text: str, more: str = "") -> SafeString:
    """A <time>; all that goes in is ours, so it is put together as it is: a list has a hundred of them."""
    return mark_safe(f'<time datetime="{at.isoformat()}" title="{telling_time.exact(at)}"{more}>{text}</time>')


@register.filter
def since(at: datetime | None) -> str:
    """How long ago, as a <time> that keeps itself current."""
    return _time(at, telling_time.since(at), " data-ago") if at else ""


@register.filter
def left(due: datetime | None) -> str:
    """What remains of a deadline, as plain text."""
    return telling_time.left(due) if due else ""


@register.filter
def local(at: datetime | None, form: str = "near") -> str:
    """A moment as <time>: "near" (9:05, or with the day), "day", "hour" or "exact"."""
    said = {
        "near": telling_time.near,
        "day": telling_time.day,
        "hour": telling_time.hour,
        "exact": telling_time.exact,
    }
    return _time(at, said[form](at)) if at else ""


@register.filter
def span(length: timedelta | float | None) -> str:
    """A length of time (timedelta, or minutes) in words."""
    return "" if length is None else telling_time.span(length)


@register.filter
def pct(share: float | None, places: int = 1) -> str:
    """A share of one as per cent: 0.986 is 98.6%; nothing to count is a dash."""
    return "—" if share is None else f"{share * 100:.{places}f}%"


@register.filter
def attr_json(value: Any) -> str:
    """A value as JSON for a data attribute (escaped by the template like any text)."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


@register.filter
def tone(level: str) -> str:
    """The tone (good, calm, wait, late) of a message level or state word."""
    return tones.tone_of(level)


@register.simple_tag
@lru_cache(maxsize=512)
def tag(label: str, tone: str = "") -> SafeString:
    """A state word with its dot."""
    return mark_safe(f'<span class="tag {escape(tone)}">{escape(label)}</span>')


@register.simple_tag
def state_tag(thing: Any, label: str = "") -> SafeString:
    """The state of a case, callout or whistle; or of a state value with its label given."""
    if isinstance(thing, Mapping):
        return tag(label or thing["state_label"], tones.tone_of(str(thing["state"])))
    state = getattr(thing, "state", thing)
    word = label or getattr(thing, "state_label", "")
    if not word:
        display = getattr(thing, "get_state_display", None)
        word = display() if display else getattr(state, "label", state)
    return tag(word, tones.tone_of(str(state)))


@register.simple_tag(name="clock")
def clock_tag(
    due: datetime | None,
    name: str = "",
    warn_at: datetime | None = None,
    done_at: datetime | None = None,
    paused: bool = False,
) -> SafeString:
    """What remains of a deadline; `name` is what it is for (arrive), `warn_at` when it turns amber."""
    now = clock.now()
    if done_at:
        return format_html('<span class="clock done">{} {}</span>', name, local(done_at))
    if paused:
        return format_html('<span class="clock paused">{} {}</span>', name, _("clock stopped"))
    if due is None:
        return mark_safe("")
    how = " late" if now >= due else " soon" if warn_at and now >= warn_at else ""
    warn = f' data-warn="{warn_at.isoformat()}"' if warn_at else ""
    running = _time(due, telling_time.left(due, now), f" data-due{warn}")
    return mark_safe(f'<span class="clock{how}">{escape(name)}{running}</span>')


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """A QR code as inline SVG; `label` says what it leads to."""
    drawing = segno.make(text, error="m").svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None)
    return format_html('<div class="qr" role="img" aria-label="{}">{}</div>', label or text, mark_safe(drawing))


@register.filter
def exactly(at: datetime | None) -> str:
    """A moment in full, as plain text for a title."""
    return telling_time.exact(at) if at else ""


@register.simple_tag
def map_scripts() -> SafeString:
    """What a page with a map loads: Leaflet, its style, and our module."""
    style = format_html('<link rel="stylesheet" href="{}">', static("vendor/leaflet-1.9.4/leaflet.css"))
    return mark_safe(style + vendor("leaflet") + module("map"))


@register.inclusion_tag("web/parts/steps.html", name="steps")
def steps_tag(now: int, *names: str) -> dict[str, Any]:
    """The steps of a form, the `now`-th (from 1) being the present one."""
    how = ["done" if at < now else "now" if at == now else "todo" for at in range(1, len(names) + 1)]
    return {"steps": [{"name": name, "how": state} for name, state in zip(names, how, strict=True)]}


@register.inclusion_tag("web/parts/rating.html", name="rating")
def rating_tag(label: str, name: str = "score", value: int | None = None, fault: str = "") -> dict[str, Any]:
    """The five levels of satisfaction as radio buttons, the best first."""
    levels = [
        (5, _("Very satisfied")),
        (4, _("Satisfied")),
        (3, _("Fair")),
        (2, _("Dissatisfied")),
        (1, _("Very dissatisfied")),
    ]
    return {"label": label, "name": name, "value": value, "fault": fault, "levels": levels}
