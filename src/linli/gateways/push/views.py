"""Where a resident switches reminders on this device on and off, and sees on which others they are on."""

from __future__ import annotations

from uuid import UUID

import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.answers import problem
from linli.people.actors import actor_of
from linli.people.models import browser_name
from linli.problem import Problem

from . import actions
from .calling import LONGEST_ENDPOINT, checked
from .crypto import CURVE, application_key, to_bytes
from .errors import NotSignedIn, TooLarge, UnfitSubscription
from .models import Subscription
from .queries import devices_of

# An endpoint, two keys and their names.
MOST = 4 * 1024
_POINT, _AUTH = 65, 16


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The switch of this device, and the person's other ones."""
    actor = actor_of(request)
    if actor.account is None or actor.kind != "resident":
        return redirect_to_login(request.get_full_path(), "people:sign_in")
    rows = devices_of(actor.account)
    switch = {
        "key": application_key(), "address": reverse("push:push_subscriptions"), "known": [row.digest for row in rows],
    }  # fmt: skip
    return render(request, "push/mine.html", {"rows": rows, "switch": switch})


@require_http_methods(["POST", "DELETE"])
def subscriptions(request: HttpRequest) -> HttpResponse:
    """POST: this browser, as PushSubscription.toJSON() tells it, is switched on. DELETE: its `endpoint` is off again."""
    actor = actor_of(request)
    try:
        if actor.account is None or actor.kind != "resident":
            raise NotSignedIn
        given = _given(request)
        if request.method == "DELETE":
            actions.unsubscribe(actor, _text(given, "endpoint", LONGEST_ENDPOINT))
        else:
            actions.subscribe(actor, _subscription(given, browser_name(request.headers.get("User-Agent", ""))))
    except Problem as refused:
        faults = [{"field": one.field, "message": one.message, "value": one.value} for one in refused.faults]
        return problem(refused.status, refused.code, refused.message, faults, refused.extra)
    return HttpResponse(status=204)


@require_POST
def remove(request: HttpRequest, key: UUID) -> HttpResponse:
    """Another of the person's devices is switched off from here."""
    actor = actor_of(request)
    if actor.account is None or actor.kind != "resident":
        return redirect_to_login(reverse("push:push_mine"), "people:sign_in")
    if actions.remove(actor, key):
        messages.success(request, _("That device is not reminded any more. Text messages come as before."))
    return redirect("push:push_mine")


def _given(request: HttpRequest) -> dict[str, object]:
    """Raises TooLarge before anything is read, UnfitSubscription."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST:
        raise TooLarge(MOST)
    body = request.body
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise UnfitSubscription("JSON", body[:40].decode(errors="replace")) from None
    if not isinstance(given, dict):
        raise UnfitSubscription("JSON", given)
    return given


def _text(given: object, part: str, most: int) -> str:
    value = given.get(part) if isinstance(given, dict) else None
    if not isinstance(value, str) or not 0 < len(value) <= most:
        raise UnfitSubscription(part, value)
    return value


def _subscription(given: dict[str, object], name: str) -> Subscription:
    """Raises UnfitSubscription, UnfitEndpoint. The keys are tried here, so that nothing is kept that cannot be written to."""
    endpoint, keys = _text(given, "endpoint", LONGEST_ENDPOINT), given.get("keys")
    p256dh, auth = _text(keys, "p256dh", 100), _text(keys, "auth", 40)
    checked(endpoint)
    try:
        point = to_bytes(p256dh)
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
        if len(point) != _POINT:
            raise ValueError
    except ValueError:
        raise UnfitSubscription("p256dh", p256dh) from None
    try:
        if len(to_bytes(auth)) != _AUTH:
            raise ValueError
    except ValueError:
        raise UnfitSubscription("auth", "…") from None
    return Subscription(endpoint, p256dh, auth, name)
