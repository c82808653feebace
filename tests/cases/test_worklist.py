"""The worklist shows all that its reader looks after, and offers what they may do."""

from __future__ import annotations

import pytest
from django.test import Client

from linli.cases.models import Case
from linli.cases.queries import worklist
from linli.cases.queries.worklist import Filters
from linli.people import actions as people
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.reach import reach_of
from linli.places.models import District
from tests import factories
from tests.factories import ELSEWHERE, HERE, STREET, THERE, WORKS

pytestmark = pytest.mark.django_db


def reported(community: str, cell: int = 1) -> Case:
    lat, lon = factories.spot(community, cell)
    return factories.report(location={"lat": lat, "lon": lon}).case


@pytest.mark.parametrize(
    ("positions", "shown"),
    [
        ([("community_worker", HERE, HERE), ("grid_officer", THERE, f"{THERE}002")], {"here", "cell"}),
        ([("street_officer", STREET, STREET), ("community_worker", ELSEWHERE, ELSEWHERE)], {"here", "cell", "there", "far"}),
        ([("street_officer", STREET, STREET), ("community_worker", HERE, HERE)], {"here", "cell", "there"}),
        ([("community_worker", HERE, HERE), ("grid_officer", HERE, f"{HERE}003")], {"here"}),
        ([("grid_officer", THERE, f"{THERE}002")], {"cell"}),
        ([("grid_officer", THERE, f"{THERE}002"), ("grid_officer", HERE, f"{HERE}001")], {"here", "cell"}),
    ],
)  # fmt: skip
def test_who_holds_two_positions_sees_the_areas_of_both(
    district: District, positions: list[tuple[str, str, str]], shown: set[str]
) -> None:
    cases = {"here": reported(HERE), "cell": reported(THERE, 2), "there": reported(THERE), "far": reported(ELSEWHERE)}
    held = tuple(people.PositionRow(*one) for one in positions)
    people.replace_people(district, [people.PersonRow("双岗", "both", None, held)], factories.PASSWORD)
    actor = Actor.of(Account.objects.get(username="both"))
    listed = {row.case.pk for row in worklist.page(actor, Filters("area")).rows}
    assert {name for name, case in cases.items() if case.pk in listed} == shown
    assert listed <= set(
        Case.objects.visible_to(reach_of(Account.objects.get(username="both"))).values_list("pk", flat=True)
    )


@pytest.mark.parametrize("username", ["here", "grid", "street", "centre", "works", "supervisor", "auditor", "admin"])
def test_a_new_case_is_offered_to_who_may_open_one(district: District, client: Client, username: str) -> None:
    client.post("/staff/sign-in", {"username": username, "password": factories.PASSWORD})
    offered = 'href="/desk/new"' in client.get("/desk/").content.decode()
    assert offered == (client.get("/desk/new").status_code == 200)


def test_the_confirmation_is_offered_to_who_may_confirm(district: District, client: Client) -> None:
    """A department sees the case, but what was done on site is not for it to confirm."""
    case = factories.whistled("990101-works")
    factories.answer_call("works", factories.callout(case, WORKS), "acknowledge", "report-in", "arrive", "finish")
    address = f"/desk/whistles/{case.whistles.get().pk}/confirm"
    for username, may in (("works", False), ("supervisor", False), ("here", True), ("grid", True), ("centre", True)):
        client.post("/staff/sign-in", {"username": username, "password": factories.PASSWORD})
        page = client.get(address)
        assert page.status_code == 200 and page.context["offered"] == may, username


def test_what_is_done_is_never_late(district: District, client: Client) -> None:
    done = factories.closed()
    client.post("/staff/sign-in", {"username": "here", "password": factories.PASSWORD})
    late = client.get("/desk/?view=done&late=1").content.decode()
    assert done.code in late and 'name="late"' not in late
    assert 'name="late"' in client.get("/desk/").content.decode()


@pytest.mark.parametrize("view", ["unlocated", "refusals"])
def test_a_search_is_narrowed_to_applications_from_every_view(district: District, view: str) -> None:
    """The two views hold requests alone, but a search looks beyond its view."""
    given = {"view": view, "kind": "applications"}
    centre = factories.actor("centre")
    assert worklist.filters_of(centre, given).kind == ""
    assert worklist.filters_of(centre, {**given, "q": "  "}).kind == ""
    assert worklist.filters_of(centre, {**given, "q": "路灯"}).kind == "applications"


def test_a_search_for_applications_finds_no_request(district: District) -> None:
    case = reported(HERE)

    def found(kind: str) -> list[str]:
        given = {"view": "unlocated", "q": case.code, "kind": kind}
        filters = worklist.filters_of(factories.actor("centre"), given)
        return [row.case.code for row in worklist.page(factories.actor("centre"), filters).rows]

    assert found("requests") == [case.code] and found("applications") == []


def test_the_centre_sees_what_it_has_to_rule_on_until_it_has(district: District) -> None:
    cases = [factories.whistled("990101-works") for _number in range(2)]
    factories.answer_call("works", factories.callout(cases[0], WORKS), "refuse")

    def waiting() -> list[str]:
        return [row.case.code for row in worklist.page(factories.actor("centre"), Filters("refusals")).rows]

    assert waiting() == [cases[0].code] and worklist.counts(factories.actor("centre"))["refusals"] == 1
    factories.answer_call("centre", factories.callout(cases[0], WORKS), "overrule")
    assert waiting() == [] and worklist.counts(factories.actor("centre"))["refusals"] == 0
