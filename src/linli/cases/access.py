"""How a browser proves to be a case's reporter: by receipt, by a message's link, by a cookie that remembers, by account."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from linli.ids import read_case_code, receipt_digest
from linli.notices import proof
from linli.people.actors import Actor, actor_of
from linli.people.errors import Unreadable
from linli.people.vault import seal, unseal

from .errors import NoSuchCase, WrongReceipt
from .models import Case

RECEIPTS, FRESH, DEVICE = "receipts", "fresh", "device"
_SALT = "linli.cases.receipts"
# So much of a receipt's digest marks it: enough to know it again, too little to be the receipt.
_MARK = 12
_MOST = 60
_A_YEAR = 365 * 24 * 60 * 60
# How long the page with the receipt can be looked at again in the browser that reported.
_AN_HOUR = 60 * 60


def holder(request: HttpRequest, code: str) -> Actor:
    """Who asks, as the reporter of this case if this browser or account has proved it. Never raises for the case."""
    actor = actor_of(request)
    spelled = read_case_code(code)
    if spelled is None:
        return actor
    mark = remembered(request).get(spelled, "")
    if not mark and not (actor.account and actor.kind == "resident"):
        return actor
    case = Case.objects.filter(code=spelled).values_list("pk", "receipt_digest", "reporter__account_id").first()
    if case is None:
        return actor
    key, digest, account = case
    by_cookie = is_proved_by(mark, digest)
    # Reported as a guest under the phone that this account has since signed in with.
    by_phone = account is not None and actor.account is not None and account == actor.account.pk
    return actor.holding(key) if by_cookie or by_phone else actor


def prove(code: str, receipt: str) -> Case:
    """The case that this receipt, or proof from a message's link, belongs to. Raises NoSuchCase, WrongReceipt."""
    spelled = read_case_code(code)
    case = Case.objects.select_related("reporter").filter(code=spelled).first() if spelled else None
    if case is None:
        raise NoSuchCase(code)
    if case.receipt_digest != receipt_digest(receipt) and not _was_sent(case, receipt):
        raise WrongReceipt(case.code)
    return case


def _was_sent(case: Case, given: str) -> bool:
    """Whether the reporter was sent this; it ends with their number, and with their being the reporter."""
    reporter = case.reporter
    return bool(reporter and reporter.phone_index and proof.proves(given, case.pk, reporter.pk))


def is_from_a_message(given: str) -> bool:
    """A proof has a dot in it, a receipt never."""
    return "." in given


def remember(request: HttpRequest, response: HttpResponse, case: Case) -> None:
    """Let this browser open the case as its reporter from now on; the newest sixty are kept."""
    known = {case.code: case.receipt_digest[:_MARK]} | remembered(request)
    kept = "~".join(f"{code}.{mark}" for code, mark in list(known.items())[:_MOST])
    response.set_signed_cookie(
        RECEIPTS, kept, salt=_SALT, max_age=_A_YEAR, httponly=True, samesite="Lax", secure=_only_encrypted()
    )


def remembered(request: HttpRequest) -> dict[str, str]:
    """The cases whose receipts this browser holds, newest first: code and mark. An altered cookie is no cookie."""
    kept = request.get_signed_cookie(RECEIPTS, default="", salt=_SALT) or ""
    pairs = (entry.partition(".") for entry in kept.split("~") if entry)
    return {code: mark for code, _dot, mark in pairs if len(mark) == _MARK}


def is_proved_by(mark: str, digest: str) -> bool:
    """Whether a remembered mark is that of the receipt with this digest."""
    return len(mark) == _MARK and digest[:_MARK] == mark


def show_once(response: HttpResponse, case: Case, receipt: str, path: str = "") -> None:
    """Carry a new receipt, sealed, to the page that shows it: at `path`, or the case's own."""
    sealed = seal(f"{case.code} {receipt}").hex()
    response.set_cookie(
        FRESH, sealed, max_age=_AN_HOUR, path=path or f"/c/{case.code}/", httponly=True, samesite="Lax", secure=_only_encrypted()
    )  # fmt: skip


def fresh_receipt(request: HttpRequest, code: str) -> str:
    """The receipt of a case reported in this browser within the hour, else nothing."""
    try:
        owner, _space, receipt = unseal(bytes.fromhex(request.COOKIES.get(FRESH, ""))).partition(" ")
    except (ValueError, Unreadable):
        return ""
    return receipt if owner == code else ""


def device_of(request: HttpRequest) -> str:
    """The secret by which this browser follows cases, or a new one."""
    known = request.COOKIES.get(DEVICE, "")
    return known if 20 <= len(known) <= 60 else secrets.token_urlsafe(24)


def keep_device(response: HttpResponse, device: str) -> None:
    response.set_cookie(DEVICE, device, max_age=_A_YEAR, httponly=True, samesite="Lax", secure=_only_encrypted())


def _only_encrypted() -> bool:
    return bool(settings.SESSION_COOKIE_SECURE)
