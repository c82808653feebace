"""An organisation that the pack no longer holds is kept for old cases, and given nothing that comes in."""

from __future__ import annotations

from typing import Any

import pytest

from linli.people import actions, queries
from linli.people.models import Organisation
from linli.places.actions import bump_revision
from tests import factories
from tests.cases.program import Program

pytestmark = pytest.mark.django_db

SUCCESSOR = f"{factories.CODE}-zhongxin"


@pytest.fixture
def merged(clock: Any) -> None:
    """东街's committee is dissolved and the centre has a successor; both have cases and people."""
    district = factories.district()
    factories.report()
    rows = [
        actions.OrganisationRow(one.code, one.name, one.short, one.kind, one.area_id, one.parent_id, one.duty_phone)
        for one in Organisation.objects.exclude(code__in=(factories.HERE, factories.CENTRE))
    ]
    actions.replace_organisations(district, [*rows, actions.OrganisationRow(SUCCESSOR, "新的区中心", "", "centre")])
    bump_revision(district)
    assert not Organisation.objects.filter(code__in=(factories.HERE, factories.CENTRE), active=True).exists()


def test_a_report_goes_to_who_is_there_now(merged: None) -> None:
    assert queries.office_of(factories.THERE) == factories.THERE
    assert queries.office_of(factories.HERE) is None
    assert factories.report().case.office_id == SUCCESSOR


def test_programs_are_offered_only_who_is_there_now(merged: None) -> None:
    codes = {one["code"] for one in Program().get("/organisations", district=factories.CODE).body["items"]}
    assert SUCCESSOR in codes and factories.THERE in codes
    assert not codes & {factories.HERE, factories.CENTRE}
