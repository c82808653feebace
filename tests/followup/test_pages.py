"""The pages: who is let in, what they show, that nothing typed is lost, and how many statements a panel takes."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.audit.models import AuditEntry
from linli.followup import actions
from linli.followup.models import Enrolment, Referral, Visit
from linli.people.sessions import BACKEND
from tests.conftest import MovableClock
from tests.factories import actor
from tests.followup.town import STATION, enrol, form, patient, pressure, resident_of, signed_in, visit

pytestmark = pytest.mark.usefixtures("district")


def told(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_physicians_see_their_own_clinics_people_only() -> None:
    row = enrol()
    seen = visit(row)
    actions.follow_alerts()
    for address in (
        f"/desk/followup/{row.pk}", f"/desk/followup/{row.pk}/visit", f"/desk/followup/visits/{seen.pk}",
        f"/desk/followup/enrol/{row.patient.code}",
    ):  # fmt: skip
        assert signed_in("doctor").get(address).status_code == 200, address
        assert signed_in("faraway").get(address).status_code == 404, address
        assert signed_in("epi").get(address).status_code == 403, address
        assert signed_in("centre").get(address).status_code == 403, address
    for who, status in (("doctor", 200), ("faraway", 200), ("epi", 403), ("centre", 403)):
        answer = signed_in(who).get("/desk/followup")
        assert answer.status_code == status and ("张" in told(answer)) == (who == "doctor")


@pytest.mark.parametrize("part", ["end", "physician", "examination", "visit", "verdict"])
def test_another_clinics_physician_changes_nothing(part: str) -> None:
    row = enrol()
    given = form(reason="moved", on="2026-11-02", physician="faraway", findings="x")
    assert signed_in("faraway").post(f"/desk/followup/{row.pk}/{part}", given).status_code == 404
    assert signed_in("epi").post(f"/desk/followup/{row.pk}/{part}", given).status_code == 403
    row.refresh_from_db()
    assert row.ended_on is None and not Visit.objects.exists()


def test_every_look_at_a_person_is_on_the_record() -> None:
    row = enrol()
    signed_in("doctor").get(f"/desk/followup/{row.pk}")
    found = AuditEntry.objects.get(kind="health_seen", subject=f"patient:{row.patient.code}")
    assert found.actor_name == "某doctor"


def test_the_panel_masks_names_and_filters_by_the_address() -> None:
    well = enrol()
    visit(well)
    worse = enrol(patient(name="李秀英", phone="13812340002", born="1960-05-05", sex="female"))
    visit(worse, 156, 92, on="2026-10-01")
    page = signed_in("doctor")
    everybody = told(page.get("/desk/followup"))
    assert "张**" in everybody and "李**" in everybody and "张国强" not in everybody
    for address, who in (
        ("?show=overdue", "李"), ("?show=uncontrolled", "李"), ("?show=due", "李"), ("?show=lost", ""), ("?show=urgent", ""),
        ("?condition=t2dm", ""), ("?who=mine", "张李"), (f"?q={well.patient.code}", "张"), ("?q=13812340002", "李"), ("?q=nobody", ""),
        ("?show=nonsense&condition=gout&after=x_y", "张李"), ("?show=ended", ""),
    ):  # fmt: skip
        shown = told(page.get(f"/desk/followup{address}"))
        assert [name for name in "张李" if f"{name}**" in shown] == list(who), address


def test_a_panel_takes_the_same_number_of_statements_however_long_it_is() -> None:
    def statements() -> int:
        client = signed_in("doctor")
        client.get("/desk/followup")
        with CaptureQueriesContext(connection) as taken:
            assert client.get("/desk/followup").status_code == 200
        # What is read of people and visits; districts are read again every other second.
        return sum("followup_" in one["sql"] or "health_" in one["sql"] for one in taken)

    enrol()
    few = statements()
    for number in range(12):
        visit(enrol(patient(name=f"王{number}", phone=f"1381235{number:04d}")), 156, 92, on="2026-10-01")
    assert statements() == few <= 4


def test_pages_are_leafed_through_without_losing_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    from linli.followup.queries import panel

    monkeypatch.setattr(panel, "PAGE", 3)
    rows = {enrol(patient(name=f"赵{number}", phone=f"1381236{number:04d}")).pk for number in range(8)}
    seen: list[object] = []
    wanted = panel.Filter()
    while True:
        lines = panel.panel(actor("doctor"), wanted)
        seen += [line.row.pk for line in lines[:3]]
        if len(lines) <= 3:
            break
        last = lines[2].row
        assert last.next_due
        wanted = panel.Filter.of({"after": f"{last.next_due}_{last.pk}"})
    assert set(seen) == rows and len(seen) == 8


def test_enrolling_from_a_health_file() -> None:
    who, client = patient(), signed_in("doctor")
    address = f"/desk/followup/enrol/{who.code}"
    wrong = client.post(address, {"condition": "", "since": "2027-01-01", "physician": "doctor"})
    assert wrong.status_code == 422 and 'value="2027-01-01"' in told(wrong)
    answer = client.post(address, {"condition": "hypertension", "since": "2026-11-02", "physician": "colleague"})
    row = Enrolment.objects.get()
    assert answer.headers["Location"] == f"/desk/followup/{row.pk}" and row.physician == actor("colleague").account
    again = client.post(address, {"condition": "hypertension", "since": "2026-11-02", "physician": "doctor"})
    assert again.status_code == 422 and Enrolment.objects.count() == 1


def test_a_form_that_is_refused_comes_back_with_everything_typed() -> None:
    row, client = enrol(), signed_in("doctor")
    given = form(182, 112, weight="680", medicines="氨氯地平", symptoms=["headache"], salt="heavy", kind="home")
    answer = client.post(f"/desk/followup/{row.pk}/visit", given)
    page = told(answer)
    assert answer.status_code == 422 and 'role="alert"' in page
    for kept in ('value="182"', 'value="112"', 'value="680"', "氨氯地平", 'value="headache" checked', 'value="heavy" checked', 'value="home" checked'):  # fmt: skip
        assert kept in page, kept
    assert f'data-draft="followup-{row.pk}"' in page


def test_a_visit_is_kept_said_and_its_draft_forgotten() -> None:
    row, client = enrol(), signed_in("doctor")
    answer = client.post(f"/desk/followup/{row.pk}/visit", form(), follow=True)
    page = told(answer)
    assert "128/78" in page and f'data-draft-sent="followup-{row.pk}"' in page


def test_the_class_is_worked_out_while_one_writes() -> None:
    row, client = enrol(), signed_in("doctor")
    part = client.post(f"/desk/followup/{row.pk}/verdict", form(182, 112))
    assert part.status_code == 200 and "late" in told(part)
    early = client.post(f"/desk/followup/{row.pk}/verdict", {"kind": "clinic"})
    assert early.status_code == 200 and "<dl" not in told(early)
    check = client.post(f"/desk/followup/{row.pk}/visit", form(do="check"))
    assert check.status_code == 200 and not Visit.objects.exists()


def test_a_correction_begins_with_what_is_there() -> None:
    row, client = enrol(), signed_in("doctor")
    seen = visit(row, 142, 88, on="2026-10-20", salt="heavy")
    page = told(client.get(f"/desk/followup/visits/{seen.pk}"))
    assert 'value="142"' in page and 'value="2026-10-20"' in page and 'value="heavy" checked' in page
    client.post(f"/desk/followup/visits/{seen.pk}", form(132, 84, on="2026-10-20"))
    shown = told(client.get(f"/desk/followup/{row.pk}"))
    assert "132/84" in shown and "142/88" in shown
    again = client.post(f"/desk/followup/visits/{seen.pk}", form(on="2026-10-20"))
    assert again.status_code == 422 and Visit.objects.count() == 2


def test_the_week_begins_with_what_is_urgent_and_the_paper_is_on_the_record() -> None:
    late = enrol(patient(name="李秀英", phone="13812340002", born="1960-05-05"))
    visit(late, 156, 92, on="2026-10-01")
    urgent = enrol()
    visit(urgent, on="2026-10-25")
    pressure(urgent.patient, 182, 112)
    actions.follow_alerts()
    client = signed_in("doctor")
    page = told(client.get("/desk/followup/week"))
    assert page.index("张**") < page.index("李**") and "张国强" not in page
    paper = told(client.get("/desk/followup/week?paper=1"))
    assert "张国强" in paper and AuditEntry.objects.get(kind="followup_list_printed").data == {"people": 2}
    found = Referral.objects.get()
    sent = client.post(f"/desk/followup/referrals/{found.pk}", {"do": "arrange", "to": ""})
    assert sent.status_code == 422
    client.post(f"/desk/followup/referrals/{found.pk}", {"do": "arrange", "to": "区人民医院"})
    client.post(f"/desk/followup/referrals/{found.pk}", {"do": "close", "state": "done", "outcome": "已住院"})
    found.refresh_from_db()
    assert (found.state, found.outcome) == ("done", "已住院")
    assert signed_in("faraway").get(f"/desk/followup/referrals/{found.pk}").status_code == 404


def test_three_days_high_is_a_suggestion_and_two_are_none(clock: MovableClock) -> None:
    who = patient()
    client = signed_in("doctor")
    for upper in (144, 146, 143):
        assert "张**" not in told(client.get("/desk/followup/candidates"))
        pressure(who, upper, 84)
        clock.advance(minutes=30)
        pressure(who, upper, 84)
        clock.advance(days=2)
    client = signed_in("doctor")
    page = told(client.get("/desk/followup/candidates"))
    assert "张**" in page and f"/desk/followup/enrol/{who.code}?condition=hypertension" in page
    assert "张**" not in told(signed_in("faraway").get("/desk/followup/candidates"))
    enrol(who)
    assert "张**" not in told(client.get("/desk/followup/candidates"))


def test_a_resident_sees_their_own_and_nobody_elses() -> None:
    row = enrol()
    visit(row, 142, 88)
    enrol(
        patient(name="李秀英", phone="13812340002", by="faraway", organisation=STATION, physician="faraway"),
        by="faraway",
    )
    from django.test import Client

    client = Client()
    assert client.get("/my/followup").status_code == 302
    client.force_login(resident_of(row.patient), backend=BACKEND)
    page = told(client.get("/my/followup"))
    assert "142/88" in page and "150/90" in page and "/my/followup" in page and "西街" not in page
    assert signed_in("doctor").get("/my/followup").status_code == 302


def test_what_is_not_there_is_not_there() -> None:
    client = signed_in("doctor")
    for address in (f"/desk/followup/{uuid4()}", f"/desk/followup/visits/{uuid4()}", f"/desk/followup/referrals/{uuid4()}", "/desk/followup/enrol/JK-0000-0000"):  # fmt: skip
        assert client.get(address).status_code == 404 and client.post(address, {}).status_code in (404, 405)


def test_ending_and_handing_over_on_the_page() -> None:
    row, client = enrol(), signed_in("doctor")
    wrong = client.post(f"/desk/followup/{row.pk}/end", {"reason": "", "on": "2026-11-02"})
    assert wrong.status_code == 422
    client.post(f"/desk/followup/{row.pk}/physician", {"physician": "colleague"})
    client.post(f"/desk/followup/{row.pk}/examination", {"on": "2026-10-10", "findings": "正常"})
    client.post(f"/desk/followup/{row.pk}/end", {"reason": "died", "on": "2026-11-01"})
    row.refresh_from_db()
    assert (row.physician, row.end_reason, row.ended_on) == (actor("colleague").account, "died", date(2026, 11, 1))
    assert client.post(f"/desk/followup/{row.pk}/visit", form()).status_code == 422
