"""The patrol's phone: today's rounds, a report or a whistle from the spot, closings on site. Works without network.

The pages are plain forms. With scripts, what is sent goes through a queue on the device to `entries`, which
answers in JSON then: taken (201), refused with the reason (4xx), or asked to sign in (401).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.answers import problem
from linli.catalogue import queries as catalogue
from linli.clock import now
from linli.people.actors import Actor, actor_of
from linli.people.roles import PATROLLERS
from linli.people.vault import device_key
from linli.places.queries import district_by
from linli.problem import Fault, Problem

from ..actions.patrol import KINDS, WHISTLERS, SpotWhistle, enter
from ..at_desk import only, staff_page
from ..errors import NoSuchCase
from ..forms import Choice, Field, fields_of, given, keep_typed, show_faults
from ..models import Case, Result
from ..queries import patrol as queries
from .desk_forms import category_choices, whistle_fields

WORDS: dict[str, Promise] = {
    "waiting": gettext_lazy("{n} waiting to be sent"),
    "refused": gettext_lazy("{n} not taken: please look at the reason"),
    "sent": gettext_lazy("All sent"),
    "empty": gettext_lazy("No network just now"),
    "offline": gettext_lazy("Please go on as usual: what you note stays on this phone and is sent once the network is back."),
    "sending": gettext_lazy("Being sent…"),
    "later": gettext_lazy("The server cannot be reached; it is tried again by itself."),
    "sign_in": gettext_lazy("Please sign in again, then they are sent. Nothing is lost."),
    "others": gettext_lazy("{n} of a colleague are kept on this phone too; they are sent when that colleague signs in."),
    "tag_waiting": gettext_lazy("To be sent"),
    "tag_refused": gettext_lazy("Not taken"),
    "tag_sent": gettext_lazy("Has arrived"),
    "kept": gettext_lazy("Noted. {what}"),
    "full": gettext_lazy("This phone has no room left for it. Please free some space, or send it while there is network."),
    "unreadable": gettext_lazy("{n} cannot be opened on this phone. Nothing was deleted: please keep the phone as it is and tell your community."),
    "unknown": gettext_lazy("This could not be taken (answer {n}). It is kept here; please try again or tell your community."),
    "edit": gettext_lazy("Change and send again"),
    "drop": gettext_lazy("Delete"),
    "sure": gettext_lazy("Delete this entry from the phone? It has not been sent."),
    "gone": gettext_lazy("This case no longer waits for a confirmation on site."),
    "say": gettext_lazy("Please say in a few words what is wrong there."),
    "far": gettext_lazy("Outside your cells: kept, and marked so."),
    "done": gettext_lazy("Looked at"),
    "due": gettext_lazy("To be looked at"),
    "fine": gettext_lazy("All in order"),
    "problem": gettext_lazy("A problem"),
}  # fmt: skip


@dataclass(frozen=True)
class Tab:
    path: str
    label: str
    icon: str
    current: bool


@dataclass(frozen=True)
class Typed:
    """A form that came back: what was typed in it, and what stands against it."""

    post: QueryDict
    problem: Problem

    @property
    def faults(self) -> list[str]:
        return [fault.message for fault in self.problem.faults] or [self.problem.message]


def patrol_page(view: Callable[[HttpRequest, Actor], HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A page for those who go on patrol."""

    @wraps(view)
    def guarded(request: HttpRequest, actor: Actor) -> HttpResponse:
        only(actor, *PATROLLERS)
        return view(request, actor)

    return require_safe(never_cache(staff_page(guarded)))


def _page(request: HttpRequest, actor: Actor, name: str, context: dict[str, Any], typed: Typed | None) -> HttpResponse:
    tabs = _tabs(request, actor)
    shell = {
        "district": district_by(actor.reach.district), "tabs": tabs, "script_words": {key: str(text) for key, text in WORDS.items()},
        "kept_pages": [tab.path for tab in tabs[:-1]] + [reverse("cases:patrol_cells")], "account": actor.reach.account_id,
        "device_key": device_key(f"account {actor.reach.account_id}"),
        "key": uuid4(), "home": queries.home_address(actor.reach), "typed": typed.post if typed else {},
        "faults": typed.faults if typed else [],
    }  # fmt: skip
    status = typed.problem.status if typed else 200
    return render(request, f"cases/patrol/{name}.html", {**shell, **context}, status=status)


def _tabs(request: HttpRequest, actor: Actor) -> list[Tab]:
    """The doors at the thumb; the last leads out of the patrol."""
    doors = [
        ("cases:patrol", _("Rounds"), "patrol"),
        ("cases:patrol_report", _("Report here"), "report"),
        ("cases:patrol_closings", _("Confirm here"), "good"),
        ("cases:desk", _("Worklist"), "inbox"),
    ]
    if actor.has(*WHISTLERS):
        doors.insert(2, ("cases:patrol_whistle", _("Whistle here"), "whistle"))
    found = [(reverse(name), label, icon) for name, label, icon in doors]
    return [Tab(path, label, icon, request.path == path) for path, label, icon in found]


