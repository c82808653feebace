"""Resources and what becomes of them: offered, taken up, proposed, accepted, rejected; never given twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from linli.audit.models import AuditEntry
from linli.cases.errors import InvalidInput
from linli.people.actors import Actor
from linli.places.models import District
from linli.projects import actions
from linli.projects.errors import NotEnoughLeft, NotNow, NotThere, NotYours, SignInFirst, TooMany
from linli.projects.models import Demand, Match, Resource
from linli.projects.queries import pairs
from tests.projects import town
from tests.projects.town import CODE, HERE, THERE, actor, resident


def test_an_offer_is_sealed_and_looked_at_first(district: District) -> None:
    row = town.offered()
    assert (row.state, row.given_by) == ("offered", "一位居民")
    assert "柳青" not in str(vars(row)) and row.masked_contact == "柳*"
    with pytest.raises(NotYours):
        actions.take_up(actor("works"), row.code, {"serves": {"canteen": 1}, "areas": [CODE]})
    row = actions.take_up(actor("here"), row.code, {"serves": {"canteen": 1}, "areas": [HERE]})
    assert row.state == "listed"
    assert actions.show_contact(actor("here"), row.code)[0] == "柳青"
    assert AuditEntry.objects.filter(kind="resource_contact_seen", subject=f"resource:{row.code}").count() == 1


def test_a_firm_offers_by_its_name(district: District) -> None:
    assert town.offered(firm="合江门小吃店").given_by == "合江门小吃店"


@pytest.mark.parametrize(
    "changed",
    [{"amount": "0"}, {"kinds": ["nothing"]}, {"phone": "12"}, {"manner": "space"}, {"first": "2026-11-02", "last": "2026-11-01"}, {"name": ""}],
)  # fmt: skip
def test_an_offer_that_says_too_little(district: District, changed: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        town.offered(**changed)
    assert not Resource.objects.exists()


def test_nobody_floods_the_desk(district: District) -> None:
    with pytest.raises(SignInFirst):
        actions.offer(Actor.guest(), CODE, {})
    for _time in range(5):
        town.offered()
    with pytest.raises(TooMany):
        town.offered()


def test_declined_with_a_reason_for_who_offered_it(district: District) -> None:
    row = town.offered()
    with pytest.raises(InvalidInput):
        actions.decline(actor("here"), row.code, {"reason": ""})
    assert actions.decline(actor("here"), row.code, {"reason": "暂时用不上"}).reason == "暂时用不上"
    with pytest.raises(NotNow):
        actions.take_up(actor("here"), row.code, {"serves": {"canteen": 1}, "areas": [CODE]})


def test_the_shop_is_proposed_for_the_canteen_and_says_why(district: District) -> None:
    demand, shop = town.demand(), town.shop()
    row = town.proposed(demand, shop)
    demand.refresh_from_db()
    assert demand.state == "proposed"
    (shown,) = pairs.waiting(actor("here"))
    assert "助餐食堂" in shown.why and "60" in shown.why and "80" in shown.why
    assert [name for name, _said in shown.checks] and shown.score == pytest.approx(100 * (1 - row.cost), abs=0.1)
    assert sum(term.points for term in shown.terms) == pytest.approx(shown.score, abs=0.3)
    assert pairs.waiting(actor("elsewhere")) == [], "others decide on theirs"


def test_accepted_it_is_taken_and_can_be_given_back(district: District) -> None:
    demand, shop = town.demand(), town.shop()
    row = town.proposed(demand, shop)
    actions.accept(actor("here"), row.pk)
    shop.refresh_from_db()
    assert shop.left == 20
    with pytest.raises(NotNow):
        actions.accept(actor("here"), row.pk)
    actions.undo(actor("here"), row.pk)
    shop.refresh_from_db()
    demand.refresh_from_db()
    assert (shop.left, demand.state) == (80, "open")
    assert town.proposed(demand, shop).state == "proposed", "given back, it may be proposed again"


def test_a_rejected_pair_never_comes_again(district: District) -> None:
    demand, shop = town.demand(), town.shop()
    row = town.proposed(demand, shop)
    with pytest.raises(InvalidInput):
        actions.reject(actor("here"), row.pk, {"reason": " "})
    actions.reject(actor("here"), row.pk, {"reason": "排烟不行"})
    assert actions.propose(actor("here")).pairs == 0
    assert Match.objects.get().reason == "排烟不行"


def test_a_resource_is_never_given_twice(district: District) -> None:
    """80 m² are there; each of two canteens needs 60."""
    first, second, shop = town.demand(), town.demand(), town.shop()
    row = town.proposed(first, shop) if Match.objects.filter(demand=first).exists() else None
    actions.propose(actor("here"))
    row = Match.objects.get(resource=shop)
    other = second if row.demand_id == first.pk else first
    rival = Match.objects.create(
        district=district, run=row.run, need=other.needs.get(manner="space"), demand=other, resource=shop, amount=60, cost=0.1,
        costs={}, fit=1, times=1,
    )  # fmt: skip
    actions.accept(actor("here"), row.pk)
    with pytest.raises(NotEnoughLeft, match="20"):
        actions.accept(actor("here"), rival.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Resource.objects.filter(pk=shop.pk).update(taken=Decimal("80.01"))


def test_with_nothing_feasible_nothing_is_proposed(district: District) -> None:
    demand, run = town.demand(), actions.propose(actor("here"))
    assert (run.needs, run.offers, run.pairs) == (3, 0, 0)
    town.shop(areas=[THERE])
    town.shop(amount="59")
    town.shop(serves={"lift": 1.0})
    run = actions.propose(actor("here"))
    assert (run.offers, run.possible, run.pairs) == (3, 0, 0)
    assert Demand.objects.get(pk=demand.pk).state == "open"
    with pytest.raises(NotYours):
        actions.propose(actor("works"))


def test_what_nobody_may_see_is_not_there(district: District) -> None:
    row = town.proposed(town.demand(), town.shop())
    with pytest.raises(NotYours):
        actions.accept(actor("elsewhere"), row.pk)
    with pytest.raises(NotThere):
        actions.accept(actor("here"), row.need_id)


def test_taken_off_the_list_what_is_given_stays_given(district: District) -> None:
    demand, shop = town.demand(), town.shop()
    actions.accept(actor("here"), town.proposed(demand, shop).pk)
    row = actions.close_resource(actor("finance"), shop.code, {"reason": "另有安排"})
    assert (row.state, row.amount, row.taken) == ("closed", 60, 60)
    with pytest.raises(NotYours):
        actions.close_resource(resident(9), town.gift().code, {"reason": "不是我的"})
