"""Residents' pages of services: finding the right one, and its guide."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from linli.places.models import District
from linli.places.queries import district_named

from . import guides
from .guides import Guide, NoSuchService
from .models import Audience, LifeEvent
from .questions import questions

LONGEST_QUERY = 80


@require_safe
def services(request: HttpRequest, district: str) -> HttpResponse:
    """By what one types, by a turn of life, by whom it is for."""
    found = district_named(district)
    text = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    event, audience = _one_of(LifeEvent, request.GET.get("event", "")), _one_of(Audience, request.GET.get("for", ""))
    chosen = guides.narrowed(found.code, event, audience)
    shown = guides.found(text, chosen) if text else chosen
    context = {
        "district": found, "text": text, "event": event, "audience": audience, "savings": guides.savings(found.code),
        "report": f"/{found.slug}/report", "asks": bool(questions(found.code)),
        "shown": shown if text or event or audience or "all" in request.GET else None, "count": guides.number_of(shown),
        "title": LifeEvent(event).label if event else Audience(audience).label if audience else "",
        "events": [
            {"label": one.label, "count": count, "href": f"?{urlencode({'event': one.value})}"}
            for one, count in guides.events_of(found.code)
        ],
        "chips": _chips(found, text, event, audience),
    }  # fmt: skip
    return render(request, "catalogue/services.html", context)


@require_safe
def guide(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """One service; with answers in the address, whether it fits and what is missing."""
    found = district_named(district)
    try:
        shown = guides.guide(found.code, code)
    except NoSuchService as unknown:
        raise Http404(unknown.message) from None
    asked = [
        {"condition": one, "name": f"c{number}", "answer": request.GET.get(f"c{number}", "")}
        for number, one in enumerate(shown.questions)
    ]
    context = {
        "district": found, "guide": shown, "spec": shown.spec, "asked": asked, "counter": _counter(shown), **_in_short(shown),
        "verdict": guides.verdict(shown, [_answer(one["answer"]) for one in asked]) if "checked" in request.GET else None,
    }  # fmt: skip
    return render(request, "catalogue/guide.html", context)


def _one_of(kind: type[LifeEvent] | type[Audience], given: str) -> str:
    return given if given in kind.values else ""


def _answer(given: Any) -> bool | None:
    return {"yes": True, "no": False}.get(given)


def _chips(district: District, text: str, event: str, audience: str) -> list[dict[str, Any]]:
    """For whom, beside what is looked for already."""
    kept = {name: value for name, value in (("q", text), ("event", event)) if value}

    def chip(label: str, value: str) -> dict[str, Any]:
        words = {**kept, **({"for": value} if value else {})}
        return {"label": label, "href": f"?{urlencode(words or {'all': 1})}", "current": value == audience}

    return [
        chip(_("For anyone"), ""),
        *(chip(str(one.label), one.value) for one, _n in guides.audiences_of(district.code)),
    ]


def _in_short(shown: Guide) -> dict[str, str]:
    """What stands below the three figures at the head of a guide."""
    days, saves = shown.spec.days, shown.spec.saves
    return {
        "law": _("the law allows %(n)d") % {"n": days.law} if days.law else _("the law names no number"),
        "fewer_papers": _fewer_papers(saves.materials_before - saves.materials_now),
        "fewer_visits": _fewer_visits(saves.visits_before - saves.visits_now),
    }


def _fewer_papers(count: int) -> str:
    told = ngettext("%(n)d paper fewer than usual", "%(n)d papers fewer than usual", count)
    return told % {"n": count} if count else _("as usual")


def _fewer_visits(count: int) -> str:
    told = ngettext("%(n)d visit fewer than usual", "%(n)d visits fewer than usual", count)
    return told % {"n": count} if count else _("as usual")


def _counter(shown: Guide) -> str:
    """Where it is handed in, in words."""
    where = {
        "community": _("at the service point of your community"), "street": _("at the service hall of your street or town"),
        "district": _("at the counter of %(name)s") % {"name": shown.holder},
        "city": _("at the city’s service hall"), "province": _("at the province’s service hall"),
    }  # fmt: skip
    return where[shown.spec.counter]
