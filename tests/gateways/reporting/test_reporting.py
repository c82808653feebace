"""Reports of a district to its city: by two people, signed, once, whole, and sent again where they got lost."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction

from linli import clock
from linli.audit.models import AuditEntry
from linli.gateways.reporting import actions
from linli.gateways.reporting.checks import digest_of
from linli.gateways.reporting.errors import (
    NobodyAbove,
    NotForYou,
    NothingNew,
    NothingToReport,
    NotNow,
    SamePerson,
    UnderWay,
    UnfitPeriod,
)
from linli.gateways.reporting.models import Reconciled, Release, Report
from tests.factories import actor
from tests.gateways import packs
from tests.gateways.reporting import town
from tests.gateways.reporting.town import DOCTOR, ONE, OTHER, authorised, card, posted, prepared, work
from tests.gateways.two import Two


def test_cards_go_up_once_two_people_said_so(above: Two) -> None:
    card("death", 1), card("death", 2), card("event", 3, onset_on="2026-10-05", diagnosed_on="2026-10-05")
    card("tumour", 4, diagnosed_on="2026-09-10")
    row = prepared()
    assert row.counts == {"death": 2, "event": 1} and not Report.objects.exists()
    with pytest.raises(SamePerson):
        actions.authorise(actor(ONE), row.pk)
    with pytest.raises(UnderWay):
        prepared(by=OTHER)
    actions.authorise(actor(OTHER), row.pk)
    assert work() == 1
    there = above.upper.ask("reports")
    assert [(one["kind"], one["period"], one["district"], one["ours"]) for one in there] == [
        ("cards", "2026-10", packs.LOWER, packs.UPPER)
    ]
    assert there[0]["counts"] == {"death": 2, "event": 1}
    sent = Report.objects.get()
    assert sent.state == "sent" and sent.receipt["receipt"] and sent.receipt["at"]
    kinds = set(AuditEntry.objects.filter(kind__startswith="report_").values_list("kind", flat=True))
    assert kinds == {"report_prepared", "report_authorised"}
    with pytest.raises(NotNow):
        actions.drop(actor(ONE), row.pk)


def test_the_database_itself_wants_two_people(above: Two) -> None:
    card()
    row = prepared()
    for changed in ({"authorised_by": row.prepared_by}, {"state": "authorised"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Release.objects.filter(pk=row.pk).update(**changed)


def test_cards_as_fhir_travel_whole_and_lie_sealed(above: Two) -> None:
    one = card("death", 1)
    authorised()
    told = town.body(1)
    assert "王" not in str(Report.objects.get().receipt) and told["content"]["resourceType"] == "Bundle"
    raw = bytes(Report.objects.get().body_cipher)
    assert one.person["name"].encode() not in raw and one.code.encode() not in raw
    kinds = [entry["resource"]["resourceType"] for entry in told["content"]["entry"]]
    assert kinds == ["Composition", "Patient", *["Condition"] * 4]


def test_a_lost_answer_makes_nothing_twice(above: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report arrives, the answer does not: sent again it gets the same receipt."""
    card()
    authorised()
    status, first = posted(above, orjson.dumps(town.body(1)))
    assert status == 201
    assert work() == 1
    assert Report.objects.get().receipt["receipt"] == first["receipt"] and len(above.upper.ask("reports")) == 1


def test_a_silent_peer_is_tried_with_growing_waits(above: Two) -> None:
    card()
    authorised()
    above.upper.ask("down")
    try:
        waits = []
        for _turn in range(4):
            assert work() == 0
            row = Report.objects.get()
            waits.append((row.next_at - clock.now()).total_seconds())
            above.at(row.next_at)
        assert waits == [30, 120, 480, 1920] and row.state == "waiting" and row.last_error
    finally:
        above.upper.ask("up")
    assert work() == 1


