"""The verbs of people as they come and go: contacts, one-time codes, passwords, tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils.module_loading import import_string

from linli.clock import now
from linli.ids import uuid7
from linli.inserting import insert

from ..errors import DemoOnly, LockedOut, TooSoon, UnknownToken, WrongCode, WrongCredentials
from ..models import Account, AccountKind, CodeChallenge, Contact, StaffSession, Token
from ..vault import blind_index, normal_mobile, normal_phone, seal
from ..with_positions import account_by_token

CODE_LASTS = timedelta(minutes=10)
CODE_TRIES = 5
BETWEEN_CODES = timedelta(seconds=60)
# How many codes in a day for one phone, and in an hour for one address.
CODES_A_DAY, CODES_AN_HOUR = 8, 30
TOKEN_LASTS = timedelta(hours=12)

# Sent with `account`.
token_issued = Signal()


def contact_for(
    district: str, *, phone: str = "", name: str = "", account: Account | None = None, known_as: str = ""
) -> Contact:
    """Keep how to reach a reporter, encrypted. Raises InvalidPhone.

    `known_as`: what tells somebody without a number, such as their name at a messenger; its blind index is kept in its place.
    """
    digits = normal_phone(phone) if phone else ""
    contact = Contact(
        id=uuid7(),
        district_id=district,
        account=account,
        name_cipher=seal(name) if name else b"",
        phone_cipher=seal(digits) if digits else b"",
        phone_index=blind_index(digits or known_as) if digits or known_as else "",
        created_at=now(),
    )
    insert([contact])
    return contact


def claim_contact(contact: UUID, account: Account) -> None:
    """What was reported under a contact is its account's from now on, as with a number that somebody signs in with."""
    Contact.objects.filter(pk=contact, account=None).update(account=account)


def forget_contacts(contacts: Sequence[UUID]) -> None:
    """Nobody is found by these contacts any more, and no proof of being them holds."""
    Contact.objects.filter(pk__in=contacts).update(name_cipher=b"", phone_cipher=b"", phone_index="")


# Residents: phone and one-time code


def request_code(phone: str, address: str) -> CodeChallenge:
    """Send a six-digit code to a mobile phone. Raises InvalidPhone or TooSoon."""
    digits, at = normal_mobile(phone), now()
    index = blind_index(digits)
    with transaction.atomic():
        _check_pace(index, address)
        code = f"{secrets.randbelow(1_000_000):06d}"
        challenge = CodeChallenge(phone_index=index, address=address, created_at=at, expires_at=at + CODE_LASTS)
        challenge.digest = _code_digest(challenge, code)
        challenge.save(force_insert=True)
        # Asking again ends what was sent before.
        CodeChallenge.objects.filter(phone_index=index, used=False).exclude(pk=challenge.pk).update(used=True)
        send = import_string(settings.LINLI_CODE_SENDER)
        send(phone=digits, code=code, key=str(challenge.pk))
    return challenge


def _check_pace(index: str, address: str) -> None:
    at = now()
    of_phone = list(
        CodeChallenge.objects.filter(phone_index=index, created_at__gt=at - timedelta(days=1))
        .order_by("-created_at")
        .values_list("created_at", flat=True)[:CODES_A_DAY]
    )
    if of_phone and at - of_phone[0] < BETWEEN_CODES:
        raise TooSoon(of_phone[0] + BETWEEN_CODES)
    if len(of_phone) == CODES_A_DAY:
        raise TooSoon(of_phone[-1] + timedelta(days=1))
    if not address:
        return
    lately = CodeChallenge.objects.filter(address=address, created_at__gt=at - timedelta(hours=1))
    of_address = list(lately.order_by("-created_at").values_list("created_at", flat=True)[:CODES_AN_HOUR])
    if len(of_address) == CODES_AN_HOUR:
        raise TooSoon(of_address[-1] + timedelta(hours=1))


