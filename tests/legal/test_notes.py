"""Notes of a lawyer: for who asked, read by the two of them alone; legal aid with consent; who looked."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from linli.audit.models import AuditEntry
from linli.cases.errors import InvalidInput
from linli.legal import actions, urls
from linli.legal.errors import AnsweredAlready, NotBegunYet, NoteClosed, NotNow, NotThere, NotYours
from linli.legal.models import Aid, Consultation, Note
from linli.legal.queries.mine import own
from linli.notices.models import Notice
from linli.people.models import Account, Position
from linli.places.models import District
from tests import factories
from tests.conftest import MovableClock
from tests.legal import town
from tests.legal.let_in import LET_IN
from tests.legal.town import ASKS, BUREAU, DESK, NOTE, WHO, actor, booked, noted, resident, signed_in

SECRET = (WHO, ASKS, NOTE["asked"], NOTE["explained"], NOTE["next"], "13800000001")


def test_notes_are_written_by_the_lawyer_who_advised(district: District, clock: MovableClock) -> None:
    row = booked()
    with pytest.raises(NotBegunYet):
        actions.write_note(actor("su.lawyer"), row.code, NOTE)
    clock.set(row.begins_at)
    for other in ("zhuo.lawyer", "bureau", "here", "admin", "auditor"):
        with pytest.raises(NotThere):
            actions.write_note(actor(other), row.code, NOTE)
        with pytest.raises(NotThere):
            actions.see_consultation(actor(other), row.code)
    with pytest.raises(InvalidInput):
        actions.write_note(actor("su.lawyer"), row.code, {**NOTE, "explained": ""})
    assert not Note.objects.exists()
    actions.write_note(actor("su.lawyer"), row.code, NOTE)
    assert town.fresh(row).state == "came" and Notice.objects.filter(template="legal_noted").count() == 1
    assert NOTE["asked"].encode() not in bytes(Note.objects.get().body_cipher)
    clock.advance(days=6)
    actions.write_note(actor("su.lawyer"), row.code, {**NOTE, "law": "《民法典》第五百七十七条"})
    clock.advance(days=2)
    with pytest.raises(NoteClosed):
        actions.write_note(actor("su.lawyer"), row.code, NOTE)
    found = own(resident(1), row.code).note
    assert found is not None and found.law.endswith("第五百七十七条")
    with pytest.raises(NotThere):
        own(resident(2), row.code)


def test_a_cancelled_time_has_no_notes(district: District, clock: MovableClock) -> None:
    row = booked()
    actions.cancel(resident(1), row.code)
    clock.set(row.begins_at)
    with pytest.raises(NotNow):
        actions.write_note(actor("su.lawyer"), row.code, NOTE)


def test_who_stands_in_for_a_lawyer_reads_nothing(district: District, clock: MovableClock) -> None:
    row = noted(clock)
    su = Account.objects.get(username="su.lawyer")
    Position.objects.create(
        account=Account.objects.get(username="works"), role="lawyer", organisation_id=BUREAU, stands_in_for=su
    )
    assert signed_in("works").get(f"{DESK}/{row.code}").status_code == 403


def test_the_bureau_learns_of_legal_aid_once_the_resident_agrees(district: District, clock: MovableClock) -> None:
    row = noted(clock)
    with pytest.raises(NotThere):
        actions.propose_aid(actor("zhuo.lawyer"), row.code, {"reason": "低保户，被拖欠工资"})
    actions.propose_aid(actor("su.lawyer"), row.code, {"reason": "低保户，被拖欠工资"})
    with pytest.raises(AnsweredAlready):
        actions.propose_aid(actor("su.lawyer"), row.code, {"reason": "再提出一次看看"})
    page = signed_in("bureau").get(f"{DESK}/aid").content.decode()
    assert WHO not in page and "低保户" not in page
    with pytest.raises(NotThere):
        actions.decide_aid(actor("bureau"), row.code, {"taken": True, "answer": "请来办手续"})
    with pytest.raises(NotThere):
        actions.answer_aid(resident(2), row.code, True)
    actions.answer_aid(resident(1), row.code, True)
    with pytest.raises(AnsweredAlready):
        actions.answer_aid(resident(1), row.code, False)
    page = signed_in("bureau").get(f"{DESK}/aid").content.decode()
    assert WHO in page and "低保户" in page and NOTE["explained"] not in page
    assert AuditEntry.objects.filter(kind="legal_aid_seen", subject=f"legal:{row.code}").count() == 1
    with pytest.raises(NotYours):
        actions.decide_aid(actor("here"), row.code, {"taken": True, "answer": "请来办手续"})
    actions.decide_aid(actor("bureau"), row.code, {"taken": True, "answer": "请带身份证来办手续"})
    assert "请带身份证" in signed_in(resident(1)).get(f"/my/legal/{row.code}").content.decode()


def test_who_does_not_want_legal_aid_is_handed_to_nobody(district: District, clock: MovableClock) -> None:
    row = noted(clock)
    actions.propose_aid(actor("su.lawyer"), row.code, {"reason": "也许可以申请"})
    actions.answer_aid(resident(1), row.code, False)
    assert Aid.objects.get().state == "declined"
    assert WHO not in signed_in("bureau").get(f"{DESK}/aid").content.decode()


def test_without_a_telephone_nobody_can_agree(district: District, clock: MovableClock) -> None:
    given = {"lawyer": town.SU, "place": town.AT_HERE, "kind": town.LEASE, "name": WHO}
    row = actions.walk_in(actor("here"), given)
    with pytest.raises(NotNow):
        actions.propose_aid(actor("su.lawyer"), row.code, {"reason": "也许可以申请"})


def test_nobody_else_reads_a_word(district: District, clock: MovableClock) -> None:
    row = noted(clock)
    browsers = {name: signed_in(name) for name in (*factories.STAFF, "zhuo.lawyer", "bureau")}
    parts = {"code": row.code, "district": town.SLUG, "name": "nothing", "key": row.pk}
    for name, browser in {**browsers, "guest": Client(), "resident": signed_in(resident(7))}.items():
        for pattern in urls.urlpatterns:
            kwargs = {one: parts[one] for one in pattern.pattern.converters}
            answer = browser.get(reverse(f"legal:{pattern.name}", kwargs=kwargs))
            body = answer.content.decode(errors="ignore")
            assert not [one for one in SECRET if one in body], f"{name} {pattern.name}"
    told = [
        *(str((one.kind, one.data, one.subject)) for one in AuditEntry.objects.all()),
        *(f"{one.key} {one.text} {one.link}" for one in Notice.objects.all()),
    ]
    assert not [one for one in told for word in SECRET if word in one]


def test_every_look_of_the_lawyer_is_on_record(district: District, clock: MovableClock) -> None:
    row = noted(clock)
    assert "还没有人看过" in signed_in(resident(1)).get(f"/my/legal/{row.code}").content.decode()
    signed_in("su.lawyer").get(f"{DESK}/{row.code}")
    page = signed_in(resident(1)).get(f"/my/legal/{row.code}").content.decode()
    assert "某su.lawyer" in page and NOTE["explained"] in page


def test_a_place_sees_who_comes_by_the_first_letter(district: District) -> None:
    booked()
    here = signed_in("here").get(f"{DESK}?day=2026-11-09").content.decode()
    assert "邱**" in here and WHO not in here
    assert WHO in signed_in("su.lawyer").get(f"{DESK}?day=2026-11-09").content.decode()
    assert "邱" not in signed_in("zhuo.lawyer").get(f"{DESK}?day=2026-11-09").content.decode()
    assert signed_in("there").get(DESK).status_code == 403


def test_the_list_of_addresses_says_who_is_let_in() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == set(LET_IN)
    assert Consultation._meta.get_field("name_cipher") is not None
