"""New rows in one statement, and several such statements in one go."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from linli import clock
from linli.audit.models import IdempotencyRecord
from linli.inserting import insert, together


def record(key: str) -> IdempotencyRecord:
    return IdempotencyRecord(id=uuid4(), scope="a", key=key, body_digest="", created_at=clock.now())


def kept() -> set[str]:
    return set(IdempotencyRecord.objects.values_list("key", flat=True))


@pytest.mark.django_db
def test_what_is_written_together_is_there_afterwards() -> None:
    with together():
        insert([record("one"), record("two")])
        insert([record("two"), record("three")], unless_there=True)
    assert kept() == {"one", "two", "three"}
    assert insert([record("three"), record("four")], unless_there=True) == 1


@pytest.mark.django_db(transaction=True)
def test_what_one_of_them_is_refused_none_of_them_has_written() -> None:
    insert([record("there")])
    with pytest.raises(IntegrityError), transaction.atomic(), together():
        insert([record("before")])
        insert([record("there")])
        insert([record("after")])
    assert kept() == {"there"}
    insert([record("later")])
    assert kept() == {"there", "later"}
