"""Searching cases: each finds among all that they may see, however much there is elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from linli.cases.actions import submitting
from linli.cases.commands import Submit
from linli.cases.file import save_all
from linli.cases.models import Case, CaseEvent
from linli.cases.queries.finding import CASES, MOST, found_ids, waiting
from linli.cases.queries.public import duplicates
from linli.cases.queries.worklist import Filters, page
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.people.reach import NOWHERE
from linli.search.follow import CursorLost, catch_up
from linli.search.index import Index
from tests import factories
from tests.settled import settled

pytestmark = pytest.mark.django_db(transaction=True)

ELSEWHERE_300 = 300


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Path) -> None:
    settings.LINLI_DATA = tmp_path
    factories.district()


def follow() -> None:
    """What the worker does every second."""
    settled(CaseEvent)
    catch_up([CASES])


def many_elsewhere() -> None:
    lat, lon = factories.spot(factories.ELSEWHERE)
    command = {"district": factories.CODE, "text": "下水道堵了，下水道", "location": {"lat": lat, "lon": lon}}
    with transaction.atomic():
        save_all(submitting.submit_many(Actor.guest(), [Submit.model_validate(command)] * ELSEWHERE_300))


def seen(username: str, words: str = "下水道") -> set[str]:
    """The codes that a member of staff is shown for words."""
    return {row.case.code for row in page(factories.actor(username), Filters("area", q=words)).rows}


def test_a_worker_finds_the_one_case_of_theirs_among_all_of_the_district() -> None:
    assert ELSEWHERE_300 > MOST
    many_elsewhere()
    case = factories.report(text="林家巷口一下雨就积水，像是下水道堵了，请来看看").case
    follow()
    assert seen("here") == {case.code} == seen("street") == seen("grid")
    assert len(found_ids("下水道", factories.CODE, factories.actor("centre").reach)) == MOST
    assert seen("there") == set() == seen("works")
    assert found_ids("下水道", factories.CODE, NOWHERE) == []


def test_whoever_gets_a_part_finds_it_from_then_on() -> None:
    many_elsewhere()
    case = factories.registered()
    follow()
    assert seen("works") == set() == seen("there")
    factories.move("here", case, "assign", organisation=factories.WORKS)
    factories.move("here", case, "transfer", organisation=factories.THERE, reason="路口那边是西街社区的")
    follow()
    assert seen("works") == {case.code} == seen("here") == seen("there")
    assert seen("water") == set()


def test_the_public_finds_what_is_published_only() -> None:
    many_elsewhere()
    words = "楼顶的广告牌松了，风大时摇晃"
    case = factories.report(text=words).case
    follow()
    assert found_ids(words, factories.CODE) == []
    factories.move("here", case, "register", category=factories.DRAIN)
    follow()
    assert Case.objects.get(pk=case.pk).published and found_ids(words, factories.CODE) == [case.pk]
    assert [one.case.pk for one in duplicates(factories.CODE, text=words)] == [case.pk]


def test_after_a_backup_is_restored_the_index_is_built_anew() -> None:
    """Its cursor is an event that is not there any more; what it held since is not found."""
    case = factories.report().case
    follow()
    folder = Index.open().folder
    assert folder is not None and waiting() == 0
    Index.open().add([], {CASES.name: str(uuid7())}, folder)
    with pytest.raises(CursorLost):
        waiting()
    follow()
    assert Index.open().folder != folder and waiting() == 0 and seen("here") == {case.code}
