"""Projects and their claims: opened from demands with who answers for it; never more claimed than is needed; milestones."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from linli.cases.errors import InvalidInput
from linli.ledger.queries.balances import trial_balance
from linli.people.actors import Actor
from linli.places.models import District
from linli.projects import actions
from linli.projects.errors import (
    AfterTheEnd,
    BeforeTheStart,
    MoreThanNeeded,
    NotEnoughLeft,
    NotNow,
    NotReady,
    NotThere,
    NotYours,
    OthersDemand,
    SignInFirst,
)
from linli.projects.models import Claim, Demand, Part, Project, ProjectEvent, Resource
from linli.projects.queries.whole import faults
from tests.projects import town
from tests.projects.town import CODE, FIRM, actor, resident


def test_without_a_responsible_organisation_no_project(district: District) -> None:
    for organisation in ("", "990101-nobody"):
        with pytest.raises(InvalidInput):
            town.project(organisation=organisation)
    assert not Project.objects.exists() and not Demand.objects.filter(state="in_project").exists()


def test_a_demand_is_in_one_project(district: District) -> None:
    row = town.demand()
    town.project(row)
    with pytest.raises(OthersDemand):
        town.project(row)
    with pytest.raises(NotNow):
        actions.set_aside(actor("here"), row.code, {"reason": "不做了"})


def test_several_demands_make_one_project(district: District) -> None:
    first, second = town.demand(), town.demand(kind="lift", title="林家巷老楼要电梯")
    made = town.project(first, demands=[first.code, second.code])
    assert made.area_id == town.HERE and made.parts.count() == 4
    assert {one.state for one in Demand.objects.all()} == {"in_project"}


def test_a_plan_is_shown_to_nobody_until_it_is_opened(district: District) -> None:
    made = town.project()
    with pytest.raises(NotReady):
        actions.open_for_claims(actor("here"), made.code)
    with pytest.raises(NotNow):
        town.claim("firm", made, "100")
    actions.add_milestone(actor("service"), made.code, {"title": "开门营业", "due": "2026-12-20"})
    with pytest.raises(NotYours):
        actions.open_for_claims(actor("firm"), made.code)
    assert actions.open_for_claims(actor("service"), made.code).state == "open"


def test_a_milestone_lies_within_the_project(district: District) -> None:
    made = town.project()
    with pytest.raises(BeforeTheStart, match="2026年11月1日"):
        actions.add_milestone(actor("here"), made.code, {"title": "太早了", "due": "2026-11-01"})
    with pytest.raises(AfterTheEnd):
        actions.add_milestone(actor("here"), made.code, {"title": "太晚了", "due": "2027-02-01"})
    step = actions.add_milestone(actor("here"), made.code, {"title": "开门营业", "due": "2026-11-02"})
    with pytest.raises(IntegrityError), transaction.atomic():
        type(step).objects.filter(pk=step.pk).update(due="2026-11-01")
    actions.open_for_claims(actor("here"), made.code)
    with pytest.raises(BeforeTheStart):
        actions.finish_milestone(actor("service"), made.code, step.pk, {"day": "2026-10-30", "words": "早做好了"})
    with pytest.raises(NotYours):
        actions.finish_milestone(actor("here"), made.code, step.pk, {"day": "2026-11-02", "words": "好了"})
    done = actions.finish_milestone(
        actor("service"), made.code, step.pk, {"day": "2026-11-02", "words": "好了"}, town.picture()
    )
    assert done.done_on is not None and made.photos.get().milestone_id == step.pk


def test_never_more_than_the_part_needs(district: District) -> None:
    made = town.open_one()
    town.claim("firm", made, "150000")
    with pytest.raises(MoreThanNeeded, match="50,000"):
        town.claim("firm", made, "50000.01")
    assert Claim.objects.count() == 1 and town.part(made).claimed == 150_000
    town.claim("finance", made, "50000")
    with pytest.raises(IntegrityError), transaction.atomic():
        Part.objects.filter(pk=town.part(made).pk).update(claimed=Decimal("200000.01"))


def test_by_whom(district: District) -> None:
    made = town.open_one()
    with pytest.raises(SignInFirst):
        town.claim(Actor.guest(), made, "1")
    with pytest.raises(NotYours):
        town.claim("firm", made, "1", organisation=town.FINANCE)
    with pytest.raises(NotYours):
        town.claim(resident(1), made, "1", "skill", name="柳青", team="team-nobody")
    with pytest.raises(InvalidInput):
        town.claim(resident(1), made, "1", "skill")
    row = town.claim(resident(1), made, "1", "skill", name="柳青")
    assert (row.by, row.claimer) == ("柳*", "resident")
    assert town.claim("firm", made, "1").by == "三江食品公司"
    assert "柳青" not in str([one.data for one in ProjectEvent.objects.all()])


def test_out_of_what_was_offered_before(district: District) -> None:
    made, gift = town.open_one(), town.gift(amount="120000")
    with pytest.raises(NotEnoughLeft):
        town.claim("firm", made, "130000", resource=gift.code)
    with pytest.raises(NotYours):
        town.claim("finance", made, "1000", resource=gift.code)
    row = town.claim("firm", made, "120000", resource=gift.code)
    gift.refresh_from_db()
    assert gift.left == 0
    actions.decline_claim(actor("service"), row.code, {"reason": "先等等"})
    gift.refresh_from_db()
    assert (gift.left, town.part(made).claimed) == (120_000, 0)


def test_confirmed_and_delivered_by_who_answers_for_it(district: District) -> None:
    made = town.open_one()
    row = town.claim("firm", made, "5000")
    for username in ("firm", "here"):
        with pytest.raises(NotYours):
            actions.confirm_claim(actor(username), row.code)
    with pytest.raises(NotNow):
        actions.deliver_claim(actor("service"), row.code)
    actions.confirm_claim(actor("service"), row.code)
    row = actions.deliver_claim(actor("service"), row.code)
    assert row.entry is not None and (row.entry.postings.get().debit.code, row.entry.postings.get().credit.code) == (
        "asset:bank:neighbours", "income:gifts",
    )  # fmt: skip
    with pytest.raises(NotNow):
        actions.withdraw_claim(actor("firm"), row.code, {"reason": "后悔了"})


def test_given_back_while_it_can_be(district: District) -> None:
    made = town.open_one()
    row = town.claim(resident(1), made, "4", "skill", name="柳青")
    with pytest.raises(NotYours):
        actions.withdraw_claim(resident(2), row.code, {"reason": "不是我"})
    actions.withdraw_claim(resident(1), row.code, {"reason": "出差"})
    assert town.part(made, "skill").claimed == 0


def test_given_up_everything_is_free_again(district: District) -> None:
    demand, shop = town.demand(), town.shop()
    actions.accept(actor("here"), town.proposed(demand, shop).pk)
    made = town.open_one(demand)
    money = town.claim("firm", made, "5000")
    actions.confirm_claim(actor("service"), money.code)
    actions.deliver_claim(actor("service"), money.code)
    with pytest.raises(InvalidInput):
        actions.abandon(actor("here"), made.code, {"reason": ""})
    made = actions.abandon(actor("here"), made.code, {"reason": "门面另有安排"})
    demand.refresh_from_db()
    assert (made.state, demand.state, demand.project) == ("abandoned", "open", None)
    assert Resource.objects.get(pk=shop.pk).left == 80
    assert {one.state for one in Claim.objects.all()} == {"withdrawn"}
    assert sum(one.stands for one in trial_balance(CODE) if one.account.code == "asset:bank:neighbours") == 0
    assert town.proposed(demand, shop).state == "proposed"


def test_what_happened_is_never_changed(district: District) -> None:
    town.open_one()
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        ProjectEvent.objects.update(kind="nothing")
    with pytest.raises(NotThere):
        actions.start(actor("service"), "XM-0000-0000")
    assert FIRM


def test_counts_beside_the_rows_are_verified(district: District) -> None:
    demand, shop = town.demand(), town.shop()
    actions.support(resident(1), demand.code)
    actions.accept(actor("here"), town.proposed(demand, shop).pk)
    made = town.open_one(demand)
    town.claim("firm", made, "5000", resource=town.gift().code)
    assert list(faults()) == []
    Part.objects.filter(manner="money").update(claimed=1)
    Resource.objects.filter(pk=shop.pk).update(taken=1)
    Demand.objects.update(supports=9)
    assert len(list(faults())) == 3
