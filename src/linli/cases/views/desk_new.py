"""A case opened at the desk for someone who came or called, or for something seen: with a whistle at once if need be."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.audit.idempotency import Answer, once
from linli.faults import field_name
from linli.people.actors import Actor
from linli.people.roles import TAKERS, Role
from linli.places import queries as places
from linli.places.errors import AmbiguousPlace, PlaceError
from linli.problem import Fault, Problem

from ..actions import Submitted, blow_on_the_spot, submit
from ..at_desk import desk_page, only, staff_page
from ..commands import BlowWhistle, Submit, parse
from ..errors import InvalidInput
from ..forms import Choice, Field, fields_of, given, keep_typed, show_faults
from ..models import Case, Channel
from ..queries import public
from .desk_forms import category_choices, whistle_fields
from .report_where import narrowed

# Of the places that an address may mean, none.
UNKNOWN = "unknown"
# Who of the takers may call departments with it.
WHISTLERS = (Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.DISPATCHER)


@dataclass
class NewCase:
    """The form as the page draws it."""

    fields: dict[str, Field]
    whistle: dict[str, Field]
    key: str
    on_the_spot: bool = False
    candidates: list[Choice] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[tuple[str, str]]:
        named = [(one.id, text) for one in (*self.fields.values(), *self.whistle.values()) for text in one.faults]
        return [*named, *(("", text) for text in self.loose)]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    only(actor, *TAKERS)
    if request.method != "POST":
        return _form_page(request, actor, _form(actor, uuid4().hex))
    key = request.POST.get("key", "")[:40] or uuid4().hex
    try:
        told = _opened_once(actor, request.POST, key)
    except AmbiguousPlace as several:
        form = _form(actor, key, request.POST, [Fault("address", several.message)])
        form.candidates = [
            *(Choice(place.area, place.label) for place in several.candidates),
            Choice(UNKNOWN, _("Nobody knows: the district centre finds out")),
        ]
        return _form_page(request, actor, form, 422)
    except Problem as problem:
        form = _form(actor, key, request.POST, problem.faults)
        if not problem.faults:
            form.loose.append(problem.message)
        return _form_page(request, actor, form, problem.status)
    case = Case.objects.get(code=told["code"])
    follow = f"{settings.LINLI_ADDRESS}/c/{case.code}"
    context = {"case": case, "receipt": told["receipt"], "follow": follow, "office": case.office.name}
    return desk_page(request, actor, "cases/desk/opened.html", context, 201)


@require_safe
@never_cache
@staff_page
def duplicates(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Open cases that may be the same, as a part of the form, while it is being written."""
    only(actor, *TAKERS)
    found = public.duplicates(
        actor.reach.district, text=request.GET.get("text", "")[:2000], address=request.GET.get("address", "")[:120],
        lat=_number(request.GET.get("lat", "")), lon=_number(request.GET.get("lon", "")), reach=actor.reach,
    )  # fmt: skip
    return render(request, "cases/desk/parts/duplicates.html", {"duplicates": found})


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _form_page(request: HttpRequest, actor: Actor, form: NewCase, status: int = 200) -> HttpResponse:
    homes = sorted(actor.reach.communities | {cell[:12] for cell in actor.reach.cells})
    context = {"form": form, "may_whistle": actor.has(*WHISTLERS), "home": homes[0] if len(homes) == 1 else ""}
    return desk_page(request, actor, "cases/desk/new.html", context, status)


def _form(actor: Actor, key: str, typed: QueryDict | None = None, faults: Any = ()) -> NewCase:
    district = actor.reach.district
    known = fields_of(Submit)
    fields = {name: known[name] for name in ("text", "address", "location", "category")}
    fields["phone"] = Field("phone", "line", field_name("phone"), limit=20, personal=True)
    fields["name"] = Field("name", "line", field_name("name"), limit=40, personal=True)
    fields["text"].label, fields["text"].hint = (
        _("What is it about?"),
        _("In the words of the person: what, where exactly, since when"),
    )
    fields["address"].hint = _("Such as: Dongjie community, Linjia lane 52")
    fields["phone"].hint = _("So that they hear how it goes on; seen only by who works on the case")
    fields["name"].hint = _("How to address them, such as Ms Wang")
    fields["category"].choices = category_choices(district)
    whistle = fields_of(BlowWhistle)
    whistle_fields(Case(district_id=district), whistle)
    form = NewCase(fields, whistle, key)
    if typed is not None:
        keep_typed(fields, typed)
        keep_typed(whistle, typed)
        form.on_the_spot = typed.get("on_the_spot") == "1"
        own: list[Fault] = []
        others: list[Fault] = []
        for fault in faults:
            (others if fault.field in whistle and form.on_the_spot else own).append(fault)
        form.loose += show_faults(fields, own) + show_faults(whistle, others)
    return form


def _opened_once(actor: Actor, post: QueryDict, key: str) -> dict[str, str]:
    """Open the case; the same form sent again gives the same case and receipt."""
    kept = {name: post.getlist(name) for name in sorted(post) if name not in ("csrfmiddlewaretoken", "key")}
    digest = hashlib.sha256(json.dumps(kept, ensure_ascii=False).encode()).hexdigest()
    account = actor.account.pk if actor.account else ""

    def do() -> Answer:
        opened = _open(actor, post)
        told = {"code": opened.case.code, "receipt": opened.receipt}
        return Answer(201, json.dumps(told).encode())

    answer = once(f"{account} desk/new", f"{key}-{digest[:16]}", digest, do)
    told: dict[str, str] = json.loads(answer.body)
    return told


def _open(actor: Actor, post: QueryDict) -> Submitted:
    report = parse(Submit, _submit_input(actor, post))
    if _chosen(post) != UNKNOWN:
        _check_place(report)
    if post.get("on_the_spot") != "1":
        return submit(actor, report)
    only(actor, *WHISTLERS)
    if not report.category:
        raise InvalidInput([Fault("category", _("Please choose a category: the departments’ clocks come from it."))])
    return blow_on_the_spot(actor, report, report.category, parse(BlowWhistle, given(BlowWhistle, post)))


def _submit_input(actor: Actor, post: QueryDict) -> dict[str, Any]:
    contact = {name: post.get(name, "").strip() for name in ("phone", "name")}
    found = {**given(Submit, post), "district": actor.reach.district, "channel": Channel.DESK}
    if (chosen := _chosen(post)) and "address" in found:
        found["address"] = narrowed(found["address"], chosen, places.district_by(actor.reach.district))
    return {
        name: value
        for name, value in {**found, "contact": contact if any(contact.values()) else None}.items()
        if name in ("district", "text", "address", "location", "category", "channel", "contact") and value is not None
    }


def _chosen(post: QueryDict) -> str:
    """The code of the area that the address was said to lie in; it holds for the address that was asked about."""
    return post.get("place", "") if post.get("asked") == post.get("address") else ""


def _check_place(report: Submit) -> None:
    """An address that means several places is asked back at once, while the person is still there to say."""
    if report.location or not report.address:
        return
    try:
        places.locate_text(report.address, places.district_by(report.district))
    except AmbiguousPlace:
        raise
    except PlaceError:
        return
