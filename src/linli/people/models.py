"""Accounts, organisations, positions, absences, contacts, one-time codes, tokens, staff sessions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.clock import today
from linli.ids import uuid7

from .reach import Reach
from .roles import Role
from .vault import mask_name, mask_phone, unseal

__all__ = [
    "Absence",
    "Account",
    "AccountKind",
    "CodeChallenge",
    "Contact",
    "Organisation",
    "OrganisationKind",
    "Position",
    "Role",
    "StaffSession",
    "Token",
]


class AccountKind(models.TextChoices):
    RESIDENT = "resident", _("Resident")
    STAFF = "staff", _("Staff")


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=username, kind=AccountKind.STAFF)


class Account(AbstractBaseUser, PermissionsMixin):
    """Someone who can sign in: staff by name and password, residents by phone and one-time code.

    Groups are what the editors' part of the portal asks for; they follow from the positions.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=40, unique=True, null=True)
    name = models.CharField(max_length=40, blank=True, default="")
    phone_cipher = models.BinaryField(default=bytes)
    phone_index = models.CharField(max_length=64, blank=True, default="")
    kind = models.CharField(max_length=10, choices=AccountKind.choices, default=AccountKind.RESIDENT)
    district = models.ForeignKey("places.District", null=True, on_delete=models.PROTECT)
    is_demo = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    # Kept by reach_of; a request's `user` hands it through to the account behind it.
    known_reach: Reach | None = None

    USERNAME_FIELD = "username"
    objects = AccountManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone_index"],
                condition=~models.Q(phone_index="") & models.Q(kind="resident"),
                name="account_phone_once",
            )
        ]

    def __str__(self) -> str:
        return self.username or self.name or str(self.pk)

    def get_full_name(self) -> str:
        """As the editors' part names who wrote and who reviewed."""
        return self.name

    @property
    def is_staff_member(self) -> bool:
        return self.kind == AccountKind.STAFF

    @property
    def phone(self) -> str:
        return unseal(self.phone_cipher)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)


class OrganisationKind(models.TextChoices):
    CENTRE = "centre", _("District centre")
    DEPARTMENT = "department", _("Department")
    STREET = "street", _("Street office or town government")
    COMMUNITY = "community", _("Community committee")
    ENTERPRISE = "enterprise", _("Enterprise")
    SOCIAL = "social", _("Social organisation")
    HEALTH = "health", _("Health institution")


class Organisation(models.Model):
    """A unit that answers for something. A street office's or community committee's code is its area's."""

    code = models.CharField(max_length=24, primary_key=True)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    name = models.CharField(max_length=60)
    short = models.CharField(max_length=20, blank=True, default="")
    kind = models.CharField(max_length=12, choices=OrganisationKind.choices)
    area = models.ForeignKey("places.Area", null=True, on_delete=models.PROTECT)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="below")
    duty_phone = models.CharField(max_length=20, blank=True, default="")
    duty_email = models.CharField(max_length=80, blank=True, default="")
    # The installation of Linli that it works on, where that is another one than this: a peer's name.
    installation = models.CharField(max_length=40, blank=True, default="")
    active = models.BooleanField(default=True)

    class Meta:
        # queries.organisations: a district's, by kind
        indexes = [models.Index(fields=["district", "kind", "code"], name="organisation_kind")]

    def __str__(self) -> str:
        return self.name


class PositionQuerySet(models.QuerySet["Position"]):
    def today(self) -> Self:
        """Those held today."""
        return self.on(today())

    def on(self, day: date) -> Self:
        """Those held on that day, first and last day included."""
        return self.filter(held_on(day))


def held_on(day: date, path: str = "") -> models.Q:
    """The condition for that, from a row that leads to a position by `path`."""
    begun = models.Q(**{f"{path}since": None}) | models.Q(**{f"{path}since__lte": day})
    return begun & (models.Q(**{f"{path}until": None}) | models.Q(**{f"{path}until__gte": day}))


