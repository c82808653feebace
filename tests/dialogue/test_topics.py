"""Topics at the desk after they are there: rewritten before they begin, mended and prolonged afterwards, opened again."""

from __future__ import annotations

import pytest
from django.test import Client

from linli.dialogue import actions
from linli.dialogue.actions import chores, replace_topics
from linli.dialogue.errors import InvalidInput, NotNow, NotYours
from linli.dialogue.models import Ballot, Topic
from linli.dialogue.queries.topics import ballot_of
from linli.notices.models import Notice
from linli.people.actors import Actor
from linli.places.models import District
from tests.conftest import MovableClock
from tests.dialogue.test_pack import row as pack_row
from tests.dialogue.town import HOME, at, at_desk, person, proposed, topic
from tests.factories import actor

LATER = "2026-12-20"


def words(of: Topic, **given: str) -> dict[str, str]:
    return {"title": of.title, "question": of.question, "closes_at": of.closes_at.isoformat()} | given


def test_before_it_begins_all_of_it_can_be_changed(district: District) -> None:
    asked = topic(opens_at="2026-11-10T00:00:00+08:00", ballot="哪天？", options="周六\n周日")
    desk = at_desk("water")
    page = desk.get(f"/desk/dialogue/topics/{asked.code}").content.decode()
    assert "周六\n周日" in page and 'value="2026-11-30"' in page and 'value="2026-11-10"' in page
    form = {
        "title": "水表哪天换比较合适", "question": "换表要停水两小时，您希望哪天换？", "background": "", "opens": "2026-11-12", "closes": LATER,
        "moderation": "before", "answer_days": "7", "ballot": "哪天换？", "options": "周五\n周六\n周日",
    }  # fmt: skip
    wrong = desk.post(f"/desk/dialogue/topics/{asked.code}", form | {"closes": "2026-11-01", "options": "周五"})
    assert wrong.status_code == 422 and "周五" in wrong.content.decode()
    assert desk.post(f"/desk/dialogue/topics/{asked.code}", form).status_code == 302
    asked.refresh_from_db()
    assert (asked.opens_at, asked.closes_at, asked.answer_days) == (at("2026-11-12"), at("2026-12-21"), 7)
    assert asked.changed_at is None, "nobody had read it"
    card = ballot_of(Actor.guest(), asked)
    assert card and [one.text for one in card.choices] == ["周五", "周六", "周日"] and Ballot.objects.count() == 1
    desk.post(f"/desk/dialogue/topics/{asked.code}", form | {"ballot": "", "options": ""})
    assert not Ballot.objects.exists()


def test_afterwards_its_words_and_a_later_end_and_everyone_sees_what_stood_there(
    district: District, clock: MovableClock
) -> None:
    asked = topic()
    clock.set(at("2026-11-05 10:00"))
    desk = at_desk("water")
    page = desk.get(f"/desk/dialogue/topics/{asked.code}").content.decode()
    assert 'name="answer_days"' not in page and 'name="options"' not in page
    form = {
        "title": asked.title,
        "question": "明年公交线路怎么调，您说说？",
        "background": asked.background,
        "closes": LATER,
    }
    assert desk.post(f"/desk/dialogue/topics/{asked.code}", form).status_code == 302
    read = Client().get(f"{HOME}/topics/{asked.code}").content.decode()
    assert "明年公交线路怎么调，您说说？" in read and "原来的问题：" + asked.question in read
    assert read.count("12月20日") >= 2, "until when, and that it was prolonged"
    asked.refresh_from_db()
    assert asked.closes_at == at("2026-12-21") and asked.answer_days == 10
    with pytest.raises(InvalidInput, match="只能延长"):
        actions.change_topic(actor("water"), asked.code, words(asked, closes_at="2026-11-10T00:00:00+08:00"))
    with pytest.raises(NotYours):
        actions.change_topic(actor("police"), asked.code, words(asked))
    assert at_desk("police").get(f"/desk/dialogue/topics/{asked.code}").status_code == 404


def test_one_that_begins_while_its_form_is_open_says_so(district: District, clock: MovableClock) -> None:
    asked = topic(opens_at="2026-11-03T00:00:00+08:00")
    clock.set(at("2026-11-02 23:30"))
    desk = at_desk("water")
    form = {
        "title": asked.title, "question": asked.question, "background": "", "opens": "2026-11-08", "closes": LATER,
        "moderation": "before", "answer_days": "7", "ballot": "", "options": "",
    }  # fmt: skip
    clock.set(at("2026-11-03 00:00"))
    answer = desk.post(f"/desk/dialogue/topics/{asked.code}", form)
    assert answer.status_code == 409 and "已经开始" in answer.content.decode()
    with pytest.raises(NotNow):
        actions.rewrite_topic(actor("water"), asked.code, {**words(asked), "closes_at": LATER + "T00:00:00+08:00"})


def test_opened_again_it_ends_again_and_both_times_it_is_told(district: District, clock: MovableClock) -> None:
    asked = topic()
    clock.set(at("2026-12-01 00:00"))
    chores.turn_topics()
    clock.set(at("2026-12-03 09:00"))
    with pytest.raises(InvalidInput, match="已经过了"):
        actions.change_topic(actor("water"), asked.code, words(asked, closes_at="2026-12-02T00:00:00+08:00"))
    actions.change_topic(actor("water"), asked.code, words(asked, closes_at="2026-12-11T00:00:00+08:00"))
    assert proposed(asked).state == "open"
    assert "重新开放" in Client().get(f"{HOME}/topics/{asked.code}").content.decode()
    clock.set(at("2026-12-11 00:00"))
    assert chores.turn_topics() == 1 == chores.turn_topics() + 1
    assert Notice.objects.filter(template="topic_ended").count() == 2


def test_the_same_topic_twice_is_not_asked_twice(district: District) -> None:
    topic()
    with pytest.raises(InvalidInput) as wrong:
        topic()
    assert [fault.field for fault in wrong.value.faults] == ["title"]
    topic("police")


def test_what_was_changed_at_the_desk_is_not_undone_by_the_pack(district: District, clock: MovableClock) -> None:
    replace_topics(district, [pack_row(proposals=())])
    asked = Topic.objects.get()
    actions.close_topic(actor("water"), asked.code)
    again = replace_topics(district, [pack_row(proposals=())])
    assert not (again.added or again.changed or again.removed)
    asked.refresh_from_db()
    assert asked.is_over
    assert not replace_topics(district, []).removed


def test_prolonged_by_the_pack_its_ended_ballot_stays_ended(district: District, clock: MovableClock) -> None:
    from datetime import date

    replace_topics(district, [pack_row(proposals=())])
    clock.set(at("2026-12-01 00:00"))
    replace_topics(district, [pack_row(proposals=(), closes=date(2026, 12, 31))])
    asked = Topic.objects.get()
    card = ballot_of(person(), asked)
    assert asked.is_open and asked.ended_at is None and card and not card.is_open
