"""A write sent twice with one key is done once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.audit.actions import forget_answers, record
from linli.audit.errors import InvalidKey, KeyReused
from linli.audit.idempotency import Answer, once
from linli.audit.models import AuditEntry, IdempotencyRecord
from linli.people.actors import Actor
from tests.conftest import MovableClock

pytestmark = pytest.mark.django_db


def work() -> Answer:
    row = record(Actor.system(), "pack_loaded")
    return Answer(201, f'{{"receipt": "5F2A", "seq": {row.seq}}}'.encode(), {"ETag": '"1"'})


def test_the_same_request_gets_the_same_answer() -> None:
    first = once("guest", "key-1", "digest", work)
    again = once("guest", "key-1", "digest", work)
    assert (again.status, again.body, again.headers) == (first.status, first.body, first.headers)
    assert again.replayed and not first.replayed
    assert AuditEntry.objects.count() == 1


def test_another_body_is_refused_by_name() -> None:
    once("guest", "key-1", "digest", work)
    with pytest.raises(KeyReused) as refusal:
        once("guest", "key-1", "other digest", work)
    assert refusal.value.status == 409 and "key-1" in refusal.value.message
    assert AuditEntry.objects.count() == 1


def test_keys_of_others_do_not_matter_and_no_key_is_no_memory() -> None:
    once("guest", "key-1", "digest", work)
    once("someone else", "key-1", "other digest", work)
    once("guest", None, "digest", work)
    assert (AuditEntry.objects.count(), IdempotencyRecord.objects.count()) == (3, 2)


@pytest.mark.parametrize("key", ["", "x" * 201, "two\nlines", "键"])
def test_a_key_that_cannot_be_one_is_refused(key: str) -> None:
    with pytest.raises(InvalidKey) as refusal:
        once("guest", key, "digest", work)
    assert "1 到 200" in refusal.value.message
    assert AuditEntry.objects.count() == 0


def test_work_that_fails_leaves_the_key_free() -> None:
    def fail() -> Answer:
        work()
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        once("guest", "key-1", "digest", fail)
    assert AuditEntry.objects.count() == 0
    assert once("guest", "key-1", "digest", work).status == 201


def test_the_stored_answer_cannot_be_read_in_the_database() -> None:
    once("guest", "key-1", "digest", work)
    assert b"5F2A" not in bytes(IdempotencyRecord.objects.get().body_cipher)


def test_remembering_costs_two_statements() -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        once("guest", "key-1", "digest", lambda: Answer(204))
    spoken = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(spoken) == 2


def test_answers_are_forgotten_after_two_days(clock: MovableClock) -> None:
    once("guest", "key-1", "digest", work)
    clock.advance(hours=47)
    assert forget_answers(clock.now) == 0
    clock.advance(hours=2)
    assert forget_answers(clock.now) == 1
    assert once("guest", "key-1", "other digest", work).status == 201
    assert clock.now - IdempotencyRecord.objects.get().created_at == timedelta(0)