def _rounds(request: HttpRequest, actor: Actor, typed: Typed | None = None) -> HttpResponse:
    context = {
        "groups": queries.rounds(actor), "patches": queries.patches(actor.reach), "noted": queries.noted_today(actor),
        "closings": len(queries.closings(actor)), "today": now(), "may_whistle": actor.has(*WHISTLERS),
        "opened": typed.post.get("duty", "") if typed else "",
    }  # fmt: skip
    return _page(request, actor, "rounds", context, typed)


def _report(request: HttpRequest, actor: Actor, typed: Typed | None = None) -> HttpResponse:
    return _page(request, actor, "report", {}, typed)


def _whistle(request: HttpRequest, actor: Actor, typed: Typed | None = None) -> HttpResponse:
    only(actor, *WHISTLERS)
    fields = fields_of(SpotWhistle)
    whistle_fields(Case(district_id=actor.reach.district), fields)
    fields["category"].choices = category_choices(actor.reach.district)
    if typed:
        keep_typed(fields, typed.post)
        show_faults(fields, typed.problem.faults)
    asked: dict[str, Field] = {name: fields[name] for name in ("category", "kind", "reason", "organisations")}
    return _page(request, actor, "whistle", {"fields": asked, "holders": _holders(actor.reach.district)}, typed)


def _holders(district: str) -> dict[str, list[str]]:
    """Whose duty each category is: a phone without network ticks them by itself."""
    return {
        card.code: [one.organisation for one in catalogue.duty_holders(card)] for card in catalogue.leaves(district)
    }


def _closings(request: HttpRequest, actor: Actor, typed: Typed | None = None) -> HttpResponse:
    results = [
        Choice(Result.SOLVED.value, str(Result.SOLVED.label), _("seen on site, the trouble is gone")),
        Choice(Result.NOT_SOLVED.value, str(Result.NOT_SOLVED.label), _("kept as that in the public figures")),
        Choice(Result.EXPLAINED.value, str(Result.EXPLAINED.label), _("nothing to be done here, and why was said")),
    ]
    context = {
        "rows": queries.closings(actor),
        "results": results,
        "opened": typed.post.get("code", "") if typed else "",
    }
    return _page(request, actor, "closings", context, typed)


rounds_page = patrol_page(_rounds)
report_page = patrol_page(_report)
whistle_page = patrol_page(_whistle)
closings_page = patrol_page(_closings)


@patrol_page
def cells(request: HttpRequest, actor: Actor) -> HttpResponse:
    return JsonResponse(queries.cells_geojson(actor), content_type="application/geo+json")


_PAGES = {"check": _rounds, "report": _report, "whistle": _whistle, "close": _closings}


@require_POST
@never_cache
def entries(request: HttpRequest) -> HttpResponseBase:
    """Take one entry: a form from the page itself, or from the queue of the device, which asks for JSON."""
    if "application/json" not in request.headers.get("Accept", ""):
        return _entry_from_page(request)
    actor = actor_of(request)
    if actor.kind != "staff":
        return problem(401, "sign_in", _("Please sign in again, then they are sent. Nothing is lost."))
    if not actor.has(*PATROLLERS):
        return problem(403, "not_allowed", _("Patrol entries are made by grid officers and community workers."))
    if request.POST.get("account", str(actor.reach.account_id)) != str(actor.reach.account_id):
        return problem(
            403, "other_account", _("Someone else made this entry on this phone; it is sent when they sign in.")
        )
    name = request.POST.get("entry", "")
    if name not in KINDS:
        return problem(422, "invalid_input", _("There is no kind of entry “%(value)s”.") % {"value": name[:20]})
    try:
        entered = enter(actor, name, _given(name, request.POST), _photos(request))
    except Problem as refused:
        return problem(refused.status, refused.code, refused.message, _errors(refused.faults))
    body = {"id": entered.id, "said": entered.said, "code": entered.code, "far": entered.far}
    return JsonResponse(body, status=201, json_dumps_params={"ensure_ascii": False})


@staff_page
def _entry_from_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Without scripts: done and back to the rounds, or the form again with all that was typed."""
    only(actor, *PATROLLERS)
    name = request.POST.get("entry", "")
    if name not in KINDS:
        raise Http404(name)
    try:
        entered = enter(actor, name, _given(name, request.POST), _photos(request))
    except NoSuchCase:
        raise
    except Problem as refused:
        if name == "whistle" and not actor.has(*WHISTLERS):
            raise PermissionDenied from None
        return _PAGES[name](request, actor, Typed(request.POST, refused))
    messages.success(request, entered.said)
    return redirect("cases:patrol_closings" if name == "close" else "cases:patrol")


def _given(name: str, post: QueryDict) -> dict[str, Any]:
    command_type, _take = KINDS[name]
    return given(command_type, post)


def _photos(request: HttpRequest) -> list[UploadedFile]:
    return [photo for name in request.FILES for photo in request.FILES.getlist(name) if name.startswith("photos")]


def _errors(faults: Sequence[Fault]) -> list[dict[str, str]]:
    return [{"field": fault.field, "message": fault.message, "value": fault.value} for fault in faults]
