"""The record book: numbers without a gap, pages that stay, digests that hold when people are forgotten."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from linli.audit.migration import laying, lifting
from linli.mediation import actions
from linli.mediation.actions.book import broken_entries, digest_of
from linli.mediation.models import BookEntry, Matter, Party, Signature
from linli.mediation.queries import desk
from linli.mediation.queries.file import File
from linli.people.actions import erase_person
from linli.people.actors import Actor
from linli.people.models import Account
from linli.places.models import District
from linli.verifying import verify_all
from tests.conftest import MovableClock
from tests.mediation import town
from tests.mediation.town import LUO, TAN, actor, agreed, at_once, brought, fresh, phone_of, talking, to_sign


def write(matter: Matter, text: str = "两家都去看过了现场。", by: str = "you") -> BookEntry:
    return actions.write_entry(actor(by), matter.code, {"text": text})


def verified() -> list[str]:
    """What `linli verify` complains of."""
    return verify_all(lambda _title: lambda _done, _total: None)


def test_pages_are_numbered_by_team_and_year(district: District, clock: MovableClock) -> None:
    matter = brought()
    other = brought(2, team=town.OTHER_TEAM, other_phone="")
    assert [write(matter).label, write(other, by="xi").label, write(matter).label] == [
        "2026-001",
        "2026-001",
        "2026-002",
    ]
    clock.advance(days=90)
    assert write(matter).label == "2027-001"
    assert list(broken_entries()) == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE mediation_bookentry SET number = 9", "UPDATE mediation_bookentry SET body_cipher = body_cipher", "DELETE FROM mediation_bookentry"],
)  # fmt: skip
def test_the_database_refuses_to_change_a_page(statement: str, district: District) -> None:
    write(brought())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert BookEntry.objects.get().number == 1


def test_a_signature_is_for_good(district: District, clock: MovableClock) -> None:
    agreed(clock)
    for statement in ("UPDATE mediation_signature SET how = 'typed'", "DELETE FROM mediation_signature"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_page_put_in_by_another_way_is_found(district: District) -> None:
    matter = brought()
    write(matter)
    last = write(matter)
    forged = BookEntry(
        team=last.team,
        year=2026,
        number=4,
        matter=matter,
        at=last.at,
        by="别人",
        body_cipher=b"x",
        prev=last.digest,
        digest="y",
    )
    forged.save()
    assert [one.why for one in broken_entries()] == ["missing"]


def test_a_page_that_was_altered_is_found(district: District) -> None:
    matter = brought()
    entry = BookEntry(
        team=matter.team, year=2026, number=1, matter=matter, at=matter.brought_at, by="游", body_cipher=b"x"
    )
    entry.digest = digest_of(entry)
    entry.body_cipher = b"z"
    entry.save()
    assert [one.why for one in broken_entries()] == ["changed"]


def test_a_page_tampered_with_below_the_house_is_told_by_verify(district: District) -> None:
    matter = brought()
    for _page in range(3):
        write(matter)
    assert verified() == []
    changed = bytes(BookEntry.objects.get(number=2).body_cipher) + b"x"
    with connection.cursor() as cursor:
        for statement in lifting(connection.vendor, "mediation_bookentry"):
            cursor.execute(statement)
        cursor.execute("UPDATE mediation_bookentry SET body_cipher = %s WHERE number = 2", [changed])
        assert verified() == [f"{matter.team.name}的说事本第 2026-002 页：与当初写下的不一致"]
        cursor.execute("DELETE FROM mediation_bookentry WHERE number = 2")
        assert verified() == [f"{matter.team.name}的说事本第 2026-003 页：前面缺页"]
        for statement in laying(connection.vendor, "mediation_bookentry"):
            cursor.execute(statement)


def test_who_stepped_aside_reads_the_number_and_nothing_else(district: District, clock: MovableClock) -> None:
    matter = talking(clock)
    actions.step_aside(actor("yan"), matter.code, {"reason": f"{TAN}是我外甥"})
    team = matter.team
    (page,) = desk.book(actor("yan"), team, 2026)
    assert page.text == "" and page.row.label == "2026-001"
    (page,) = desk.book(actor("you"), team, 2026)
    assert TAN in page.text


def test_a_person_is_forgotten_and_the_book_still_holds(district: District, clock: MovableClock) -> None:
    matter = agreed(clock)
    before = list(BookEntry.objects.order_by("number").values_list("digest", flat=True))
    person = erase_person(phone_of(2))
    assert actions.forget_person(person) == 1
    matter = fresh(matter)
    file = File(matter)
    said = [file.story, *(page.text for page in file.entries), *(point.text for point in file.versions[0].points)]
    assert not any(TAN in text for text in said) and any("乙方" in text for text in said)
    assert any(LUO in text for text in said), "the other one is still named"
    assert [name.drawing for name in file.versions[0].names if name.party and name.party.number == 2] == [""]
    assert file.versions[0].is_whole, "the text is the one that was signed"
    assert list(BookEntry.objects.order_by("number").values_list("digest", flat=True)) == before
    assert list(broken_entries()) == []
    assert Signature.objects.count() == 3


def test_once_nobody_is_known_any_more_nobody_reads_a_word(district: District, clock: MovableClock) -> None:
    matter = agreed(clock)
    for number in (1, 2):
        actions.forget_person(erase_person(phone_of(number)))
    file = File(fresh(matter))
    assert bytes(fresh(matter).key) == b"" and file.story == "" and all(page.text == "" for page in file.entries)
    assert file.versions[0].points == [] and file.sessions[0].notes == ""
    assert list(broken_entries()) == []
    assert not Party.objects.exclude(account=None).exists()


def test_who_is_forgotten_in_the_middle_ends_it(district: District, clock: MovableClock) -> None:
    matter, _row = to_sign(clock)
    actions.forget_person(erase_person(phone_of(1)))
    matter = fresh(matter)
    assert matter.state == "withdrawn" and File(matter).story == ""


@pytest.mark.django_db(transaction=True)
def test_pages_written_at_once_have_numbers_without_a_gap(clock: MovableClock) -> None:
    town.district()
    matter = brought()
    key, code = Account.objects.get(username="you").pk, matter.code

    def one() -> str:
        who = Actor.of(Account.objects.get(pk=key))
        return actions.write_entry(who, code, {"text": "同时写的一页。"}).label

    labels = at_once(*(one for _time in range(6)))
    assert sorted(map(str, labels)) == [f"2026-{number:03d}" for number in range(1, 7)]
    assert list(broken_entries()) == []
