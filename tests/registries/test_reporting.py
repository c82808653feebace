"""A card's way: reported, kept in any case, handed in when nothing is in its way, returned, accepted; and who sees it."""

from __future__ import annotations

import pytest

from linli.audit.models import AuditEntry
from linli.audit.queries import broken
from linli.places.models import District
from linli.registries import actions
from linli.registries.errors import CardHasFaults, NoReason, NoSuchCard, NotNow, NotYours, SameNumberOtherCard
from linli.registries.models import Card, CardEvent, CardKey, CardVersion
from tests.registries.town import CLINIC, HERE, HOSPITAL, actor, death, event, reported, tumour


def test_a_death_is_handed_in_with_the_underlying_cause_proposed(district: District) -> None:
    card = reported()
    assert (card.state, card.cause, card.age, card.area_id, card.organisation_id) == (
        "submitted", "I25.1", 76, HERE, HOSPITAL,
    )  # fmt: skip
    assert card.body["cause_by"] == "proposed" and card.fields["name"] == "王建国"


def test_what_a_coder_chose_is_not_proposed_over(district: District) -> None:
    card = reported(cause="I21.9")
    assert (card.cause, card.body["cause_by"]) == ("I21.9", "coder")


def test_at_rest_nothing_tells_who_it_is(district: District) -> None:
    card = reported()
    stored = Card.objects.filter(pk=card.pk).values().get()
    told = repr({name: bytes(value) if name.endswith("cipher") else value for name, value in stored.items()})
    assert "王建国" not in told and "林家巷" not in told and card.fields["id_number"] not in told
    events = repr(list(CardEvent.objects.values())) + repr(list(AuditEntry.objects.values()))
    assert "王建国" not in events and card.fields["id_number"] not in events


def test_every_fault_is_named_at_once_and_nothing_is_lost(district: District) -> None:
    fields = death(died_on="1949-01-01", sex="woman", b_code="??", area="没有的村", id_number="110101194912310012")
    done = actions.report(actor("doctor"), {"kind": "death", "fields": fields})
    codes = {one.code for one in done.findings}
    assert {"before_birth", "choice_unknown", "code_unreadable", "area_unknown", "id_number_wrong"} <= codes
    assert done.card.state == "draft" and done.card.fields["b_code"] == "??" and done.card.fields["area"] == "没有的村"
    with pytest.raises(CardHasFaults) as told:
        actions.hand_in(actor("doctor"), done.card.code)
    assert {one.code for one in told.value.findings} == codes


def test_what_is_rare_waits_for_a_word(district: District) -> None:
    done = actions.report(actor("doctor"), {"kind": "tumour", "fields": tumour(basis="2", grade="9")})
    assert [one.code for one in done.findings] == ["basis_morphology"] and done.card.state == "draft"
    again = actions.amend(
        actor("doctor"), done.card.code,
        {"kind": "tumour", "fields": done.card.fields, "confirmed": {"basis_morphology": "外院病理，报告未取回"}},
    )  # fmt: skip
    assert again.handed_in and again.card.confirmed == {"basis_morphology": "外院病理，报告未取回"}
    assert ["basis_morphology", "confirmed"] in again.card.findings


def test_returned_mended_and_accepted_with_every_step_in_the_chain(district: District) -> None:
    card = reported("event")
    with pytest.raises(NoReason):
        actions.give_back(actor("control"), card.code, {"reason": ""})
    back = actions.give_back(actor("control"), card.code, {"reason": "请补充家属电话"})
    assert back.reason == "请补充家属电话"
    fields = {**back.fields, "phone": "13900000009"}
    assert actions.amend(actor("doctor"), card.code, {"kind": "event", "fields": fields}).handed_in
    done = actions.accept(actor("control"), card.code)
    assert done.state == "accepted" and not done.reason
    kinds = list(CardEvent.objects.filter(stream=card.pk).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["reported", "handed_in", "returned", "changed", "handed_in", "accepted"]
    assert list(broken(CardEvent)) == []
    assert CardVersion.objects.get(card=card).fields["phone"] == "13800000001"
    with pytest.raises(NotNow):
        actions.amend(actor("doctor"), card.code, {"kind": "event", "fields": fields})


def test_an_institution_sees_its_own_and_disease_control_all_but_drafts(district: District) -> None:
    card, draft = reported(), reported("event", onset_on="")
    for who in ("village", "here", "centre", "admin", "auditor", "supervisor"):
        with pytest.raises(NoSuchCard):
            actions.look_at(actor(who), card.code)
    assert actions.look_at(actor("doctor"), card.code) == card
    assert actions.look_at(actor("control"), card.code) == card
    with pytest.raises(NoSuchCard):
        actions.look_at(actor("control"), draft.code)
    looks = AuditEntry.objects.filter(kind="registry_card_seen", subject=f"card:{card.code}")
    assert looks.count() == 2


def test_only_physicians_report_and_only_disease_control_reviews(district: District) -> None:
    with pytest.raises(NotYours):
        actions.report(actor("here"), {"kind": "death", "fields": death()})
    with pytest.raises(NotYours):
        actions.report(actor("doctor"), {"kind": "death", "fields": death(), "organisation": CLINIC})
    card = reported()
    with pytest.raises(NotYours):
        actions.accept(actor("doctor"), card.code)


def test_the_same_number_again_changes_nothing_and_with_other_contents_is_refused(district: District) -> None:
    given = {"kind": "event", "fields": event(), "source_id": "HIS-1", "way": "fhir"}
    first = actions.report(actor("doctor"), given)
    again = actions.report(actor("doctor"), given)
    assert first.created and not again.created and again.card == first.card and Card.objects.count() == 1
    with pytest.raises(SameNumberOtherCard):
        actions.report(actor("doctor"), {**given, "fields": event(onset_on="2026-09-02")})


def test_a_draft_that_was_none_is_deleted_and_stays_on_record(district: District) -> None:
    card = reported("event", onset_on="")
    actions.delete(actor("doctor"), card.code, {"reason": "重复录入"})
    card.refresh_from_db()
    assert card.state == "deleted" and CardEvent.objects.filter(stream=card.pk).last().kind == "deleted"


def test_keys_say_nothing_by_themselves(district: District) -> None:
    card = reported()
    keys = set(CardKey.objects.filter(card=card).values_list("key", flat=True))
    assert len(keys) == 7 and all(0 < key < 2**63 for key in keys)
