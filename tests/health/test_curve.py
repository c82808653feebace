"""A person's own curve: the right file, the bands of the rules in force, the same figures in the table, on paper."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from linli.clock import now
from linli.health import actions, rules
from linli.health.actions.family import GrantSheet, let_look
from linli.health.models import Observation, Patient
from linli.health.queries.bands import scales_of
from linli.health.queries.curve import curve
from linli.health.queries.privacy import Way
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.sessions import BACKEND
from tests import factories
from tests.health import town

pytestmark = pytest.mark.django_db
PHONE, OTHER = "13812340001", "13812340002"


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


@pytest.fixture
def own(district: Any) -> tuple[Client, Patient]:
    """Somebody who signs in with the telephone of their file."""
    account = factories.resident(PHONE)
    return signed_in(account), town.patient()


def drawn(page: str) -> dict[str, Any]:
    found = re.search(r'<script id="curve-points" type="application/json">(.*?)</script>', page)
    assert found
    given: dict[str, Any] = json.loads(found[1])
    return given


def test_the_curve_and_the_table_have_the_same_figures(own: tuple[Client, Patient]) -> None:
    client, who = own
    for day, (upper, lower) in enumerate([(118, 76), (128, 82), (144, 88)], 1):
        town.pressure(who, upper, lower, at=town.at(f"2026-10-{day:02d} 08:00"))
    page = client.get("/my/health").content.decode()
    assert [point[1:] for point in drawn(page)["points"]] == [[118, 76], [128, 82], [144, 88]]
    assert re.findall(r'class="n value"[^>]*>(\S+) <', page) == ["144/88", "128/82", "118/76"]
    assert "中国高血压防治指南(2024年修订版)" in page and page.count("echarts.simple.min.js") == 1


def test_bands_are_those_of_the_rules(district: Any) -> None:
    upper, lower = scales_of("blood_pressure", "2024", "male")
    assert [stripe.start for stripe in upper.stripes[1:]] == [120, 140, 160, 180]
    assert [stripe.start for stripe in lower.stripes[1:]] == [80, 90, 100, 110]
    (bmi,) = scales_of("bmi", "2024", "male")
    assert [stripe.start for stripe in bmi.stripes[1:]] == [18.5, 24, 28]
    assert [scales_of("waist", "2024", sex)[0].stripes[-1].start for sex in ("male", "female")] == [90, 85]
    for scale in (upper, lower, bmi):
        for stripe in scale.stripes:
            assert stripe.start < stripe.end and stripe.label and stripe.tone in ("good", "calm", "wait", "late")


def test_the_unrounded_index_is_graded(own: tuple[Client, Patient]) -> None:
    """23.96 prints as 24.0, and is not overweight."""
    _client, who = own
    town.take(who, "height", value=100)
    town.take(who, "weight", value=23.96)
    shown = curve(Way(who, "own"), "bmi")
    assert shown.last and shown.last.text == "24.0" and shown.last.band and shown.last.band.code == "normal"


def test_another_rule_set_is_named_and_so_is_what_nobody_checked(own: tuple[Client, Patient]) -> None:
    client, who = own
    town.pressure(who, 132, 78)
    plain = client.get("/my/health").content.decode()
    other = client.get("/my/health?of=blood_pressure&rules=2022").content.decode()
    assert rules.RULES["2022"].source in other and not rules.RULES["2022"].verified
    assert 'class="unverified"' in other and 'class="unverified"' not in plain
    nonsense = client.get("/my/health?of=%00&rules=x&since=y")
    assert nonsense.status_code == 200


def test_the_rules_in_force_are_the_districts(own: tuple[Client, Patient]) -> None:
    _client, who = own
    who.district.settings["health_rules"] = "2018"
    who.district.save()
    town.pressure(who, 118, 92)
    shown = curve(Way(Patient.objects.get(pk=who.pk), "own"))
    assert shown.rules and shown.rules.code == "2018"
    assert shown.last and shown.last.band and shown.last.band.code == "grade1"


@pytest.mark.parametrize("count", [0, 1, 401])
def test_none_one_and_many(own: tuple[Client, Patient], count: int) -> None:
    client, who = own
    first = town.take(who, "pulse", value=70).observation if count else None
    if first and count > 1:
        at = now()
        rows = [Observation.objects.get(pk=first.pk) for _each in range(count - 1)]
        for place, row in enumerate(rows, 1):
            row.pk, row.at, row.identifier = None, at - timedelta(minutes=place), f"t:{place}"
            row.id = Observation().id
        Observation.objects.bulk_create(rows)
    page = client.get("/my/health")
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count('class="n value"') == min(count, 400)
    assert ("echarts" in text) == bool(count)


def test_what_is_kept_aside_is_not_on_the_curve(own: tuple[Client, Patient]) -> None:
    client, who = own
    town.pressure(who, 92, 86)
    page = client.get("/my/health").content.decode()
    assert 'class="n value"' not in page and "92/86" in page


def test_a_time_that_is_not_trusted_is_marked(own: tuple[Client, Patient]) -> None:
    _client, who = own
    town.pressure(who, 128, 82, clock_ahead=3600.0)
    shown = curve(Way(who, "own"))
    assert shown.last and not shown.last.clock_trusted


def test_advice_is_read_beside_the_curve(own: tuple[Client, Patient]) -> None:
    client, who = own
    town.pressure(who, 128, 82)
    actions.advise(factories.actor("doctor"), who.code, {"text": "少吃盐，<b>每天</b>走半小时。"})
    page = client.get("/my/health").content.decode()
    assert "少吃盐，&lt;b&gt;每天&lt;/b&gt;走半小时。" in page and "某doctor" in page


def test_a_page_asks_the_database_a_fixed_number_of_times(
    own: tuple[Client, Patient], django_assert_max_num_queries: Any
) -> None:
    client, who = own
    for day in range(1, 20):
        town.pressure(who, 120 + day % 7, 80, at=town.at(f"2026-10-{day:02d} 08:00"))
        town.take(who, "pulse", value=60 + day, at=town.at(f"2026-10-{day:02d} 08:00"))
    client.get("/my/health")
    with django_assert_max_num_queries(20):
        client.get("/my/health")


# Whose file


def test_a_file_with_ones_telephone_is_confirmed_with_the_date_of_birth(district: Any) -> None:
    """Numbers go from one to another: the telephone alone opens no file that was there before it."""
    who = town.patient()
    town.pressure(who, 128, 82)
    client = signed_in(factories.resident(PHONE))
    page = client.get("/my/health").content.decode()
    assert "**强" in page and "128/82" not in page and "张国强" not in page and who.code not in page
    wrong = client.post(f"/my/health/link/{who.pk}", {"born": "1950-03-06"})
    assert wrong.status_code == 422 and Patient.objects.get(pk=who.pk).account is None
    right = client.post(f"/my/health/link/{who.pk}", {"born": "1950-03-05"})
    assert right.status_code == 302 and "128/82" in client.get(right.headers["Location"]).content.decode()


def test_guessing_dates_ends_after_five(district: Any) -> None:
    who = town.patient()
    client = signed_in(factories.resident(PHONE))
    for day in range(1, 6):
        assert client.post(f"/my/health/link/{who.pk}", {"born": f"1960-01-0{day}"}).status_code == 422
    assert client.post(f"/my/health/link/{who.pk}", {"born": "1950-03-05"}).status_code == 429
    assert client.post(f"/my/health/link/{who.pk}", {"born": "nonsense"}).status_code == 422


def test_somebody_elses_file_cannot_be_confirmed(district: Any) -> None:
    who = town.patient()
    client = signed_in(factories.resident(OTHER))
    assert client.post(f"/my/health/link/{who.pk}", {"born": "1950-03-05"}).status_code == 404
    assert client.get(f"/my/health?file={who.pk}").status_code == 404


def test_who_is_not_signed_in_is_sent_to_do_so_and_staff_to_their_desk(district: Any) -> None:
    assert Client().get("/my/health").headers["Location"].startswith("/sign-in")
    assert town.signed_in("doctor").get("/my/health").status_code == 403


def test_the_way_leads_from_mine(own: tuple[Client, Patient]) -> None:
    client, _who = own
    assert 'href="/my/health"' in client.get("/my").content.decode()
    assert 'href="/my/health"' not in signed_in(factories.resident(OTHER)).get("/my").content.decode()


# On paper


def test_the_last_values_are_printed_in_large_type(own: tuple[Client, Patient]) -> None:
    client, who = own
    for day in (1, 2, 3):
        town.pressure(who, 120 + day, 80, at=town.at(f"2026-10-0{day} 08:00"))
    town.take(who, "pulse", value=72)
    answer = client.get("/my/health/print.pdf")
    assert answer.status_code in (200, 503)
    if answer.status_code == 200:
        assert answer.content.startswith(b"%PDF") and len(answer.content) > 5_000


def test_an_empty_file_is_printed_too(own: tuple[Client, Patient]) -> None:
    client, _who = own
    assert client.get("/my/health/print.pdf").status_code in (200, 503)


def test_the_family_opens_it_under_the_same_page(own: tuple[Client, Patient]) -> None:
    _client, who = own
    town.pressure(who, 128, 82)
    until = (now() + timedelta(days=30)).date()
    let_look(
        Actor.of(Account.objects.get(pk=who.account_id)), who.pk, GrantSheet(phone=OTHER, called="女儿", until=until)
    )
    daughter = signed_in(factories.resident(OTHER))
    page = daughter.get("/my/health").content.decode()
    assert "128/82" in page and "张国强" not in page and "**强" in page
    assert daughter.get("/my/health/print.pdf").status_code in (200, 503)
    assert daughter.get(f"/my/health/family?file={who.pk}").status_code == 404
    assert daughter.get(f"/my/health/looks?file={who.pk}").status_code == 404
