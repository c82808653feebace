"""An interview arrives once, as it was answered, sealed; what cannot be is refused with its question; a wrong clock is seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from linli.clock import now
from linli.surveys import actions
from linli.surveys.actions import Device, Sent
from linli.surveys.errors import InvalidAnswers, NotAnInterviewer, NotTheForm, UnknownForm
from linli.surveys.models import Attachment, Submission, Survey, Unit
from linli.surveys.queries import form_xml, forms_for
from linli.surveys.queries.answers import current_answers
from tests.factories import actor
from tests.surveys import town

PHOTO = Sent("foto.jpg", "image/jpeg", b"\xff\xd8\xff\xe0" + b"x" * 400)


def test_an_interview_is_kept_sealed_and_its_person_is_done(survey: Survey) -> None:
    person = town.unit()
    done = actions.submit(actor("asker"), town.xml(town.answers(person)))
    assert done.state == "new"
    row = Submission.objects.get()
    assert (
        row.answers["bp_systolic"] == "146" and row.answers["bmi"] == "26.4706" and row.answers["alcohol_day"] == "14.4"
    )
    assert b"58" not in bytes(row.answers_cipher) and "148" not in str(bytes(row.xml_cipher))
    assert row.unit == person and Unit.objects.get(pk=person.pk).state == "done"
    assert (row.doubts, row.seconds, row.by) == ([], 27 * 60, town.account("asker"))


def test_sent_twice_is_one_and_with_a_change_is_refused_by_name(survey: Survey) -> None:
    first = town.xml(town.answers(), "uuid:aaaa-1")
    assert actions.submit(actor("asker"), first).state == "new"
    assert actions.submit(actor("asker"), first).state == "same"
    changed = actions.submit(actor("asker"), town.xml(town.answers(weight="67.5"), "uuid:aaaa-1"))
    assert (changed.state, changed.conflict) == ("conflict", "体重（公斤）")
    again = town.answers()
    again["reading"][1]["systolic"] = "149"
    told = actions.submit(actor("asker"), town.xml(again, "uuid:aaaa-1"))
    assert (told.state, told.conflict) == ("conflict", "收缩压（高压）")
    assert Submission.objects.count() == 1 and Submission.objects.get().answers["weight"] == "76.5"


def test_photos_may_come_later_and_only_those_spoken_of(survey: Survey) -> None:
    body = town.xml(town.answers(photo=PHOTO.name), "uuid:bbbb-1")
    assert actions.submit(actor("asker"), body).state == "new"
    assert not Attachment.objects.exists()
    assert actions.submit(actor("asker"), body, [PHOTO]).state == "same"
    assert actions.submit(actor("asker"), body, [PHOTO]).state == "same"
    row = Attachment.objects.get()
    assert (row.media_type, row.size) == ("image/jpeg", 404)
    from linli.cases.actions.papers import stored

    assert b"xxxx" not in stored(row.path).read_bytes()
    other = Sent(PHOTO.name, "image/jpeg", PHOTO.body + b"y")
    assert actions.submit(actor("asker"), body, [other]).state == "conflict"
    with pytest.raises(NotTheForm, match=r"other\.jpg"):
        actions.submit(actor("asker"), body, [Sent("other.jpg", "image/jpeg", PHOTO.body)])
    with pytest.raises(NotTheForm):
        actions.submit(
            actor("asker"), town.xml(town.answers(photo="a.jpg"), "uuid:bbbb-2"), [Sent("a.jpg", "", b"MZ\x90")]
        )
    assert Attachment.objects.count() == 1 and Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"age": "17"}, "age"),
        ({"age": "58.5"}, "age"),
        ({"sex": "other"}, "sex"),
        ({"sex": ""}, "sex"),
        ({"smoke_start": "59"}, "smoke_start"),
        ({"glucose": "nan"}, "glucose"),
        ({"know_smoking": "lung none"}, "know_smoking"),
        ({"reading": [{"systolic": "120", "diastolic": "130"}] * 3}, "reading[1]/diastolic"),
        ({"reading": []}, "reading[1]/systolic"),
        ({"unit": "3-17"}, "unit"),
        ({"place": "here"}, "place"),
    ],
)
def test_what_the_questionnaire_does_not_allow_is_refused_with_its_question(
    survey: Survey, change: dict[str, object], path: str
) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        actions.submit(actor("asker"), town.xml(town.answers(**change)))
    assert refused.value.faults[0].field == path
    assert not Submission.objects.exists()


def test_what_is_not_asked_has_no_answer(survey: Survey) -> None:
    row = town.sent(smoke_now="no", smoke_ever="no", smoke_around="0")
    assert "cigarettes_day" not in row.answers and "smoke_start" not in row.answers
    refused = town.sent(person=town.unit(1), outcome="refused")
    assert "age" not in refused.answers and "reading" not in refused.answers
    assert Unit.objects.get(pk=refused.unit_id).state == "refused"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"not xml", b"<data/>", b"<data id='risk-factors' version='2026.2'><meta/></data>",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><data id='risk-factors' version='2026.2'><unit>&a;</unit></data>",
        b"<data id='risk-factors' version='2026.2'><belief>x</belief><meta><instanceID>uuid:12345678</instanceID></meta></data>",
        b"<data id='risk-factors' version='2026.2'><age>1</age><meta><instanceID>uuid:12345678</instanceID></meta></data>",
        b"<data id='risk-factors' version='2026.2'><unit>1</unit><unit>2</unit><meta><instanceID>uuid:12345678</instanceID></meta></data>",
    ],
)  # fmt: skip
def test_what_is_no_submission_is_refused(survey: Survey, body: bytes) -> None:
    with pytest.raises(NotTheForm):
        actions.submit(actor("asker"), body)


def test_only_interviewers_of_the_district_and_only_forms_in_the_field(survey: Survey) -> None:
    body = town.xml(town.answers())
    for name in ("doctor", "here", "centre", "admin"):
        with pytest.raises(NotAnInterviewer):
            actions.submit(actor(name), body)
        assert not forms_for(actor(name)).exists()
    assert [str(one) for one in forms_for(actor("asker"))] == ["risk-factors 2026.2"]
    assert form_xml(forms_for(actor("asker")).get()).startswith(b"<?xml")
    with pytest.raises(UnknownForm):
        actions.submit(actor("asker"), body.replace(b'version="2026.2"', b'version="1999"'))
    actions.close(actor("leader"), survey.code)
    assert not forms_for(actor("asker")).exists()
    assert "late" in actions.submit(actor("asker"), body).submission.doubts


def test_a_tablet_whose_clock_is_a_year_off(survey: Survey) -> None:
    """The times are kept as said and flagged; the length is from the clock that only runs forward."""
    off = town.answers(start="2025-11-02T09:00:00+08:00", end="2025-11-02T09:25:00+08:00", today="2025-11-02")
    device = Device("page", now() - timedelta(days=365), 1490)
    row = actions.submit(actor("asker"), town.xml(off), (), device).submission
    assert row.started_at == datetime(2025, 11, 2, 1, 0, tzinfo=UTC) and row.answers["start"].startswith("2025-11-02")
    assert not row.clock_trusted and row.doubts == ["clock"] and row.seconds == 1490
    assert row.clock_ahead == pytest.approx(-365 * 86400)
    # ODK Collect says nothing of its clock: times a year old are not believed either, their difference is.
    odk = actions.submit(
        actor("asker"), town.xml(town.answers(town.unit(1), start=off["start"], end=off["end"]))
    ).submission
    assert not odk.clock_trusted and odk.clock_ahead is None and odk.seconds == 25 * 60
    future = town.answers(town.unit(2), start="2099-01-01T00:00:00Z", end="2099-01-01T00:10:00Z")
    assert not actions.submit(actor("asker"), town.xml(future)).submission.clock_trusted


def test_whose_person_it_is_and_where_it_was_asked(survey: Survey) -> None:
    theirs = town.unit(by="asker2")
    assert town.sent("asker", person=theirs).doubts == ["other_interviewer"]
    assert "duplicate" in town.sent("asker2", person=theirs).doubts
    stranger = actions.submit(actor("asker"), town.xml(town.answers(unit="99-0001-00"))).submission
    assert stranger.unit is None and stranger.doubts == ["unknown_unit"]
    person = Unit.objects.exclude(cluster__lat=None).filter(state="waiting").first()
    assert person is not None and person.interviewer is not None and person.cluster.lat is not None
    spot = f"{person.cluster.lat + 0.05:.6f} {person.cluster.lon} 0 12"
    far = town.sent(str(person.interviewer.username), person=person, place=spot)
    assert far.metres_away == pytest.approx(5560, abs=10) and far.doubts == ["far"]


def test_a_correction_counts_and_what_was_sent_stays(survey: Survey) -> None:
    row = town.sent()
    made = actions.correct(
        actor("leader"),
        survey.code,
        row.pk,
        {"path": "reading[3]/systolic", "value": "134", "reason": "纸质记录为 134"},
    )
    assert made.value == "134"
    row.refresh_from_db()
    assert row.answers["reading"][2]["systolic"] == "144" and row.answers["bp_systolic"] == "146"
    assert current_answers(row)["reading"][2]["systolic"] == "134" and current_answers(row)["bp_systolic"] == "141"
