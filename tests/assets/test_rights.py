"""The three rights: the owner stays, the use right is one organisation's at a time, the income is shared by a rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from linli.assets import actions, errors
from linli.assets.models import Asset, Lease, Ownership, ShareRule, UseRight
from linli.assets.queries import vacant
from linli.cases.errors import InvalidInput
from linli.people.actors import Actor
from linli.places.models import District
from tests.assets.town import DAY, HALL, HERE, SHOP, WATER, WORKS, actor, asset, let, rows
from tests.conftest import MovableClock


def grant(
    code: str = HERE, first: date = DAY, last: date | None = None, who: str = "works", of: str = SHOP
) -> UseRight:
    return actions.grant_use(actor(who), asset(of), code, first, last, "交社区运营")


def test_what_is_granted_is_vacant_no_more_until_it_ends(district: District, clock: MovableClock) -> None:
    assert [one.code for one in vacant(district.code)] == ["yard", HALL, SHOP], "the largest first"
    assert vacant(district.code)[2].lat is not None and vacant(district.code)[2].kind == "shop"
    right = grant(last=date(2026, 12, 31))
    assert SHOP not in {one.code for one in vacant(district.code)}
    assert asset().ownership.organisation_id == WORKS, "whose it is, it stays"
    actions.end_use(actor("works"), right.pk, {"on": "2026-11-02", "reason": "另有安排"})
    assert SHOP not in {one.code for one in vacant(district.code)}, "the last day is still theirs"
    clock.advance(days=1)
    assert SHOP in {one.code for one in vacant(district.code)}
    with pytest.raises(errors.AlreadyEnded, match="11月2日"):
        actions.end_use(actor("works"), right.pk, {"on": "2026-11-02", "reason": "再来一次"})


def test_the_installation_grants_what_was_agreed_elsewhere(district: District) -> None:
    right = actions.grant_use(Actor.system(), asset(), HERE, DAY, None, "项目已立项")
    assert right.granted_by is None and right.organisation_id == HERE


def test_two_never_hold_the_use_right_at_once(district: District) -> None:
    grant(last=date(2026, 11, 30))
    with pytest.raises(errors.HeldThen, match=r"东街社区.*2026年11月30日"):
        grant(WATER, first=date(2026, 11, 30))
    with pytest.raises(errors.HeldThen):
        grant(WATER, first=date(2026, 10, 1), last=None)
    grant(WATER, first=date(2026, 12, 1))
    with pytest.raises(errors.HeldThen, match="另行通知"):
        grant(HERE, first=date(2030, 1, 1))
    right = UseRight.objects.get(organisation=WATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        UseRight.objects.create(
            district=district, asset=right.asset, organisation_id=HERE, first=date(2029, 1, 1), reason="x", granted_at=right.granted_at
        )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        UseRight.objects.filter(organisation=WATER).update(first=date(2026, 11, 30))


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: grant(who="water"), errors.NotYourAsset),
        (lambda: actions.grant_use(Actor.guest(), asset(), HERE, DAY, None, "我要"), errors.NotYourAsset),
        (lambda: grant("990101-nobody"), errors.NoSuchOrganisation),
        (lambda: grant(first=date(2026, 11, 2), last=date(2026, 11, 1)), errors.DaysDoNotFollow),
        (lambda: actions.grant_use(actor("works"), asset(), HERE, DAY, None, ""), InvalidInput),
        (lambda: grant(first=date(1200, 1, 1)), InvalidInput),
        (lambda: actions.end_use(actor("water"), grant().pk, {"on": "2026-11-30", "reason": "不是我的"}), errors.NotYourAsset),
        (lambda: actions.end_use(actor("works"), grant().pk, {"on": "2026-10-30", "reason": "早于开始"}), errors.NotThatDay),
        (lambda: actions.end_use(actor("works"), let().pk, {"on": "2026-11-30", "reason": "没有"}), errors.NotThere),
    ],
)  # fmt: skip
def test_what_cannot_be_granted_or_ended(
    district: District, make: Callable[[], object], expected: type[Exception]
) -> None:
    with pytest.raises(expected):
        make()


@pytest.mark.parametrize(
    "change",
    [
        lambda: Ownership.objects.filter(asset__code=SHOP).update(organisation=WATER),
        lambda: Ownership.objects.filter(asset__code=SHOP).delete(),
        lambda: Ownership.objects.create(district_id="990101", asset=asset(), organisation_id=WATER, since=DAY),
        lambda: ShareRule.objects.create(
            district_id="990101", asset=asset(), first=DAY, owner=50, community=30, operator=30
        ),
        lambda: Asset.objects.filter(code=SHOP).update(square_metres=0),
        lambda: Lease.objects.filter(pk=let().pk).update(due_day=31),
    ],
)
def test_the_database_itself_refuses(district: District, change: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


def test_a_pack_that_names_another_owner_is_refused(district: District) -> None:
    changed = [*rows()[1:], actions.AssetRow(**{**vars(rows()[0]), "owner": WATER})]
    with pytest.raises(errors.OwnershipStays, match=r"林家巷52号铺面.*住建"):
        actions.replace_assets(district, changed)
    assert not actions.replace_assets(district, rows()), "the same again changes nothing"


def test_a_rule_begins_after_what_was_shared(district: District, clock: MovableClock) -> None:
    shares = {"owner": "40", "community": "40", "operator": "20"}
    with pytest.raises(errors.NotAHundred, match="110"):
        actions.set_shares(actor("works"), asset(), {**shares, "owner": "50", "first": "2026-11-02"})
    actions.set_shares(actor("works"), asset(), {**shares, "first": "2026-11-02"})
    with pytest.raises(errors.RuleStands, match="11月2日"):
        actions.set_shares(actor("works"), asset(), {**shares, "first": "2026-11-01"})
    with pytest.raises(errors.NotYourAsset):
        actions.set_shares(actor("water"), asset(), {**shares, "first": "2026-12-01"})


def test_staff_put_an_asset_into_the_register(district: District) -> None:
    given = {
        "code": "new-shop", "name": "新铺面", "kind": "shop", "address": "建设路1号", "area": HERE, "owner": WORKS, "square_metres": "35.5",
        "lat": "", "lon": "",
    }  # fmt: skip
    made = actions.register(actor("works"), given)
    assert made.ownership.organisation_id == WORKS and [one.owner for one in made.share_rules.all()] == [100]
    wrong: list[tuple[dict[str, str], type[Exception]]] = [
        ({}, errors.CodeTaken), ({"code": "a", "name": ""}, InvalidInput), ({"code": "b1", "area": "990101001"}, errors.NoSuchArea),
        ({"code": "b1", "owner": WATER}, errors.NotYourAsset), ({"code": "b1", "owner": "nobody"}, errors.NoSuchOrganisation),
        ({"code": "b1", "square_metres": "-3"}, InvalidInput), ({"code": "b1", "square_metres": "很大"}, InvalidInput),
        ({"code": "b1", "kind": "castle"}, InvalidInput), ({"code": "b1", "lat": "10", "lon": "10"}, Exception),
    ]  # fmt: skip
    for change, expected in wrong:
        with pytest.raises(expected):
            actions.register(actor("works"), given | change)
    assert Asset.objects.count() == 4
