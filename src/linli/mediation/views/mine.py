"""One's own matters: taking part or not, when one meets, signing, who of the staff looked."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.errors import InvalidInput
from linli.cases.sheet import Sheet
from linli.people.actors import Actor, actor_of
from linli.places.queries import district_by, districts
from linli.problem import Fault, Problem

from .. import actions
from ..commands import HIGH, WIDE
from ..errors import NoAgreementYet, NotThere, SignedOnce
from ..models import Team
from ..printing import agreement_pdf, summary_pdf
from ..queries.mine import Mine, mine, own_matter
from .sent import unknown


@require_safe
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.kind != "resident":
        return redirect("/sign-in?next=/my/mediation")
    with_teams = set(Team.objects.filter(active=True).values_list("district", flat=True))
    there = [one for one in districts() if one.code in with_teams]
    return render(request, "mediation/mine.html", {"matters": mine(actor), "districts": there})


@require_safe
@never_cache
def page(request: HttpRequest, code: str) -> HttpResponse:
    try:
        return _page(request, own_matter(actor_of(request), code), Sheet())
    except NotThere as problem:
        return unknown(request, problem)


def _page(request: HttpRequest, found: Mine, sheet: Sheet, status: int = 200) -> HttpResponse:
    context = {
        "district": district_by(found.matter.district_id), "one": found, "matter": found.matter, "file": found.file,
        "party": found.party, "sheet": sheet,
    }  # fmt: skip
    return render(request, "mediation/matter.html", context, status=status)


def _moves(request: HttpRequest, actor: Actor, code: str) -> dict[str, tuple[Callable[[], object], str]]:
    """Each with what is said once it is done."""
    given = {"reason": request.POST.get("reason", "")}
    return {
        "agree": (lambda: actions.answer(actor, code, True), _("Thank you. The team tells you when you meet.")),
        "decline": (lambda: actions.answer(actor, code, False), _("Noted. Nobody has to take part.")),
        "withdraw": (lambda: actions.withdraw(actor, code, given), _("It is withdrawn.")),
        "court": (lambda: actions.answer_to_court(actor, code, True), _("Noted. The team hands it over once all agree.")),
        "no-court": (lambda: actions.answer_to_court(actor, code, False), _("Noted. Nothing is handed over.")),
        "aside": (
            lambda: actions.ask_to_step_aside(actor, code, _key(request.POST.get("mediator", "")), given),
            _("They have stepped aside and cannot open it any more."),
        ),
    }  # fmt: skip


def _key(text: str) -> UUID:
    """Raises InvalidInput for nobody chosen, NotThere for what is no key."""
    if not text:
        raise InvalidInput([Fault("mediator", _("Please choose who should step aside."))])
    try:
        return UUID(text)
    except ValueError:
        raise NotThere(_("mediator")) from None


@require_POST
@never_cache
def move(request: HttpRequest, code: str, name: str) -> HttpResponse:
    actor = actor_of(request)
    known = _moves(request, actor, code).get(name)
    if known is None:
        raise Http404(name)
    do, done = known
    try:
        found = own_matter(actor, code)
        do()
    except NotThere as problem:
        return unknown(request, problem)
    except Problem as problem:
        sheet = Sheet(typed={"reason": request.POST.get("reason", ""), "move": name})
        sheet.add(problem)
        return _page(request, own_matter(actor, code), sheet, problem.status)
    messages.success(request, done)
    return redirect("mediation:matter", found.matter.code)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """Read it, and sign by hand or by name and code."""
    actor = actor_of(request)
    try:
        found = own_matter(actor, code)
        return _signing(request, actor, found)
    except NotThere as problem:
        return unknown(request, problem)


def _signing(request: HttpRequest, actor: Actor, found: Mine) -> HttpResponse:
    code = found.matter.code
    if request.method != "POST":
        return _sign_page(request, found, Sheet()) if found.may_sign else redirect("mediation:matter", code)
    names = ("digest", "strokes", "name", "code", "agrees")
    sheet = Sheet(typed={name: request.POST.get(name, "").strip() for name in names})
    try:
        if "send" in request.POST:
            actions.send_signing_code(actor, code)
            messages.info(request, _("A code is on its way to your telephone. It works for ten minutes."))
            return _sign_page(request, found, sheet)
        actions.sign(actor, code, dict(sheet.typed))
    except SignedOnce as twice:
        messages.info(request, twice.message)
        return redirect("mediation:matter", code)
    except Problem as problem:
        sheet.add(problem)
        return _sign_page(request, own_matter(actor, code), sheet, problem.status)
    messages.success(request, _("Signed. Once everybody signed, the agreement stands under “My mediation”."))
    return redirect("mediation:matter", code)


def _sign_page(request: HttpRequest, found: Mine, sheet: Sheet, status: int = 200) -> HttpResponse:
    context = {
        "district": district_by(found.matter.district_id), "one": found, "matter": found.matter, "version": found.file.newest,
        "sheet": sheet, "wide": WIDE, "high": HIGH, "may_type": True, "signer": found.party.shown,
        "back": found.path, "typed_code": True, "file": found.file,
    }  # fmt: skip
    return render(request, "mediation/sign.html", context, status=status)


@require_safe
@never_cache
def paper(request: HttpRequest, code: str, which: str) -> HttpResponse:
    """The agreement, or what goes to the court, as PDF."""
    try:
        found = own_matter(actor_of(request), code)
        if which == "summary":
            if found.file.referral is None:
                raise NotThere(_("summary"))
            body = summary_pdf(found.file)
        else:
            version = found.file.in_force or found.file.newest
            if version is None:
                raise NoAgreementYet
            body = agreement_pdf(found.file, version)
    except NotThere as problem:
        return unknown(request, problem)
    except Problem as problem:
        sheet = Sheet()
        sheet.add(problem)
        return _page(request, found, sheet, problem.status)
    return as_pdf(body, f"{found.matter.code}-{which}")


def as_pdf(body: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
