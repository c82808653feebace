"""The hash chain: what was written cannot be changed, and what was changed is found."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from linli.audit import queries
from linli.audit.actions import record, seal
from linli.audit.chain import Head, digest_of, link, storable
from linli.audit.errors import UnknownEvent
from linli.audit.migration import guarded, laying, lifting
from linli.audit.models import AuditEntry, ChainedEvent, Seal
from linli.people.actors import Actor
from tests.settled import settled

AT = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)


def entry(**given: object) -> AuditEntry:
    return AuditEntry(stream=given.pop("stream", uuid4()), at=AT, kind="phone_seen", actor_kind="staff", **given)


def chain(length: int, stream: UUID | None = None) -> list[AuditEntry]:
    stream = stream or uuid4()
    rows: list[AuditEntry] = []
    for number in range(length):
        row = entry(stream=stream, subject=f"CP-{number}", data={"number": number})
        link(rows[-1] if rows else None, row)
        rows.append(row)
    return AuditEntry.objects.bulk_create(rows)


@pytest.fixture
def unguarded(transactional_db: None) -> None:
    """The table without its triggers, as for someone who owns the database."""
    with connection.cursor() as cursor:
        for statement in lifting(connection.vendor, "audit_auditentry"):
            cursor.execute(statement)


def test_link_counts_on_and_holds_the_digest_before() -> None:
    first, second = entry(), entry()
    link(None, first)
    link(Head(first.seq, first.digest), second)
    assert (first.seq, first.prev, second.seq, second.prev) == (1, "", 2, first.digest)


@pytest.mark.parametrize("field", AuditEntry.CHAINED)
def test_the_digest_covers_every_chained_field(field: str) -> None:
    row = entry(actor_id=uuid4(), district="511502", data={"a": 1})
    link(None, row)
    changed = {"id": uuid4(), "stream": uuid4(), "seq": 7, "at": AT.replace(microsecond=1), "actor_id": None}
    setattr(row, field, changed.get(field, {"a": 2} if field == "data" else "x"))
    assert digest_of(row) != row.digest


def test_every_column_is_chained_but_those_that_cannot_be() -> None:
    for model in queries.chained_models():
        columns = {column.attname for column in model._meta.concrete_fields}
        assert columns == {*model.CHAINED, "prev", "digest", "xact"}


def test_every_chained_table_refuses_update_and_delete(db: None) -> None:
    tables = {model._meta.db_table for model in queries.chained_models()} | {Seal._meta.db_table}
    assert tables <= set(guarded(connection))


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_the_database_itself_refuses(db: None, verb: str) -> None:
    (row,) = chain(1)
    rows = AuditEntry.objects.filter(pk=row.pk)
    refused = f"audit_auditentry is append-only: {verb} refused"
    with pytest.raises(IntegrityError, match=refused), transaction.atomic():
        rows.update(subject="other") if verb == "UPDATE" else rows.delete()
    assert AuditEntry.objects.get().subject == "CP-0"


def test_triggers_can_be_laid_again_after_they_were_lifted(unguarded: None) -> None:
    (row,) = chain(1)
    with connection.cursor() as cursor:
        for statement in laying(connection.vendor, "audit_auditentry"):
            cursor.execute(statement)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_characters="\0", codec="utf-8"))
    | st.floats(-1e14, 1e14),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "乙", "c"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@pytest.mark.django_db
@given(content=JSON)
def test_what_the_database_gives_back_has_the_same_digest(content: object) -> None:
    with transaction.atomic():
        row = entry(data={"content": content})
        link(None, row)
        row.save(force_insert=True)
        again = AuditEntry.objects.get(pk=row.pk)
        assert digest_of(again) == row.digest == again.digest
        transaction.set_rollback(True)


@pytest.mark.parametrize("value", [1e16, float("nan"), float("inf"), b"x", object()])
def test_what_would_not_come_back_the_same_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        storable({"value": value})


def test_a_whole_chain_is_found_whole(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BATCH", 3)
    for length in (1, 5, 8):
        chain(length)
    told: list[tuple[int, int | None]] = []
    assert list(queries.broken(AuditEntry, lambda done, total: told.append((done, total)))) == []
    assert told[-1] == (14, 14)


def test_a_changed_event_is_named(unguarded: None) -> None:
    chain(3)
    rows = chain(4)
    AuditEntry.objects.filter(pk=rows[2].pk).update(subject="something else")
    (broken,) = queries.broken(AuditEntry)
    assert (broken.stream, broken.seq, broken.event_id, broken.why) == (rows[0].stream, 3, rows[2].pk, "changed")
    assert "与写入时不同" in str(broken)


def test_a_changed_event_with_a_digest_made_to_fit_breaks_the_next(unguarded: None) -> None:
    rows = chain(4)
    forged = AuditEntry.objects.get(pk=rows[1].pk)
    forged.subject = "something else"
    AuditEntry.objects.filter(pk=forged.pk).update(subject=forged.subject, digest=digest_of(forged))
    (broken,) = queries.broken(AuditEntry)
    assert (broken.seq, broken.why) == (3, "unlinked")


def test_a_missing_event_is_named_by_the_one_after(unguarded: None) -> None:
    rows = chain(4)
    rows[1].delete()
    (broken,) = queries.broken(AuditEntry)
    assert (broken.seq, broken.why) == (3, "missing")


def test_seals_find_a_whole_stream_taken_away(unguarded: None) -> None:
    kept, taken = chain(3), chain(2)
    settled(AuditEntry)
    assert seal(AT) == 5
    assert list(queries.broken_seals()) == []
    AuditEntry.objects.filter(stream=taken[0].stream).delete()
    assert list(queries.broken(AuditEntry)) == []
    (broken,) = queries.broken_seals()
    assert (broken.number, broken.why) == (1, "events_missing")
    assert kept[0].digest


def test_seals_find_a_whole_stream_written_anew(unguarded: None) -> None:
    first, second = chain(2), chain(1)
    settled(AuditEntry)
    seal(AT)
    stream = first[0].stream
    AuditEntry.objects.filter(stream=stream).update(seq=F("seq") + 99, digest="")
    previous = None
    for number, row in enumerate(AuditEntry.objects.filter(stream=stream).order_by("id")):
        row.subject = f"forged {number}"
        link(previous, row)
        AuditEntry.objects.filter(pk=row.pk).update(
            subject=row.subject, seq=99 + number, prev=row.prev, digest=row.digest
        )
        AuditEntry.objects.filter(pk=row.pk).update(seq=row.seq)
        previous = row
    assert list(queries.broken(AuditEntry)) == []
    assert [broken.why for broken in queries.broken_seals()] == ["events_changed"]
    assert second[0].digest


def test_each_seal_covers_what_came_since_the_one_before(transactional_db: None) -> None:
    counts = []
    for more in (2, 0, 3):
        chain(more)
        settled(AuditEntry)
        counts.append(seal(AT))
    assert counts == [2, 0, 3]
    assert list(Seal.objects.order_by("number").values_list("number", "count")) == [(1, 2), (2, 3)]
    told: list[tuple[int, int | None]] = []
    assert list(queries.broken_seals(lambda done, total: told.append((done, total)))) == []
    assert told[-1] == (2, 2)


def test_reading_after_an_event_goes_on_with_the_next(db: None) -> None:
    rows = chain(5)
    follow = AuditEntry.objects.settled() if connection.vendor == "sqlite" else AuditEntry.objects.all()
    assert [row.pk for row in follow.after(None)] == [row.pk for row in rows]
    assert [row.pk for row in follow.after(rows[1].pk)[:2]] == [rows[2].pk, rows[3].pk]
    with pytest.raises(UnknownEvent):
        follow.after(uuid4())


def test_the_order_is_that_of_coming_not_that_of_the_keys(transactional_db: None) -> None:
    late = chain(1)[0]
    early = entry(id=UUID(int=1))
    link(None, early)
    early.save(force_insert=True)
    assert [row.pk for row in AuditEntry.objects.after(late.pk)] == [early.pk]


def test_an_actor_has_one_stream(db: None) -> None:
    record(Actor.system(), "pack_loaded", district="511502", subject="cuiping", data={"revision": 3})
    record(Actor.system(), "pack_loaded", district="511502")
    record(Actor.guest(), "sign_in_refused")
    assert sorted(AuditEntry.objects.values_list("actor_kind", "seq")) == [("guest", 1), ("system", 1), ("system", 2)]
    assert list(queries.broken(AuditEntry)) == []


def test_recording_is_two_statements_and_a_savepoint(db: None, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(4):  # type: ignore[operator]
        record(Actor.system(), "pack_loaded")


def test_chained_models_are_all_found() -> None:
    assert AuditEntry in queries.chained_models()
    assert all(issubclass(model, ChainedEvent) for model in queries.chained_models())
