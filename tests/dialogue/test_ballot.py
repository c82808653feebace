"""Secret ballots: one vote a person, and nothing anywhere that tells who chose what."""

from __future__ import annotations

from collections import Counter

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.audit.models import AuditEntry, IdempotencyRecord
from linli.dialogue import actions
from linli.dialogue.actions import chores
from linli.dialogue.errors import AlreadyVoted, InvalidInput, NotOpen, SignInFirst
from linli.dialogue.models import BallotOption, BallotTurn, DialogueEvent, Topic
from linli.dialogue.queries.topics import FEWEST, ballot_of
from linli.notices.models import Notice
from linli.people.actors import Actor
from linli.places.models import District
from tests.appointments.test_at_once import at_once
from tests.conftest import MovableClock
from tests.dialogue.town import HOME, at, crowd, person, signed_in, topic
from tests.factories import CODE

ASKED = {"ballot": "末班车延到几点？", "options": "不变\n21:30\n22:00"}


def choose(who: Actor, of: Topic, text: str) -> None:
    option = BallotOption.objects.get(ballot__topic=of, text=text)
    actions.vote(who, CODE, of.code, {"option": option.pk})


def everything() -> dict[str, Counter[tuple[object, ...]]]:
    """Every row of every table, whatever it is."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = Counter(tuple(map(repr, row)) for row in cursor.fetchall())
    return found


def test_no_table_could_tell_who_chose_what(district: District) -> None:
    """By the schema: of all tables none points to an option, and the one that says who has voted holds three values."""
    columns = {field.name for field in BallotTurn._meta.get_fields()}
    assert columns == {"mark", "district", "ballot"}
    assert {field.name for field in BallotOption._meta.get_fields()} == {
        "id",
        "district",
        "ballot",
        "order",
        "text",
        "votes",
    }
    pointing = [field for model in apps.get_models() for field in model._meta.get_fields() if field.concrete and field.related_model is BallotOption]  # fmt: skip
    assert pointing == []


def test_a_vote_changes_two_tables_and_leaves_no_other_trace(district: District) -> None:
    asked, who = topic(**ASKED), person()
    before = everything()
    choose(who, asked, "22:00")
    after = everything()
    changed = {table for table in after if after[table] != before.get(table)}
    assert changed == {"dialogue_ballotturn", "dialogue_ballotoption"}
    assert who.account is not None
    (row,) = after["dialogue_ballotturn"]
    for key in (who.account.pk, *BallotOption.objects.values_list("pk", flat=True)):
        assert not any(key.hex in value or str(key) in value for value in row)


def test_what_one_votes_by_form_is_remembered_nowhere(district: District) -> None:
    asked, who = topic(**ASKED), person()
    client = signed_in(who)
    client.get(f"{HOME}/topics/{asked.code}")
    option = BallotOption.objects.get(text="21:30")
    kept = [model.objects.count() for model in (AuditEntry, DialogueEvent, IdempotencyRecord, Notice)]
    sent = client.post(f"{HOME}/topics/{asked.code}/vote", {"option": str(option.pk)})
    assert sent.status_code == 302
    assert [model.objects.count() for model in (AuditEntry, DialogueEvent, IdempotencyRecord, Notice)] == kept
    page = client.get(f"{HOME}/topics/{asked.code}").content.decode()
    assert "您已投票" in page and str(option.pk) not in page


def test_every_option_is_written_alike(district: District) -> None:
    """Or the version of a row, or its place in the file, would tell which was chosen last."""
    asked = topic(**ASKED)
    option = BallotOption.objects.get(text="21:30")
    who = person()
    with CaptureQueriesContext(connection) as seen:
        actions.vote(who, CODE, asked.code, {"option": option.pk})
    (update,) = [query["sql"] for query in seen if query["sql"].startswith("UPDATE")]
    assert "ballot_id" in update.split("WHERE")[1] and '"id"' not in update.split("WHERE")[1]


def test_counts_are_told_at_the_end_only(district: District, clock: MovableClock) -> None:
    asked, people = topic(**ASKED), crowd(7)
    for who, text in zip(people, ["22:00"] * 4 + ["21:30"] * 2 + ["不变"], strict=True):
        choose(who, asked, text)
    during = ballot_of(people[0], asked)
    assert during and during.turnout == 7 and during.voted and {one.votes for one in during.choices} == {None}
    assert "votes\": null" in signed_in(people[0]).get(f"/api/v1/topics/{asked.code}?district={CODE}").content.decode().replace('":null', '": null')  # fmt: skip
    clock.set(at("2026-12-01 00:00"))
    asked.refresh_from_db()
    told = ballot_of(Actor.guest(), asked)
    assert (
        told
        and [one.votes for one in told.choices] == [1, 2, 4]
        and [one.leads for one in told.choices] == [False, False, True]
    )
    assert "4 · 57%" in signed_in(people[0]).get(f"{HOME}/topics/{asked.code}").content.decode()
    with pytest.raises(NotOpen):
        choose(person(9), asked, "不变")
    assert chores.turn_topics() == 1 and chores.turn_topics() == 0
    assert Notice.objects.filter(template="topic_ended").count() == 1


def test_of_very_few_votes_nothing_is_told(district: District, clock: MovableClock) -> None:
    asked = topic(**ASKED)
    for who in crowd(FEWEST - 1):
        choose(who, asked, "22:00")
    clock.set(at("2026-12-01 00:00"))
    told = ballot_of(Actor.guest(), asked)
    assert told and told.too_few and {one.votes for one in told.choices} == {None}


def test_one_vote_a_person(district: District) -> None:
    asked = topic(**ASKED)
    choose(person(), asked, "22:00")
    with pytest.raises(AlreadyVoted):
        choose(person(), asked, "不变")
    with pytest.raises(SignInFirst):
        choose(Actor.guest(), asked, "不变")
    other = topic("police", title="另一个话题也有投票", **ASKED)
    with pytest.raises(InvalidInput):
        actions.vote(person(2), CODE, asked.code, {"option": BallotOption.objects.filter(ballot__topic=other)[0].pk})
    assert sum(BallotOption.objects.values_list("votes", flat=True)) == 1 == BallotTurn.objects.count()


def test_twenty_times_at_once_is_one_vote(busy: District) -> None:
    asked, who = topic(**ASKED), person()
    heard = Counter(at_once(*([lambda: choose(who, asked, "22:00")] * 20)))
    assert heard == {None: 1, AlreadyVoted: 19}
    assert sum(BallotOption.objects.values_list("votes", flat=True)) == 1


def test_a_ballot_needs_answers_to_choose_from(district: District) -> None:
    for options, field in (
        ("只有一个", "options"),
        ("同样\n同样", "options"),
        ("\n".join(map(str, range(13))), "options"),
    ):
        with pytest.raises(InvalidInput) as wrong:
            topic(ballot="选哪个？", options=options)
        assert [fault.field for fault in wrong.value.faults] == [field]
    with pytest.raises(InvalidInput):
        topic(options="甲\n乙")
