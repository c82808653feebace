"""New rows in one statement."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from linli import clock
from linli.audit.models import IdempotencyRecord
from linli.inserting import insert


def record(key: str) -> IdempotencyRecord:
    return IdempotencyRecord(id=uuid4(), scope="a", key=key, body_digest="", created_at=clock.now())


def kept() -> set[str]:
    return set(IdempotencyRecord.objects.values_list("key", flat=True))


@pytest.mark.django_db
def test_what_is_there_already_is_left_out_and_not_counted() -> None:
    assert insert([record("one"), record("two")]) == 2
    assert insert([record("two"), record("three")], unless_there=True) == 1
    assert kept() == {"one", "two", "three"}
    assert insert([record("three"), record("four")], unless_there=True) == 1


@pytest.mark.django_db(transaction=True)
def test_a_row_that_may_not_be_takes_back_all_of_its_transaction() -> None:
    insert([record("there")])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([record("before")])
        insert([record("there")])
        insert([record("after")])
    assert kept() == {"there"}
    insert([record("later")])
    assert kept() == {"there", "later"}
