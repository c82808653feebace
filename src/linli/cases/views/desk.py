"""The desk's worklist and its saved filters."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.catalogue import queries as catalogue
from linli.ids import read_case_code
from linli.notices import queries as notices
from linli.people.actors import Actor
from linli.people.roles import TAKERS
from linli.places.queries import names

from ..actions.filters import drop_filter, save_filter
from ..at_desk import desk_page, staff_page
from ..errors import InvalidInput
from ..models import DONE_STATES, OPEN_STATES, Case, SavedFilter, State
from ..queries import worklist
from ..queries.counting import said
from ..queries.worklist import Filters

_VIEWS = {
    "mine": lambda: _("To do"), "area": lambda: _("In my area"), "late": lambda: _("Overdue"),
    "unlocated": lambda: _("Place not known"), "refusals": lambda: _("To rule on"), "done": lambda: _("Done"),
}  # fmt: skip


@require_safe
@staff_page
def worklist_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    filters = worklist.filters_of(actor, request.GET)
    spelled = read_case_code(filters.q) if filters.q else None
    if spelled and Case.objects.visible_to(actor.reach).filter(code=spelled).exists():
        return redirect("cases:desk_case", code=spelled)
    page, counts = worklist.page(actor, filters), worklist.counts(actor)
    request.META[notices.COUNTED] = counts.pop("unread")
    context = {
        "filters": filters, "page": page, "may_open": actor.has(*TAKERS), "title": _title(filters), "tabs": _tabs(actor, filters, counts),
        "kinds": _kinds(filters),
        "selects": _selects(actor, filters), "saved_address": _saved_address(filters), "empty": _empty(filters),
        "newer": _address(filters, before=page.newer) if page.newer else "",
        "older": _address(filters, after=page.older) if page.older else "",
        "by_due": _address(filters, sort=""), "by_new": _address(filters, sort="new"),
    }  # fmt: skip
    return desk_page(request, actor, "cases/desk/worklist.html", context)


def _address(filters: Filters, **changes: str) -> str:
    words = {**filters.named, **changes}
    return f"{reverse('cases:desk')}?{urlencode({name: word for name, word in words.items() if word})}"


def _saved_address(filters: Filters) -> str:
    return f"{reverse('cases:desk_filters')}?{urlencode({'query': urlencode(filters.named)})}"


def _title(filters: Filters) -> str:
    if filters.q:
        return _("Found for “%(words)s”") % {"words": filters.q}
    return _VIEWS["late" if filters.late and filters.view != "done" else filters.view]()


def _tabs(actor: Actor, filters: Filters, counts: dict[str, int]) -> list[dict[str, Any]]:
    """One chip a view, with how many lie there; what is overdue has a chip of its own."""
    views = worklist.views_of(actor)
    names_of = list(views)
    if "late" in counts:
        names_of.insert(1, "late")
    tabs = []
    for name in names_of:
        words = {"view": views[0], "late": "1"} if name == "late" else {"view": name}
        late = filters.late and filters.view == views[0]
        current = not filters.q and (late if name == "late" else filters.view == name and not late)
        count = counts.get(name)
        shown = None if count is None else said(count)
        tabs.append(
            {"label": _VIEWS[name](), "href": f"?{urlencode(words)}", "current": current, "count": shown, "name": name}
        )
    return tabs


def _kinds(filters: Filters) -> list[dict[str, Any]]:
    """Both, applications or requests, where a view holds both."""
    if filters.view in worklist.OF_REQUESTS and not filters.q:
        return []
    names = {"": _("Everything"), "applications": _("Applications"), "requests": _("Requests")}
    return [
        {"label": label, "href": _address(filters, kind=kind, after="", before=""), "current": filters.kind == kind}
        for kind, label in names.items()
    ]


def _selects(actor: Actor, filters: Filters) -> list[dict[str, Any]]:
    """The three filters that are chosen from a list: (value, label, chosen)."""
    states = list(State) if filters.q else DONE_STATES if filters.view == "done" else OPEN_STATES
    cards = catalogue.children(actor.reach.district)
    chosen = catalogue.categories(actor.reach.district).get(filters.category)
    categories = [(card.code, card.name) for card in cards]
    if chosen and chosen.code not in dict(categories):
        categories.append((chosen.code, chosen.path))
    return [
        _select("state", _("State"), [(s.value, str(s.label)) for s in states], filters.state),
        _select("category", _("Category"), categories, filters.category),
        _select("area", _("Area"), _areas(actor), filters.area),
    ]


def _select(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> dict[str, Any]:
    drawn = [{"value": value, "label": text, "chosen": value == chosen} for value, text in options]
    return {"name": name, "label": label, "options": drawn, "chosen": bool(chosen)}


def _areas(actor: Actor) -> list[tuple[str, str]]:
    """The parts of the actor's area, one level down."""
    reach, known = actor.reach, names(actor.reach.district)
    within: tuple[str, ...]
    if reach.whole_district:
        within, length = ("",), 9
    elif reach.streets:
        within, length = tuple(reach.streets), 12
    else:
        within, length = tuple(reach.communities) or tuple(reach.cells), 15
    if not any(within) and length != 9:
        return []
    return [
        (code, area.name) for code, area in sorted(known.items()) if len(code) == length and code.startswith(within)
    ]


def _empty(filters: Filters) -> dict[str, str]:
    """What an empty list says: what will appear here, and how."""
    if filters.narrowed or filters.q:
        return {
            "title": _("Nothing fits these filters"), "text": _("Please take one away, or search for other words."),
            "href": reverse("cases:desk"), "button": _("Back to my list"),
        }  # fmt: skip
    words = {
        "mine": (_("Nothing waits for you"), _("Cases of your organisation appear here as soon as they come in, the most urgent first.")),
        "area": (_("No open case in your area"), _("What is reported in your area appears here, whoever works on it.")),
        "done": (_("Nothing done yet"), _("What has been closed, declined or merged is kept here.")),
        "unlocated": (_("Every case has its place"), _("A case whose place could not be found by itself waits here for you to say where it is.")),
        "refusals": (_("No refusal to rule on"), _("When a department says that a callout is not its matter, you decide here, within your deadline.")),
    }  # fmt: skip
    title, text = words[filters.view]
    return {"title": title, "text": text}


@require_safe
@staff_page
def saved_filters(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _saved_page(request, actor, request.GET.get("query", "")[:400])


def _saved_page(request: HttpRequest, actor: Actor, query: str, fault: str = "", status: int = 200) -> HttpResponse:
    """The list on its own page, or as the part of the worklist that is loaded after it."""
    saved = SavedFilter.objects.filter(account=actor.account).order_by("name")
    context = {"saved": saved, "query": query, "fault": fault, "typed": request.POST.get("name", "")}
    if request.headers.get("HX-Request"):
        return render(request, "cases/desk/parts/saved_filters.html", context, status=200)
    return desk_page(request, actor, "cases/desk/saved_filters.html", context, status)


@require_POST
@staff_page
def keep_filter(request: HttpRequest, actor: Actor) -> HttpResponse:
    query = request.POST.get("query", "")[:400]
    try:
        save_filter(actor, request.POST.get("name", ""), query)
    except InvalidInput as wrong:
        return _saved_page(request, actor, query, wrong.faults[0].message, 422)
    messages.success(request, _("Kept. You find it above the list from now on."))
    return redirect(f"{reverse('cases:desk')}?{query}")


@require_POST
@staff_page
def forget_filter(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    drop_filter(actor, key)
    return redirect(f"{reverse('cases:desk')}?{request.POST.get('query', '')[:400]}")
