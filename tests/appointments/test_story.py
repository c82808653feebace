"""An appointment from its booking on a phone to the end at the window, with what is told on the way."""

from __future__ import annotations

import re

from django.test import Client

from linli.appointments.actions import chores
from linli.appointments.models import Appointment
from linli.audit.models import AuditEntry
from linli.notices.delivering import text_of
from linli.notices.models import Delivery, Notice
from linli.people.models import Contact
from linli.places.models import District
from tests.appointments.town import CONFIRM, HALL, PAGES, PHONE, at, at_desk
from tests.cases.resident_town import html
from tests.conftest import MovableClock

DESK = "/desk/appointments"


def told() -> list[str]:
    return list(Notice.objects.order_by("created_at").values_list("template", flat=True))


def test_from_the_phone_to_the_window(district: District, clock: MovableClock) -> None:
    phone = Client()
    assert phone.get(PAGES).headers["Location"] == f"{PAGES}/{HALL}"
    days = html(phone.get(f"{PAGES}/{HALL}"))
    assert "11/3" in days and f"{CONFIRM}?at=2026-11-02T11:30" in days, "today is offered first"
    tuesday = html(phone.get(f"{PAGES}/{HALL}?day=2026-11-03"))
    assert f"{CONFIRM}?at=2026-11-03T09:30" in tuesday
    form = html(phone.get(CONFIRM, {"at": "2026-11-03T09:30"}))
    key = re.findall(r'name="key" value="([^"]+)"', form)[0]
    sent = {"key": key, "at": "2026-11-03T09:30", "name": "刘桂芳", "phone": "138 1234 2071"}
    first, again = phone.post(CONFIRM, sent), phone.post(CONFIRM, sent)
    row = Appointment.objects.get()
    assert first.headers["Location"] == again.headers["Location"] == f"/t/{row.code}"
    assert row.starts_at == at("2026-11-03 09:30") and (row.place, row.state) == (1, "booked")
    ticket = html(phone.get(f"/t/{row.code}"))
    assert (
        row.code in ticket and "演示区政务服务大厅" in ticket and "两个人的居民身份证" in ticket and "09:30" in ticket
    )
    assert PHONE not in ticket and told() == ["appointment_made"]

    clock.set(at("2026-11-02 15:59"))
    assert chores.remind() == 0
    clock.set(at("2026-11-02 16:00"))
    assert (chores.remind(), chores.remind()) == (1, 0)
    clock.set(at("2026-11-03 08:30"))
    assert (chores.remind(), chores.remind()) == (1, 0)
    assert told() == ["appointment_made", "appointment_reminder", "appointment_reminder"]

    clock.set(at("2026-11-03 09:20"))
    desk = at_desk("works")
    listed = html(desk.get(DESK))
    assert (
        row.code in listed and "刘**" in listed and "2071" in listed and PHONE not in listed and "刘桂芳" not in listed
    )
    for move, state in (("check-in", "arrived"), ("call", "called"), ("serve", "serving"), ("done", "done")):
        answer = desk.post(f"{DESK}/{row.pk}/{move}", {"window": "2"})
        row.refresh_from_db()
        assert answer.status_code == 302 and row.state == state
        if state == "arrived":
            assert "001" in html(phone.get(f"/t/{row.code}"))
        if state == "called":
            assert row.window == 2
            assert "001" in html(desk.get(f"{DESK}/board?hall={HALL}"))
    assert (row.person, row.turn, row.remind_at) == ("", None, None)
    kinds = list(AuditEntry.objects.filter(subject=row.code).order_by("at", "seq").values_list("kind", flat=True))
    assert kinds == [f"appointment_{name}" for name in ("made", "check_in", "call", "serve", "done")]
    assert told().count("appointment_reminder") == 2


def test_nothing_personal_is_told_or_recorded_and_the_message_opens_the_ticket(district: District) -> None:
    phone = Client()
    phone.post(CONFIRM, {"at": "2026-11-03T09:30", "name": "刘桂芳", "phone": PHONE})
    row, notice = Appointment.objects.get(), Notice.objects.get()
    kept = f"{notice.text}{notice.link}{[entry.data for entry in AuditEntry.objects.all()]}{vars(row)}"
    assert PHONE not in kept and "刘" not in kept
    assert Contact.objects.get().phone == PHONE
    link = (
        text_of(Delivery.objects.select_related("notice").get()).rsplit(" ", 1)[1].split("//", 1)[1].partition("/")[2]
    )
    stranger = Client()
    assert stranger.get(f"/t/{row.code}").status_code == 404
    assert stranger.get(f"/t/{row.code}?k=x.y").status_code == 404
    opened = stranger.get(f"/{link}")
    assert opened.headers["Location"] == f"/t/{row.code}" and stranger.get(f"/t/{row.code}").status_code == 200


def test_a_short_visit_to_another_hall_and_services_without_one(district: District) -> None:
    phone = Client()
    page = html(phone.get("/demo/services/gaoling-jintie/appointment"))
    assert "演示区政务服务大厅" in page and "东街社区便民服务中心" in page
    for code, status in (("gibt-es-nicht", 404), ("hunyin-yuyue", 302)):
        assert phone.get(f"/demo/services/{code}/appointment").status_code == status
    assert phone.get("/nowhere/services/hunyin-yuyue/appointment").status_code == 404
    assert phone.get(f"{PAGES}/corner").status_code == 404, "the corner does not serve this"
    assert phone.get(f"{PAGES}/nowhere").status_code == 404
