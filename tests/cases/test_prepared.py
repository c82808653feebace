"""A read whose statement is made once answers as if it had been made anew."""

from __future__ import annotations

from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from linli.cases.models import Case
from linli.cases.queries import worklist
from linli.cases.queries.worklist import Filters
from linli.clock import now
from linli.people.reach import NOWHERE, Reach
from linli.places.models import Area, District
from linli.prepared import prepared
from tests import factories
from tests.conftest import MovableClock
from tests.factories import HERE, THERE, actor, report, spot

built: list[tuple[object, ...]] = []


@prepared
def below(district: str, columns: bool, *, parent: str) -> QuerySet[Area, Any]:
    built.append((district, columns))
    areas = Area.objects.filter(district_id=district, parent_id=parent).order_by("code").select_related("parent")
    return areas.values_list("code", "name") if columns else areas


@prepared
def seen_by(reach: Reach, *, key: UUID) -> QuerySet[Case]:
    return Case.objects.visible_to(reach).filter(pk=key)


def test_each_asking_looks_for_its_own(district: District) -> None:
    built.clear()
    with CaptureQueriesContext(connection) as asked:
        answers = {code: below(district.code, False, parent=code) for code in (HERE, THERE, HERE)}
    assert len(asked) == 3 and built == [(district.code, False)]
    for code, areas in answers.items():
        plain = list(Area.objects.filter(district=district, parent=code).order_by("code"))
        assert areas == plain and plain and {area.parent_id for area in areas} == {code}
    with CaptureQueriesContext(connection) as asked:
        assert answers[HERE][0].parent == Area.objects.get(code=HERE)
    assert len(asked) == 1, "the parent came with it"
    assert below(district.code, True, parent=HERE) == [(area.code, area.name) for area in answers[HERE]]
    assert below("000000", False, parent=HERE) == []


def test_a_scope_that_reaches_nowhere_finds_nothing(district: District) -> None:
    case = report().case
    assert seen_by(actor("here").reach, key=case.pk) == [case]
    assert seen_by(NOWHERE, key=case.pk) == seen_by(actor("there").reach, key=case.pk) == []


@pytest.mark.django_db(transaction=True)
def test_every_thread_asks_its_own_connection() -> None:
    district = factories.district()
    below(district.code, True, parent=HERE)
    found: list[tuple[object, int]] = []

    def ask() -> None:
        with CaptureQueriesContext(connection) as of_this_thread:
            answer = below(district.code, True, parent=HERE)
        found.append((answer, len(of_this_thread)))
        connection.close()

    threads = [Thread(target=ask) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [(below(district.code, True, parent=HERE), 1)] * 2


@pytest.mark.parametrize("username", ["here", "works", "centre", "street", "supervisor", "grid"])
def test_a_list_is_what_it_was_before_and_the_time_of_day_is_that_of_asking(
    district: District, clock: MovableClock, username: str
) -> None:
    for cell in (1, 2):
        factories.whistled("990101-works", location=dict(zip(("lat", "lon"), spot(HERE, cell), strict=True)))
        report(location=dict(zip(("lat", "lon"), spot(THERE, cell), strict=True)))
    factories.closed()
    who = actor(username)
    for _day in range(3):
        counts = worklist.counts(who)
        for view in worklist.views_of(who):
            for late in (False, True):
                filters = Filters(view, late=late and view != "done")
                rows, order = worklist.listed(who, filters)
                shown = [row.case.code for row in worklist.page(who, filters).rows]
                in_order = rows.order_by(*order)
                assert shown == [row.code if isinstance(row, Case) else row.case.code for row in in_order]
                if view in counts and not late:
                    assert counts[view] == len(shown)
        first = worklist.views_of(who)[0]
        if first != "done":
            assert counts["late"] == worklist.listed(who, Filters(first))[0].filter(due_at__lt=now()).count()
        clock.advance(days=5)
