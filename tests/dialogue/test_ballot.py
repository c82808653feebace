"""Secret ballots: one vote a person, and nothing anywhere that tells who chose what."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from linli.dialogue import actions
from linli.dialogue.actions import chores
from linli.dialogue.errors import AlreadyVoted, InvalidInput, NotOpen, SignInFirst
from linli.dialogue.models import Ballot, BallotOption, BallotTurn, Topic
from linli.dialogue.queries.topics import FEWEST, ballot_of
from linli.notices.models import Notice
from linli.people.actors import Actor
from linli.people.errors import Unreadable
from linli.people.vault import unseal_bytes
from linli.places.models import District
from tests.appointments.test_at_once import at_once
from tests.conftest import MovableClock
from tests.dialogue.town import HOME, at, crowd, person, signed_in, topic
from tests.factories import CODE, actor

ASKED = {"ballot": "末班车延到几点？", "options": "不变\n21:30\n22:00"}


def choose(who: Actor, of: Topic, text: str) -> None:
    option = BallotOption.objects.get(ballot__topic=of, text=text)
    actions.vote(who, CODE, of.code, {"option": option.pk})


def test_no_table_could_tell_who_chose_what(district: District) -> None:
    """By the schema: no table points to an answer, and the one that says who has voted holds three values."""
    assert {field.name for field in BallotTurn._meta.get_fields()} == {"mark", "district", "ballot"}
    assert {field.name for field in BallotOption._meta.get_fields()} == {"id", "district", "ballot", "order", "text"}
    fields = [field for model in apps.get_models() for field in model._meta.get_fields() if field.concrete]
    assert [field for field in fields if field.related_model is BallotOption] == []


def everything() -> dict[str, list[tuple[str, ...]]]:
    """Every row of every table, whatever it is, as it lies in the file; of what is sealed only how long it is."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = [tuple(map(_seen, row)) for row in cursor.fetchall()]
    return found


def _seen(value: object) -> str:
    if not isinstance(value, bytes | memoryview):
        return repr(value)
    try:
        return f"sealed, {len(unseal_bytes(value))} long"
    except Unreadable:
        return repr(bytes(value))


@dataclass
class Left:
    """All that a vote leaves: rows, statements, log lines, what the browser is given and keeps."""

    rows: dict[str, list[tuple[str, ...]]]
    statements: list[str]
    log: list[str]
    answered: tuple[int, str, bytes]
    cookies: set[str]


def left_by(client: Client, asked: Topic, text: str, log: pytest.LogCaptureFixture) -> Left:
    """Vote by the page, look at everything, and make it undone."""
    option = BallotOption.objects.get(ballot__topic=asked, text=text)
    log.clear()
    with transaction.atomic():
        with CaptureQueriesContext(connection) as seen:
            sent = client.post(f"{HOME}/topics/{asked.code}/vote", {"option": str(option.pk)})
        # The session's own look at the clock, and the names of savepoints, are never twice the same.
        said = [query["sql"] for query in seen if not re.search("SAVEPOINT|django_session", query["sql"])]
        page = client.get(sent["Location"])
        left = Left(
            everything(), [re.sub(r"X'[0-9A-F]+'|'\\\\?x[0-9a-f]+'(::bytea)?", "sealed", one) for one in said],
            [record.getMessage() for record in log.records if record.name != "django.db.backends"],
            (sent.status_code, sent["Location"], re.sub(rb'nonce="[^"]*"|value="[A-Za-z0-9]{64}"|[\d.]+ ms', b"", page.content)),
            set(sent.cookies),
        )  # fmt: skip
        assert sent.status_code == 302 and "您已投票" in page.content.decode()
        assert str(option.pk) not in "".join(left.statements), "nor the database's own log of statements"
        transaction.set_rollback(True)
    return left


def test_whoever_has_the_whole_database_cannot_tell_one_choice_from_another(
    district: District, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The same person votes at the same moment, once for this and once for that: nothing that is left differs."""
    caplog.set_level("DEBUG")
    asked, who = topic(**ASKED), person()
    for one in crowd(3):
        choose(one, asked, "21:30")
    client = signed_in(who)
    client.get(f"{HOME}/topics/{asked.code}")
    before = everything()
    first, *others = (left_by(client, asked, text, caplog) for text in ("不变", "21:30", "22:00"))
    for other in others:
        assert other == first
    changed = {table for table, rows in first.rows.items() if rows != before[table]}
    assert changed == {"dialogue_ballotturn"}, "and of the counts only the seal, as long as it was"


def test_two_states_of_the_counts_cannot_be_compared(district: District) -> None:
    """A backup before a vote and one after it: without the installation's secret nobody sees which count went up."""
    asked = topic(**ASKED)
    states = []
    for one in crowd(12):
        choose(one, asked, "22:00")
        states.append(bytes(Ballot.objects.get().sealed))
    assert len(set(states)) == 12 and {len(one) for one in states} == {len(states[0])}
    assert Ballot.objects.get().counts == [0, 0, 12]
    with override_settings(LINLI_SECRET="another installation's secret, or none"), pytest.raises(Unreadable):
        assert Ballot.objects.get().counts


def test_who_has_voted_goes_at_the_end(district: District, clock: MovableClock) -> None:
    asked = topic(**ASKED)
    for one in crowd(6):
        choose(one, asked, "22:00")
    assert BallotTurn.objects.count() == 6
    clock.set(at("2026-12-01 00:00"))
    chores.turn_topics()
    assert not BallotTurn.objects.exists()
    told = ballot_of(Actor.guest(), asked)
    assert told and told.turnout == 6 and [one.votes for one in told.choices] == [0, 0, 6]


def test_a_ballot_whose_result_was_read_never_opens_again(district: District, clock: MovableClock) -> None:
    """Or who prolongs could compare two results with who came in between."""
    asked = topic(**ASKED)
    for one in crowd(6):
        choose(one, asked, "22:00")
    clock.set(at("2026-12-02 09:00"))
    words = {"title": asked.title, "question": asked.question, "closes_at": "2026-12-20T00:00:00+08:00"}
    actions.change_topic(actor("water"), asked.code, words)
    asked.refresh_from_db()
    assert asked.is_open
    with pytest.raises(NotOpen):
        choose(person(), asked, "不变")
    told = ballot_of(person(), asked)
    assert told and not told.is_open and not told.voted and told.choices[2].votes == 6
    page = signed_in(person()).get(f"{HOME}/topics/{asked.code}").content.decode()
    assert "6 · 100%" in page and 'name="option"' not in page


def test_prolonged_in_time_the_ballot_goes_on(district: District, clock: MovableClock) -> None:
    asked, who = topic(**ASKED), person()
    choose(who, asked, "22:00")
    words = {"title": asked.title, "question": asked.question, "closes_at": "2026-12-20T00:00:00+08:00"}
    actions.change_topic(actor("water"), asked.code, words)
    clock.set(at("2026-12-02 09:00"))
    with pytest.raises(AlreadyVoted):
        choose(who, asked, "不变")
    choose(person(2), asked, "不变")
    assert Ballot.objects.get().counts == [1, 0, 1]


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
    assert sum(Ballot.objects.get(topic=asked).counts) == 1 == BallotTurn.objects.count()


def test_twenty_times_at_once_is_one_vote(busy: District) -> None:
    asked, who = topic(**ASKED), person()
    heard = Counter(at_once(*([lambda: choose(who, asked, "22:00")] * 20)))
    assert heard == {None: 1, AlreadyVoted: 19}
    assert Ballot.objects.get().counts == [0, 0, 1]


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
