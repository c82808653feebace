"""The small district with a department of health, a clinic, a university for the elderly, boards, schools and therapy rooms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from threading import Barrier, Thread
from typing import Any

from django.db import connection
from django.test import Client

from linli.clock import LOCAL
from linli.courses import actions
from linli.courses.models import CourseClass, Enrolment, Lecture, Session
from linli.people.actors import Actor
from linli.people.models import Account, Organisation, Position
from linli.people.sessions import BACKEND
from linli.people.vault import blind_index
from linli.places.actions import VenueRow, bump_revision, replace_venues
from linli.places.models import District
from linli.problem import Problem
from tests import factories
from tests.factories import CODE, ELSEWHERE, HERE, SLUG, THERE, actor, spot

HEALTH, CLINIC, UNIVERSITY = f"{CODE}-weijian", f"{CODE}-clinic", f"{CODE}-laoda"
# Username: role, organisation.
STAFF = {
    "health": ("department_handler", HEALTH),
    "teacher": ("department_handler", UNIVERSITY),
    "doctor": ("physician", CLINIC),
}
DESK, LEARN = "/desk/courses", f"/{SLUG}/learn"
BOARD, ROOM, SCHOOL, SMALL_SCHOOL = "lan-1", "shi-1", "xiaoxue", "youeryuan"
PRESSURE, SUGAR = "gaoxueya", "tangniaobing"
OUTLINE = ("怎么量", "怎么吃药", "减盐")
LI, SONG = "li", "song"


def district() -> District:
    found = factories.district()
    _staff(found)
    lat, lon = spot()
    walk = VenueRow(
        "东街健康步道", "健康步道", HERE, "林家巷", lat, lon, code="budao", intro="八百米。",
        hours={"mon": [["05:30", "22:00"]]}, organisation=HERE,
    )  # fmt: skip
    replace_venues(found, [walk, VenueRow("老槐树", "广场", HERE)])
    actions.replace_people_counted(found, actions.PeopleRow(1000, date(2025, 12, 31), "年报"))
    actions.replace_boards(found, [
        actions.BoardRow(BOARD, "board", "东街宣传栏", HERE, HERE, "大门旁", lat, lon),
        actions.BoardRow(ROOM, "room", "西街教育室", THERE, THERE),
    ])  # fmt: skip
    actions.replace_schools(found, [
        actions.SchoolRow(SCHOOL, "东街小学", "primary", HERE, 400),
        actions.SchoolRow(SMALL_SCHOOL, "西街幼儿园", "nursery", THERE),
    ])  # fmt: skip
    actions.replace_courses(found, [
        actions.CourseRow(PRESSURE, "高血压自我管理", "hypertension", "三堂课。", UNIVERSITY, OUTLINE),
        actions.CourseRow(SUGAR, "糖尿病饮食", "diabetes", "一堂课。", UNIVERSITY, ("怎么吃",)),
    ])  # fmt: skip
    shifts = (
        actions.ShiftRow(LI, 0, time(9), time(10, 30), 30),
        actions.ShiftRow(SONG, 0, time(14), time(15), 30),
    )
    other = (actions.ShiftRow(SONG, 0, time(9), time(10), 30),)
    actions.replace_therapy(
        found,
        [actions.TherapistRow(LI, "李理疗师", "推拿"), actions.TherapistRow(SONG, "宋理疗师", "针灸")],
        [
            actions.RoomRow("one", "理疗一室", "一楼", UNIVERSITY, "", shifts),
            actions.RoomRow("two", "理疗二室", "一楼", UNIVERSITY, "", other),
        ],
    )
    bump_revision(found)
    return found


def _staff(found: District) -> None:
    for code, name, kind, parent in (
        (HEALTH, "卫生健康局", "department", None),
        (CLINIC, "东街卫生室", "health", HEALTH),
        (UNIVERSITY, "老年大学", "social", HEALTH),
    ):
        Organisation.objects.create(code=code, district=found, name=name, short=name, kind=kind, parent_id=parent)
    for username, (role, unit) in STAFF.items():
        account = Account(username=username, name=f"某{username}", kind="staff", district=found)
        account.set_password(factories.PASSWORD)
        account.save()
        Position.objects.create(account=account, role=role, organisation_id=unit)


def at(text: str) -> datetime:
    """A time of the wall here: 2026-11-07 14:00."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def sheet(**changed: Any) -> dict[str, Any]:
    """A lecture of 东街社区 on Thursday at 15:00, or what is given instead."""
    return {
        "topic": "盐从哪里减", "organisation": HERE, "area": HERE, "place": "活动室", "begins_at": "2026-11-05T15:00",
        "minutes": 60, "lecturer": "某医生", "audience": "所有人", **changed,
    }  # fmt: skip


def lecture(by: str = "here", **changed: Any) -> Lecture:
    return actions.announce_lecture(actor(by), sheet(**changed))


def term(**changed: Any) -> Any:
    """Enrolment is open now, the term runs from 9 to 30 November."""
    given = {
        "name": "冬季班", "first": "2026-11-09", "last": "2026-11-30", "enrol_from": "2026-11-01", "enrol_until": "2026-11-08",
        **changed,
    }  # fmt: skip
    return actions.plan_term(actor("teacher"), given)


def a_class(seats: int = 2, course: str = PRESSURE, **changed: Any) -> CourseClass:
    """On Tuesdays at nine: 10, 17 and 24 November."""
    given = {
        "course": course, "term": term().code, "name": "上午班", "teacher": "苏医生", "place": "二楼", "weekday": 1,
        "at": "09:00", "minutes": 90, "seats": seats, **changed,
    }  # fmt: skip
    return actions.open_class(actor("teacher"), given)


def resident(number: int = 1) -> Actor:
    """The n-th resident, who signs in with a telephone."""
    phone = f"138{number:08d}"
    known = Account.objects.filter(phone_index=blind_index(phone), kind="resident").first()
    return Actor.of(known or factories.resident(phone))


def enrol(held: CourseClass, number: int = 1) -> Enrolment:
    return actions.enrol(resident(number), CODE, held.code, {"name": f"学员{number}"})


def line(held: CourseClass) -> list[tuple[int, str]]:
    """Everybody's turn and state, in their order."""
    return list(Enrolment.objects.filter(course_class=held).order_by("turn").values_list("turn", "state"))


def roll(held: CourseClass, number: int, *present: Enrolment) -> Session:
    session = Session.objects.get(course_class=held, number=number)
    return actions.note_roll(actor("teacher"), session.pk, {"present": [row.code for row in present]})


def slot(therapist: str = LI, moment: str = "2026-11-09T09:00") -> dict[str, Any]:
    return {"therapist": therapist, "begins_at": at(moment), "name": "某人"}


def signed_in(who: Actor | str) -> Client:
    """A browser of one of the staff, by username, or of a resident."""
    client = Client()
    account = Account.objects.get(username=who) if isinstance(who, str) else who.account
    assert account is not None
    client.force_login(account, backend=BACKEND)
    return client


def at_once(*doings: Callable[[], object]) -> list[object]:
    """What each got, or the problem it was told, who began at the same moment, each on a connection of its own."""
    ready, heard = Barrier(len(doings)), dict[int, object]()

    def run(number: int, do: Callable[[], object]) -> None:
        ready.wait(60)
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
        thread.join(180)
    return [heard[number] for number in range(len(doings))]


__all__ = ["CODE", "ELSEWHERE", "HERE", "SLUG", "THERE", "actor"]
