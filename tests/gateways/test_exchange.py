"""Two installations, one application: reported up, returned, corrected, decided; nothing lost, nothing twice."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from linli import clock
from linli.applications.across import Outcome, What
from linli.applications.actions import perform
from linli.applications.actions.across import from_above
from linli.applications.errors import NotAcross, TooMuchToSend
from linli.applications.file import ApplicationFile, opened
from linli.applications.models import Decision, Page, Shortcoming
from linli.applications.queries.across import state_of
from linli.cases.errors import NotYours
from linli.cases.models import Case, CaseEvent, Deadline, Remark
from linli.cases.queries.replay import unfolded
from linli.catalogue.working_time import Term, calendar_of
from linli.gateways.exchange.actions import tell_of_waiting
from linli.gateways.exchange.calling import post
from linli.gateways.exchange.models import Parcel, Received
from linli.gateways.exchange.peers import peers
from linli.notices.models import Notice
from linli.packs import load
from linli.people.actors import Actor
from linli.places.models import Level
from tests.gateways import packs
from tests.gateways.two import CHECKS, Two, answers, body_of, move, told, whole


def kinds(case: Case) -> list[str]:
    return list(CaseEvent.objects.filter(stream=case.pk).order_by("seq").values_list("kind", flat=True))


def test_from_a_phone_here_to_a_decision_there_and_its_paper_here(both: Two) -> None:
    case = both.reported_up()
    assert (case.state, case.level, case.organisation_id) == ("under_review", "city", packs.CITY_OFFICE)
    assert both.work() == 1
    there = both.upper.only(case)
    assert (there["state"], there["level"], there["organisation"]) == ("under_review", "city", packs.CITY)
    assert (there["channel"], there["source"], there["kinds"]) == ("import", packs.LOWER_PEER, ["handed_in"])
    # Their days end when ours do; an area is told in words, for its code means nothing there.
    assert there["due"] == [case.deadlines.get(kind="decide").due_at.isoformat()]
    assert there["answers"]["household_area"] == "样本市样本区 河东街道 · 东街社区"
    assert there["answers"]["elder"]["id_number"] == "11010519491231002X"
    # The same bytes on either side, sealed on both.
    ours = {(one.material, one.document.pages.get().sha256) for one in ApplicationFile.load(case).handed_in()}
    assert {(one["material"], one["sha256"]) for one in there["documents"]} == ours
    assert all(one["sealed"] for one in there["documents"])
    assert any(name.startswith("王凯 · 样本区住房和城乡建设局") for name in there["opinions"])

    both.upper.move(
        "city",
        case,
        "return",
        shortcomings={"material.id_card": "照片太模糊", "address": "请写到门牌号"},
        text="请补正",
    )
    assert both.their_work() == 1
    case.refresh_from_db()
    assert (case.state, case.organisation_id, case.application.returns) == ("returned", packs.CITY_OFFICE, 1)
    assert case.deadlines.get(kind="decide").state == "paused"
    assert {one.about for one in Shortcoming.objects.filter(case=case)} == {"material.id_card", "address"}

    held = {one.material: one.document_id for one in ApplicationFile.load(case).handed_in()}
    papers = both.papers(bank_card=[held["bank_card"]])
    perform(both.owner, case.code, "correct", {"answers": answers(address="林家巷52号2单元"), "documents": papers})
    assert both.work() == 1
    there = both.upper.only(case)
    assert there["state"] == "under_review" and there["answers"]["address"] == "林家巷52号2单元"
    # What was not handed in anew is the very one that was there.
    assert len(there["documents"]) == 2 and there["kinds"] == ["handed_in", "returned", "corrected"]

    both.upper.move("city", case, "report_up", checks=CHECKS)
    both.upper.move("province", case, "grant", checks=CHECKS, text="同意")
    assert both.their_work() + both.their_work() == 2
    case.refresh_from_db()
    paper = Decision.objects.get(case=case)
    assert (case.state, case.result, paper.issued_by_id) == ("granted", "granted", packs.WORKS)
    number = both.upper.only(case)["number"]
    assert number and number in opened(paper.content_cipher)["text"] and paper.number.endswith(f"{case.code}号")
    assert kinds(case) == [
        "handed_in",
        "accepted",
        "reported_up",
        "sent_across",
        "returned",
        "corrected",
        "reported_up",
        "granted",
    ]
    # Theirs is closed once ours has it.
    assert both.upper.only(case)["state"] == "delivered"
    assert both.work() == both.their_work() == 0
    whole(both)


def test_theirs_is_delivered_once_the_decision_itself_has_arrived(both: Two) -> None:
    """Of two things that wait to be told, the first alone hands nothing over."""
    case = both.reported_up()
    both.work()
    both.upper.move("city", case, "report_up", checks=CHECKS)
    both.upper.move("province", case, "grant", checks=CHECKS)
    assert both.their_work() == 1 and both.upper.only(case)["state"] == "granted"
    assert both.their_work() == 1 and both.upper.only(case)["state"] == "delivered"


def test_refused_there_is_refused_here_with_the_reason(both: Two) -> None:
    case = both.reported_up()
    both.work()
    both.upper.move("city", case, "report_up", checks=CHECKS)
    both.upper.move("province", case, "refuse", reason="已在外地重复领取")
    both.their_work(), both.their_work()
    case.refresh_from_db()
    assert (case.state, case.result) == ("refused", "refused")
    printed = opened(Decision.objects.get(case=case).content_cipher)
    assert printed["verdict"] == "refuse" and "已在外地重复领取" in printed["text"] and printed["remedy"]


def test_handed_down_and_reported_up_again_is_one_case_there(both: Two) -> None:
    case = both.reported_up()
    both.work()
    both.upper.move("city", case, "hand_down", reason="请先核对户籍")
    both.their_work()
    case.refresh_from_db()
    assert (case.state, case.level, case.organisation_id) == ("under_review", "district", packs.WORKS)
    assert "application_handed_down" in told(case, packs.WORKS)
    assert "请先核对户籍" in Remark.objects.filter(case=case).order_by("-id")[0].text
    assert both.upper.only(case)["state"] == "declined"
    move("mini.works", case, "report_up", checks=CHECKS, text="已核对")
    assert both.work() == 1
    there = both.upper.only(case)
    assert there["state"] == "under_review" and there["kinds"] == ["handed_in", "handed_down", "handed_in"]
    whole(both)


def test_with_experts_there_the_clock_here_stands_still(both: Two) -> None:
    case = both.reported_up()
    both.work()
    due = case.deadlines.get(kind="decide").due_at
    both.upper.move("city", case, "consult", reason="请专家评审")
    both.their_work()
    case.refresh_from_db()
    assert case.state == "consulting" and case.deadlines.get(kind="decide").state == "paused"
    both.at(clock.now() + timedelta(days=1))
    both.upper.move("city", case, "consulted", text="评审通过")
    both.their_work()
    case.refresh_from_db()
    running = case.deadlines.get(kind="decide")
    assert (case.state, running.state) == ("under_review", "running") and running.due_at > due


def test_revoked_there_is_revoked_here(both: Two) -> None:
    case = both.reported_up()
    both.work()
    both.upper.move("city", case, "report_up", checks=CHECKS)
    both.upper.move("province", case, "grant", checks=CHECKS)
    both.their_work(), both.their_work()
    both.upper.move("province", case, "revoke", reason="材料不实")
    both.their_work()
    case.refresh_from_db()
    assert (case.state, case.result) == ("closed", "revoked")
    assert Decision.objects.get(case=case).revoked_for == "材料不实"


def test_a_day_without_the_one_above_and_then_exactly_one_case(both: Two) -> None:
    both.upper.ask("down")
    try:
        case, other = both.reported_up(), both.reported_up()
        waits = []
        for _try in range(7):
            assert both.work() == 0
            first = Parcel.objects.get(case=case)
            waits.append(first.next_at - clock.now())
            assert first.state == "waiting" and first.last_error == "ConnectionRefusedError"
            assert both.work() == 0 and Parcel.objects.get(pk=first.pk).attempts == first.attempts
            both.at(max(one.next_at for one in Parcel.objects.all()))
        assert waits == sorted(waits) and waits[0] == timedelta(seconds=30) and waits[-1] == timedelta(hours=1)
        # One that is not there is asked for by one parcel at a time.
        assert Parcel.objects.get(case=other).attempts == 0
        shown = state_of(case)
        assert shown and shown.waits and shown.name == "样本市住房和城乡建设局" and shown.since == first.created_at
        case.refresh_from_db()
        assert (case.state, case.organisation_id) == ("under_review", packs.CITY_OFFICE)
        both.at(clock.now() + timedelta(days=1))
    finally:
        both.upper.ask("up")
    assert both.work() == 2 and both.work() == 0
    assert both.upper.only(case)["kinds"] == both.upper.only(other)["kinds"] == ["handed_in"]
    assert (shown := state_of(case)) and shown.state == "sent" and not shown.waits
    assert Parcel.objects.get(case=case).body_cipher == b""


def test_after_three_working_days_whoever_reported_it_up_is_told_once(both: Two) -> None:
    both.upper.ask("down")
    try:
        case = both.reported_up()
        both.work()
        third = calendar_of(packs.LOWER).add(clock.now(), Term.parse("3个工作日"))
        both.at(third - timedelta(minutes=1))
        assert tell_of_waiting(clock.now()) == 0
        both.at(third)
        assert tell_of_waiting(clock.now()) == 1 and tell_of_waiting(clock.now()) == 0
        assert "exchange_waits" in told(case, packs.WORKS)
    finally:
        both.upper.ask("up")


def test_an_answer_that_was_lost_makes_no_second_case(both: Two) -> None:
    case = both.reported_up()
    # The line breaks before the answer comes: they have it, and here it still waits.
    assert post(peers()[packs.UPPER_PEER], body_of(case)).status == 201
    assert Parcel.objects.get(case=case).state == "waiting"
    assert both.work() == 1
    assert both.upper.only(case)["kinds"] == ["handed_in"] and Parcel.objects.get(case=case).state == "sent"


def test_nobody_here_decides_what_lies_there(both: Two) -> None:
    """Not even who sits, on this installation, in the office above."""
    case = both.reported_up()
    actor = Actor.for_organisation(packs.CITY_OFFICE, "某人", packs.LOWER, "department_handler")
    with pytest.raises(NotYours):
        perform(actor, case.code, "return", {"shortcomings": {"address": "请写到门牌号"}})
    both.work()
    assert both.upper.only(case)["state"] == "under_review"
    assert Deadline.objects.get(case=case, kind="decide").organisation_id == packs.CITY_OFFICE


def test_no_such_service_there_and_it_is_back_at_the_desk_with_the_reason(both: Two) -> None:
    case = both.reported_up(packs.UNKNOWN_ABOVE)
    assert both.work() == 0
    case.refresh_from_db()
    assert (case.state, case.level, case.organisation_id) == ("under_review", "district", packs.WORKS)
    assert both.upper.ask("cases", source_id=case.code) == []
    parcel = Parcel.objects.get(case=case)
    assert (parcel.state, parcel.last_error) == ("refused", "422 unfit_parcel")
    reason = Remark.objects.filter(case=case).order_by("-id")[0].text
    assert packs.UNKNOWN_NAME in reason and "样本市住房和城乡建设局" in reason
    assert "application_handed_down" in told(case, packs.WORKS)
    # Nothing is lost: what was handed in is all there. Once they know the service it can be reported up again.
    assert len(ApplicationFile.load(case).handed_in()) == 2
    packs.service(
        both.upper.folder,
        f"{packs.UPPER}-works",
        "city",
        "city, province",
        code=packs.UNKNOWN_ABOVE,
        name=packs.UNKNOWN_NAME,
    )
    both.upper.ask("load")
    move("mini.works", case, "report_up", checks=CHECKS)
    assert both.work() == 1 and both.upper.only(case)["state"] == "under_review"
    both.upper.folder.remove(f"services/{packs.UNKNOWN_ABOVE}.yaml")
    both.upper.ask("load")
    whole(both)


def test_another_form_there_is_said_with_what_does_not_fit(both: Two) -> None:
    more = "      - {id: pension, kind: money, label: 每月养老金}\n"
    packs.below(both.pack, living=f"{packs.LIVING}, 住在养老机构", more=more)
    load(both.pack.path)
    case = both.reported_up(living="住在养老机构", pension="3000.00")
    assert both.work() == 0
    case.refresh_from_db()
    reason = Remark.objects.filter(case=case).order_by("-id")[0].text
    assert case.organisation_id == packs.WORKS and "现在和谁住" in reason and "pension" in reason
    # In notices, events and what is kept of the parcel stands nothing of what was filled in.
    events = json.dumps(
        list(CaseEvent.objects.filter(stream=case.pk).values_list("data", flat=True)), ensure_ascii=False
    )
    assert "养老机构" not in events and not Notice.objects.filter(about=case.pk, text__contains="养老机构").exists()
    assert Parcel.objects.get(case=case).last_error == "422 unfit_parcel"


def test_an_outcome_for_what_does_not_lie_there_is_refused(both: Two) -> None:
    """A peer speaks only of what was handed over to it."""
    case = both.hand_in()
    move("mini.worker", case, "accept")
    given = Outcome(case=case.code, verdict="granted", organisation="某单位", level=Level.CITY, number="1号")
    with pytest.raises(NotAcross):
        from_above(packs.UPPER_PEER, given)
    with pytest.raises(NotAcross):
        from_above("somebody-else", given)
    assert Received.objects.count() == 0


def test_what_happens_to_one_application_arrives_in_its_order(both: Two) -> None:
    """Withdrawn before it was sent at all: first the one, then the other."""
    case = both.reported_up()
    perform(both.owner, case.code, "withdraw", {"reason": "不需要了"})
    assert both.work() == 1 and Parcel.objects.get(case=case, kind="ended").attempts == 0
    assert both.work() == 1
    assert both.upper.only(case)["kinds"] == ["handed_in", "withdrawn"]


def test_documents_that_are_too_much_are_said_before_anything_happens(both: Two) -> None:
    case = both.hand_in()
    move("mini.worker", case, "accept")
    move("mini.worker", case, "report_up", checks=CHECKS)
    Page.objects.update(size=40 * 1024 * 1024)
    with pytest.raises(TooMuchToSend, match="80 MB"):
        move("mini.works", case, "report_up", checks=CHECKS)
    case.refresh_from_db()
    assert case.organisation_id == packs.WORKS and not Parcel.objects.exists()


def test_one_parcel_that_cannot_be_read_holds_up_no_other(both: Two, caplog: pytest.LogCaptureFixture) -> None:
    spoilt, sound = both.reported_up(), both.reported_up()
    Parcel.objects.filter(case=spoilt).update(body_cipher=b"not sealed")
    assert both.work() == 1 and both.upper.only(sound)["state"] == "under_review"
    left = Parcel.objects.get(case=spoilt)
    assert (left.state, left.attempts, left.last_error) == ("waiting", 1, "Unreadable")
    assert left.next_at > clock.now() and left.lease_until is None
    assert any(record.exc_info for record in caplog.records)


def test_what_the_upper_form_names_beyond_ours_is_told_in_words(both: Two) -> None:
    case = both.reported_up()
    both.work()
    given = Outcome(
        case=case.code,
        verdict="returned",
        organisation="市住建",
        level=Level.CITY,
        shortcomings={"material.lease": "请补交租赁合同"},
    )
    from_above(packs.UPPER_PEER, given)
    case.refresh_from_db()
    assert case.state == "returned" and Shortcoming.objects.get(case=case).text == "请补交租赁合同"


@pytest.mark.parametrize("verdict", ["returned", "consulting", "handed_down"])
@pytest.mark.parametrize("text", ["", "略", "长" * 2000])
def test_whatever_they_say_with_it_can_be_taken(both: Two, verdict: What, text: str) -> None:
    case = both.reported_up()
    from_above(
        packs.UPPER_PEER, Outcome(case=case.code, verdict=verdict, organisation="市住建", level=Level.CITY, text=text)
    )
    case.refresh_from_db()
    told_here = {"returned": "returned", "consulting": "consulting", "handed_down": "under_review"}
    assert case.state == told_here[verdict] and list(unfolded()) == []
