"""Pages of notices: what I was told, and for the administrator what could not be delivered."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.people.actors import Actor, actor_of
from linli.people.models import Role

from . import actions, queries
from .delivering import address_of_recipient
from .errors import NoSuchDelivery
from .models import Delivery, Notice
from .proof import TO_BE_PROVED


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the reader, or the organisation they sit in, was told."""
    actor = actor_of(request)
    if actor.account is None or (request.path.startswith("/desk") and not actor.is_staff):
        return _to_sign_in(request)
    page = queries.told(actor.reach, _before(request))
    context = {
        "notices": page.rows,
        "unread": queries.said(queries.unread_count(actor.reach)),
        "older": f"?before={page.before}" if page.before else "",
        "base": "web/desk.html" if actor.is_staff else "web/base.html",
    }
    return render(request, "notices/mine.html", context)


@never_cache
@require_safe
def open_one(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Go to what a notice is about; it counts as read from now."""
    actor = actor_of(request)
    if actor.account is None:
        return _to_sign_in(request)
    notice = Notice.objects.for_reader(actor.reach).filter(pk=notice_id).first()
    if notice is None:
        raise Http404
    actions.mark_read(actor, [notice.pk])
    # Who is signed in under the number needs no proof of it.
    link = notice.link.removesuffix(TO_BE_PROVED)
    inside = url_has_allowed_host_and_scheme(link, allowed_hosts=None)
    return redirect(link if link and inside else "notices:mine")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Every notice of the reader counts as read."""
    actor = actor_of(request)
    if actor.account is None:
        return _to_sign_in(request)
    actions.mark_read(actor)
    return redirect("notices:desk" if actor.is_staff else "notices:mine")


@never_cache
@require_safe
def undelivered(request: HttpRequest) -> HttpResponse:
    """Deliveries given up, each with why and a button to try again."""
    actor = actor_of(request)
    if not actor.is_staff:
        return _to_sign_in(request)
    _only_administrators(actor)
    page = queries.undelivered_page(actor.reach, _before(request))
    context = {
        "rows": [{"delivery": delivery, "whom": _whom(delivery)} for delivery in page.rows],
        "older": f"?before={page.before}" if page.before else "",
    }
    return render(request, "notices/undelivered.html", context)


@require_POST
def again(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Put one delivery back in the queue."""
    actor = actor_of(request)
    if not actor.is_staff:
        return _to_sign_in(request)
    _only_administrators(actor)
    try:
        actions.try_again(actor, delivery_id)
    except NoSuchDelivery as gone:
        messages.warning(request, gone.message)
    else:
        messages.success(request, _("It is on its way again. If it fails, it comes back to this list."))
    return redirect("notices:undelivered")


def _only_administrators(actor: Actor) -> None:
    if not actor.has(Role.ADMINISTRATOR):
        raise PermissionDenied


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the door of whom the page is for."""
    door = "people:staff_sign_in" if request.path.startswith("/desk") else "people:sign_in"
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/notices", door)


def _before(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET["before"]) if "before" in request.GET else None
    except ValueError:
        return None


def _whom(delivery: Delivery) -> str:
    """Who should have got it, masked."""
    notice = delivery.notice
    if notice is None:
        return _("A person signing in")
    if notice.organisation is not None:
        return f"{notice.organisation.name} {address_of_recipient(notice, delivery.channel)}"
    person = notice.contact or notice.account
    return person.masked_phone if person is not None else ""
