"""The rates on the page: their denominators, whose they are, what everybody is shown, and a demo's invented panels."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from linli.followup import actions
from linli.followup.actions import DemoRow, EstimateRow
from linli.followup.models import Enrolment, Referral, Visit
from linli.followup.queries.figures import report
from linli.health.models import Observation, Patient
from linli.places.models import District
from tests.factories import SLUG, actor
from tests.followup.town import CLINIC, STATION, enrol, patient, signed_in, visit

pytestmark = pytest.mark.usefixtures("district")


def somebody(number: int, by: str = "doctor") -> Patient:
    unit = CLINIC if by == "doctor" else STATION
    return patient(
        name=f"王{number}", phone=f"1381235{number:04d}", by=by, organisation=unit, physician=by, born="1970-01-01"
    )


def panel(number: int, well: int, by: str = "doctor", first: int = 0) -> None:
    """So many people of a clinic, so many of them at the aim at their last visit."""
    for place in range(number):
        row = enrol(somebody(first + place, by), by=by)
        visit(row, 128 if place < well else 156, 78, by=by)


def test_the_denominator_is_who_is_managed(district: District) -> None:
    panel(6, 4)
    panel(3, 1, "faraway", 100)
    actions.replace_estimates(district, [EstimateRow("hypertension", 2025, 200, Decimal("0.25"), "区统计公报")])
    found = report(actor("epi"), 2026).parts[0]
    assert (found.total.rates.management, found.total.rates.control) == ((9, 50), (5, 9)) or (
        found.total.rates.management.numerator, found.total.rates.management.denominator,  # type: ignore[union-attr]
        found.total.rates.control.numerator, found.total.rates.control.denominator,
    ) == (9, 50, 5, 9)  # fmt: skip
    assert [(row.code, row.rates.managed, row.rates.controlled) for row in found.rows] == [
        (CLINIC, 6, 4),
        (STATION, 3, 1),
    ]
    assert report(actor("doctor"), 2026).parts[0].total.rates.managed == 6
    assert report(actor("here"), 2026).parts[0].total.rates.managed == 0


def test_the_page_prints_part_and_whole_under_each_rate(district: District) -> None:
    panel(6, 4)
    actions.replace_estimates(district, [EstimateRow("hypertension", 2026, 200, Decimal("0.25"), "区统计公报")])
    page = signed_in("epi").get("/desk/followup/figures?year=2026").content.decode()
    assert "66.7%" in page and "4" in page and "200" in page and "25" in page and "区统计公报" in page
    assert "王" not in page
    for who, status in (("doctor", 200), ("epi", 200), ("centre", 403), ("here", 403)):
        assert signed_in(who).get("/desk/followup/figures").status_code == status
        assert signed_in(who).get("/desk/followup/figures.csv").status_code == status


def test_the_file_has_the_same_numbers() -> None:
    panel(6, 4)
    lines = signed_in("epi").get("/desk/followup/figures.csv?year=2026").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 3 and lines[1].split(",")[4:6] == ["6", ""] and "0.6667" in lines[2]


def test_somebody_enrolled_by_mistake_or_not_managed_changes_nothing() -> None:
    panel(3, 2)
    before = report(actor("epi"), 2026).parts[0].total.rates
    somebody(50)
    row = enrol(somebody(51))
    visit(row)
    actions.end_enrolment(actor("doctor"), row.pk, {"reason": "mistaken", "on": "2026-11-02"})
    assert report(actor("epi"), 2026).parts[0].total.rates == before


def test_a_corrected_visit_counts_once_and_as_corrected() -> None:
    row = enrol(somebody(1))
    seen = visit(row, 156, 78)
    from tests.followup.town import sheet

    actions.correct_visit(actor("doctor"), seen.pk, sheet(126, 78))
    rates = report(actor("epi"), 2026).parts[0].total.rates
    assert (rates.controlled, rates.visits) == (1, 1)


def test_who_changed_clinics_is_one_person_of_the_district() -> None:
    row = enrol(somebody(1))
    visit(row, on="2026-03-01")
    actions.end_enrolment(actor("doctor"), row.pk, {"reason": "moved", "on": "2026-06-30"})
    Patient.objects.filter(pk=row.patient_id).update(organisation=STATION)
    visit(enrol(row.patient, by="faraway", since="2026-07-01"), 156, 78, by="faraway")
    found = report(actor("epi"), 2026).parts[0]
    assert found.total.rates.managed == 1 and found.total.rates.controlled == 0
    assert [(one.code, one.rates.managed, one.rates.controlled) for one in found.rows] == [
        (STATION, 1, 0),
        (CLINIC, 1, 1),
    ] or {(one.code, one.rates.managed, one.rates.controlled) for one in found.rows} == {
        (STATION, 1, 0),
        (CLINIC, 1, 1),
    }


def test_everybody_is_shown_no_number_below_five() -> None:
    panel(4, 2)
    page = Client().get(f"/{SLUG}/open/followup?year=2026").content.decode()
    assert "&lt;5" in page and "50%" not in page and "50.0%" not in page
    panel(8, 6, first=20)
    page = Client().get(f"/{SLUG}/open/followup?year=2026").content.decode()
    # Eight of twelve reached the aim: four did not, which is too few to be told.
    assert "66.7%" not in page and "12" in page
    panel(8, 1, first=40)
    page = Client().get(f"/{SLUG}/open/followup?year=2026").content.decode()
    assert "45.0%" in page and "9" in page and "20" in page


def test_the_latest_estimate_that_is_not_of_a_later_year_counts(district: District) -> None:
    panel(1, 1)
    rows = [EstimateRow("hypertension", year, 100 * year, Decimal("0.1"), "x") for year in (2024, 2026, 2027)]
    actions.replace_estimates(district, rows)
    assert [report(actor("epi"), year).parts[0].total.rates.estimate for year in (2023, 2025, 2026)] == [
        None,
        20240,
        20260,
    ]
    assert not actions.replace_estimates(district, rows)
    assert len(actions.replace_estimates(district, rows[:1]).removed) == 2


def test_a_demo_is_invented_once_the_same_each_time_and_only_in_a_demo(district: District) -> None:
    for number in range(12):
        somebody(number)
    Patient.objects.update(is_demo=True)
    somebody(50)
    rows = [DemoRow("hypertension", 1.0), DemoRow("t2dm", 1.0)]
    District.objects.filter(pk=district.pk).update(demo=False)
    district.refresh_from_db()
    assert not actions.add_demo_enrolments(district, rows)
    district.demo = True
    assert len(actions.add_demo_enrolments(district, rows).added) > 3
    first = list(Enrolment.objects.order_by("patient__birth_year", "since").values_list("since", "condition"))
    assert Visit.objects.count() > 20 and not Enrolment.objects.filter(patient__is_demo=False).exists()
    assert not Visit.objects.filter(on__gt=date(2026, 11, 2)).exists()
    assert not actions.add_demo_enrolments(district, rows)
    Referral.objects.all().delete()
    Visit.objects.all().delete()
    Enrolment.objects.all().delete()
    Observation.objects.all().delete()
    actions.add_demo_enrolments(district, rows)
    assert list(Enrolment.objects.order_by("patient__birth_year", "since").values_list("since", "condition")) == first