def test_what_was_altered_is_told_and_nothing_of_it_is_taken(above: Two) -> None:
    card()
    authorised()
    told = town.body(1)
    more = {**told, "counts": {"death": 2}}
    other = {**told, "content": {**told["content"], "timestamp": "2020-01-01T00:00:00+00:00"}}
    unfit = {**told["content"], "entry": [{"resource": {"resourceType": "Patient", "gender": 5}}]}
    for given, code in (
        (more, "sums_differ"), (other, "sums_differ"), ({**told, "content": unfit, "content_digest": digest_of(unfit)}, "unfit_report"),
        ({**told, "district": {"code": "130203", "name": "别处"}}, "not_yours"), ({**told, "period": "2026-13"}, "unfit_report"),
        ({**told, "part": 2}, "unfit_report"), ({**told, "extra": 1}, "unfit_report"),
    ):  # fmt: skip
        status, heard = posted(above, given)
        assert (status, heard["code"]) == (422, code), given.keys()
    assert posted(above, b"[1,")[1]["code"] == "unfit_report"
    assert above.upper.ask("reports") == []
    assert posted(above, told)[0] == 201
    status, heard = posted(above, {**told, "released_by": "别人"})
    assert (status, heard["code"]) == (409, "report_altered")
    status, heard = posted(above, {**told, "id": str(Release.objects.get().pk)})
    assert (status, heard["code"]) == (409, "number_taken")


def test_strangers_are_turned_away_before_anything_is_read(above: Two) -> None:
    card()
    authorised()
    stranger = Ed25519PrivateKey.generate()
    for path in ("/exchange/v1/reports", "/exchange/v1/reports/known"):
        status, heard = posted(above, town.body(1), path, stranger)
        assert (status, heard["code"]) == (401, "unknown_peer")


def test_a_refused_report_says_so_to_the_sender_and_holds_up_no_other(above: Two) -> None:
    town.connected(above, **{"130299": "别的区"})
    card()
    authorised()
    assert work() == 0
    row = Report.objects.get()
    assert row.state == "refused" and packs.LOWER in row.last_error
    town.connected(above)
    assert actions.resend(actor(ONE), {"peer": packs.UPPER_PEER, "since": 1}) == 1
    assert work() == 1


