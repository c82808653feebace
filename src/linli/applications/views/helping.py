"""Counter mode: staff fill in an application for somebody who has no phone, with their signed consent."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.access import fresh_receipt
from linli.cases.at_desk import desk_page, staff_page
from linli.cases.commands import ContactDetails, parse
from linli.cases.errors import NoSuchCase
from linli.cases.models import Case
from linli.cases.sheet import Sheet
from linli.catalogue.guides import NoSuchService, found, guide, guides
from linli.people.actors import Actor
from linli.problem import Problem

from ..actions import drafting
from ..actions.handing_in import may_help
from ..errors import NoSuchDraft
from ..queries.drafts import Filling, drafts_of, helped_by_staff
from ..queries.steps import step_to_go_on
from .apply import device_of
from .resident import into_the_form

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
@staff_page
def choose(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Which service; and what was begun for somebody before."""
    _check(actor)
    district, text = actor.reach.district, request.GET.get("q", "").strip()[:80]
    offered = guides(district).values()
    shown = found(text, offered) if text else sorted(offered, key=lambda one: one.name)
    drafts = [(one, step_to_go_on(one), helped_by_staff(one)) for one in drafts_of(actor, district)]
    context = {"text": text, "shown": shown, "drafts": drafts}
    return desk_page(request, actor, "applications/desk/help_choose.html", context)


@get_or_post
@never_cache
@staff_page
def begin(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """For whom: their name, and their number if they have one."""
    _check(actor)
    try:
        shown = guide(actor.reach.district, code)
    except NoSuchService as unknown:
        raise Http404(unknown.message) from None
    sheet = Sheet({name: request.POST.get(name, "").replace("\0", "").strip() for name in ("name", "phone")})
    if request.method == "POST":
        if not sheet.typed["name"]:
            sheet.say("name", _("Please write whom you fill it in for."))
        try:
            helped = parse(ContactDetails, dict(sheet.typed))
            if not sheet.sentences:
                draft = drafting.begin(actor, actor.reach.district, shown.code, device_of(request), helped)
                return redirect("applications:step", draft.pk, 1)
        except Problem as problem:
            sheet.add(problem)
    return desk_page(
        request, actor, "applications/desk/help_begin.html", {"guide": shown, "sheet": sheet}, sheet.status
    )


@require_POST
@staff_page
def correct(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """What came over this counter and was returned: into the form, filled with what was handed in."""
    _check(actor)
    case = Case.objects.applications().visible_to(actor.reach).filter(code=code).first()
    if case is None:
        raise NoSuchCase(code)
    try:
        return into_the_form(Filling(actor, drafting.begin_correction(actor, case, device_of(request))))
    except NoSuchDraft:
        messages.info(request, _("There is nothing to correct just now."))
        return redirect(case.desk_address)


@require_safe
@never_cache
@staff_page
def done(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Handed in: the code and the receipt, to be printed and taken along; shown for an hour, in this browser."""
    _check(actor)
    receipt = fresh_receipt(request, code)
    case = Case.objects.applications().filter(code=code).first()
    if case is None or not receipt:
        return redirect("/desk/")
    link = request.build_absolute_uri(f"/c/{case.code}?k={receipt}")
    return desk_page(
        request, actor, "applications/desk/help_done.html", {"case": case, "receipt": receipt, "link": link}
    )


def _check(actor: Actor) -> None:
    if not may_help(actor):
        raise PermissionDenied
