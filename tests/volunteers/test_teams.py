"""Teams: opened by whose area it is, joined once, left at any time; names are read by leader and home only."""

from __future__ import annotations

from typing import Any

import pytest

from linli.audit.models import AuditEntry
from linli.cases.errors import InvalidInput
from linli.people.actors import Actor
from linli.people.queries import person_of
from linli.places.models import District
from linli.volunteers import actions, errors
from linli.volunteers.models import Member, Team
from linli.volunteers.queries import led_by, teams
from tests.volunteers import town
from tests.volunteers.town import CODE, HERE, LIGHT, MEALS, NEIGHBOURS, SPARKS, THERE, WATERMEN, actor, member, resident

SHEET = {
    "name": "东街楼栋管家队", "kind": "stewards", "area": HERE, "organisation": HERE, "about": "看楼道", "skills": [LIGHT],
}  # fmt: skip


def test_who_may_speak_for_a_team(district: District) -> None:
    member(1, leads=True)

    def codes(who: Actor) -> set[str]:
        return {card.code for card in led_by(who)}

    assert codes(resident(1)) == {SPARKS} and codes(resident(2)) == set() and codes(Actor.guest()) == set()
    assert (
        codes(actor("here")) == {SPARKS} and codes(actor("there")) == {NEIGHBOURS} and codes(actor("grid")) == {SPARKS}
    )
    assert codes(actor("water")) == {WATERMEN} and codes(actor("works")) == set()
    assert codes(actor("street")) == {SPARKS, NEIGHBOURS} and codes(actor("centre")) == {SPARKS, NEIGHBOURS, WATERMEN}
    cards = {card.code: card for card in teams(CODE)}
    assert cards[SPARKS].skills == {LIGHT: "电工"} and cards[NEIGHBOURS].organisation == THERE


def test_a_team_is_opened_for_ones_own_area_only(district: District) -> None:
    made = actions.open_team(actor("here"), {**SHEET, "leader": "grid"})
    assert made.skills.get().code == LIGHT and made.members.get().leads
    wrongs: list[dict[str, Any]] = [
        {"area": THERE, "organisation": THERE}, {"skills": []}, {"skills": ["fly"]}, {"leader": "nobody"}, {"kind": "army"},
    ]  # fmt: skip
    for wrong in wrongs:
        before = Team.objects.count()
        with pytest.raises(InvalidInput):
            actions.open_team(actor("here"), {**SHEET, **wrong})
        assert Team.objects.count() == before
    with pytest.raises(errors.NotYours):
        actions.open_team(resident(1), SHEET)
    with pytest.raises(errors.NotThere):
        actions.change_team(actor("there"), made.code, SHEET)
    assert actions.change_team(actor("here"), made.code, {**SHEET, "name": "管家二队"}).name == "管家二队"


def test_one_joins_once_and_the_leader_takes_in(district: District) -> None:
    member(1, leads=True)
    asked = actions.join(resident(2), CODE, SPARKS, {"name": "卞某", "skills": [LIGHT, MEALS]})
    with pytest.raises(errors.AlreadyInTeam):
        actions.join(resident(2), CODE, SPARKS, {"name": "卞某", "skills": []})
    with pytest.raises(errors.NotYours):
        actions.decide(resident(2), asked.pk, "accept")
    with pytest.raises(errors.NotYours):
        actions.decide(actor("there"), asked.pk, "accept")
    assert actions.decide(resident(1), asked.pk, "accept").state == "member"
    with pytest.raises(errors.NotNow):
        actions.decide(resident(1), asked.pk, "refuse")
    with pytest.raises(errors.NotYours):
        actions.make_leader(resident(1), asked.pk, True)
    with pytest.raises(errors.SignInFirst):
        actions.join(Actor.guest(), CODE, SPARKS, {"name": "某"})


def test_one_leaves_at_any_time_and_can_come_back(district: District) -> None:
    row = member(1, leads=True)
    with pytest.raises(errors.NotThere):
        actions.leave(resident(2), row.pk)
    actions.leave(resident(1), row.pk)
    assert not led_by(resident(1))
    assert actions.join(resident(1), CODE, SPARKS, {"name": "又来"}).state == "asked"


def test_names_are_sealed_and_looking_at_them_is_on_the_record(district: District) -> None:
    row = member(1)
    assert row.name == "队员1" and "队员".encode() not in bytes(row.name_cipher)
    before = AuditEntry.objects.filter(kind="volunteers_seen").count()
    assert [one.name for one in actions.see_members(actor("here"), SPARKS)][-1] == "队员1"
    assert AuditEntry.objects.filter(kind="volunteers_seen").count() == before + 1
    for stranger in (resident(2), actor("there"), actor("works")):
        with pytest.raises(errors.NotThere):
            actions.see_members(stranger, SPARKS)


def test_a_pack_leaves_what_the_desk_has_changed(district: District) -> None:
    actions.change_team(actor("here"), SPARKS, {**SHEET, "name": "东街电工队"})
    town.district()
    assert town.team().name == "东街电工队"


def test_who_is_forgotten_leaves_no_name(district: District) -> None:
    row = member(1)
    signed = town.sign_up(town.activity(seats=1), 1)
    waits = town.sign_up(signed.activity, 2)
    actions.forget_person(person_of("13800000001"))
    row.refresh_from_db()
    signed.refresh_from_db()
    waits.refresh_from_db()
    assert (row.state, row.account, row.name) == ("left", None, "")
    assert (signed.state, signed.account, signed.name) == ("cancelled", None, "")
    assert waits.state == "seated", "whoever waited moves up"
    assert not Member.objects.filter(account=resident(1).account).exists()