def test_out_of_order_and_in_parts_it_is_whole_once_all_are_there(above: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.gateways.reporting.contents.CARDS_A_PART", 2)
    for number in range(5):
        card("death", number)
    authorised()
    assert Report.objects.count() == 3
    for number in (3, 1):
        assert posted(above, town.body(number))[0] == 201
    page = "/desk/reporting/received?year=2026"
    assert ">不完整<" in above.upper.ask("reported_page", path=page, by=town.ABOVE)
    assert posted(above, town.body(2))[0] == 201
    board = above.upper.ask("reported_page", path=page, by=town.ABOVE)
    assert ">不完整<" not in board and "已收到" in board and "样本区" in board and "缺报" in board


def test_what_got_lost_above_is_sent_again(above: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """They put back yesterday's database: asked, they lack two of three, and get those two only."""
    monkeypatch.setattr("linli.gateways.reporting.contents.CARDS_A_PART", 1)
    for number in range(3):
        card("death", number)
    authorised()
    assert work() == 3
    for number in (1, 3):
        above.upper.ask("lose_report", number=number)
    assert actions.reconcile_due(clock.now()) == 2
    assert sorted(Report.objects.filter(state="waiting").values_list("number", flat=True)) == [1, 3]
    assert work() == 2 and [one["number"] for one in above.upper.ask("reports")] == [1, 2, 3]
    noted = Reconciled.objects.get()
    assert (noted.highest, noted.missing) == (2, 2)
    assert actions.reconcile_due(clock.now()) == 0, "asked once a day"
    above.at(clock.now() + timedelta(days=1, minutes=1))
    assert actions.reconcile_due(clock.now()) == 0 and Reconciled.objects.get().missing == 0
    assert actions.resend(actor(ONE), {"peer": packs.UPPER_PEER, "since": 2}) == 2
    assert work() == 2 and len(above.upper.ask("reports")) == 3


def test_reported_again_it_is_another_version_and_the_highest_whole_one_counts(above: Two) -> None:
    card("death", 1)
    authorised()
    work()
    with pytest.raises(NothingNew):
        prepared()
    card("death", 2)
    again = authorised(reason="补报一例")
    assert again.version == 2
    work()
    assert [(one["version"], one["counts"]) for one in above.upper.ask("reports")] == [
        (1, {"death": 1}),
        (2, {"death": 2}),
    ]
    board = above.upper.ask("reported_page", path="/desk/reporting/received", by=town.ABOVE)
    assert "第2版" in board


def test_bodies_are_wiped_long_after_they_were_taken(above: Two) -> None:
    card()
    authorised()
    work()
    assert actions.wipe(clock.now() + timedelta(days=100)) == 0
    assert actions.wipe(clock.now() + timedelta(days=200)) == 1
    row = Report.objects.get()
    assert bytes(row.body_cipher) == b"" and row.receipt and actions.reconcile(town.peer()) == 0


def test_what_cannot_be_prepared_says_why(above: Two) -> None:
    with pytest.raises(NothingToReport):
        prepared()
    for kind, period in (
        ("cards", "2026"),
        ("cards", "2026-13"),
        ("cards", "2027-01"),
        ("tables", "2026-10"),
        ("tables", "１９９９"),
        ("cards", "0000-01"),
    ):
        with pytest.raises(UnfitPeriod):
            prepared(kind, period)
    with pytest.raises(NobodyAbove):
        actions.prepare(actor(ONE), {"kind": "cards", "period": "2026-10", "peer": "nobody"})
    for who in (DOCTOR, "mini.worker"):
        with pytest.raises(NotForYou):
            prepared(by=who)


def test_only_what_was_accepted_goes_up(above: Two) -> None:
    from linli.registries import actions as registries
    from tests.registries import town as cards

    given = {"kind": "death", "fields": cards.death(area=packs.COMMUNITY), "source_id": "new"}
    registries.report(actor(DOCTOR), given)
    with pytest.raises(NothingToReport):
        prepared()


def test_the_desk_shows_each_receipt_and_what_came(above: Two) -> None:
    from tests.registries.town import signed_in

    card()
    one, other = signed_in(ONE), signed_in(OTHER)
    answer = one.post(
        "/desk/reporting/prepare",
        {"kind": "cards", "month": "2026-10", "year": "2026", "peer": packs.UPPER_PEER},
        follow=True,
    )
    row = Release.objects.get()
    assert "等待同事批准" in answer.content.decode()
    assert one.post(f"/desk/reporting/{row.pk}/authorise").status_code == 409
    other.post(f"/desk/reporting/{row.pk}/authorise")
    work()
    page = one.get("/desk/reporting").content.decode()
    assert Report.objects.get().receipt["receipt"] in page and "上级已收到" in page
    assert "对方都已收到" in one.post("/desk/reporting/ask", {"peer": packs.UPPER_PEER}, follow=True).content.decode()
    assert one.post("/desk/reporting/ask", {"peer": "nobody"}).status_code == 404
    assert one.post("/desk/reporting/prepare", {"kind": "x" * 50, "month": "‮"}).status_code in (400, 422)
    assert signed_in(DOCTOR).get("/desk/reporting").status_code == 403
    listed = above.upper.ask(
        "reported_page", path=f"/desk/reporting/received/{packs.LOWER}/cards/2026-10", by=town.ABOVE
    )
    assert "死亡 1" in listed and "下载会留下记录" in listed
    above.upper.ask("down")
    try:
        assert one.post("/desk/reporting/ask", {"peer": packs.UPPER_PEER}).status_code == 502
    finally:
        above.upper.ask("up")
