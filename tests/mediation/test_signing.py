"""Agreements: each version for good, signed once by each, and by nobody else; what was signed does not change."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from linli.cases.errors import InvalidInput
from linli.mediation import actions
from linli.mediation.commands import HIGH, WIDE
from linli.mediation.errors import (
    AnotherName,
    NoAgreementYet,
    NoTelephone,
    NothingDrawn,
    NotNow,
    NotThere,
    SignedAlready,
    SignedOnce,
    TextChanged,
    TooSoon,
    WrongCode,
)
from linli.mediation.models import Agreement, Signature
from linli.mediation.queries.file import File
from linli.notices.models import Delivery
from linli.people.vault import unseal
from linli.places.models import District
from tests.conftest import MovableClock
from tests.mediation import town
from tests.mediation.town import (
    LUO,
    POINTS,
    TAN,
    actor,
    agreed,
    at_once,
    brought,
    fresh,
    resident,
    signing,
    talking,
    to_sign,
)


def last_code() -> str:
    """The code in the newest message."""
    text = unseal(Delivery.objects.exclude(text_cipher=b"").latest("created_at").text_cipher)
    return "".join(char for char in text if char.isdigit())[:6]


def test_an_agreement_changed_after_signing_is_refused(district: District, clock: MovableClock) -> None:
    matter, row = to_sign(clock)
    changed = [{"text": f"{TAN}什么也不用做"}]
    again = actions.write_agreement(actor("you"), matter.code, {"points": POINTS})
    assert again.version == 2, "nobody signed yet: a change is a version"
    actions.sign(resident(1), matter.code, signing(again))
    with pytest.raises(SignedAlready) as refused:
        actions.write_agreement(actor("you"), matter.code, {"points": changed})
    assert "甲方" in refused.value.message and refused.value.faults[0].field == "anew"
    assert Agreement.objects.count() == 2
    for statement in ("UPDATE mediation_agreement SET digest = 'x'", "DELETE FROM mediation_agreement"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    third = actions.write_agreement(actor("you"), matter.code, {"points": changed, "anew": "on"})
    assert third.version == 3 and not third.signatures.exists(), "everybody signs again"
    assert row.signatures.count() == 0 and again.signatures.count() == 1, "what was signed stays as it was"
    with pytest.raises(TextChanged):
        actions.sign(resident(2), matter.code, signing(again))


def test_a_new_version_counts_once_all_signed_it(district: District, clock: MovableClock) -> None:
    matter = agreed(clock)
    row = actions.write_agreement(actor("yan"), matter.code, {"points": POINTS[:1], "anew": "on"})
    file = File(fresh(matter))
    assert file.in_force is not None and file.in_force.row.version == 1, "the one before is in force until then"
    clock.advance(days=3)
    actions.sign(resident(1), matter.code, signing(row))
    actions.sign(resident(2), matter.code, signing(row))
    assert fresh(matter).settled == 1
    actions.sign_as_mediator(actor("yan"), matter.code, signing(row))
    matter = fresh(matter)
    assert matter.settled == 2 and matter.follow_up_on is not None
    assert (matter.follow_up_on - clock.now.date()).days == 30, "thirty days from then"


def test_a_stranger_signs_nothing(district: District, clock: MovableClock) -> None:
    matter, row = to_sign(clock)
    for stranger in (resident(9), actor("here"), actor("admin")):
        with pytest.raises(NotThere):
            actions.sign(stranger, matter.code, signing(row))
    for outsider in ("xi", "here", "admin", "supervisor"):
        with pytest.raises(NotThere):
            actions.sign_at_table(actor(outsider), matter.code, 1, signing(row))
        with pytest.raises(NotThere):
            actions.sign_as_mediator(actor(outsider), matter.code, signing(row))
    with pytest.raises(NotThere):
        actions.sign_at_table(actor("you"), matter.code, 5, signing(row))
    assert not Signature.objects.exists()


def test_nobody_signs_twice(district: District, clock: MovableClock) -> None:
    matter, row = to_sign(clock)
    actions.sign(resident(1), matter.code, signing(row))
    with pytest.raises(SignedOnce):
        actions.sign(resident(1), matter.code, signing(row))
    with pytest.raises(SignedOnce):
        actions.sign_at_table(actor("you"), matter.code, 1, signing(row))
    actions.sign_as_mediator(actor("you"), matter.code, signing(row))
    with pytest.raises(SignedOnce):
        actions.sign_as_mediator(actor("you"), matter.code, signing(row))
    assert Signature.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"strokes": ""}, NothingDrawn),
        ({"strokes": json.dumps([[[5, 5]]])}, NothingDrawn),
        ({"strokes": json.dumps([[[500, 200 + step] for step in range(40)]])}, NothingDrawn),
        ({"strokes": "kein json"}, InvalidInput),
        ({"strokes": json.dumps([[[WIDE + 1, 5]]])}, InvalidInput),
        ({"strokes": json.dumps([[[5, HIGH + 1]]])}, InvalidInput),
        ({"strokes": json.dumps([[["<svg>", 1]]])}, InvalidInput),
        ({"strokes": "[" * 100_000}, InvalidInput),
        ({"agrees": ""}, InvalidInput),
        ({"digest": "x"}, InvalidInput),
        ({"digest": "0" * 64}, TextChanged),
        ({"strokes": "", "name": "别的名字"}, AnotherName),
        ({"strokes": "", "name": LUO}, WrongCode),
    ],
)
def test_what_is_no_signature(
    changed: dict[str, Any], wrong: type[Exception], district: District, clock: MovableClock
) -> None:
    matter, row = to_sign(clock)
    with pytest.raises(wrong):
        actions.sign(resident(1), matter.code, signing(row, **changed))
    assert not Signature.objects.exists()


def test_signing_by_keyboard_needs_the_code_sent(district: District, clock: MovableClock) -> None:
    matter, row = to_sign(clock)
    typed = signing(row, strokes="", name=LUO)
    actions.send_signing_code(resident(1), matter.code)
    with pytest.raises(TooSoon):
        actions.send_signing_code(resident(1), matter.code)
    code = last_code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(WrongCode) as refused:
            actions.sign(resident(1), matter.code, {**typed, "code": wrong})
        assert (str(left) in refused.value.message) == (left > 0)
    with pytest.raises(WrongCode):
        actions.sign(resident(1), matter.code, {**typed, "code": code})
    clock.advance(seconds=61)
    actions.send_signing_code(resident(1), matter.code)
    clock.advance(minutes=11)
    with pytest.raises(WrongCode):
        actions.sign(resident(1), matter.code, {**typed, "code": last_code()})
    actions.send_signing_code(resident(1), matter.code)
    actions.sign(resident(1), matter.code, {**typed, "code": last_code()})
    assert Signature.objects.get().how == "typed"


def test_a_code_is_for_one_person_and_one_version(district: District, clock: MovableClock) -> None:
    matter, row = to_sign(clock)
    actions.send_signing_code(resident(1), matter.code)
    code = last_code()
    with pytest.raises(WrongCode):
        actions.sign(resident(2), matter.code, signing(row, strokes="", name=TAN, code=code))
    again = actions.write_agreement(actor("you"), matter.code, {"points": POINTS[:1]})
    with pytest.raises(WrongCode):
        actions.sign(resident(1), matter.code, signing(again, strokes="", name=LUO, code=code))


def test_who_has_no_telephone_signs_by_hand(district: District, clock: MovableClock) -> None:
    matter = actions.bring_at_desk(actor("here"), {
        "kind": town.NOISE, "team": town.TEAM, "story": town.STORY, "name": LUO, "other_name": TAN,
    })  # fmt: skip
    for number in (1, 2):
        actions.answer_of(actor("you"), matter.code, {"party": number, "agrees": "yes"})
    session = town.planned(matter)
    clock.set(session.begins_at)
    actions.hold_session(actor("you"), matter.code, {"there": [1, 2], "notes": "两边都愿意各让一步。"})
    with pytest.raises(NoAgreementYet):
        actions.sign_as_mediator(
            actor("you"), matter.code, {"digest": "0" * 64, "strokes": town.strokes(), "agrees": "on"}
        )
    row = actions.write_agreement(actor("you"), matter.code, {"points": POINTS})
    with pytest.raises(NoTelephone):
        actions.send_signing_code_to(actor("you"), matter.code, 1)
    for number in (1, 2):
        actions.sign_at_table(actor("you"), matter.code, number, signing(row))
    actions.sign_as_mediator(actor("you"), matter.code, signing(row, strokes="", name="调解员you"))
    assert fresh(matter).state == "agreed"
    assert set(Signature.objects.values_list("how", "witness")) == {("drawn", "调解员you"), ("declared", "")}


def test_signed_text_and_names_are_checked(district: District, clock: MovableClock) -> None:
    matter = agreed(clock)
    version = File(matter).in_force
    assert version is not None and version.is_whole and version.is_signed_by_all
    assert version.points[0].text.startswith(TAN)
    from linli.mediation.sealing import close

    other = town.party(matter, 2)
    other.name_cipher = close(other.key, "别的人")
    other.save(update_fields=["name_cipher"])
    shown = File(fresh(matter)).in_force
    assert shown is not None and not shown.is_whole, "a name put in the place of the one that signed is found"


def test_an_agreement_needs_a_session_and_its_points(district: District, clock: MovableClock) -> None:
    matter = brought()
    with pytest.raises(NotNow):
        actions.write_agreement(actor("you"), matter.code, {"points": POINTS})
    actions.withdraw_for(actor("you"), matter.code, {"reason": "换一件事"})
    matter = talking(clock)
    for points in ([], [{"text": "短"}], [{"text": "早就该做完的事", "due": "2020-01-01"}], [{"text": "做"}] * 30):
        with pytest.raises(InvalidInput):
            actions.write_agreement(actor("you"), matter.code, {"points": points})
    assert not Agreement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_signature_sent_many_times_at_once_is_one(clock: MovableClock) -> None:
    town.district()
    matter, row = to_sign(clock)
    who, code = resident(1), matter.code
    heard = Counter(at_once(*(lambda: actions.sign(who, code, signing(row)).code for _time in range(5))))
    assert heard == {code: 1, SignedOnce: 4}
    assert Signature.objects.count() == 1
