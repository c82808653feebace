"""The verbs of being away (代岗与请假): name a colleague who stands in from day to day, and end it early."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils.translation import gettext as _

from linli.clock import day_text, now, today
from linli.ids import uuid7

from ..absences import PASSED_ON, WATCHERS, are_near, lasting, own_positions
from ..actors import Actor
from ..errors import LoopingChain, NoSuchAbsence, NotTheirs, UnfitAbsence
from ..models import Absence, Account, AccountKind, Position
from ..roles import Role

MOST_DAYS = 366
LONGEST_REASON = 60
# Who speaks for somebody of their district who cannot do so themselves.
SPEAK_FOR_OTHERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)

# Sent with `actor` and `absence`, in the transaction of the change.
absence_named = Signal()
absence_ended = Signal()


@transaction.atomic
def name_stand_in(
    actor: Actor, stand_in: Account, since: date, until: date, reason: str, *, whom: Account | None = None
) -> Absence:
    """The stand-in holds the positions of `whom` (the actor, if none is named) on those days, first and last included.

    Raises NotTheirs, UnfitAbsence, LoopingChain.
    """
    away = whom or actor.account
    if away is None or not speaks_for(actor, away):
        raise NotTheirs
    reason = _checked_reason(reason)
    _check_days(since, until)
    if stand_in.pk == away.pk:
        raise UnfitAbsence(_("Nobody stands in for themselves. Please choose a colleague."), field="stand_in")
    # Both rows in one order: two people who name each other at once come one after the other.
    locked = {
        one.pk: one for one in Account.objects.select_for_update().filter(pk__in=[away.pk, stand_in.pk]).order_by("pk")
    }
    away, stand_in = locked[away.pk], locked[stand_in.pk]
    positions = _lent(away, since, until)
    _check_stand_in(actor, away, stand_in, since)
    _check_others(away, stand_in, since, until)
    absence = Absence.objects.create(
        id=uuid7(), district_id=away.district_id or actor.reach.district, account=away, stand_in=stand_in, since=since, until=until,
        reason=reason, created_at=now(),
    )  # fmt: skip
    Position.objects.bulk_create(
        Position(
            id=uuid7(), account=stand_in, role=one.role, organisation_id=one.organisation_id, area_id=one.area_id,
            since=max(filter(None, (one.since, since))), until=min(filter(None, (one.until, until))), stands_in_for=away,
        )
        for one in positions
    )  # fmt: skip
    absence_named.send(Absence, actor=actor, absence=absence)
    return absence


@transaction.atomic
def end_absence(actor: Actor, key: UUID) -> Absence:
    """Back early, or called off: from this moment the stand-in holds the positions no more.

    Raises NoSuchAbsence (also for one that is none of the actor's).
    """
    absence = (
        Absence.objects.select_for_update(of=("self",)).select_related("account", "stand_in").filter(pk=key).first()
    )
    if absence is None or absence.is_over or not speaks_for(actor, absence.account):
        raise NoSuchAbsence
    end_at_once(absence)
    absence_ended.send(Absence, actor=actor, absence=absence)
    return absence


def end_at_once(absence: Absence) -> None:
    """Days that have passed stay as they were; today's is taken away."""
    held = Position.objects.filter(
        account=absence.stand_in_id,
        stands_in_for=absence.account_id,
        since__lte=absence.until,
        until__gte=absence.since,
    )
    held.filter(since__gte=today()).delete()
    held.filter(until__gte=today()).update(until=today() - timedelta(days=1))
    absence.ended_at = now()
    absence.save(update_fields=["ended_at"])


def let_go(account: Account) -> None:
    """Someone leaves: nobody stands in for them any more, nor they for anybody."""
    account.stood_in_for.all().delete()
    for absence in lasting(Q(account=account) | Q(stand_in=account)):
        end_at_once(absence)


def speaks_for(actor: Actor, account: Account) -> bool:
    """Whether this person says when that one is away."""
    if actor.account is None or actor.kind != "staff" or account.kind != AccountKind.STAFF:
        return False
    return actor.account.pk == account.pk or (
        actor.has(*SPEAK_FOR_OTHERS) and actor.reach.district == account.district_id
    )


def _checked_reason(text: str) -> str:
    reason = " ".join(text.replace("\0", "").split())
    if not reason:
        raise UnfitAbsence(_("Please say in a few words why, such as annual leave or training."), field="reason")
    if len(reason) > LONGEST_REASON:
        message = _("The reason has %(length)d characters; at most %(most)d fit. A few words will do.")
        raise UnfitAbsence(message % {"length": len(reason), "most": LONGEST_REASON}, field="reason")
    return reason


def _check_days(since: date, until: date) -> None:
    if since < today():
        message = _("%(day)s is past. A stand-in can be named from today on.")
        raise UnfitAbsence(message % {"day": day_text(since)}, field="since")
    if until < since:
        message = _("The last day %(until)s lies before the first, %(since)s. Please look at the days again.")
        raise UnfitAbsence(message % {"until": day_text(until), "since": day_text(since)}, field="until")
    if (since - today()).days > MOST_DAYS:
        message = _("%(day)s is more than a year from now. Please name a stand-in nearer to the time.")
        raise UnfitAbsence(message % {"day": day_text(since)}, field="since")
    days = (until - since).days + 1
    if days > MOST_DAYS:
        message = _(
            "These are %(days)d days; a colleague stands in for at most %(most)d. For longer, please have the position given to somebody."
        )
        raise UnfitAbsence(message % {"days": days, "most": MOST_DAYS}, field="until")


def _lent(away: Account, since: date, until: date) -> list[Position]:
    """What is passed on: their own positions on any of those days, apart from those that are never."""
    own = list(own_positions(away, since, until))
    lent = [one for one in own if one.role in PASSED_ON]
    if not lent:
        held = "、".join(dict.fromkeys(str(Role(one.role).label) for one in own))
        message = _(
            "%(name)s holds no position that can be passed on (%(held)s): the power to audit and to administer stays with the person who has it."
        )
        raise UnfitAbsence(message % {"name": away.name, "held": held or _("none on these days")}, field="stand_in")
    return lent


def _check_stand_in(actor: Actor, away: Account, stand_in: Account, day: date) -> None:
    named = {"name": stand_in.name}
    if stand_in.kind != AccountKind.STAFF or not stand_in.is_active or stand_in.district_id != away.district_id:
        raise UnfitAbsence(_("%(name)s is not among the staff at work in this district.") % named, field="stand_in")
    if actor.account is not None and actor.account.pk == stand_in.pk:
        message = _("Who names a stand-in for somebody else names a third person, not themselves.")
        raise UnfitAbsence(message, field="stand_in")
    if stand_in.positions.on(day).filter(role__in=WATCHERS).exists():
        message = _(
            "%(name)s audits or administers: who watches over the work does not do it as well. Please choose another colleague."
        )
        raise UnfitAbsence(message % named, field="stand_in")
    if not are_near(away, stand_in, day):
        message = _(
            "%(name)s belongs to another organisation. Please choose a colleague of the same one, of the one above it or of one below it."
        )
        raise UnfitAbsence(message % named, field="stand_in")


def _check_others(away: Account, stand_in: Account, since: date, until: date) -> None:
    """No second absence in these days, and no chain: neither is the stand-in away, nor does who is away stand in."""
    theirs = Q(account__in=(away, stand_in)) | Q(stand_in=away)
    for other in lasting(theirs, since, until):
        days = {"since": day_text(other.since), "until": day_text(other.until)}
        told = {"name": other.account.name, "stand_in": other.stand_in.name, **days}
        if other.account_id == away.pk:
            message = _(
                "From %(since)s to %(until)s %(stand_in)s stands in for %(name)s already. Please end that first, or choose other days."
            )
            raise UnfitAbsence(message % told, field="since")
        if other.account_id == stand_in.pk and other.stand_in_id == away.pk:
            message = _(
                "%(name)s is away from %(since)s to %(until)s, and %(stand_in)s stands in for them: a chain that loops. Please choose somebody who is there."
            )
            raise LoopingChain(message % told, field="stand_in")
        if other.account_id == stand_in.pk:
            message = _(
                "%(name)s is away from %(since)s to %(until)s, and %(stand_in)s stands in for them. Please choose somebody who is there."
            )
            raise LoopingChain(message % told, field="stand_in")
        message = _(
            "%(stand_in)s stands in for %(name)s from %(since)s to %(until)s. Please have another colleague named for %(name)s first, or choose other days."
        )
        raise LoopingChain(message % told, field="since")
