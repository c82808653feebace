"""Who acts: a guest, a resident, a member of staff, or the installation itself. First argument of every action."""

from __future__ import annotations

from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from .reach import NOWHERE, Reach, reach_of
from .roles import Role

if TYPE_CHECKING:
    from .models import Account


@dataclass(frozen=True)
class Actor:
    """`kind` is guest, resident, staff or system. `receipt_for`: the case whose receipt this request has proved.

    `contact`: how a guest is known to be reached without having said it, as somebody who writes by a messenger.
    """

    kind: str
    account: Account | None = None
    reach: Reach = NOWHERE
    receipt_for: UUID | None = None
    said_name: str = ""
    contact: UUID | None = None

    @classmethod
    def system(cls) -> Actor:
        return cls("system")

    @classmethod
    def guest(cls, receipt_for: UUID | None = None, contact: UUID | None = None) -> Actor:
        return cls("guest", receipt_for=receipt_for, contact=contact)

    @classmethod
    def of(cls, account: Account, receipt_for: UUID | None = None) -> Actor:
        return cls(account.kind, account, reach_of(account), receipt_for)

    @classmethod
    def for_organisation(cls, organisation: str, name: str, district: str, *roles: str) -> Actor:
        """Someone of an organisation without an account: invented people of a demo's history."""
        reach = Reach(district=district, organisations=frozenset({organisation}), roles=frozenset(roles))
        return cls("staff", None, reach, said_name=name)

    def holding(self, case_id: UUID) -> Actor:
        """This actor, having proved to hold the receipt of a case."""
        return replace(self, receipt_for=case_id)

    def has(self, *roles: str) -> bool:
        return bool(self.reach.roles.intersection(roles))

    @property
    def name(self) -> str:
        return self.said_name or (self.account.name if self.account else "")

    @property
    def organisation(self) -> str:
        """The code of the first organisation this person sits in, their own before one they stand in at; or nothing."""
        return self.reach.home or min(self.reach.organisations, default="")

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    @property
    def is_resident(self) -> bool:
        return self.has(Role.RESIDENT)


def actor_of(request: HttpRequest) -> Actor:
    """Who sent a request: by bearer token, a page also by session, or a guest. Kept on the request. Raises UnknownToken."""
    known: Actor | None = vars(request).get("actor")
    if known is None:
        known = _actor_of(request)
        vars(request)["actor"] = known
    return known


def _actor_of(request: HttpRequest) -> Actor:
    from .actions import account_of_token

    given = request.headers.get("Authorization", "")
    if given.startswith("Bearer "):
        return Actor.of(account_of_token(given.removeprefix("Bearer ").strip()))
    # Forms are protected against being sent by another site's page; what programs send cannot be. So a browser's
    # session counts for nothing there: a program without a token is a guest.
    user = getattr(request, "user", None)
    if user is not None and not request.path.startswith("/api/") and user.is_authenticated:
        return Actor.of(user)
    return Actor.guest()


def address_of(request: HttpRequest) -> str:
    """The network address a request came from: that of the connection, or what the outermost of our proxies saw.

    What stands further left in X-Forwarded-For was said by the stranger, and is not believed.
    """
    connected = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.LINLI_PROXIES:
        return connected
    told = request.headers.get("X-Forwarded-For", "").split(",")
    try:
        return str(ip_address(told[-settings.LINLI_PROXIES].strip()))
    except (IndexError, ValueError):
        return connected
