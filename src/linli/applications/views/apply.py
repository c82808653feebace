"""Applying, a page for each group of questions, then the documents, then sending. Works without scripts.

Each step is kept before anything is found wrong with it; whoever comes back, on whatever device, goes on where they were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases.errors import InvalidInput
from linli.cases.sheet import district_named
from linli.catalogue.guides import Guide, NoSuchService, guide
from linli.catalogue.services import Group
from linli.people.actors import actor_of
from linli.people.models import browser_name
from linli.places.queries import ABOUT
from linli.problem import Fault, Problem

from ..actions import drafting
from ..errors import FormChanged, NoSuchDraft
from ..queries.drafts import Filling, drafts_of
from ..queries.form_page import questions
from ..queries.prefill import earlier, people_known
from ..queries.steps import step_to_go_on
from ..typed import typed
from .home import home_of, kept, thrown_away

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
P = ParamSpec("P")


def device_of(request: HttpRequest) -> str:
    """Edge · Windows: what one is told to have begun on."""
    return browser_name(request.headers.get("User-Agent", ""))[:40]


# Beginning


@get_or_post
@never_cache
def begin(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """What is needed and how long it takes; going on with what was begun, or beginning."""
    found = district_named(district)
    try:
        shown = guide(found.code, code)
    except NoSuchService as unknown:
        raise Http404(unknown.message) from None
    actor = actor_of(request)
    if actor.account is None:
        return redirect_to_login(request.get_full_path(), "/sign-in")
    if actor.kind == "staff":
        return redirect("applications:help", code=shown.code)
    if request.method == "POST":
        draft = drafting.begin(actor, found.code, shown.code, device_of(request))
        return redirect("applications:step", draft.pk, 1)
    begun = [(one, step_to_go_on(one)) for one in drafts_of(actor, found.code, shown.code)]
    context = {"district": found, "guide": shown, "drafts": begun, **_needed(shown)}
    return render(request, "applications/apply/begin.html", context)


def _needed(shown: Guide) -> dict[str, Any]:
    spec = shown.spec
    return {
        "steps": len(spec.form) + 2,
        "photos": [one for one in spec.materials if one.needs == "photo"],
        "looked_up": [one for one in spec.materials if one.needs == "data"],
        "originals": [one for one in spec.materials if one.needs == "original"],
    }


# A draft


def of_draft(view: Callable[Concatenate[HttpRequest, Filling, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one's own draft; whoever is not signed in goes there first, who looks for another's finds none."""

    @wraps(view)
    def guarded(request: HttpRequest, key: UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = actor_of(request)
        if actor.account is None:
            return redirect_to_login(
                request.get_full_path() if request.method == "GET" else f"/apply/{key}/1", "/sign-in"
            )
        try:
            return view(request, Filling(actor, drafting.draft_of(actor, key)), *args, **kwargs)
        except NoSuchDraft as gone:
            if request.method == "POST":
                messages.info(request, gone.message)
                return redirect(home_of(actor))
            raise Http404(gone.message) from None

    return guarded


@get_or_post
@never_cache
@gzip_page
@of_draft
def step(request: HttpRequest, filling: Filling, at: int) -> HttpResponse:
    """One group of questions."""
    from .apply_documents import documents_page, send_page

    if changed := _changed(filling):
        if request.method == "POST" and 1 <= at <= len(filling.groups):
            _kept_if_it_fits(request, filling, at)
        return _version_page(request, filling, changed)
    if at > filling.last:
        return redirect("applications:step", filling.draft.pk, filling.last)
    if at == filling.last - 1:
        return documents_page(request, filling)
    if at == filling.last:
        return send_page(request, filling)
    if at < 1:
        raise Http404(str(at))
    group = filling.groups[at - 1]
    if request.method != "POST":
        return _group_page(request, filling, at, group)
    said = _said(request, filling, group)
    try:
        filling = _saved(request, filling, at, said)
    except InvalidInput as problem:
        filling.answers = {**filling.answers, **said}
        return _group_page(request, filling, at, group, list(problem.faults), status=problem.status)
    if "save" in request.POST:
        return HttpResponse(status=204)
    return _onward(request, filling, at, group)


def _saved(request: HttpRequest, filling: Filling, at: int, said: dict[str, Any]) -> Filling:
    """Raises InvalidInput where it is more than a draft holds."""
    draft = drafting.save_step(filling.actor, filling.draft.pk, said, reached=at, device=device_of(request))
    return Filling(filling.actor, draft)


def _kept_if_it_fits(request: HttpRequest, filling: Filling, at: int) -> None:
    try:
        _saved(request, filling, at, _said(request, filling, filling.groups[at - 1]))
    except InvalidInput as problem:
        messages.error(request, problem.message)


def _said(request: HttpRequest, filling: Filling, group: Group) -> dict[str, Any]:
    """What was typed, and whoever is taken over from an earlier application: a button says whom, by place and last digits."""
    said = typed(group.fields, request.POST)
    pressed = _pressed(request, group)
    people = {str(at): person for at, person in enumerate(_people(filling))} if pressed else {}
    for name, button in pressed.items():
        place, _dash, tail = button.partition("-")
        person = people.get(place, {})
        if tail and person.get("id_number", "")[-4:] == tail:
            said[name] = dict(person)
        else:
            messages.info(request, _("The list has changed meanwhile. Please choose once more."))
    return said


def _pressed(request: HttpRequest, group: Group) -> dict[str, str]:
    """The buttons pressed beside fields for people, by field."""
    people = [one.id for one in group.fields if one.kind == "person"]
    return {name: request.POST[f"use-{name}"] for name in people if f"use-{name}" in request.POST}


def _people(filling: Filling) -> list[Mapping[str, str]]:
    """Whom a resident named before."""
    account = filling.actor.account if filling.actor.kind == "resident" else None
    return people_known(earlier(account, filling.draft.district_id)) if account else []


def _onward(request: HttpRequest, filling: Filling, at: int, group: Group) -> HttpResponse:
    if _pressed(request, group) or "more" in request.POST:
        return _group_page(request, filling, at, group, more_rows=request.POST.get("more", ""))
    if "back" in request.POST:
        return redirect("applications:step", filling.draft.pk, max(1, at - 1))
    if "later" in request.POST:
        messages.success(request, kept(filling.actor))
        return redirect(home_of(filling.actor))
    faults = filling.faults_of(group)
    if faults:
        return _group_page(request, filling, at, group, faults, status=422)
    return redirect("applications:step", filling.draft.pk, at + 1)


def _group_page(
    request: HttpRequest, filling: Filling, at: int, group: Group, faults: list[Fault] | None = None, *,
    more_rows: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    people = _people(filling) if any(one.kind == "person" for one in group.fields) else []
    asked = questions(
        filling.guide.spec, filling.draft.district_id, group, filling.answers, faults or (), people,
        more_rows=more_rows, said=filling.said_of([one.id for one in group.fields]),
    )  # fmt: skip
    context = {
        "group": group, "asked": asked, "faults": [fault.message for fault in faults or ()],
        "prefilled": [one for one in group.fields if one.id in filling.draft.prefilled and one.id in filling.answers],
        "kept_words": {"kept": _("Kept at {time}"), "offline": _("No network just now; what you type stays here and is kept as soon as there is one.")},
    }  # fmt: skip
    return page(request, filling, at, "applications/apply/group.html", context, status)


def page(
    request: HttpRequest, filling: Filling, at: int, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A step's page, in the shell of who fills it in."""
    resumed = at <= filling.draft.reached and filling.draft.device and filling.draft.device != device_of(request)
    request.META[ABOUT] = filling.draft.district_id
    shell = "web/desk.html" if filling.actor.kind == "staff" else "web/base.html"
    return render(
        request, template,
        {
            "district": filling.district, "filling": filling, "draft": filling.draft, "guide": filling.guide, "at": at,
            "last": filling.last, "shell": shell, "resumed": resumed, **context,
        },
        status=status,
    )  # fmt: skip


# A form that has changed meanwhile


def _changed(filling: Filling) -> FormChanged | None:
    try:
        drafting.current(filling.draft)
    except FormChanged as changed:
        return changed
    except NoSuchService:
        return None
    return None


def _version_page(request: HttpRequest, filling: Filling, changed: FormChanged) -> HttpResponse:
    from linli.catalogue.differences import since_version

    newest = guide(filling.draft.district_id, filling.guide.code)
    context = {"changed": changed, "differences": since_version(newest, filling.guide.version)}
    return page(
        request, filling, 0, "applications/apply/changed.html", context, 200 if request.method == "GET" else 409
    )


@require_POST
@of_draft
def take_version(request: HttpRequest, filling: Filling) -> HttpResponse:
    try:
        drafting.take_new_version(filling.actor, filling.draft.pk)
    except NoSuchService as withdrawn:
        messages.error(request, withdrawn.message)
    return redirect("applications:step", filling.draft.pk, 1)


@require_POST
@of_draft
def drop(request: HttpRequest, filling: Filling) -> HttpResponse:
    """Forget a draft; what lies in the folder stays there."""
    drafting.throw_away(filling.actor, filling.draft.pk)
    messages.success(request, thrown_away(filling.actor))
    return redirect(home_of(filling.actor))


def refused(problem: Problem) -> list[Fault]:
    """A problem's faults, or the problem itself as one that belongs to no field."""
    return list(problem.faults) or [Fault("", problem.message)]
