"""The story: cases become a demand, a shop, a firm's money and hours are found for it, it is built, paid, accepted, evaluated."""

from __future__ import annotations

from decimal import Decimal

from linli.cases.models import CaseEvent
from linli.ledger import actions as ledger
from linli.ledger.models import Entry
from linli.ledger.queries.balances import trial_balance
from linli.people.actors import Actor
from linli.places.models import District
from linli.projects import actions
from linli.projects.models import Claim, Demand, Match, Project
from linli.projects.queries.one_project import ProjectPage
from tests.projects import town
from tests.projects.town import CODE, SERVICE, actor, resident


def test_from_three_cases_to_an_accepted_canteen(district: District) -> None:
    cases = town.asking(3)
    demand = actions.make_demand_of_cases(actor("here"), town.sheet(cases=[one.code for one in cases]))
    assert (demand.cases, demand.state) == (3, "open")
    notes = CaseEvent.objects.filter(stream=cases[0].pk, kind="noted")
    assert notes.count() == 1, "each case says what it became part of"
    for number in range(1, 4):
        actions.support(resident(number), demand.code)
    demand.refresh_from_db()
    assert demand.supports == 3
    assert demand.priority == Decimal("11.50"), "3 of 10 cases of 30 points, 2.5 of 30 supports of 30, not urgent, new"

    shop, gift = town.shop(), town.gift()
    for resource in (shop, gift):
        actions.accept(actor("here"), town.proposed(demand, resource).pk)
    made = town.project(demand)
    claims = {one.part.manner: one for one in Claim.objects.filter(project=made).select_related("part")}
    assert {manner: one.state for manner, one in claims.items()} == {"space": "confirmed", "money": "confirmed"}
    shop.refresh_from_db()
    assert (shop.taken, shop.left) == (60, 20), "the project takes nothing from it a second time"

    actions.add_milestone(actor("here"), made.code, {"title": "开门营业", "due": "2026-12-20"})
    made = actions.open_for_claims(actor("here"), made.code)
    helped = town.claim(resident(5), made, "4", "skill", name="柳青")
    actions.confirm_claim(actor("service"), helped.code)
    actions.start(actor("service"), made.code)
    for one in (claims["space"], claims["money"], helped):
        actions.deliver_claim(actor("service"), one.code, {"value": "60000" if one == claims["space"] else ""})
    entry = Entry.objects.get(key=f"project:{claims['money'].code}")
    assert "三江食品公司" in entry.text and "柳青" not in entry.text

    line = made.lines.get(kind="gift")
    given = town.paid("150000", paid_from="asset:bank:neighbours")
    payment = actions.ask_payment(actor("finance"), made.code, line.pk, given).payment
    ledger.release(actor("finance2"), payment.code)
    page = ProjectPage(Actor.guest(), Project.objects.get(pk=made.pk))
    assert (page.money, page.in_kind, page.spent) == (200_000, 60_000, 150_000)
    assert page.sources and any(one.payments and one.payments[0].number for one in page.sources)

    town.finish(made)
    actions.ask_neighbours(actor("here"), made.code)
    actions.vote(resident(1), made.code, {"accepts": "true"})
    actions.vote(resident(5), made.code, {"accepts": "true", "words": "饭菜可口"})
    made = actions.conclude(actor("here"), made.code)
    assert (made.state, Demand.objects.get(pk=demand.pk).state) == ("accepted", "met")
    actions.rate(resident(1), made.code, {"score": 5})
    made = actions.evaluate(actor("here"), made.code, {"summary": "以后先看门面再立项。"})
    assert (made.state, made.average) == ("evaluated", 5.0)

    sums = trial_balance(CODE)
    assert sum(one.debit for one in sums) == sum(one.credit for one in sums) == 350_000
    kinds = [one.kind for one in page.timeline]
    assert kinds[-1] == "project_planned" and "claim_delivered" in kinds and "payment_asked" in kinds
    assert made.organisation_id == SERVICE and Match.objects.filter(state="accepted").count() == 2
