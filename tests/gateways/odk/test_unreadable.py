"""What comes that is no interview: each is refused with its reason, in Chinese, and nothing is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.surveys.models import Attachment, Submission
from tests.factories import SLUG
from tests.gateways.odk.tablet import PHOTO, Tablet, filled, said
from tests.surveys import town

INSTANCE = "uuid:6d0c9b9e-0f7b-4a44-a8f4-000000000001"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE data [<!ENTITY a "哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9))
    + "]><data id='x' version='1'><meta><instanceID>uuid:12345678</instanceID></meta><a>&j;</a></data>"
)
ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE data [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    "<data id='x' version='1'><meta><instanceID>uuid:12345678</instanceID></meta><a>&f;</a></data>"
)


@pytest.fixture(autouse=True)
def nothing_is_kept(tablet: Tablet) -> Any:
    yield
    assert not Submission.objects.exists() and not Attachment.objects.exists()


@pytest.mark.parametrize("xml", [
    ENTITY, LAUGHS, "", "no xml", "<data", "<data/>", '<data id="x" version="1"/>',
    '<data id="x"><meta><instanceID>uuid:12345678</instanceID></meta></data>', "\0", '{"data": 1}',
], ids=range(10))  # fmt: skip
def test_no_xml_or_a_trap(tablet: Tablet, xml: str) -> None:
    answer = tablet.send(xml.encode())
    assert 400 <= answer.status_code < 500 and any("\u4e00" <= sign <= "\u9fff" for sign in said(answer)), said(answer)
    assert b"root:" not in answer.content


def test_another_encoding_than_it_says(tablet: Tablet) -> None:
    xml = filled(tablet.form(), town.answers(deviceid="平板三号"), INSTANCE)
    text = xml.decode()
    assert tablet.send(text.encode("gb18030")).status_code == 422
    unknown = text.replace("utf-8", "x-nobody-knows", 1)
    assert tablet.send(unknown.encode()).status_code == 422


def test_more_than_is_taken_is_refused_before_it_is_read(tablet: Tablet) -> None:
    xml = filled(tablet.form(), town.answers(photo="1.jpg"), INSTANCE)
    answer = tablet.send(xml, {"1.jpg": PHOTO + b"x" * 20_000_000})
    assert answer.status_code == 413 and "12 MB" in said(answer)


def test_a_file_that_is_no_photo_or_not_spoken_of(tablet: Tablet) -> None:
    xml = filled(tablet.form(), town.answers(photo="1.jpg"), INSTANCE)
    assert tablet.send(xml, {"1.jpg": b"MZ is a program"}).status_code == 422
    assert tablet.send(xml, {"2.jpg": PHOTO}).status_code == 422


def test_no_multipart_or_no_submission_in_it(tablet: Tablet) -> None:
    path = f"/odk/{SLUG}/submission"
    assert tablet.ask("POST", path, data={"photo": SimpleUploadedFile("1.jpg", PHOTO)}).status_code == 400
    assert tablet.ask("POST", path, data={}).status_code == 400
    tablet.in_address = True
    for kind, body in (
        ("application/xml", b"<data/>"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
    ):
        answer = tablet.client.post(f"{tablet.base}/submission", body, content_type=kind)
        assert answer.status_code == 400 and said(answer)


def test_an_element_that_the_form_does_not_have(tablet: Tablet) -> None:
    xml = filled(tablet.form(), town.answers(), INSTANCE).replace(b"</data>", b"<secret>1</secret></data>")
    answer = tablet.send(xml)
    assert answer.status_code == 422


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_another_method(tablet: Tablet, method: str) -> None:
    tablet.in_address = True
    assert getattr(tablet.client, method)(f"{tablet.base}/submission").status_code == 405
