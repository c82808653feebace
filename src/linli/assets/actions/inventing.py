"""A demo's invented leases: let months ago, rent made due and received by the same verbs as at the desk, made once."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

from linli.clock import LOCAL, now, standing_at, today
from linli.ids import case_code
from linli.people.actors import Actor
from linli.people.models import Account, Position
from linli.people.vault import seal
from linli.places.actions import Changes
from linli.places.models import District

from ..models import Asset, Lease, Rent, UseApplication
from .applying import PREFIX
from .leasing import sign_lease, take_deposit
from .registering import touch
from .renting import due_on, make_rents, receive_rent
from .using import grant_use

AT, PAID_AFTER = time(10, 30), 3


@dataclass(frozen=True)
class LeaseRow:
    """Let `months_ago`, on the first of that month, for `months`; `unpaid`: how many of the newest rents nobody paid.

    `part`: so much of the oldest of these came in. `operator`: who holds the use right since then.
    """

    asset: str
    lessee: str
    months_ago: int
    months: int
    rent: Decimal
    deposit: Decimal
    due_day: int
    unpaid: int = 0
    part: Decimal | None = None
    operator: str | None = None


@dataclass(frozen=True)
class AppliedRow:
    """Somebody invented who would like to use an asset."""

    asset: str
    who: str
    name: str
    purpose: str
    months: int
    days_ago: int


def add_demo_leases(district: District, leases: Sequence[LeaseRow], applications: Sequence[AppliedRow]) -> Changes:
    """Nothing if it was told before, or nobody is there to tell it."""
    changes = Changes()
    assets = {one.code: one for one in Asset.objects.filter(district=district).select_related("ownership")}
    if Lease.objects.filter(district=district).exists() or UseApplication.objects.filter(district=district).exists():
        return changes
    steps: list[tuple[datetime, Callable[[], object]]] = []
    for row in leases:
        keeper = _keeper(assets[row.asset])
        if keeper is not None:
            steps += _steps(keeper, assets[row.asset], row)
            changes.added.append(row.lessee)
    for at, do in sorted(steps, key=lambda step: step[0]):
        with standing_at(at):
            do()
    for asset in assets.values():
        # What was told stands in the past; that it changed is known from today on.
        touch(asset)
    for applied in applications:
        _apply(assets[applied.asset], applied)
        changes.added.append(applied.purpose)
    return changes


def _keeper(asset: Asset) -> Actor | None:
    """The first of the demo's people at the organisation that owns it."""
    held = Position.objects.today().filter(organisation=asset.ownership.organisation_id, account__is_demo=True)
    row = Account.objects.filter(pk__in=held.values("account"), username__isnull=False).order_by("username").first()
    return Actor.of(row) if row else None


def _months_ago(count: int) -> date:
    day = today().replace(day=1)
    for _month in range(count):
        day = (day - timedelta(days=1)).replace(day=1)
    return day


def _at(day: date, at: time = AT) -> datetime:
    return min(datetime.combine(day, at, LOCAL), now())


def _steps(keeper: Actor, asset: Asset, row: LeaseRow) -> list[tuple[datetime, Callable[[], object]]]:
    first = _months_ago(row.months_ago)
    last = first
    for _month in range(row.months):
        last = last.replace(day=calendar.monthrange(last.year, last.month)[1]) + timedelta(days=1)
    given = {
        "lessee": row.lessee, "first": first, "last": last - timedelta(days=1), "rent": row.rent, "deposit": row.deposit,
        "due_day": row.due_day,
    }  # fmt: skip
    steps: list[tuple[datetime, Callable[[], object]]] = []
    if row.operator:
        steps.append(
            (
                _at(first, time(9, 0)),
                partial(grant_use, keeper, asset, row.operator, first, None, "由社区服务公司统一运营（演示）"),
            )
        )
    steps.append((_at(first, time(9, 30)), partial(_sign, keeper, asset, given)))
    count = min(row.months_ago + 1, row.months)
    for number in range(count):
        month = _months_ago(row.months_ago - number)
        due = max(month.replace(day=row.due_day), first)
        if due > today():
            continue
        steps.append((_at(due), make_rents))
        left_open = count - number <= row.unpaid
        amount = row.part if left_open and count - number == row.unpaid else None if left_open else row.rent
        paid = min(due + timedelta(days=PAID_AFTER), today())
        if amount is not None:
            steps.append((_at(paid, time(14, 20)), partial(_receive, keeper, asset, month, amount, paid)))
    return steps


def _sign(keeper: Actor, asset: Asset, given: dict[str, object]) -> None:
    lease = sign_lease(keeper, asset, given)
    if lease.deposit:
        take_deposit(keeper, lease.pk, lease.first)


def _receive(keeper: Actor, asset: Asset, month: date, amount: Decimal, on: date) -> None:
    rent = Rent.objects.select_related("lease").get(lease__asset=asset, month=month)
    assert rent.due_on == due_on(rent.lease, month)
    receive_rent(keeper, rent.pk, {"amount": amount, "on": on})


def _apply(asset: Asset, row: AppliedRow) -> None:
    """Without an account: who is invented signs in nowhere, and has no telephone."""
    at = now() - timedelta(days=row.days_ago, hours=2)
    UseApplication.objects.create(
        district_id=asset.district_id, code=case_code(PREFIX), asset=asset, who=row.who, name_cipher=seal(row.name),
        phone_cipher=b"", purpose=row.purpose, wanted_from=today() + timedelta(days=30), months=row.months, created_at=at,
    )  # fmt: skip
