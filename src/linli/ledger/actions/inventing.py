"""A demo's invented half year: grants, gifts and payments with receipts, by the same verbs as at the desk, made once.

Everything is told in days from the day it is loaded; what became of it since is its organisation's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

from linli.clock import LOCAL, now, standing_at, today
from linli.people.actors import Actor
from linli.people.models import Account, Position
from linli.places.actions import Changes
from linli.places.models import District

from ..commands import Asked, Received
from ..files import PaperIn
from ..models import Entry, Fund, Payment
from .paying import attach_receipt, refuse, release, request
from .receiving import RECEIVED, receive

_DEMO = "demo"
ASKED_AT, DECIDED_AT, RECEIVED_AT = time(10, 12), time(15, 40), time(9, 5)


@dataclass(frozen=True)
class GrantRow:
    """Money that came in so many days ago; `into` and `source` are codes of accounts."""

    fund: str
    into: str
    source: str
    amount: Decimal
    days_ago: int
    text: str


@dataclass(frozen=True)
class PaidRow:
    """A payment asked for so many days ago, and decided the day after; `state`: released, refused, requested."""

    fund: str
    account: str
    paid_from: str
    amount: Decimal
    days_ago: int
    purpose: str
    payee: str
    shown_as: str
    state: str = "released"
    reason: str = ""
    receipts: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Step:
    at: datetime
    do: Callable[[], object]


def add_demo_half_year(district: District, grants: Sequence[GrantRow], payments: Sequence[PaidRow]) -> Changes:
    """Tell it in the order of days. Nothing if it was told before, or nobody is there to tell it."""
    changes = Changes()
    keepers = {fund.code: _keepers(fund) for fund in Fund.objects.filter(district=district)}
    told = Entry.objects.filter(district=district, key__startswith=f"{RECEIVED}:{_DEMO}-").exists()
    named = {row.fund for row in grants} | {row.fund for row in payments}
    if told or any(len(keepers.get(fund, ())) < 2 for fund in named):
        return changes
    steps = [_received(district, number, row, keepers[row.fund][0]) for number, row in enumerate(grants)]
    for row in payments:
        steps += _paid(district, row, keepers[row.fund])
    for step in sorted(steps, key=lambda one: one.at):
        with standing_at(step.at):
            step.do()
    changes.added += [row.text for row in grants] + [row.purpose for row in payments]
    return changes


def _keepers(fund: Fund) -> list[Actor]:
    """The demo's people at the organisation that answers for the fund, by user name."""
    held = Position.objects.today().filter(organisation=fund.organisation_id, account__is_demo=True)
    rows = Account.objects.filter(pk__in=held.values("account"), username__isnull=False).order_by("username")
    return [Actor.of(row) for row in rows]


def _moment(days_ago: int, at: time) -> datetime:
    """Never later than now: what is told of today has happened."""
    day: date = today() - timedelta(days=days_ago)
    return min(datetime.combine(day, at, LOCAL), now())


def _received(district: District, number: int, row: GrantRow, keeper: Actor) -> _Step:
    at = _moment(row.days_ago, RECEIVED_AT)
    received = Received(
        row.fund, row.into, row.source, row.amount, at.astimezone(LOCAL).date(), row.text, f"{_DEMO}-{number:03d}"
    )
    return _Step(at, partial(receive, keeper, district.pk, received))


def _paid(district: District, row: PaidRow, keepers: Sequence[Actor]) -> list[_Step]:
    """Asked for by one, decided by the other; the two take turns, as days do."""
    turn = row.days_ago % 2
    first, second = keepers[turn], keepers[1 - turn]
    made: list[Payment] = []
    asked = Asked(row.fund, row.account, row.paid_from, row.amount, row.purpose, row.payee, row.shown_as)

    def ask() -> None:
        made.append(request(first, district.pk, asked))
        for number, name in enumerate(row.receipts, 1):
            attach_receipt(first, made[0].code, _paper(f"{made[0].code} / {number}", name, row))

    def decide() -> None:
        if row.state == "released":
            release(second, made[0].code)
        elif row.state == "refused":
            refuse(second, made[0].code, row.reason)

    decided = _moment(max(row.days_ago - 1, 0), DECIDED_AT)
    return [_Step(_moment(row.days_ago, ASKED_AT), ask), _Step(decided, decide)]


def _paper(code: str, name: str, row: PaidRow) -> PaperIn:
    """A page that says that it is invented."""
    lines = ("INVENTED RECEIPT - LINLI DEMO", f"Payment {code}", f"CNY {row.amount:.2f}")
    words = " ".join(f"0 -28 Td ({line}) Tj" for line in lines)
    content = f"BT /F1 18 Tf 72 700 Td {words} ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return PaperIn(f"{name}.pdf", "application/pdf", body + end % (size, table, size, len(body)))
