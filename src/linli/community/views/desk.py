"""The desk of events: one's organisation's own, writing, announcing, calling off, who is registered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.pictures import address_of
from linli.cases.sheet import Sheet
from linli.clock import LOCAL, now
from linli.people import queries as people
from linli.people.actors import Actor
from linli.people.roles import Role
from linli.problem import Problem

from .. import actions
from ..access import may_hold
from ..actions.checking_in import is_door_open
from ..errors import NoSuchEvent
from ..models import Event, EventState
from ..queries import desk as queries
from ..queries.venues import venues

_VIEWS = (("coming", gettext_lazy("To come")), ("drafts", gettext_lazy("Drafts")), ("past", gettext_lazy("Past")))
_FIELDS = (
    "title", "text", "organisation", "venue", "place", "audience", "phone", "begins_at", "ends_at", "seats", "companions",
    "opens_at", "closes_at", "picture_alt",
)  # fmt: skip
_TIMES = ("begins_at", "ends_at", "opens_at", "closes_at")


def hosts_only(actor: Actor) -> None:
    """Raises PermissionDenied."""
    if not may_hold(actor):
        raise PermissionDenied


def event_or_404(actor: Actor, key: UUID) -> Event:
    try:
        return queries.event_of(actor, key)
    except NoSuchEvent as unknown:
        raise Http404(unknown.message) from None


@require_safe
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    hosts_only(actor)
    view = request.GET.get("view", "coming")
    view = view if view in queries.VIEWS else "coming"
    rows = queries.events_of(actor, view, _key(request.GET.get("before", "")))
    more = rows[queries.PAGE - 1].pk if len(rows) > queries.PAGE else None
    context = {
        "events": rows[: queries.PAGE], "view": view, "older": f"?view={view}&before={more}" if more else "",
        "views": [{"label": label, "href": f"?view={name}", "current": name == view} for name, label in _VIEWS],
        "keys": [("c", _("write an event"))],
    }  # fmt: skip
    return desk_page(request, actor, "community/desk/events.html", context)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """One event: how it stands, what can be done, and who is registered."""
    hosts_only(actor)
    return event_page(request, actor, event_or_404(actor, key))


def event_page(
    request: HttpRequest, actor: Actor, event: Event, faults: tuple[str, ...] = (), status: int = 200, sheet: Sheet | None = None
) -> HttpResponse:  # fmt: skip
    """`sheet`: what was typed to register somebody."""
    text = request.GET.get("q", "").strip()[:20]
    number = event.last_turn if event.seats is not None else 0
    at_door = event.seats is not None and is_door_open(event)
    context = {
        "event": event, "lines": queries.lines(event, text) if number else [], "number": number, "q": text, "faults": faults,
        "cautions": queries.cautions(event), "sheet": sheet or Sheet(typed={}), "companions": range(_most(event) + 1),
        "may_add": event.state == EventState.PUBLISHED and event.seats is not None and now() < event.ends_at,
        "counts": queries.counts(event) if event.seats is not None and event.state != EventState.DRAFT else None, "at_door": at_door,
        "may_edit": event.state in (EventState.DRAFT, EventState.PUBLISHED) and now() < event.ends_at,
        "picture": address_of(event.picture_small), "paragraphs": [one for one in event.text.splitlines() if one.strip()],
        "most_listed": queries.LISTED,
    }  # fmt: skip
    return desk_page(request, actor, "community/desk/event.html", context, status)


def _most(event: Event) -> int:
    """How many can come along with one."""
    return min(event.companions, event.seats - 1) if event.seats else 0


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    hosts_only(actor)
    if request.method != "POST":
        return _form(request, actor, None, Sheet(typed={"organisation": actor.organisation, "companions": "0"}))
    sheet = _typed(request)
    try:
        row = actions.draft_event(actor, dict(sheet.typed), request.FILES.get("picture"))
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, None, sheet, problem.status)
    messages.success(request, _("The draft is kept. Please look it over, then announce it."))
    return redirect("community:desk_event", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def edit(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    hosts_only(actor)
    event = event_or_404(actor, key)
    if request.method != "POST":
        return _form(request, actor, event, Sheet(typed=_as_typed(event)))
    sheet = _typed(request)
    try:
        actions.edit_event(actor, key, dict(sheet.typed), request.FILES.get("picture"))
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, event, sheet, problem.status)
    messages.success(request, _("Kept. Who is registered is told if time or place are others."))
    return redirect("community:desk_event", key)


def _typed(request: HttpRequest) -> Sheet:
    return Sheet(typed={name: request.POST.get(name, "") for name in _FIELDS})


def _as_typed(event: Event) -> dict[str, str]:
    """The event as its form shows it; times as the browser's field writes them."""
    typed = {
        name: str(getattr(event, name) or "") for name in _FIELDS if name not in (*_TIMES, "venue", "organisation")
    }
    for name in _TIMES:
        at = getattr(event, name)
        typed[name] = f"{at.astimezone(LOCAL):%Y-%m-%dT%H:%M}" if at else ""
    return typed | {"organisation": event.organisation_id, "venue": event.venue.code if event.venue else ""}


def _form(request: HttpRequest, actor: Actor, event: Event | None, sheet: Sheet, status: int = 200) -> HttpResponse:
    units = people.organisations(actor.reach.district)
    everywhere = actor.has(Role.DISPATCHER)
    own = [one for one in units.values() if one.active and (everywhere or one.code in actor.reach.organisations)]
    context = {
        "event": event, "sheet": sheet, "organisations": own, "venues": list(venues(actor.reach.district).values()),
        "picture": address_of(event.picture_small) if event else "",
    }  # fmt: skip
    return desk_page(request, actor, "community/desk/form.html", context, status)


@require_POST
@staff_page
def move(request: HttpRequest, actor: Actor, key: UUID, name: str) -> HttpResponse:
    """Announce it, close or open its registration, call it off, or note how many came."""
    hosts_only(actor)
    event = event_or_404(actor, key)
    try:
        said = _do(request, actor, key, name)
    except Problem as problem:
        return event_page(request, actor, event, (problem.message,), problem.status)
    messages.success(request, said)
    return (
        redirect("community:desk_events")
        if event.state == EventState.DRAFT and name == "cancel"
        else redirect("community:desk_event", key)
    )


def _do(request: HttpRequest, actor: Actor, key: UUID, name: str) -> str:
    given: dict[str, Any] = {}
    match name:
        case "publish":
            actions.publish(actor, key)
            return _("Announced. It is on the calendar now.")
        case "cancel":
            given = {"reason": request.POST.get("reason", "")}
            row = actions.cancel_event(actor, key, given)
            if row.version == 0:
                return _("The draft is gone.")
            return _("Called off. Everybody who was registered is told, with the reason.")
        case "close":
            actions.close_registration(actor, key)
            return _("Registration is closed. Who waits still moves up when somebody cancels.")
        case "open":
            actions.open_registration(actor, key)
            return _("Registration is open again, until it begins.")
        case "attendance":
            actions.note_attendance(actor, key, {"attended": request.POST.get("attended", "")})
            return _("Noted.")
    raise Http404(name)