def sign_in_with_code(phone: str, code: str) -> Account:
    """The resident's account, made on first use. Raises InvalidPhone or WrongCode; a wrong try is counted."""
    index, left = blind_index(normal_mobile(phone)), 0
    with transaction.atomic():
        challenge = (
            CodeChallenge.objects.select_for_update()
            .filter(phone_index=index, used=False, expires_at__gt=now(), tries__lt=CODE_TRIES)
            .order_by("-created_at")
            .first()
        )
        if challenge is not None:
            if secrets.compare_digest(challenge.digest, _code_digest(challenge, code.strip())):
                challenge.used = True
                challenge.save(update_fields=["used"])
                return _resident(normal_mobile(phone), index)
            challenge.tries += 1
            challenge.save(update_fields=["tries"])
            left = CODE_TRIES - challenge.tries
    raise WrongCode(left)


def _resident(phone: str, index: str) -> Account:
    account, _made = Account.objects.get_or_create(
        phone_index=index, kind=AccountKind.RESIDENT, defaults={"phone_cipher": seal(phone)}
    )
    # What they reported as a guest under this phone is theirs.
    Contact.objects.filter(phone_index=index, account=None).update(account=account)
    return account


def resident_with(phone: str) -> Account:
    """The account of a number that staff were told, made if there is none. Nobody is signed in: that still takes a code
    sent to this number. Raises InvalidPhone."""
    digits = normal_mobile(phone)
    return _resident(digits, blind_index(digits))


def _code_digest(challenge: CodeChallenge, code: str) -> str:
    return blind_index(f"code {challenge.pk} {code}")


# Staff: name and password


def check_password(username: str, password: str, address: str) -> Account:
    """The staff account of a name and password. Raises WrongCredentials, LockedOut (five wrong ones), DemoOnly."""
    request = HttpRequest()
    request.method = "POST"
    request.META["REMOTE_ADDR"] = address
    # No name holds a NUL, which PostgreSQL would not take, or is this long.
    account = authenticate(request=request, username=username.replace("\0", "").strip()[:150], password=password)
    if getattr(request, "axes_locked_out", False):
        raise LockedOut(round(settings.AXES_COOLOFF_TIME * 60))
    if not isinstance(account, Account) or account.kind != AccountKind.STAFF:
        raise WrongCredentials
    if account.is_demo and not (settings.LINLI_DEMO and account.district and account.district.demo):
        raise DemoOnly
    return account


def issue_token(username: str, password: str, address: str) -> tuple[str, Token]:
    """A secret that stands for an account for twelve hours; shown once. Raises as `check_password`."""
    return _issued(check_password(username, password, address))


def issue_token_with_code(phone: str, code: str) -> tuple[str, Token]:
    """The same for a resident, by the code sent to their phone. Raises as `sign_in_with_code`."""
    return _issued(sign_in_with_code(phone, code))


def _issued(account: Account) -> tuple[str, Token]:
    at = now()
    text = secrets.token_urlsafe(32)
    Token.objects.filter(Q(account=account), Q(expires_at__lt=at)).delete()
    token = Token.objects.create(digest=_digest(text), account=account, created_at=at, expires_at=at + TOKEN_LASTS)
    token_issued.send(Token, account=account)
    return text, token


def account_of_token(text: str) -> Account:
    """Whose token it is. Raises UnknownToken for one that has ended."""
    account = account_by_token(_digest(text))
    if account is None or not account.is_active:
        raise UnknownToken
    return account


def revoke_token(text: str) -> None:
    """End a token. Raises UnknownToken when it is none."""
    if not Token.objects.filter(digest=_digest(text)).delete()[0]:
        raise UnknownToken


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def forget_who_came() -> int:
    """Delete codes, tokens and sessions that have ended, staff sessions without one, and wrong passwords that no
    longer lock a door. Returns how many."""
    at = now()
    gone = CodeChallenge.objects.filter(created_at__lt=at - timedelta(days=2)).delete()[0]
    gone += AccessAttempt.objects.filter(attempt_time__lt=at - timedelta(hours=settings.AXES_COOLOFF_TIME)).delete()[0]
    gone += Token.objects.filter(expires_at__lt=at).delete()[0]
    gone += Session.objects.filter(expire_date__lt=at).delete()[0]
    living = Session.objects.values("session_key")
    return gone + StaffSession.objects.exclude(session_key__in=living).delete()[0]
