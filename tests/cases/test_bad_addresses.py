"""Pages asked for with what no keyboard types: control characters, digits that are none, numbers beyond measure."""

from __future__ import annotations

import pytest
from django.test import Client

from linli.cases.models import Case, SavedFilter
from tests import factories

pytestmark = pytest.mark.django_db
NUL = "%00"
# A key that no paper has; the same in every process, or the tests could not be shared out.
NOBODYS = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def case(clock: object) -> Case:
    factories.district()
    return factories.registered()


@pytest.fixture
def desk(case: Case) -> Client:
    client = Client()
    client.post("/staff/sign-in", {"username": "here", "password": factories.PASSWORD})
    return client


@pytest.mark.parametrize(
    "address",
    [
        f"/c/{NUL}", f"/c/{NUL}/received", f"/c/{NUL}/papers/{NOBODYS}", f"/c/{NUL}/papers/{NOBODYS}/small",
        f"/c/{NUL}?k={NUL}", f"/follow?code={NUL}&receipt={NUL}", f"/my?after={NUL}", f"/demo/open/cases?after={NUL}",
        f"/demo/open/cases?organisation={NUL}", f"/demo/open/cases?measure={NUL}", f"/demo/open?month={NUL}&by={NUL}",
        f"/demo/nearby?category={NUL}&area={NUL}", f"/demo/nearby?after={NUL}", f"/demo/nearby.geojson?category={NUL}",
        "/demo/nearby?area=²", f"/demo/cells.geojson?area={NUL}", f"/demo/report/place?address={NUL}&lat={NUL}",
    ],
)  # fmt: skip
def test_no_address_of_a_guest_is_our_fault(client: Client, case: Case, address: str) -> None:
    assert client.get(address).status_code < 500


@pytest.mark.parametrize("move", ["photos", "follow", "moves/reply", "moves/withdraw"])
def test_nothing_can_be_sent_to_a_code_that_cannot_be_one(client: Client, case: Case, move: str) -> None:
    assert client.post(f"/c/{NUL}/{move}", {"seen": "²", "text": "\0"}).status_code in (404, 422)


@pytest.mark.parametrize(
    "address",
    [
        f"/desk/?q={NUL}", f"/desk/?state={NUL}&category={NUL}&area={NUL}", "/desk/?area=²", f"/desk/?after={NUL}",
        f"/desk/?view={NUL}&sort={NUL}", f"/desk/cases/{NUL}", f"/desk/cases/{NUL}/moves/note",
        f"/desk/cases/{NUL}/pdf", f"/desk/cases/{NUL}/photos", f"/desk/filters?query={NUL}",
        f"/desk/map/cells.geojson?area={NUL}", f"/desk/new/duplicates?text={NUL}&address={NUL}&lat=nan&lon=inf",
    ],
)  # fmt: skip
def test_no_address_of_the_desk_is_our_fault(desk: Client, address: str) -> None:
    assert desk.get(address).status_code < 500


@pytest.mark.parametrize("seen", ["²", "9" * 5000, "-1", "1.0", "\0", ""])
def test_a_version_that_cannot_be_one_is_none(desk: Client, case: Case, seen: str) -> None:
    sent = desk.post(f"/desk/cases/{case.code}/moves/note", {"seen": seen, "text": "已电话联系"})
    assert sent.status_code == 302
    said = Client().post(f"/c/{case.code}/moves/withdraw", {"seen": seen, "reason": ""})
    assert said.status_code < 500


def test_a_view_is_kept_under_a_name_that_can_be_read(desk: Client) -> None:
    assert desk.post("/desk/filters/keep", {"name": "超时\0的", "query": "view=mine&q=\0"}).status_code == 302
    assert SavedFilter.objects.get().name == "超时的"
    assert desk.post("/desk/filters/keep", {"name": "\0", "query": ""}).status_code == 422
    assert desk.get(f"/desk/?{SavedFilter.objects.get().query}").status_code == 200
