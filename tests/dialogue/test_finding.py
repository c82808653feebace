"""Topics and proposals are found by their words while they are public; and list pages keep their number of statements."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.dialogue import actions
from linli.dialogue.models import DialogueEvent
from linli.dialogue.queries import finding
from linli.dialogue.queries.desk import desk_page
from linli.dialogue.queries.proposals import Wanted, listed, proposal_page
from linli.dialogue.queries.topics import front, topic_page
from linli.people.actors import Actor
from linli.places.models import District
from linli.places.revision import known_districts
from linli.search.follow import catch_up
from linli.search.index import Index
from tests.dialogue.town import answered, crowd, person, proposed, topic
from tests.factories import CODE, actor
from tests.settled import settled


@pytest.fixture(autouse=True)
def empty_index() -> None:
    shutil.rmtree(Path(settings.LINLI_DATA) / "index", ignore_errors=True)


def found(words: str) -> list[tuple[str, str]]:
    settled(DialogueEvent)
    catch_up((finding.DIALOGUE,))
    return [
        (hit.kind, hit.id) for hit in Index.open().find(words, kinds=("topic", "proposal", "meeting"), district=CODE)
    ]


def test_found_while_it_is_public(busy: District) -> None:
    asked = topic()
    waiting = proposed(title="在榴园路口加红绿灯")
    row = proposed(asked, person(2))
    assert found("工业园") == [("proposal", str(row.pk))]
    assert ("topic", str(asked.pk)) in found("公交线路")
    assert found("红绿灯") == []
    actions.publish(actor("centre"), waiting.code)
    assert found("红绿灯") == [("proposal", str(waiting.pk))]
    actions.hold(actor("centre"), waiting.code, {"reason": "写了别人的姓名"})
    assert found("红绿灯") == []
    documents, _reached = finding.changes("", 100)
    assert {getattr(one, "address", "") for one in documents if getattr(one, "kind", "") == "topic"} == {f"/demo/dialogue/topics/{asked.code}"}  # fmt: skip


def statements(do: object) -> int:
    # Every two seconds a process looks which districts there are; not in the middle of this.
    known_districts(older_than=0)
    with CaptureQueriesContext(connection) as seen:
        do()  # type: ignore[operator]
    return len(seen)


def test_pages_ask_no_more_when_there_is_more(district: District) -> None:
    asked = topic(ballot="选哪个？", options="甲\n乙")
    people = crowd(40)
    rows = [proposed(asked, one, title=f"第 {number} 条不同的建言") for number, one in enumerate(people)]
    for number, one in enumerate(people):
        actions.comment(one, rows[0].code, {"text": f"第 {number} 条评论"})
    answered(*rows[20:])
    guest, desk = Actor.guest(), actor("water")
    assert statements(lambda: front(CODE)) <= 8
    assert statements(lambda: topic_page(guest, CODE, asked.code)) <= 4
    assert statements(lambda: listed(Wanted(CODE))) == 1
    assert statements(lambda: proposal_page(guest, CODE, rows[0].code)) <= 4
    assert statements(lambda: desk_page(desk)) <= 6
