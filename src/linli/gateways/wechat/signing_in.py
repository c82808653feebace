"""The button on the sign-in page: only in WeChat itself, for nowhere else does WeChat say who it is."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.people.ways_in import WayIn
from linli.places.queries import districts

from .accounts import accounts
from .errors import AccountsUnreadable


def wechat_way_in(request: HttpRequest, wanted: str) -> Sequence[WayIn]:
    """By the account of the district whose page the person was on; else by any, each with its district's name.

    Who comes from there to link their number is recognised already.
    """
    if "MicroMessenger" not in request.headers.get("User-Agent", "") or wanted.startswith("/wechat/"):
        return ()
    try:
        known = accounts()
    except AccountsUnreadable:
        return ()
    here = [one for one in districts() if one.code in known]
    theirs = [one for one in here if wanted.startswith(f"/{one.slug}/")] or here
    query = f"?{urlencode({'next': wanted})}" if wanted else ""
    return [
        WayIn(
            _("Sign in with WeChat") if len(theirs) == 1 else _("Sign in with WeChat (%(district)s)") % {"district": one.name},
            reverse("wechat:wechat_sign_in", args=[one.slug]) + query,
        )
        for one in theirs
    ]  # fmt: skip
