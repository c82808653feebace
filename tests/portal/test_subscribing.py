"""Subscriptions to new policies: begun by a resident, told once on publishing, by the way chosen, and ended with one tap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from linli.clock import now
from linli.notices.models import Delivery, Notice
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.queries import person_of
from linli.places.models import District
from linli.portal.actions import subscribing
from linli.portal.actions.chores import publish_due
from linli.portal.actions.subscribing import announce, forget_person, subscribe, tell_subscribers
from linli.portal.models import Announcement, Policy, Subscription
from linli.portal.policy_errors import NotAChoice, SignInFirst, TooManySubscriptions
from tests import factories
from tests.conftest import MovableClock
from tests.portal import press, shelf

ADDRESS = f"/{factories.SLUG}/policies/subscribe"


def subscribed(account: Account, **given: str) -> Subscription:
    return subscribe(Actor.of(account), {"district": factories.SLUG, **given})


def told() -> list[str]:
    return list(
        Notice.objects.filter(template__startswith="policy_published")
        .order_by("created_at", "id")
        .values_list("text", flat=True)
    )


def published(policy: Policy) -> None:
    """As the editors' part does it."""
    policy.save_revision(log_action=False).publish(log_action=False)


def all_told() -> None:
    while Announcement.objects.filter(done_at=None).exists():
        tell_subscribers()


@pytest.fixture
def reader(district: District) -> Account:
    shelf.subjects(district)
    return shelf.resident()


def test_who_subscribed_to_small_firms_and_taxes_is_told_of_the_one_that_fits(
    district: District, reader: Account
) -> None:
    subscribed(reader, audience="businesses", subject="税费")
    published(shelf.policy(district, "给企业减税的办法", live=False, audiences=["businesses"], subjects=["税费"]))
    published(shelf.policy(district, "给老人的办法", live=False, audiences=["older"], subjects=["养老"]))
    all_told()
    assert len(told()) == 1 and "给企业减税的办法" in told()[0]
    notice = Notice.objects.get(template="policy_published")
    assert notice.account_id == reader.pk and notice.link.startswith(f"/{factories.SLUG}/policies/")
    assert Delivery.objects.filter(notice=notice).count() == 1


def test_published_again_or_with_two_that_fit_one_is_told_once(district: District, reader: Account) -> None:
    subscribed(reader, audience="businesses")
    subscribed(reader, subject="税费", channel="app")
    policy = shelf.policy(district, live=False, audiences=["businesses"], subjects=["税费"])
    for _time in range(2):
        published(policy)
        all_told()
    announce(policy)
    Announcement.objects.update(done_at=None, reached=None)
    all_told()
    assert len(told()) == 1
    assert Delivery.objects.filter(notice__template="policy_published").count() == 1, "rather by a message than not"


def test_in_the_app_alone_nothing_is_sent_outside(district: District, reader: Account) -> None:
    subscribed(reader, channel="app")
    published(shelf.policy(district, live=False))
    all_told()
    assert len(told()) == 1 and not Delivery.objects.filter(notice__template__startswith="policy").exists()


@pytest.mark.parametrize(
    ("wanted", "regions", "fits"),
    [
        ("990101001", [], True), ("990101001", ["990101001"], True), ("990101001", ["990101001001"], True),
        ("990101001", ["990101"], True), ("990101001", ["990101002"], False), ("", ["990101002"], True),
    ],
)  # fmt: skip
def test_a_region_fits_what_lies_in_it_and_what_it_lies_in(wanted: str, regions: list[str], fits: bool) -> None:
    assert subscribing.fits(Subscription(region=wanted), Policy(regions=regions)) is fits


def test_a_policy_for_everyone_fits_any_audience() -> None:
    assert subscribing.fits(Subscription(audience="older"), Policy(audiences=["everyone"]))
    assert subscribing.fits(Subscription(audience="older"), Policy(audiences=[]))
    assert not subscribing.fits(Subscription(audience="older"), Policy(audiences=["students"]))


def test_many_are_told_in_batches_each_once(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribing, "BATCH", 4)
    for number in range(10):
        subscribed(shelf.resident(f"1380000{number:04d}"))
    published(shelf.policy(district, live=False))
    looked_at = []
    while Announcement.objects.filter(done_at=None).exists():
        looked_at.append(tell_subscribers())
    assert looked_at == [4, 4, 2] and len(told()) == 10
    assert tell_subscribers() == 0


def test_many_at_once_are_told_in_one_word_however_often_it_is_tried(district: District, reader: Account) -> None:
    """Twelve come into force on one day: nobody's telephone rings twelve times, and who wants two of them hears of two."""
    other = shelf.resident("13800000002")
    subscribed(reader, audience="businesses", subject="税费")
    subscribed(other, subject="养老")
    for number in range(12):
        published(shelf.policy(district, f"税费办法{number}", live=False, audiences=["businesses"], subjects=["税费"]))
    for number in range(2):
        published(shelf.policy(district, f"养老办法{number}", live=False, subjects=["养老"]))
    all_told()
    many = Notice.objects.get(account=reader)
    assert "有 12 个新政策" in many.text and "税费办法11" in many.text
    assert many.link == f"/{factories.SLUG}/policies?for=businesses&subject=%E7%A8%8E%E8%B4%B9"
    assert Notice.objects.filter(account=other).count() == 2 and Delivery.objects.count() == 3
    Announcement.objects.update(done_at=None, reached=None)
    all_told()
    assert Notice.objects.count() == 3


