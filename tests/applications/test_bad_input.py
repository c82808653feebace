"""What should not be handed in is named, and what was filled in stays: dates, levels, materials that run out, silence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linli.applications import actions
from linli.applications.actions import chores, drafting
from linli.applications.errors import NoLevel
from linli.applications.levels import chain_of
from linli.applications.models import Decision, Document, Draft
from linli.cases.errors import InvalidInput, NotNow, NotYours, Stale
from linli.cases.models import Case, CaseEvent, Deadline
from linli.cases.queries.replay import unfolded
from linli.catalogue.filled_form import filled
from linli.clock import day_text, today
from linli.people.models import Organisation
from linli.places.actions import bump_revision
from linli.places.models import District
from tests import factories
from tests.applications import town
from tests.conftest import MovableClock

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(clock: MovableClock) -> District:
    return town.district()


def test_a_birthday_in_the_future_and_a_certificate_of_the_past(place: District) -> None:
    spec = town.dated_service()
    tomorrow, yesterday = today() + timedelta(days=1), today() - timedelta(days=1)
    faults = {
        fault.field: fault.message
        for fault in filled(
            spec, factories.CODE, {"born": str(tomorrow), "until": str(yesterday), "promise": True}
        ).faults
    }
    assert day_text(tomorrow) in faults["born"] and day_text(yesterday) in faults["until"]
    good = {"born": str(yesterday), "until": str(tomorrow), "promise": True}
    assert filled(spec, factories.CODE, good).faults == []


def test_a_chain_of_offices_that_loops_is_refused(place: District) -> None:
    Organisation.objects.filter(pk=town.CITY_OFFICE).update(parent_id=factories.WORKS)
    bump_revision(place)
    with pytest.raises(NoLevel):
        chain_of(town.spec_of("yicheng", town.OVERSEAS), factories.CODE, "")


def test_a_material_that_ran_out_between_handing_in_and_review(place: District, clock: MovableClock) -> None:
    owner = town.resident()
    card = town.document(owner, valid_until=today() + timedelta(days=2))
    bank = town.document(owner, "银行卡", "bank_card")
    case = town.apply(owner, documents={"id_card": [card.pk], "bank_card": [bank.pk]})
    town.move("here", case, "accept")
    clock.advance(days=3)
    with pytest.raises(InvalidInput) as late:
        town.move("here", case, "report_up", checks=town.checks(case))
    assert [fault.field for fault in late.value.faults] == ["material.id_card"]
    town.move("here", case, "report_up", checks=town.checks(case), despite_expiry=True)
    with pytest.raises(InvalidInput):
        town.apply(owner, documents={"id_card": [card.pk], "bank_card": [bank.pk]})
    with pytest.raises(InvalidInput):
        town.document(owner, valid_until=date(2020, 1, 1))


def test_nobody_hands_in_the_documents_of_another(place: District) -> None:
    hers = town.document(town.resident("13800000002"))
    owner = town.resident()
    bank = town.document(owner, "银行卡", "bank_card")
    with pytest.raises(InvalidInput) as refused:
        town.apply(owner, documents={"id_card": [hers.pk], "bank_card": [bank.pk]})
    assert refused.value.faults[0].field == "material.id_card"


def test_a_condition_marked_as_not_holding_is_not_agreed_to(place: District) -> None:
    case = town.apply()
    town.move("here", case, "accept")
    with pytest.raises(InvalidInput) as refused:
        town.move("here", case, "report_up", checks=[True, False, True])
    assert [fault.field for fault in refused.value.faults] == ["checks.1"]
    with pytest.raises(NotYours):
        town.move("here", case, "grant", checks=town.checks(case))


def test_someone_who_looked_at_an_older_state_is_told_what_changed(place: District) -> None:
    case = town.apply()
    town.move("here", case, "accept")
    with pytest.raises(Stale):
        actions.perform(factories.actor("here"), case.code, "return", {"shortcomings": {"address": "请写全"}}, seen=1)
    with pytest.raises(NotNow):
        town.move("here", case, "accept")


def test_nobody_answers_and_the_law_accepts(place: District, clock: MovableClock) -> None:
    case = town.apply()
    due = Deadline.objects.get(case=case).due_at
    clock.set(due - timedelta(minutes=1))
    assert chores.silence() == 0
    clock.set(due + timedelta(minutes=1))
    assert chores.silence() == 1 and chores.silence() == 0
    case.refresh_from_db()
    assert case.state == "accepted" and Deadline.objects.filter(case=case, kind="decide", state="running").exists()
    assert list(unfolded()) == []


def test_what_was_corrected_is_protected_by_the_same_term_again(place: District, clock: MovableClock) -> None:
    owner = town.resident()
    case = town.apply(owner)
    town.move("here", case, "return", shortcomings={"address": "请写到门牌号"})
    clock.advance(days=30)
    assert chores.silence() == 0, "nobody is late while the applicant corrects"
    papers = {
        name: [one.document_id for one in case.handed_in.filter(material=name)] for name in ("id_card", "bank_card")
    }
    actions.perform(owner, case.code, "correct", {"answers": town.elderly_answers(), "documents": papers})
    due = Deadline.objects.get(case=case, kind="accept", state="running").due_at
    clock.set(due + timedelta(minutes=1))
    assert chores.silence() == 1


def test_silence_grants_where_the_law_of_the_service_says_so(place: District, clock: MovableClock) -> None:
    spec = town.spec_of("cuiping", town.ELDERLY, consent="silence", days={"promised": 5, "law": 8})
    town.offer(place, spec)
    case = town.apply()
    town.move("here", case, "accept")
    by_law = Deadline.objects.get(case=case, kind="by_law")
    clock.set(by_law.due_at + timedelta(minutes=1))
    assert chores.silence() == 1
    case.refresh_from_db()
    assert (case.state, case.result) == ("granted", "granted") and Decision.objects.filter(case=case).exists()
    kinds = CaseEvent.objects.filter(stream=case.pk).order_by("seq").values_list("kind", flat=True)
    assert list(kinds)[-1] == "granted_by_silence"


def test_on_a_promise_it_is_granted_at_once_and_may_be_revoked(place: District) -> None:
    town.offer(place, town.spec_of("cuiping", town.ELDERLY, consent="promise"))
    owner = town.resident()
    case = town.apply(owner, documents={}, promise=True)
    assert (case.state, case.organisation_id) == ("verifying", factories.WORKS)
    town.move("works", case, "revoke", reason="核查发现户籍不在本区")
    case.refresh_from_db()
    decision = Decision.objects.get(case=case)
    assert case.result == "revoked" and decision.revoked_at and decision.revoked_for
    kept = town.apply(town.resident("13800000003"), documents={}, promise=True)
    town.move("works", kept, "verify", text="属实")
    kept.refresh_from_db()
    assert kept.state == "granted" and list(unfolded()) == []
    town.offer(place, town.spec_of("cuiping", town.ELDERLY))
    with pytest.raises(InvalidInput):
        town.apply(owner, documents={}, promise=True)


def test_with_the_experts_the_clock_stands(place: District, clock: MovableClock) -> None:
    case = town.apply()
    town.move("here", case, "accept")
    due = Deadline.objects.get(case=case, kind="decide").due_at
    town.move("here", case, "consult", reason="请医院鉴定")
    clock.advance(days=14)
    town.move("here", case, "consulted", text="已鉴定")
    assert Deadline.objects.get(case=case, kind="decide").due_at > due + timedelta(days=9)


def test_taking_a_document_out_leaves_the_file_its_copy(place: District) -> None:
    owner = town.resident()
    case = town.apply(owner)
    used = Document.objects.filter(account=owner.account).first()
    unused = town.document(owner, "结婚证", "certificate")
    assert used is not None
    actions.remove_document(owner, used.pk)
    actions.remove_document(owner, unused.pk)
    used.refresh_from_db()
    assert used.removed_at and not Document.objects.filter(pk=unused.pk).exists()
    assert case.handed_in.count() == 2


def test_old_drafts_are_swept_and_documents_of_nobody_with_them(place: District, clock: MovableClock) -> None:
    helper = factories.actor("here")
    key = drafting.begin(helper, factories.CODE, town.ELDERLY, "")
    material = town.spec_of("cuiping", town.ELDERLY).materials[0]
    drafting.add_document(helper, key.pk, material, [town.paper()])
    clock.advance(days=200)
    assert chores.sweep_drafts() == 1
    assert not Draft.objects.exists() and not Document.objects.exists() and not Case.objects.exists()
