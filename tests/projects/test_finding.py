"""Demands, resources and projects are found by their words while they are public and to be had."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from linli.places.models import District
from linli.projects import actions
from linli.projects.models import ProjectEvent
from linli.projects.queries.finding import THREE_LISTS, changes
from linli.search.follow import CursorLost, catch_up
from linli.search.index import Index
from tests.projects import town
from tests.projects.town import CODE, SLUG, actor
from tests.settled import settled

KINDS = ("demand", "resource", "project")


@pytest.fixture(autouse=True)
def empty_index() -> None:
    shutil.rmtree(Path(settings.LINLI_DATA) / "index", ignore_errors=True)


def found(words: str) -> list[tuple[str, str]]:
    settled(ProjectEvent)
    catch_up((THREE_LISTS,))
    return sorted((hit.kind, hit.id) for hit in Index.open().find(words, kinds=KINDS, district=CODE))


def test_found_while_it_is_there(busy: District) -> None:
    row, lamps, offer = (
        town.demand(),
        town.gift(title="三江食品助餐捐款", amount="200000"),
        town.offered(title="周末可以帮厨"),
    )
    assert found("老年食堂") == [("demand", str(row.pk))]
    assert found("助餐捐款") == [("resource", str(lamps.pk))]
    assert found("帮厨") == [], "an offer that nobody took up is not on the list"
    actions.take_up(actor("here"), offer.code, {"serves": {"canteen": 1.0}, "areas": [town.HERE]})
    assert found("帮厨") == [("resource", str(offer.pk))]
    actions.accept(actor("here"), town.proposed(row, lamps).pk)
    assert found("助餐捐款") == [], "all of it is given"
    made = town.project(row, title="合江里助餐点", text="改造门面。")
    assert found("合江里") == [], "a plan is nobody's to read"
    actions.add_milestone(actor("here"), made.code, {"title": "开门营业", "due": "2026-12-20"})
    actions.open_for_claims(actor("here"), made.code)
    assert found("合江里") == [("project", str(made.pk))]
    page = Client().get(f"/{SLUG}/search?q=合江里助餐点").content.decode()
    assert f"/{SLUG}/projects/{made.code}" in page
    actions.close_resource(actor("here"), offer.code, {"reason": "搬走了"})
    assert found("帮厨") == []


def test_a_place_from_another_database(busy: District) -> None:
    town.demand()
    settled(ProjectEvent)
    _documents, reached = changes("", 10)
    assert changes(reached, 10) == ([], reached)
    with pytest.raises(CursorLost):
        changes("0190a5c0-0000-7000-8000-000000000000", 10)
