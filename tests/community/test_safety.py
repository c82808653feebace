"""Whether a building is safe: looked at item by item, a fault is a case until it is mended, and what is overdue climbs."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from linli.cases.errors import InvalidInput, NotTaken
from linli.cases.models import Attachment, Case
from linli.community import actions
from linli.community.errors import AlreadyACase, NoSuchInspection, NoSuchVenue, NotDoneYet, NotNow, NotYours
from linli.community.models import Fault, Inspection, InspectionEntry, SafetyPost
from linli.community.queries import safety
from linli.notices.models import Notice
from linli.people.models import Position
from linli.places.models import District
from tests.community.town import VENUE, at, due, plan, signed_in, told
from tests.conftest import MovableClock
from tests.factories import DRAIN, HERE, STREET, actor, move

EXIT, WIRES = "chukou", "dianxian"


def photo(name: str = "exit.jpg") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (640, 480), "#88aa66").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue())


def look(
    item: str, finding: str = "fine", remark: str = "", by: str = "here", *photos: SimpleUploadedFile
) -> InspectionEntry:
    return actions.look(actor(by), VENUE, {"item": item, "finding": finding, "remark": remark}, photos)


def walk(*faults: str, by: str = "here") -> Inspection:
    """A whole inspection; of these items with a fault."""
    actions.begin_inspection(actor(by), VENUE)
    for item in (EXIT, WIRES):
        look(item, "fault" if item in faults else "fine", "推不开" if item in faults else "", by)
    return actions.finish(actor(by), VENUE)


def test_all_in_order_and_the_next_one_is_due_an_interval_later(district: District, clock: MovableClock) -> None:
    row = walk()
    assert (row.faults, row.done_at is not None, Case.objects.count()) == (0, True, 0)
    assert str(plan().due_on) == "2026-12-02" and row.organisation_id == HERE


def test_a_fault_becomes_a_case_with_its_photo_at_the_desk_of_its_place(district: District) -> None:
    actions.begin_inspection(actor("here"), VENUE)
    entry = look(EXIT, "fault", "门被锁住了", "here", photo())
    case = Case.objects.get()
    assert entry.fault is not None and entry.fault.case_id == case.pk
    assert "东街讲堂" in case.title and "门被锁住了" in case.text and case.community == HERE and case.office_id == HERE
    assert case.category is not None and case.category.code == DRAIN and case.channel == "patrol"
    assert Attachment.objects.filter(case=case).count() == 1
    assert (Path(settings.MEDIA_ROOT) / entry.photo).is_file() and (
        Path(settings.MEDIA_ROOT) / entry.photo_small
    ).is_file()


def test_the_list_has_what_is_for_this_kind_of_venue_only(district: District) -> None:
    shown = safety.standing(actor("here"), VENUE)
    assert [item.code for item in safety.items_for(shown.venue)] == [EXIT, WIRES]
    actions.begin_inspection(actor("here"), VENUE)
    with pytest.raises(InvalidInput, match="wutai"):
        look("wutai")


def test_a_fault_is_mended_when_its_case_is_solved(district: District) -> None:
    walk(EXIT)
    case = Case.objects.get()
    assert actions.follow_faults() == 0
    move("here", case, "register", category=DRAIN)
    move("here", case, "answer", text="已打开并换锁")
    move("here", case, "close", result="solved")
    assert (actions.follow_faults(), actions.follow_faults()) == (1, 0)
    fault = Fault.objects.get()
    assert fault.mended_by == "case" and fault.mended_at is not None


def test_a_case_that_ends_without_mending_is_told_of_once_and_the_fault_stays_open(district: District) -> None:
    walk(EXIT)
    case = Case.objects.get()
    move("here", case, "register", category=DRAIN)
    move("here", case, "answer", text="等配件")
    move("here", case, "close", result="not_solved")
    assert (actions.follow_faults(), actions.follow_faults()) == (1, 0)
    assert told("safety_fault_open") == 2
    fault = Fault.objects.select_related("case").get()
    assert fault.mended_at is None and safety.is_left_open(fault)
    walk(EXIT)
    fault.refresh_from_db()
    assert Fault.objects.count() == 1 and Case.objects.count() == 2 and fault.case_id != case.pk


def test_found_again_it_is_the_same_fault_and_found_in_order_it_is_mended(district: District) -> None:
    walk(EXIT)
    walk(EXIT)
    assert (Fault.objects.count(), Case.objects.count()) == (1, 1)
    walk()
    assert Fault.objects.get().mended_by == "inspection"


def test_an_item_can_be_said_again_until_it_is_a_case(district: District) -> None:
    actions.begin_inspection(actor("here"), VENUE)
    look(WIRES, "none")
    assert look(WIRES, "fine").finding == "fine"
    look(WIRES, "fault", "插座松了")
    with pytest.raises(NotNow):
        look(WIRES, "fine")


def test_what_is_missing_is_named(district: District) -> None:
    with pytest.raises(NoSuchInspection):
        look(EXIT)
    actions.begin_inspection(actor("here"), VENUE)
    with pytest.raises(InvalidInput) as wrong:
        look(EXIT, "fault")
    assert [fault.field for fault in wrong.value.faults] == ["remark"]
    look(EXIT)
    with pytest.raises(NotDoneYet, match="电线插座"):
        actions.finish(actor("here"), VENUE)
    for bad in ({"item": EXIT, "finding": "maybe"}, {"item": "", "finding": "fine"}, {"item": "no", "finding": "fine"}):
        with pytest.raises(InvalidInput):
            actions.look(actor("here"), VENUE, bad)


def test_what_is_no_photo_is_refused_and_nothing_is_kept(district: District) -> None:
    actions.begin_inspection(actor("here"), VENUE)
    for bad in (SimpleUploadedFile("x.jpg", b"no photo"), SimpleUploadedFile("x.pdf", b"%PDF-1.4\n%%EOF")):
        with pytest.raises((NotTaken, InvalidInput)):
            look(EXIT, "fine", "", "here", bad)
    assert not InspectionEntry.objects.exists()


def test_it_is_for_those_who_answer_for_it(district: District) -> None:
    for username in ("there", "works", "elsewhere"):
        with pytest.raises(NoSuchVenue):
            actions.begin_inspection(actor(username), VENUE)
    for overseer in ("auditor", "admin"):
        with pytest.raises(NotYours):
            actions.begin_inspection(actor(overseer), VENUE)
    with pytest.raises(NotYours):
        actions.name_person(actor("grid"), VENUE, {"level": "district", "person": "centre"})
    assert [one.venue.code for one in safety.standings(actor("street"))] == [VENUE]
    assert safety.standings(actor("auditor")) and not safety.standings(actor("there"))


def test_what_is_due_is_told_to_the_venue_and_what_is_overdue_climbs_each_once(
    district: District, clock: MovableClock
) -> None:
    due(0)
    clock.set(at("2026-11-02 08:59"))
    assert actions.tell_due() == 0, "nobody is told at night"
    clock.set(at("2026-11-02 09:00"))
    assert (actions.tell_due(), actions.tell_due(), told("safety_due")) == (1, 0, 1)
    here = Notice.objects.get(template="safety_due")
    assert here.account is not None and here.account.username == "here" and "东街讲堂" in here.text
    clock.set(at("2026-11-03 09:00"))
    assert (actions.tell_due(), actions.tell_due()) == (1, 0)
    street = Notice.objects.get(template="safety_overdue")
    assert street.organisation_id == STREET, "nobody is named there: the organisation is told"
    clock.set(at("2026-11-09 09:00"))
    assert (actions.tell_due(), actions.tell_due(), told("safety_overdue")) == (1, 0, 2)
    walk()
    clock.set(at("2026-12-09 09:00"))
    assert actions.tell_due() == 1 and told("safety_due") == 2


def test_a_worker_that_slept_for_weeks_tells_every_level_at_once(district: District, clock: MovableClock) -> None:
    due(-20)
    assert actions.tell_due() == 1
    assert (told("safety_due"), told("safety_overdue")) == (1, 2)


def test_who_answers_is_one_of_the_organisations_own_staff(district: District) -> None:
    actions.name_person(actor("street"), VENUE, {"level": "street", "person": "street"})
    assert SafetyPost.objects.get(level="street").account == actor("street").account
    with pytest.raises(InvalidInput, match="works"):
        actions.name_person(actor("street"), VENUE, {"level": "street", "person": "works"})
    with pytest.raises(NotYours):
        actions.name_person(actor("here"), VENUE, {"level": "district", "person": "centre"})
    actions.name_person(actor("centre"), VENUE, {"level": "venue", "person": ""})
    assert SafetyPost.objects.get(level="venue").account is None


def test_nothing_of_a_visitor_can_be_noted() -> None:
    """No table of safety has a place for a resident, a name, a telephone or a number of visitors."""
    tables = [one for one in apps.get_app_config("community").get_models() if one.__module__.endswith(".safety")]
    names = {field.name for table in tables for field in table._meta.get_fields()}
    assert len(tables) == 6
    assert not {"name_of", "visitor", "visitors", "resident", "person", "phone", "contact", "registration"} & names
    accounts = {
        f"{table.__name__}.{f.name}" for table in tables for f in table._meta.concrete_fields if f.name == "account"
    }
    assert accounts == {"SafetyPost.account", "Inspection.account"}, "only staff: who answers, and who inspected"


def solved(case: Case) -> None:
    """Registered, mended and closed by the desk of its place."""
    move("here", case, "register", category=DRAIN)
    move("here", case, "answer", text="已打开并换锁")
    move("here", case, "close", result="solved")


def test_mended_is_told_and_a_case_that_is_opened_again_opens_the_fault(district: District) -> None:
    walk(EXIT)
    case = Case.objects.get()
    solved(case)
    actions.follow_faults()
    assert (
        told("safety_fault_mended") == 2 and "安全出口" in Notice.objects.filter(template="safety_fault_mended")[0].text
    )
    move("here", case, "reopen", reason="锁又坏了")
    assert (actions.follow_faults(), actions.follow_faults()) == (1, 0)
    assert Fault.objects.get().mended_at is None
    move("here", case, "answer", text="换了新锁")
    move("here", case, "close", result="not_solved")
    assert actions.follow_faults() == 1 and told("safety_fault_open") == 2


def test_a_fault_is_reported_between_inspections_and_again_when_it_was_not_mended(district: District) -> None:
    given = {"item": EXIT, "remark": "门又锁上了"}
    first = actions.report_fault(actor("here"), VENUE, given, [photo()])
    assert Attachment.objects.filter(case=first.case).count() == 1 and not Inspection.objects.exists()
    with pytest.raises(AlreadyACase, match=first.case.code):
        actions.report_fault(actor("street"), VENUE, given)
    solved(first.case)
    actions.follow_faults()
    again = actions.report_fault(actor("street"), VENUE, given)
    assert (again.pk != first.pk, again.case_id != first.case_id, Fault.objects.filter(mended_at=None).count()) == (
        True, True, 1,
    )  # fmt: skip
    with pytest.raises(NotYours):
        actions.report_fault(actor("auditor"), VENUE, given)
    for bad in ({"item": WIRES, "remark": ""}, {"item": "wutai", "remark": "松了"}, {"item": "", "remark": "松了"}):
        with pytest.raises(InvalidInput):
            actions.report_fault(actor("here"), VENUE, bad)


def test_what_was_in_order_days_ago_is_looked_at_again(district: District, clock: MovableClock) -> None:
    actions.begin_inspection(actor("here"), VENUE)
    look(EXIT)
    look(WIRES, "fault", "插座松了")
    clock.advance(days=4)
    with pytest.raises(NotDoneYet, match="安全出口"):
        actions.finish(actor("here"), VENUE)
    look(EXIT)
    assert actions.finish(actor("here"), VENUE).faults == 1


def test_who_left_answers_no_longer_and_the_organisation_is_told(district: District) -> None:
    due(0)
    Position.objects.filter(account__username="here").update(until=date(2026, 11, 1))
    assert actions.tell_due() == 1
    assert Notice.objects.get(template="safety_due").organisation_id == HERE
    shown = safety.standing(actor("centre"), VENUE)
    assert [post.account for post in shown.posts if post.level == "venue"] == [None]


def test_the_figures_say_what_was_done_in_time(district: District, clock: MovableClock) -> None:
    due(3)
    walk(EXIT)
    due(-1)
    walk()
    due(-1)
    year = safety.figures(safety.standings(actor("centre")))
    assert (year.due, year.in_time, year.mended, year.days_to_mend) == (3, 1, 1, 0)
    assert "33%" in signed_in("centre").get("/desk/safety").content.decode()
