"""A person's own teams, sign-ups, hours, certificates and requests."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from linli.clock import now
from linli.ids import read_case_code
from linli.people.actors import Actor

from ..errors import NotThere
from ..models import OPEN_MEMBERS, OPEN_SIGN_UPS, Activity, Certificate, HelpRequest, HoursEntry, Member, SignUp, Team
from ..models.activities import LEAVES

MOST_LISTED = 40


def _account(actor: Actor) -> object | None:
    return actor.account if actor.kind == "resident" else None


def own_sign_up(actor: Actor, code: str) -> SignUp:
    """Raises NotThere, also for those of others."""
    rows = SignUp.objects.select_related("activity__team").filter(code=read_case_code(code) or "")
    row = rows.filter(account=actor.account).first() if _account(actor) else None
    if row is None:
        raise NotThere(code[:20])
    return row


def own_certificate(actor: Actor, number: str) -> Certificate:
    """Raises NotThere, also for those of others."""
    rows = Certificate.objects.select_related("district").filter(number=read_case_code(number) or "")
    row = rows.filter(account=actor.account).first() if _account(actor) else None
    if row is None:
        raise NotThere(number[:20])
    return row


def teams_of(actor: Actor) -> list[Member]:
    """The teams one is in, or has asked; one statement."""
    if _account(actor) is None:
        return []
    rows = Member.objects.filter(account=actor.account, state__in=OPEN_MEMBERS)
    return list(rows.select_related("team__district").order_by("-leads", "asked_at")[:MOST_LISTED])


def sign_ups_of(actor: Actor, *, only_coming: bool = False) -> list[SignUp]:
    """What is to come first, by time; one statement."""
    if _account(actor) is None:
        return []
    rows = SignUp.objects.filter(account=actor.account).select_related("activity__team")
    if only_coming:
        rows = rows.filter(state__in=OPEN_SIGN_UPS, activity__ends_at__gt=now() - LEAVES)
    found = list(rows.order_by("-activity__begins_at")[:MOST_LISTED])
    coming = [row for row in found if row.activity.ends_at > now() and row.state in OPEN_SIGN_UPS]
    return [*reversed(coming), *(row for row in found if row not in coming)]


def membership(actor: Actor, team: Team) -> Member | None:
    if _account(actor) is None:
        return None
    return Member.objects.filter(account=actor.account, team=team, state__in=OPEN_MEMBERS).first()


def in_activity(actor: Actor, activity: Activity) -> SignUp | None:
    if _account(actor) is None:
        return None
    return SignUp.objects.filter(account=actor.account, activity=activity, state__in=OPEN_SIGN_UPS).first()


@dataclass(frozen=True)
class Mine:
    """All of it, as the page of one's own shows it; `minutes` by district, for certificates are given by one."""

    teams: list[Member]
    coming: list[SignUp]
    past: list[tuple[SignUp, int]]
    minutes: dict[str, int]
    certificates: list[Certificate]
    requests: list[HelpRequest]

    @property
    def total(self) -> int:
        return sum(self.minutes.values())


def mine(actor: Actor) -> Mine:
    """Six statements."""
    rows = sign_ups_of(actor)
    coming = [row for row in rows if row.activity.ends_at > now() and row.state in OPEN_SIGN_UPS]
    past = [row for row in rows if row not in coming]
    given = HoursEntry.objects.filter(sign_up__account=actor.account).values_list("sign_up", "district")
    by_sign_up: dict[object, int] = {}
    by_district: dict[str, int] = {}
    for sign_up, district, minutes in given.annotate(n=Sum("minutes")):
        by_sign_up[sign_up] = minutes
        by_district[district] = by_district.get(district, 0) + minutes
    papers = Certificate.objects.filter(account=actor.account).select_related("district").order_by("-issued_on", "-id")
    asked = HelpRequest.objects.filter(case__account=actor.account).select_related("case", "skill", "team")
    return Mine(
        teams_of(actor), coming, [(row, by_sign_up.get(row.pk, 0)) for row in past], by_district,
        list(papers[:MOST_LISTED]), list(asked.order_by("-created_at")[:MOST_LISTED]),
    )  # fmt: skip


def before(row: SignUp) -> int:
    """How many wait before this one."""
    return SignUp.objects.filter(activity=row.activity_id, state="waiting", turn__lt=row.turn).count()
