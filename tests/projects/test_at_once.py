"""Many at the same moment: a part is never overclaimed, a resource never given twice, a person counts once."""

from __future__ import annotations

from collections import Counter

from linli.people.actors import Actor
from linli.people.models import Account
from linli.places.models import District
from linli.projects import actions
from linli.projects.errors import MoreThanNeeded, NotEnoughLeft, SaidAlready
from linli.projects.models import Claim, Demand, Match, Part, Project, Resource, Support, Vote
from tests.projects import town
from tests.projects.town import actor, at_once, resident


def anew(who: Actor) -> Actor:
    """The same person on another connection."""
    assert who.account is not None
    return Actor.of(Account.objects.get(pk=who.account.pk))


def test_six_who_want_the_last_of_a_part(busy: District) -> None:
    """12 hours are needed, each wants 5."""
    made = town.open_one()
    people = [resident(number) for number in range(1, 7)]

    def take(who: Actor) -> str:
        return str(town.claim(anew(who), made, "5", "skill", name="柳青").state)

    heard = Counter(at_once(*(lambda who=who: take(who) for who in people)))
    assert heard == {"asked": 2, MoreThanNeeded: 4}
    assert Part.objects.get(manner="skill").claimed == 10
    assert Claim.objects.count() == 2


def test_one_person_who_supports_six_times_at_once(busy: District) -> None:
    row, who = town.demand(), resident(1)
    heard = Counter(at_once(*(lambda: actions.support(anew(who), row.code)[1] for _time in range(6))))
    assert heard == {True: 1, False: 5}
    assert Support.objects.count() == 1 == Demand.objects.get().supports


def test_six_who_support_at_once_are_six(busy: District) -> None:
    row, people = town.demand(), [resident(number) for number in range(1, 7)]
    at_once(*(lambda who=who: actions.support(anew(who), row.code) for who in people))
    assert Support.objects.count() == 6 == Demand.objects.get().supports


def test_four_demands_that_are_given_one_shop_at_once(busy: District) -> None:
    """80 m² are there, each needs 60."""
    shop = town.shop()
    actions.propose(actor("here"))
    rows = [town.demand() for _time in range(4)]
    run = actions.propose(actor("here"))
    Match.objects.filter(resource=shop).delete()
    matches = [
        Match.objects.create(
            district=busy, run=run, need=row.needs.get(manner="space"), demand=row, resource=shop, amount=60, cost=0.1, costs={},
            fit=1, times=1,
        )
        for row in rows
    ]  # fmt: skip
    heard = Counter(at_once(*(lambda key=one.pk: actions.accept(actor("here"), key).state for one in matches)))
    assert heard == {"accepted": 1, NotEnoughLeft: 3}
    assert Resource.objects.get().taken == 60


def test_one_neighbour_who_votes_six_times_at_once(busy: District) -> None:
    row, who = town.demand(), resident(1)
    actions.support(who, row.code)
    made = town.asked(row)
    heard = Counter(
        at_once(*(lambda: actions.vote(anew(who), made.code, {"accepts": "true"}).accepts for _time in range(6)))
    )
    assert heard == {True: 1, SaidAlready: 5}
    assert Vote.objects.count() == 1 == Project.objects.get().votes_for
