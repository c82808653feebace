"""Many at the same moment: a place is given once, a person gets no more than theirs, a queue calls each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from linli.appointments import actions
from linli.appointments.errors import AlreadyBooked, NobodyWaits, TimeTaken, TooMany
from linli.appointments.models import Appointment
from linli.audit import queries as audit
from linli.audit.models import AuditEntry
from linli.notices.models import Notice
from linli.people.models import Contact
from linli.places.models import District
from linli.problem import Problem
from tests.appointments import town
from tests.appointments.town import ADOPTION, CARD, CONFIRM, ELDERLY, HALL, MARRIAGE, at, book, holding
from tests.conftest import MovableClock
from tests.factories import actor


@pytest.fixture
def busy(transactional_db: None, clock: MovableClock) -> District:
    """As `district`, with real transactions."""
    return town.district()


def at_once(*doings: Callable[[], object]) -> list[object]:
    """What each got, or the problem it was told, who began at the same moment, each on a connection of its own."""
    ready, heard = Barrier(len(doings)), dict[int, object]()

    def run(number: int, do: Callable[[], object]) -> None:
        ready.wait(30)
        try:
            heard[number] = do()
        except Problem as problem:
            heard[number] = type(problem)
        finally:
            connection.close()

    threads = [Thread(target=run, args=numbered) for numbered in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    return [heard[number] for number in range(len(doings))]


def test_forty_at_the_last_three_places_of_a_time(busy: District) -> None:
    def post(number: int) -> Callable[[], int]:
        sent = {"at": "2026-11-03T09:30", "name": "某居民", "phone": f"138000000{number:02d}"}
        return lambda: Client(raise_request_exception=False).post(CONFIRM, sent).status_code

    heard = Counter(at_once(*(post(number) for number in range(40))))
    assert heard == {302: 3, 409: 37}
    rows = Appointment.objects.filter(starts_at=at("2026-11-03 09:30"))
    assert sorted(rows.values_list("place", flat=True)) == [1, 2, 3]
    assert Notice.objects.filter(template="appointment_made").count() == 3
    assert AuditEntry.objects.filter(kind="appointment_made").count() == 3
    assert Contact.objects.count() == 3, "of who came too late nothing is kept"
    assert not list(audit.broken(AuditEntry))


def test_the_database_itself_refuses_a_place_twice(busy: District) -> None:
    row, other = book(), book(phone="13900000002")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(pk=other.pk).update(place=row.place)


def test_one_person_many_times_at_once_gets_one_of_a_service_and_three_in_all(busy: District) -> None:
    same = [lambda time=time: book(at=f"2026-11-03T{time}").code for time in ("09:00", "09:30", "10:00", "10:30") * 2]
    heard = Counter(one if isinstance(one, type) else "booked" for one in at_once(*same))
    assert heard == {"booked": 1, AlreadyBooked: 7}
    services = (MARRIAGE, CARD, ELDERLY, ADOPTION)
    each = [lambda code=code: book(service=code, phone="13900000003", at="2026-11-04T09:30").code for code in services]
    heard = Counter(one if isinstance(one, type) else "booked" for one in at_once(*each))
    assert heard["booked"] == 3 and heard[TooMany] + heard[TimeTaken] == 1


def test_two_who_move_to_the_same_last_place(busy: District) -> None:
    town.with_halls(busy, places=1)
    for number in range(3):
        one, other = (
            book(phone=f"1390000{number}{which}00", at=f"2026-11-0{3 + number}T{time}")
            for which, time in ((1, "09:00"), (2, "10:00"))
        )
        wanted = {"at": f"2026-11-0{3 + number}T11:00"}
        heard = at_once(
            *(lambda row=row, wanted=wanted: actions.move(holding(row), row.code, wanted).place for row in (one, other))
        )
        assert Counter(heard) == {1: 1, TimeTaken: 1}


def test_two_windows_that_call_at_once_call_two_people(busy: District) -> None:
    numbers = [actions.walk_in(actor("works"), {"hall": HALL}).queue_number for _time in range(3)]
    heard = at_once(
        *(
            lambda window=window: actions.call_next(actor("works"), HALL, {"window": window}).queue_number
            for window in (1, 2, 3, 1)
        )
    )
    assert sorted(str(one) for one in heard if isinstance(one, int)) == [str(number) for number in numbers]
    assert heard.count(NobodyWaits) == 1
    at_once(*(lambda: actions.walk_in(actor("works"), {"hall": HALL}).queue_number for _time in range(6)))
    given = Appointment.objects.values_list("queue_number", flat=True)
    assert sorted(given) == list(range(1, 10))
