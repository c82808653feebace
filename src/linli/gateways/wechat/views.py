"""Where WeChat hands messages over, and where people sign in by WeChat, link it and end that."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli import clock
from linli.answers import problem
from linli.people.actors import actor_of
from linli.people.sessions import sign_in_resident
from linli.places.queries import district_named
from linli.problem import Problem

from . import actions
from .accounts import OfficialAccount, account_of
from .asking import openid_of
from .errors import ClientError, NotSignedIn, TooLarge, WeChatProblem
from .models import Follower
from .queries import linked
from .wording import address

# A text of 2048 bytes, encrypted and wrapped; the longest event is shorter.
MOST = 64 * 1024
# Between going to WeChat and coming back; and for the number to be given then.
_BEGUN_LASTS, _KNOWN_LASTS = timedelta(minutes=10), timedelta(minutes=30)
_BEGUN, _KNOWN = "wechat_begun", "wechat_follower"


@csrf_exempt  # A signature says who sends; no browser's session counts here.
@require_http_methods(["GET", "POST"])
def messages_in(request: HttpRequest, district: str) -> HttpResponse:
    """GET: WeChat asks whether we know the token. POST: a message, answered at once."""
    query = request.GET.dict()
    try:
        account = account_of(district)
        actions.check_signed(account, query)
        if request.method == "GET":
            return HttpResponse(query.get("echostr", ""), content_type="text/plain; charset=utf-8")
        message = actions.opened(account, query, _body(request))
        answer = actions.take(account, query["signature"], message)
    except Problem as refused:
        return problem(refused.status, refused.code, refused.message, [], refused.extra)
    body = actions.reply(account, message, answer, query["nonce"])
    kind = "application/xml" if body.startswith("<") else "text/plain"
    return HttpResponse(body, content_type=f"{kind}; charset=utf-8")


def _body(request: HttpRequest) -> bytes:
    """Raises TooLarge before anything is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST:
        raise TooLarge(MOST)
    return request.read(int(length))


@never_cache
@require_safe
def sign_in(request: HttpRequest, district: str) -> HttpResponse:
    """To WeChat, which says who it is without asking them (snsapi_base), and back. `next`: where to afterwards."""
    account = _account(district)
    state = secrets.token_urlsafe(16)
    request.session[_BEGUN] = {
        "state": state, "district": account.district, "next": _here(request, request.GET.get("next", "")),
        "at": clock.now().isoformat(),
    }  # fmt: skip
    asked = {
        "appid": account.appid, "redirect_uri": address(reverse("wechat:wechat_back", args=[district])),
        "response_type": "code", "scope": "snsapi_base", "state": state,
    }  # fmt: skip
    return redirect(f"{account.open}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect")


@never_cache
@require_safe
def back(request: HttpRequest, district: str) -> HttpResponse:
    """Whoever has linked a number is signed in; others are asked for it once."""
    begun, account = request.session.pop(_BEGUN, None), _account(district)
    try:
        follower = _follower(account, begun, request.GET.get("state", ""), request.GET.get("code", ""))
    except NotSignedIn as refused:
        again = reverse("wechat:wechat_sign_in", args=[district])
        return render(request, "wechat/refused.html", {"why": refused.message, "again": again}, status=refused.status)
    if follower.account is not None and follower.account.is_active:
        sign_in_resident(request, follower.account)
        return redirect(begun["next"])
    request.session[_KNOWN] = {
        "follower": str(follower.pk), "next": begun["next"], "at": clock.now().isoformat(),
    }  # fmt: skip
    return redirect("wechat:wechat_link", district)


def _account(district: str) -> OfficialAccount:
    """Raises Http404 where there is none that can be used; `linli check` tells the operator why."""
    try:
        return account_of(district)
    except WeChatProblem as none:
        raise Http404(none.message) from None


def _is_late(noted: dict[str, str], lasts: timedelta) -> bool:
    return clock.now() - datetime.fromisoformat(noted["at"]) > lasts


def _follower(account: OfficialAccount, begun: Any, state: str, code: str) -> Follower:
    """Raises NotSignedIn: this browser must have begun it, a little while ago, for this account; and WeChat confirm it."""
    if not isinstance(begun, dict) or begun["district"] != account.district or not code:
        raise NotSignedIn
    if _is_late(begun, _BEGUN_LASTS) or not secrets.compare_digest(begun["state"].encode(), state.encode()):
        raise NotSignedIn
    try:
        return actions.follower_of(account.district, openid_of(account, code[:200]))
    except ClientError:
        raise NotSignedIn from None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, district: str) -> HttpResponse:
    """A WeChat that was just recognised and the number that is signed in: shown together, and linked if that is wanted."""
    found = district_named(district)
    known = request.session.get(_KNOWN)
    if known is not None and _is_late(known, _KNOWN_LASTS):
        del request.session[_KNOWN]
        known = None
    follower = Follower.objects.filter(pk=known["follower"], district=found).first() if known else None
    if known is None or follower is None:
        return redirect("wechat:wechat_sign_in", district)
    actor = actor_of(request)
    if actor.account is None or actor.kind != "resident":
        messages.info(request, _("WeChat knows you. Please sign in with your number once; after that WeChat will do."))
        return redirect_to_login(reverse("wechat:wechat_link", args=[district]), "people:sign_in")
    if request.method != "POST":
        context = {"district": found, "phone": actor.account.masked_phone, "later": known["next"]}
        return render(request, "wechat/link.html", context)
    actions.link(actor, follower)
    del request.session[_KNOWN]
    messages.success(request, _("Linked. From now on WeChat tells you, and signs you in."))
    return redirect(known["next"])


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """With which districts' official accounts the number is linked."""
    actor = actor_of(request)
    if actor.account is None or actor.kind != "resident":
        return redirect_to_login(request.get_full_path(), "people:sign_in")
    context = {"rows": linked(actor.account), "phone": actor.account.masked_phone}
    return render(request, "wechat/mine.html", context)


@require_POST
def unlink(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = actor_of(request)
    if actor.account is None or actor.kind != "resident":
        return redirect_to_login(reverse("wechat:wechat_mine"), "people:sign_in")
    if actions.unlink(actor, key):
        messages.success(request, _("The link is ended. You are told by text message again."))
    return redirect("wechat:wechat_mine")


def _here(request: HttpRequest, wanted: str) -> str:
    """Where the person was going, if that is here."""
    inside = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if inside and wanted.startswith("/") else "/my"
