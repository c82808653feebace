"""ODK Collect's day: the list of forms, a form, interviews with photos, sent once, twice, in parts, and otherwise."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest

from linli.cases.actions.papers import stored
from linli.surveys import actions
from linli.surveys.models import Attachment, Form, Submission, SurveyState
from tests.factories import SLUG, actor
from tests.gateways.odk.tablet import PHOTO, Tablet, bare, below, filled, given_to, said, told
from tests.surveys import town

INSTANCE = "uuid:6d0c9b9e-0f7b-4a44-a8f4-000000000001"


def interview(tablet: Tablet, instance: str = INSTANCE, **changed: Any) -> bytes:
    return filled(tablet.form(), town.answers(**changed), instance)


@pytest.mark.parametrize("in_address", [False, True])
def test_from_the_list_to_an_interview_with_a_photo(tablet: Tablet, in_address: bool) -> None:
    tablet.in_address = in_address
    (offered,) = tablet.form_list()
    form = Form.objects.get()
    assert (told(offered, "formID"), told(offered, "version")) == (form.form_id, form.version)
    assert told(offered, "name") == form.title and told(offered, "descriptionText") == "成人慢性病危险因素调查"
    manifest = tablet.get(below(told(offered, "manifestUrl")))
    assert bare(ElementTree.fromstring(manifest.content)) == "manifest" and not list(
        ElementTree.fromstring(manifest.content)
    )
    head = tablet.ask("HEAD", f"{tablet.base}/submission")
    assert head.status_code == 204 and int(head.headers["X-OpenRosa-Accept-Content-Length"]) >= 10_000_000
    assert head.headers["Location"] == f"http://testserver{tablet.base}/submission"
    answer = tablet.send(interview(tablet, photo="1762047000.jpg"), {"1762047000.jpg": PHOTO})
    assert answer.status_code == 201 and "谢谢" in said(answer) and answer.headers["X-OpenRosa-Version"] == "1.0"
    row = Submission.objects.get()
    assert (row.instance_id, row.source, row.by) == (INSTANCE, "odk", town.account("asker"))
    assert row.answers["weight"] == "76.5" and len(row.answers["reading"]) == 3 and row.answers["bp_systolic"] == "146"
    photo = row.attachments.get()
    assert photo.size == len(PHOTO) and b"taken" not in stored(photo.path).read_bytes()


def test_the_same_again_is_taken_and_stored_once(tablet: Tablet) -> None:
    xml, photos = interview(tablet, photo="1.jpg"), {"1.jpg": PHOTO}
    assert tablet.send(xml, photos).status_code == 201
    again = tablet.send(xml, photos)
    assert again.status_code == 202 and "已经收到过" in said(again)
    assert Submission.objects.count() == Attachment.objects.count() == 1


def test_an_interview_in_several_requests(tablet: Tablet) -> None:
    """Collect sends as much as we take in one request, and the same form with each."""
    xml = interview(tablet, photo="1.jpg")
    first = tablet.send(xml, more=True)
    assert first.status_code == 201 and "照片" in said(first)
    assert tablet.send(xml, {"1.jpg": PHOTO}).status_code == 202
    assert Submission.objects.get().attachments.get().name == "1.jpg"


def test_the_same_interview_with_a_change_is_refused_and_the_first_stays(tablet: Tablet) -> None:
    assert tablet.send(interview(tablet)).status_code == 201
    changed = tablet.send(interview(tablet, weight="67.5"))
    assert changed.status_code == 409 and "体重" in said(changed) and "67.5" not in said(changed)
    assert Submission.objects.get().answers["weight"] == "76.5"
    assert (
        tablet.send(interview(tablet, instance=INSTANCE[:-1] + "2", photo="1.jpg"), {"1.jpg": PHOTO}).status_code == 201
    )
    other = tablet.send(interview(tablet, instance=INSTANCE[:-1] + "2", photo="1.jpg"), {"1.jpg": PHOTO + b"."})
    assert other.status_code == 409 and "1.jpg" in said(other)


def test_a_form_that_is_not_there_or_not_that_version(tablet: Tablet) -> None:
    assert tablet.get(f"/odk/{SLUG}/forms/nothing.xml").status_code == 404
    assert tablet.get(f"/odk/{SLUG}/forms/nothing/manifest").status_code == 404
    form = Form.objects.get()
    xml = interview(tablet)
    answer = tablet.send(xml.replace(f'version="{form.version}"'.encode(), b'version="1999"'))
    assert answer.status_code == 404 and "1999" in said(answer) and not Submission.objects.exists()


def test_a_survey_that_has_ended_is_off_the_list(tablet: Tablet) -> None:
    form = Form.objects.get()
    form.survey.state = SurveyState.CLOSED
    form.survey.save()
    assert tablet.form_list() == []
    assert tablet.get(f"/odk/{SLUG}/forms/{form.form_id}.xml").status_code == 404


def test_one_form_of_the_list(tablet: Tablet) -> None:
    form = Form.objects.get()
    assert b"<formID>" in tablet.get(f"/odk/{SLUG}/formList?formID={form.form_id}").content
    assert b"<formID>" not in tablet.get(f"/odk/{SLUG}/formList?formID=other").content


def test_an_answer_that_the_questionnaire_does_not_allow_is_named(tablet: Tablet) -> None:
    answer = tablet.send(interview(tablet, age="12"))
    assert answer.status_code == 422 and "18" in said(answer) and not Submission.objects.exists()


def test_a_tablet_whose_clock_is_a_year_off(tablet: Tablet) -> None:
    tablet.date = "Sun, 02 Nov 2025 01:30:00 GMT"
    xml = interview(
        tablet, start="2025-11-02T09:00:00.000+08:00", end="2025-11-02T09:27:00.000+08:00", today="2025-11-02"
    )
    assert tablet.send(xml).status_code == 201
    row = Submission.objects.get()
    assert not row.clock_trusted and row.clock_ahead == -365 * 86400 and row.seconds == 27 * 60
    assert row.received_at == datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
    tablet.key.key.refresh_from_db()
    assert tablet.key.key.clock_off == -365 * 86400


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Nov 2026 99:99:99 GMT"])
def test_a_tablet_that_says_no_time(tablet: Tablet, date: str) -> None:
    tablet.date = date
    assert tablet.send(interview(tablet)).status_code == 201
    assert Submission.objects.get().clock_ahead is None


def test_two_interviewers_have_the_same_list_and_their_own_name(tablet: Tablet) -> None:
    other = Tablet(given_to("asker2"))
    assert other.send(filled(other.form(), town.answers(person=town.unit(by="asker2")), INSTANCE)).status_code == 201
    assert Submission.objects.get().by == town.account("asker2")


def test_a_new_version_shows_in_the_list(tablet: Tablet) -> None:
    (before,) = tablet.form_list()
    body = town.FORM.read_text(encoding="utf-8")
    version = told(before, "version")
    assert version in body
    actions.put_form(actor("leader"), "risk-2026", town.FORM.name, body.replace(version, version + "b").encode())
    (after,) = tablet.form_list()
    assert told(after, "version") == version + "b" and told(after, "hash") != told(before, "hash")
    # What was begun with the old one is still taken.
    assert (
        tablet.send(filled(Form.objects.get(version=version).xml.encode(), town.answers(), INSTANCE)).status_code == 201
    )
