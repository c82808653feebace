"""A list for programs is what its asker may see, whole and in order, however it is read."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from django.db.models import Q, QuerySet

from linli.cases.models import OPEN_STATES, Case, DeskItem
from linli.cases.queries.keyset import Cursor
from linli.cases.queries.listing import Wanted, listed
from linli.people.reach import Reach
from tests import factories
from tests.conftest import MovableClock
from tests.factories import CODE, DRAIN, ELSEWHERE, HERE, NOISE, POLICE, STREET, THERE, WATER, WORKS, move, spot

pytestmark = pytest.mark.django_db

READERS = ("here", "elsewhere", "grid", "street", "works", "police", "centre", "supervisor", None)
SOON = datetime(2026, 11, 6, 4, tzinfo=UTC)
NARROWED = (
    Wanted(), Wanted(states=frozenset({"submitted"})), Wanted(states=frozenset({"in_progress", "closed", "registered"})),
    Wanted(states=frozenset({"submitted", "accepted"})), Wanted(states=frozenset({"under_review"})), Wanted(area=STREET), Wanted(area=THERE), Wanted(area=f"{HERE}001"), Wanted(organisation=WATER),
    Wanted(organisation=HERE, states=frozenset({"registered"})), Wanted(due_before=SOON),
    Wanted(due_before=SOON, organisation=WORKS), Wanted(due_before=SOON, states=frozenset({"registered"}), area=STREET),
)  # fmt: skip


@pytest.fixture
def town(clock: MovableClock) -> None:
    """Cases of every community in every stage, some at departments, one that nobody can place, two of the same moment."""
    factories.district()
    for number, community in enumerate((HERE, THERE, ELSEWHERE, HERE, THERE, HERE)):
        if number % 4:
            clock.advance(minutes=7)
        lat, lon = spot(community, 1 + number % 4)
        case = factories.report(location={"lat": lat, "lon": lon}, category=(DRAIN, NOISE)[number % 2]).case
        desk = {HERE: "here", THERE: "there", ELSEWHERE: "elsewhere"}[community]
        if number == 0:
            continue
        move(desk, case, "register", category=(DRAIN, NOISE)[number % 2])
        if number % 2:
            units = [WATER, WORKS] if number == 1 else [POLICE]
            move(desk, case, "whistle", kind="routine", reason="需要到场", organisations=units)
        if number == 4:
            move(desk, case, "answer", text="已经处理")
            move(desk, case, "close", result="solved")
        if number == 2:
            move(desk, case, "assign", organisation=WORKS)
    factories.report(location=None, address="", text="说不清在哪里的一件事")


def reach_of(reader: str | None) -> Reach | None:
    return factories.actor(reader).reach if reader else None


def expected(reader: str | None, wanted: Wanted) -> list[str]:
    """The same by asking for everything at once, and sorting."""
    reach = reach_of(reader)
    cases: QuerySet[Case] = Case.objects.visible_to(reach) if reach else Case.objects.public().filter(district_id=CODE)
    if wanted.states:
        cases = cases.filter(state__in=wanted.states)
    if wanted.area:
        cases = cases.filter(Q(street=wanted.area) | Q(community=wanted.area) | Q(area_id=wanted.area))
    if wanted.organisation:
        cases = cases.filter(pk__in=DeskItem.objects.filter(organisation_id=wanted.organisation).values("case_id"))
    if wanted.due_before:
        cases = cases.filter(due_at__lt=wanted.due_before, state__in=OPEN_STATES)
    return list(cases.order_by(*wanted.order).values_list("code", flat=True))


def read_through(reader: str | None, wanted: Wanted, size: int) -> list[str]:
    codes: list[str] = []
    start: Cursor | None = None
    for _page in itertools.count():
        page, following = listed(CODE, reach_of(reader), wanted, start, size)
        codes += [case.code for case in page]
        if not following:
            return codes
        start = Cursor.read(following)
        assert start is not None and len(page) == size
    raise AssertionError("unreachable")


@pytest.mark.parametrize("reader", READERS)
def test_page_by_page_it_is_all_that_one_may_see(town: None, reader: str | None) -> None:
    for wanted, size in itertools.product(NARROWED, (1, 2, 50)):
        assert read_through(reader, wanted, size) == expected(reader, wanted), (wanted, size)


def test_who_holds_no_position_sees_nothing(town: None) -> None:
    assert listed(CODE, Reach(district=CODE), Wanted(), None, 10) == ([], "")
