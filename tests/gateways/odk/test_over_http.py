"""The whole way over HTTP, with a client that is not ours: Python's own, which signs in by digest as Collect does."""

from __future__ import annotations

from email.message import Message
from typing import Any
from urllib.request import HTTPDigestAuthHandler, HTTPPasswordMgrWithDefaultRealm, OpenerDirector, Request, build_opener
from xml.etree import ElementTree

import pytest

from linli.surveys.models import Submission
from tests.conftest import MovableClock
from tests.factories import SLUG
from tests.gateways.odk.tablet import PHOTO, filled, given_to, said, told
from tests.surveys import town

BOUNDARY = "--a-part-of-it"


class Answer:
    def __init__(self, got: Any) -> None:
        self.status_code, self.headers, self.content = int(got.status), got.headers, got.read()


@pytest.fixture
def opener(live_server: Any, clock: MovableClock) -> OpenerDirector:
    town.survey()
    key = given_to()
    known = HTTPPasswordMgrWithDefaultRealm()
    known.add_password(None, live_server.url, key.key.username, key.token)
    return build_opener(HTTPDigestAuthHandler(known))


def multipart(xml: bytes, name: str, photo: bytes) -> bytes:
    def part(field: str, file: str, kind: str, body: bytes) -> bytes:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{file}"\r\nContent-Type: {kind}\r\n\r\n'
        return head.encode() + body + b"\r\n"

    parts = part("xml_submission_file", "interview.xml", "text/xml", xml) + part(name, name, "image/jpeg", photo)
    return parts + f"--{BOUNDARY}--\r\n".encode()


def test_list_form_and_an_interview_with_a_photo(live_server: Any, opener: OpenerDirector) -> None:
    def ask(path: str, method: str = "GET", body: bytes | None = None) -> Answer:
        headers = {"X-OpenRosa-Version": "1.0", "Date": "Mon, 02 Nov 2026 01:30:00 GMT"}
        if body:
            headers["Content-Type"] = f"multipart/form-data; boundary={BOUNDARY}"
        return Answer(opener.open(Request(path, body, headers, method=method), timeout=60))

    base = f"{live_server.url}/odk/{SLUG}"
    listed = ask(f"{base}/formList")
    (offered,) = ElementTree.fromstring(listed.content)
    assert listed.headers["X-OpenRosa-Version"] == "1.0"
    form = ask(told(offered, "downloadUrl")).content
    head = ask(f"{base}/submission", "HEAD")
    assert head.status_code == 204 and isinstance(head.headers, Message)
    xml = filled(form, town.answers(photo="1762047000.jpg"), "uuid:6d0c9b9e-0f7b-4a44-a8f4-00000000000a")
    sent = ask(f"{base}/submission", "POST", multipart(xml, "1762047000.jpg", PHOTO))
    assert sent.status_code == 201 and "谢谢" in said(sent)
    again = ask(f"{base}/submission", "POST", multipart(xml, "1762047000.jpg", PHOTO))
    assert again.status_code == 202
    row = Submission.objects.get()
    assert row.attachments.get().size == len(PHOTO) and row.clock_trusted and row.by == town.account("asker")
