"""At the team's table: writing the points of an agreement, and handing the screen over to be signed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..access import check_mediator
from ..commands import HIGH, MOST_TERMS, WIDE
from ..errors import NotThere, SignedOnce
from ..models import Matter, Party
from ..queries.file import File
from .desk_matter import not_found

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
_SIGN = ("digest", "strokes", "name", "code", "agrees")


@get_or_post
@never_cache
@staff_page
def write(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The points, each with its day; an empty line is none."""
    check_mediator(actor)
    try:
        matter = actions.see_matter(actor, code)
        if request.method != "POST":
            return _form(request, actor, matter, _known(matter), Sheet())
        return _written(request, actor, matter)
    except NotThere as unknown:
        raise not_found(unknown) from None


def _known(matter: Matter) -> list[tuple[str, str]]:
    newest = File(matter).newest
    return [(one.text, one.due.isoformat() if one.due else "") for one in newest.points] if newest else []


def _written(request: HttpRequest, actor: Actor, matter: Matter) -> HttpResponse:
    texts, days = request.POST.getlist("text"), request.POST.getlist("due")
    lines = [(text.strip(), day.strip()) for text, day in zip(texts, days, strict=False)]
    points: list[dict[str, Any]] = [{"text": text, "due": day or None} for text, day in lines if text or day]
    sheet = Sheet(typed={"anew": request.POST.get("anew", "")})
    if "more" in request.POST:
        return _form(request, actor, matter, lines, sheet, more=3)
    try:
        row = actions.write_agreement(actor, matter.code, {"points": points, "anew": sheet.typed["anew"]})
    except NotThere:
        raise
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, matter, lines, sheet, status=problem.status)
    messages.success(request, _("Version %(n)d is ready to be signed; the parties are told.") % {"n": row.version})
    return redirect("mediation:desk_matter", matter.code)


def _form(
    request: HttpRequest, actor: Actor, matter: Matter, lines: list[tuple[str, str]], sheet: Sheet, *, more: int = 0, status: int = 200
) -> HttpResponse:  # fmt: skip
    """As many lines as there are, and some to go on with."""
    wanted = min(MOST_TERMS, max(4, len(lines) + (more or 1)))
    file = File(matter)
    newest = file.newest
    context = {
        "matter": matter, "file": file, "sheet": sheet, "lines": [*lines, *([("", "")] * (wanted - len(lines)))],
        "signed": newest is not None and newest.is_signed_by_somebody, "most": MOST_TERMS,
    }  # fmt: skip
    return desk_page(request, actor, "mediation/desk/agreement.html", context, status)


@get_or_post
@never_cache
@staff_page
def sign(request: HttpRequest, actor: Actor, code: str, who: str) -> HttpResponse:
    """`who`: the number of a party who sits there, or `me`."""
    check_mediator(actor)
    try:
        matter = actions.see_matter(actor, code)
        file = File(matter)
        party = next((one for one in file.parties if str(one.number) == who), None)
        if (party is None and who != "me") or file.newest is None:
            raise NotThere(_("agreement"))
        if request.method != "POST":
            return _sign_page(request, actor, file, party, Sheet())
        return _signed(request, actor, file, party)
    except NotThere as unknown:
        raise not_found(unknown) from None


def _signed(request: HttpRequest, actor: Actor, file: File, party: Party | None) -> HttpResponse:
    code = file.matter.code
    sheet = Sheet(typed={name: request.POST.get(name, "").strip() for name in _SIGN})
    try:
        if "send" in request.POST and party is not None:
            actions.send_signing_code_to(actor, code, party.number)
            messages.info(request, _("A code is on its way to their telephone. It works for ten minutes."))
            return _sign_page(request, actor, file, party, sheet)
        if party is None:
            actions.sign_as_mediator(actor, code, dict(sheet.typed))
        else:
            actions.sign_at_table(actor, code, party.number, dict(sheet.typed))
    except SignedOnce as twice:
        messages.info(request, twice.message)
        return redirect("mediation:desk_matter", code)
    except NotThere:
        raise
    except Problem as problem:
        sheet.add(problem)
        return _sign_page(request, actor, File(file.matter), party, sheet, problem.status)
    messages.success(request, _("Signed."))
    return redirect("mediation:desk_matter", code)


def _sign_page(
    request: HttpRequest, actor: Actor, file: File, party: Party | None, sheet: Sheet, status: int = 200
) -> HttpResponse:
    context = {
        "matter": file.matter, "file": file, "version": file.newest, "sheet": sheet, "wide": WIDE, "high": HIGH, "party": party,
        "signer": party.shown if party else actor.name, "typed_code": party is not None,
        "may_type": party is None or party.account_id is not None, "back": f"/desk/mediation/{file.matter.code}",
    }  # fmt: skip
    return desk_page(request, actor, "mediation/desk/sign.html", context, status)