def test_a_worker_that_dies_on_the_way_told_nobody_twice_and_forgets_nobody(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscribing, "BATCH", 2)
    for number in range(5):
        subscribed(shelf.resident(f"1380000{number:04d}"))
    published(shelf.policy(district, live=False))
    tell_subscribers()
    with pytest.raises(RuntimeError), transaction.atomic():
        tell_subscribers()
        raise RuntimeError("the power went")
    assert len(told()) == 2, "what was on its way went with it"
    all_told()
    assert len(told()) == 5 and len(set(Notice.objects.values_list("account", flat=True))) == 5


def test_three_weeks_later_one_is_told_of_the_new_one_alone(
    district: District, reader: Account, clock: MovableClock
) -> None:
    subscribed(reader, subject="税费")
    published(shelf.policy(district, "旧的", live=False, subjects=["税费"]))
    all_told()
    clock.advance(days=21)
    new = shelf.policy(district, "新的", live=False, subjects=["税费"])
    new.go_live_at = now() + timedelta(days=400)
    new.save_revision(log_action=False).publish(log_action=False)
    all_told()
    assert len(told()) == 1, "its hour has not come"
    clock.advance(days=401)
    publish_due()
    all_told()
    assert len(told()) == 2 and "新的" in told()[1]


def test_who_subscribes_after_it_was_published_is_not_told_of_it(district: District, reader: Account) -> None:
    published(shelf.policy(district, live=False))
    Announcement.objects.update(begun_at=Announcement.objects.get().begun_at.replace(year=2020))
    subscribed(reader)
    all_told()
    assert told() == []


def test_what_was_taken_down_or_repealed_before_it_was_told_is_not_told(district: District, reader: Account) -> None:
    subscribed(reader)
    one, two = shelf.policy(district, "甲", live=False), shelf.policy(district, "乙", live=False)
    published(one)
    published(two)
    Policy.objects.filter(pk=one.pk).update(live=False)
    Policy.objects.filter(pk=two.pk).update(validity="repealed")
    all_told()
    assert told() == []


def test_a_neighbours_policy_is_not_told_here(district: District, reader: Account) -> None:
    subscribed(reader)
    published(shelf.policy(press.neighbour(), live=False))
    all_told()
    assert told() == []


def test_the_same_again_only_changes_how_one_is_told(reader: Account) -> None:
    assert subscribed(reader, subject="税费").pk == subscribed(reader, subject="税费", channel="app").pk
    assert Subscription.objects.get().channel == "app"


def test_what_is_not_offered_is_refused_with_what_is(reader: Account) -> None:
    for given in ({"audience": "martians"}, {"subject": "火星"}, {"region": "110101"}, {"channel": "pigeon"}):
        with pytest.raises(NotAChoice):
            subscribed(reader, **given)
    with pytest.raises(SignInFirst):
        subscribe(Actor.guest(), {"district": factories.SLUG})
    with pytest.raises(SignInFirst):
        subscribe(factories.actor("here"), {"district": factories.SLUG})


def test_there_is_an_end_to_it(reader: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribing, "MOST", 1)
    subscribed(reader, subject="税费")
    subscribed(reader, subject="税费", channel="app")
    with pytest.raises(TooManySubscriptions):
        subscribed(reader, subject="养老")


def test_on_the_page_one_subscribes_sees_it_and_ends_it(reader: Account, client: Client) -> None:
    assert "请先用手机号登录" in client.get(ADDRESS).content.decode()
    client.force_login(reader)
    page = client.get(f"{ADDRESS}?subject=税费&audience=businesses").content.decode()
    assert "<option selected>税费" in page or "selected>税费" in page
    client.post(ADDRESS, {"audience": "businesses", "subject": "税费", "channel": "sms"})
    shown = client.get(ADDRESS).content.decode()
    assert "企业和个体户 · 税费" in shown
    mine = client.get("/my").content.decode()
    end = f"{ADDRESS}/{Subscription.objects.get().pk}/end"
    assert end in mine
    stranger = Client()
    stranger.force_login(shelf.resident("13800000002"))
    stranger.post(end)
    assert Subscription.objects.exists(), "nobody ends another's"
    client.post(end)
    assert not Subscription.objects.exists()


def test_a_wrong_choice_keeps_the_form_and_says_so(reader: Account, client: Client) -> None:
    client.force_login(reader)
    answer = client.post(ADDRESS, {"subject": "火星", "channel": "sms"})
    assert answer.status_code == 422 and "这里没有“火星”" in answer.content.decode()


def test_whoever_is_erased_is_told_of_nothing(reader: Account) -> None:
    subscribed(reader)
    assert forget_person(person_of("13800000001")) == 1
    assert not Subscription.objects.exists()
