"""Health points for everyone, what a pack says of them, and a demo's invented people: the same each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from linli.health import actions
from linli.health.models import Advice, Alert, Device, HealthPoint, Observation, Patient
from linli.health.queries.points import coverage
from linli.people.models import Organisation
from linli.places.actions import bump_revision
from linli.places.models import District
from tests.conftest import MovableClock
from tests.factories import CODE, HERE, SLUG
from tests.health import town

POINT = actions.PointRow(
    "xiaowu", "腰街村健康小屋", "clinic", town.CLINIC, HERE, "村委会院内", 30.005, 104.005,
    {"mon": [["08:00", "11:30"]]}, "0315-1234567", "doctor", (actions.DeviceRow("xiaowu-kiosk", "kiosk", "平板"),),
)  # fmt: skip
PERSON = actions.DemoPatientRow(
    "张国强", date(1950, 3, 5), "male", "19900030001", HERE, town.CLINIC, "doctor", "xiaowu", 1, 14, (142, 88), (158, 96),
    68, 168, 92, 5.6, None, "少吃点盐。",
)  # fmt: skip


def test_everyone_sees_where_when_with_what_and_who(district: District) -> None:
    page = Client().get(f"/{SLUG}/health").content.decode()
    assert all(word in page for word in ("东街卫生室健康小屋", "某doctor", "正在开放", "血压计", "林家巷1号"))
    points = Client().get(f"/{SLUG}/health/points.geojson").json()["features"]
    assert len(points) == 2 and points[0]["geometry"]["coordinates"][0] > 100
    assert "西街服务站" in Client().get(f"/{SLUG}/health?q=西街").content.decode()
    assert "没有找到" in Client().get(f"/{SLUG}/health?q=没有的地方").content.decode()


def test_coverage_shows_both_numbers(district: District) -> None:
    found = coverage(CODE)
    assert (found.with_point, found.institutions, found.share) == (2, 2, 1.0), "disease control sees nobody"
    Organisation.objects.create(code=f"{CODE}-new", district=district, name="新卫生室", kind="health")
    bump_revision(district)
    assert coverage(CODE).share == 2 / 3
    page = Client().get(f"/{SLUG}/health").content.decode()
    assert "66.7%" in page and "3 家" in page and "2 家" in page


def test_points_follow_the_pack_and_keep_their_secrets(district: District) -> None:
    kept = [replace(POINT, code=town.POINT, devices=(actions.DeviceRow(town.KIOSK, "kiosk"),)), POINT]
    secret = actions.make_secret(actions_actor(), town.KIOSK)
    changes = actions.replace_points(district, kept)
    assert (changes.added, changes.removed) == (["腰街村健康小屋"], ["西街服务站健康小屋"])
    assert actions.device_of(secret).code == town.KIOSK
    assert not actions.replace_points(district, kept)
    town.pressure(town.patient(), 138, 86)
    actions.replace_points(district, [POINT])
    assert HealthPoint.objects.get(code=town.POINT).active is False, "something was measured there"


def actions_actor():  # type: ignore[no-untyped-def]
    from linli.people.actors import Actor

    return Actor.system()


def test_invented_people_have_the_same_card_and_history_each_time(district: District, clock: MovableClock) -> None:
    actions.replace_points(district, [POINT])
    assert actions.add_demo_patients(district, [PERSON]).added == ["张国强"]
    who = Patient.objects.get()

    def history() -> list[object]:
        rows = Observation.objects.filter(quantity="blood_pressure").order_by("at")
        return [(row.at, row.value["systolic"]) for row in rows]

    first = history()
    assert len(first) == 27 and who.is_demo and who.last_sign == "**强" and Device.objects.get(code="xiaowu-kiosk")
    assert not actions.add_demo_patients(district, [PERSON])
    card = who.code
    Observation.objects.all().delete()
    Advice.objects.all().delete()
    who.delete()
    actions.add_demo_patients(district, [PERSON])
    assert Patient.objects.get().code == card and history() == first


def test_a_history_goes_from_where_it_began_to_where_it_lies(district: District) -> None:
    actions.replace_points(district, [POINT])
    actions.add_demo_patients(district, [PERSON])
    values = [row.value["systolic"] for row in Observation.objects.filter(quantity="blood_pressure").order_by("at")]
    assert sum(values[:6]) / 6 > sum(values[-6:]) / 6 + 6
    assert Observation.objects.filter(quantity="bmi", state="final").exists()
    assert Advice.objects.get().text == "少吃点盐。"
    assert not Alert.objects.exists()


def test_what_was_measured_this_morning_may_ring(district: District) -> None:
    actions.replace_points(district, [POINT])
    actions.add_demo_patients(district, [replace(PERSON, last=(182, 112))])
    assert Alert.objects.get().observation.value["systolic"] == 182


@pytest.mark.parametrize("years", [0, 0.3, 2])
def test_so_many_years_of_it(district: District, years: float) -> None:
    actions.replace_points(district, [POINT])
    actions.add_demo_patients(district, [replace(PERSON, years=years)])
    assert Observation.objects.filter(quantity="blood_pressure").count() == -(-int(years * 365) // 14)
