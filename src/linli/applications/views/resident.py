"""An application's page for who handed it in, correcting it, and the folder."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.access import holder
from linli.cases.actions.seen import version_seen
from linli.cases.errors import NoSuchCase, Stale
from linli.cases.sheet import Sheet
from linli.people.actors import Actor, actor_of
from linli.places.queries import ABOUT
from linli.problem import Problem

from ..actions import perform, remove_document
from ..actions.drafting import begin_correction
from ..errors import NoSuchDocument, NoSuchDraft
from ..models import Page
from ..queries.drafts import Filling
from ..queries.folder import folder as folder_of
from ..queries.folder import page_of, sheet_of
from ..queries.follow_page import FORMS, follow_page
from .apply import device_of
from .sent_pages import sent

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
_THANKS = {
    "rate": lambda: _("Thank you for your word; it counts in the public figures."),
    "withdraw": lambda: _("Your application has been withdrawn."),
}


@require_safe
@never_cache
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """The applicant's page; whoever has not proved to be that signs in, or comes with the receipt."""
    return _page(request, code)


def _page(request: HttpRequest, code: str, sheets: dict[str, Sheet] | None = None, status: int = 200) -> HttpResponse:
    actor = holder(request, code)
    try:
        shown = follow_page(actor, code)
    except NoSuchCase as unknown:
        return _not_theirs(actor, code, unknown)
    if shown.case.code != code:
        return redirect("applications:follow", shown.case.code)
    request.META[ABOUT] = shown.case.district_id
    context: dict[str, Any] = {
        "district": shown.district, "page": shown, "case": shown.case, "guide": shown.guide,
        "forms": {name: Sheet() for name in FORMS} | (sheets or {}),
        "has_folder": actor.kind == "resident", "sentences": [text for sheet in (sheets or {}).values() for text in sheet.sentences],
    }  # fmt: skip
    return render(request, "applications/resident/application.html", context, status=status)


def _not_theirs(actor: Actor, code: str, unknown: NoSuchCase) -> HttpResponse:
    """Whoever may be its applicant but was signed out meanwhile signs in; for anybody else there is none."""
    if actor.account is None:
        return redirect_to_login(_address(code), "/sign-in")
    raise Http404(unknown.message) from None


def _address(code: str) -> str:
    return reverse("applications:follow", args=[code])


@get_or_post
@never_cache
def move(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One of the applicant's moves; what is refused comes back on the page, with what was typed."""
    if name not in FORMS:
        raise Http404(name)
    if request.method != "POST":
        return redirect("applications:follow", code)
    sheet = Sheet(typed={key: str(value) for key, value in request.POST.items()})
    fields = {"rate": ("score", "text"), "withdraw": ("reason",)}[name]
    given = {key: request.POST[key] for key in fields if request.POST.get(key, "") != ""}
    actor = holder(request, code)
    # Whoever opened the paper of the decision has changed it by that alone, and rates what they saw.
    seen = None if name == "rate" else version_seen(request.POST.get("seen", ""))
    try:
        perform(actor, code, name, given, seen)
    except NoSuchCase as unknown:
        return _not_theirs(actor, code, unknown)
    except Problem as problem:
        if isinstance(problem, Stale):
            sheet.loose.append(problem.message)
        else:
            sheet.add(problem)
        return _page(request, code, {name: sheet}, problem.status)
    messages.success(request, _THANKS[name]())
    return redirect("applications:follow", code)


@require_POST
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Into the form, filled with what was handed in."""
    actor = holder(request, code)
    try:
        shown = follow_page(actor, code)
        draft = begin_correction(actor, shown.case, device_of(request))
    except NoSuchCase as unknown:
        return _not_theirs(actor, code, unknown)
    except NoSuchDraft:
        if actor.account is None:
            return redirect_to_login(_address(code), "/sign-in")
        messages.info(request, _("There is nothing to correct just now."))
        return redirect("applications:follow", code)
    return into_the_form(Filling(actor, draft))


def into_the_form(filling: Filling) -> HttpResponse:
    """Where the first thing to correct is."""
    at, about = filling.to_correct_first
    return redirect(f"{reverse('applications:step', args=[filling.draft.pk, at])}#{anchor_of(about)}")


def anchor_of(about: str) -> str:
    """Where on its step something to correct stands."""
    return about.removeprefix("material.") if about.startswith("material.") else f"f-{about}"


# The folder


@require_safe
@never_cache
def folder(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.kind != "resident":
        return redirect_to_login(request.get_full_path(), "/sign-in")
    return render(request, "applications/resident/folder.html", {"kept": folder_of(actor)})


@require_POST
def remove(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = actor_of(request)
    if actor.kind != "resident":
        return redirect_to_login("/folder", "/sign-in")
    try:
        remove_document(actor, key)
        messages.success(request, _("Taken out of your folder. It will not be offered any more."))
    except NoSuchDocument as gone:
        messages.info(request, gone.message)
    return redirect("applications:folder")


@require_safe
@never_cache
def sheet(request: HttpRequest, key: UUID) -> HttpResponse:
    """A page of one of one's own documents."""
    return sent(_found(request, key))


@require_safe
@never_cache
def sheet_small(request: HttpRequest, key: UUID) -> HttpResponse:
    return _previewed(_found(request, key))


def _found(request: HttpRequest, key: UUID) -> Page:
    found = sheet_of(actor_of(request), key)
    if found is None:
        raise Http404(str(key))
    return found


def _previewed(found: Page) -> HttpResponse:
    """Small; as it is where there is nothing smaller."""
    return sent(found, small=bool(found.thumbnail))


# The pages of one application


@require_safe
@never_cache
def page(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """A page handed in with it, for whoever has proved to be its applicant, with an account or without."""
    return sent(_handed_in(request, code, key))


@require_safe
@never_cache
def page_small(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    return _previewed(_handed_in(request, code, key))


def _handed_in(request: HttpRequest, code: str, key: UUID) -> Page:
    found = page_of(holder(request, code), code, key)
    if found is None:
        raise Http404(str(key))
    return found