class Position(models.Model):
    """What an account does, for whom, and where; a building's contact person needs no account to sign in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="positions")
    role = models.CharField(max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="positions")
    area = models.ForeignKey("places.Area", null=True, on_delete=models.PROTECT)
    building = models.ForeignKey("places.Building", null=True, on_delete=models.CASCADE, related_name="contacts")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    # Whose position it is, where it is held for a colleague who is away.
    stands_in_for = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="stood_in_for")

    objects = PositionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.account} {self.role}"


class Absence(models.Model):
    """Someone of the staff is away, first and last day included, and a colleague stands in (代岗).

    What the stand-in may do follows from the positions they hold for those days, not from this row. The reason is
    for those who may end it, and is told nowhere else.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="absences")
    stand_in = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="standing_in")
    since = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    # Ended before its last day, or called off.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="absence_days"),
            models.CheckConstraint(condition=~models.Q(stand_in=models.F("account")), name="absence_not_oneself"),
        ]
        indexes = [
            # queries.absences: those of a district that last or are to come
            models.Index(fields=["district", "until"], name="absence_lasting", condition=models.Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.account} → {self.stand_in} {self.since}–{self.until}"

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None or self.until < today()

    @property
    def is_now(self) -> bool:
        return self.since <= today() and not self.is_over


class Contact(models.Model):
    """How to reach the reporter of a case. Erasing it erases the person from every case that points here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    name_cipher = models.BinaryField(default=bytes)
    phone_cipher = models.BinaryField(default=bytes)
    phone_index = models.CharField(max_length=64, blank=True, default="")
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField()

    class Meta:
        # actions.sign_in_with_code: what a phone reported as a guest; a reporter's other cases in a district
        indexes = [models.Index(fields=["phone_index", "district"], name="contact_phone")]

    def __str__(self) -> str:
        return self.masked_phone or self.masked_name

    @property
    def name(self) -> str:
        return unseal(self.name_cipher)

    @property
    def phone(self) -> str:
        return unseal(self.phone_cipher)

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)


class CodeChallenge(models.Model):
    """A one-time code on its way: only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    phone_index = models.CharField(max_length=64)
    address = models.CharField(max_length=45, blank=True, default="")
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used = models.BooleanField(default=False)

    class Meta:
        # actions.request_code: how many lately, for a phone and for an address
        indexes = [
            models.Index(fields=["phone_index", "-created_at"], name="challenge_phone"),
            models.Index(fields=["address", "-created_at"], name="challenge_address"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Token(models.Model):
    """A program's or a phone's way in, for twelve hours; only its digest is kept."""

    digest = models.CharField(max_length=64, primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest[:8]


# A browser says also what it is compatible with: the most telling word comes first.
_BROWSERS: dict[str, str | Promise] = {
    "MicroMessenger": _("WeChat"), "Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
_SYSTEMS: dict[str, str | Promise] = {
    "HarmonyOS": "HarmonyOS", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows",
    "Macintosh": "Mac", "Linux": "Linux",
}  # fmt: skip


def _first_named(known: Mapping[str, str | Promise], said: str) -> list[str | Promise]:
    return [name for word, name in known.items() if word in said][:1]


def browser_name(said: str) -> str:
    """Edge · Windows: a browser as a person would call it, or nothing where it says no name we know."""
    return " · ".join(str(name) for known in (_BROWSERS, _SYSTEMS) for name in _first_named(known, said))


class StaffSession(models.Model):
    """A signed-in browser of a staff account; `key_digest` names the session without giving it away."""

    key_digest = models.CharField(max_length=64, primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="staff_sessions")
    session_key = models.CharField(max_length=40)
    address = models.CharField(max_length=45, blank=True, default="")
    browser = models.CharField(max_length=250, blank=True, default="")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.browser

    @property
    def browser_name(self) -> str:
        return browser_name(self.browser) or self.browser or "—"
