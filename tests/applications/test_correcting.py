"""A returned application comes back: with the papers it asks for now, to the office it is for now, and one draft at most."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from linli.applications import actions
from linli.applications.actions import chores, drafting
from linli.applications.errors import NoSuchDraft
from linli.applications.file import ApplicationFile
from linli.applications.models import Application, Document, Draft, HandedIn
from linli.cases.errors import InvalidInput
from linli.cases.models import Case, CaseEvent, DeadlineState
from linli.cases.queries.replay import unfolded
from linli.catalogue.services import Material
from linli.clock import today
from linli.people.actors import Actor
from linli.people.models import Organisation
from linli.places.actions import bump_revision
from linli.places.models import District
from tests import factories
from tests.applications import town
from tests.applications.test_lifecycle import held
from tests.conftest import MovableClock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(clock: MovableClock) -> District:
    return town.district()


def material(name: str) -> Material:
    return next(one for one in town.spec_of("cuiping", town.ELDERLY).materials if one.id == name)


def returned(owner: Actor, **changed: Any) -> Case:
    """Accepted by 东街社区, and returned."""
    case = town.apply(owner, **changed)
    town.move("here", case, "accept")
    return town.move("here", case, "return", shortcomings={"address": "请写到门牌号"}).case


def correction(owner: Actor, case: Case) -> Draft:
    return drafting.begin_correction(owner, case, "Chrome · Android")


def test_a_paper_that_is_asked_for_no_more_is_left_behind() -> None:
    owner = town.resident()
    papers = town.elderly_papers(owner) | {"agent_card": [town.document(owner).pk]}
    case = returned(owner, answers=town.elderly_answers(applicant="子女", agent=town.ELDER), documents=papers)
    draft = correction(owner, case)
    drafting.save_step(owner, draft.pk, {"applicant": "老人本人", "agent": None})
    drafting.send(owner, draft.pk)
    assert set(held(case)) == {"id_card", "bank_card"}
    assert case.handed_in.get(material="agent_card").replaced_at


def test_a_paper_that_is_looked_up_by_now_is_left_behind_too(place: District) -> None:
    owner = town.resident()
    key = town.draft(owner)
    drafting.save_step(owner, key, town.elderly_answers())
    for name in ("id_card", "bank_card"):
        drafting.add_document(owner, key, material(name), [town.paper(f"{name}.jpg")])
    looked_up = [
        one.model_copy(update={"needs": "data"}) if one.id == "bank_card" else one
        for one in town.spec_of("cuiping", town.ELDERLY).materials
    ]
    town.offer(place, town.spec_of("cuiping", town.ELDERLY, materials=[one.model_dump() for one in looked_up]))
    drafting.take_new_version(owner, key)
    assert set(held(drafting.send(owner, key).case)) == {"id_card"}


def test_what_corrects_otherwise_leaves_no_draft() -> None:
    owner = town.resident()
    case = returned(owner)
    draft = correction(owner, case)
    actions.perform(owner, case.code, "correct", {"answers": town.elderly_answers(), "documents": held(case)})
    assert not Draft.objects.exists() and HandedIn.objects.count() == 2
    with pytest.raises(NoSuchDraft):
        drafting.send(owner, draft.pk)
    again = town.move("here", case, "return", shortcomings={"address": "还是不全"}).case
    assert correction(owner, again).pk != draft.pk


def test_who_withdraws_has_nothing_to_correct() -> None:
    owner = town.resident()
    case = returned(owner)
    correction(owner, case)
    actions.perform(owner, case.code, "withdraw", {})
    assert not Draft.objects.exists() and not HandedIn.objects.exclude(draft=None).exists()


def test_a_correction_that_nobody_came_back_to_is_swept(clock: MovableClock) -> None:
    owner = town.resident()
    case = returned(owner)
    correction(owner, case)
    clock.advance(days=200)
    assert chores.sweep_drafts() == 1 and not Draft.objects.exists()
    assert drafting.answers_of(correction(owner, case))["household_area"] == factories.HERE


def test_a_corrected_community_has_it_from_then_on() -> None:
    owner = town.resident()
    case = returned(owner)
    answers = town.elderly_answers(household_area=factories.THERE)
    done = actions.perform(owner, case.code, "correct", {"answers": answers, "documents": held(case)})
    assert (done.case.state, done.case.level, done.case.organisation_id) == ("accepted", "community", factories.THERE)
    assert case.deadlines.get(kind="decide").organisation_id == factories.THERE
    assert (
        CaseEvent.objects.filter(stream=case.pk).order_by("-seq")[0].data["set"]["organisation_id"] == factories.THERE
    )
    town.move("there", case, "report_up", checks=town.checks(case))
    assert list(unfolded()) == []


def test_a_corrected_community_has_the_time_to_accept_it() -> None:
    owner = town.resident()
    case = town.apply(owner)
    town.move("here", case, "return", shortcomings={"household_area": "不是本社区"})
    answers = town.elderly_answers(household_area=factories.THERE)
    actions.perform(owner, case.code, "correct", {"answers": answers, "documents": held(case)})
    due = case.deadlines.get(kind="accept", state=DeadlineState.RUNNING)
    assert due.organisation_id == factories.THERE
    town.move("there", case, "accept")


def test_above_the_street_a_corrected_community_changes_nothing() -> None:
    owner = town.resident()
    case = town.agree(town.apply(owner), "here", "street")
    town.move("works", case, "return", shortcomings={"address": "请写到门牌号"})
    answers = town.elderly_answers(household_area=factories.THERE)
    done = actions.perform(owner, case.code, "correct", {"answers": answers, "documents": held(case)})
    assert (done.case.level, done.case.organisation_id) == ("district", factories.WORKS)


def test_a_community_without_an_office_is_named_before_anything_is_written(place: District) -> None:
    owner = town.resident()
    case = returned(owner)
    Organisation.objects.filter(pk=factories.THERE).update(active=False)
    bump_revision(place)
    answers = town.elderly_answers(household_area=factories.THERE)
    with pytest.raises(InvalidInput) as refused:
        actions.perform(owner, case.code, "correct", {"answers": answers, "documents": {**held(case)}})
    assert [fault.field for fault in refused.value.faults] == ["household_area"]
    case.refresh_from_db()
    assert case.state == "returned" and drafting.answers_of(correction(owner, case))["household_area"] == factories.HERE


def test_an_office_that_closed_meanwhile_does_not_stop_a_correction(place: District) -> None:
    owner = town.resident()
    case = town.agree(town.apply(owner), "here", "street")
    town.move("works", case, "return", shortcomings={"address": "请写到门牌号"})
    Organisation.objects.filter(pk=factories.HERE).update(active=False)
    bump_revision(place)
    given = {"answers": town.elderly_answers(), "documents": held(case)}
    assert actions.perform(owner, case.code, "correct", given).case.state == "under_review"


def test_who_holds_a_receipt_takes_no_document_of_another() -> None:
    others = held(town.apply(town.resident("13800000002")))
    case = returned(town.resident())
    holder = Actor.guest(receipt_for=case.pk)
    given = {"answers": town.elderly_answers(), "documents": held(case) | {"id_card": others["id_card"]}}
    with pytest.raises(InvalidInput) as refused:
        actions.perform(holder, case.code, "correct", given)
    assert [fault.field for fault in refused.value.faults] == ["material.id_card"]
    given["documents"] = held(case)
    assert actions.perform(holder, case.code, "correct", given).case.state == "accepted"


def test_what_another_application_holds_keeps_its_date() -> None:
    owner = town.resident()
    card = town.document(owner, valid_until=today() + timedelta(days=9))
    bank = town.document(owner, "银行卡", "bank_card")
    case = returned(owner, documents={"id_card": [card.pk], "bank_card": [bank.pk]})
    later = today() + timedelta(days=900)
    drafting.date_document(owner, correction(owner, case).pk, material("id_card"), card.pk, later)
    key = town.draft(owner)
    drafting.choose_document(owner, key, material("id_card"), card.pk)
    with pytest.raises(InvalidInput) as refused:
        drafting.date_document(owner, key, material("id_card"), card.pk, later + timedelta(days=1))
    assert [fault.field for fault in refused.value.faults] == ["material.id_card"]
    assert Document.objects.get(pk=card.pk).valid_until == later


def test_the_same_paper_twice_is_one_paper() -> None:
    owner = town.resident()
    papers = town.elderly_papers(owner)
    case = town.apply(owner, documents={name: keys * 2 for name, keys in papers.items()})
    assert case.handed_in.count() == 2
    event = CaseEvent.objects.get(stream=case.pk, kind="handed_in")
    assert len(event.data["documents"]) == 2


def test_what_is_not_asked_for_is_called_by_its_name() -> None:
    owner = town.resident()
    papers = town.elderly_papers(owner) | {"agent_card": [town.document(owner).pk]}
    with pytest.raises(InvalidInput) as refused:
        town.apply(owner, documents=papers)
    assert "代办人的居民身份证" in refused.value.faults[0].message


def test_a_move_writes_of_the_application_only_what_it_changed() -> None:
    """So that nothing that was wiped meanwhile comes back."""
    case = town.apply()
    file = ApplicationFile.load(Case.objects.get(pk=case.pk))
    Application.objects.filter(pk=case.pk).update(answers_cipher=b"")
    file.application.returns += 1
    file.file.record("noted", Actor.system())
    file.save()
    found = Application.objects.get(pk=case.pk)
    assert found.returns == 1 and not bytes(found.answers_cipher)
