"""Documents sent by a program: what cannot be read is named, and the same sent twice is kept once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.applications.models import Document
from linli.cases.models import Attachment
from tests import factories
from tests.applications import town
from tests.applications.test_api import resident
from tests.cases.program import ROOT, Heard, Program

pytestmark = pytest.mark.django_db
OF = {"district": factories.CODE, "service": town.ELDERLY, "material": "id_card"}


@pytest.fixture(autouse=True)
def place(clock: Any) -> None:
    town.district()


def sent(program: Program, path: str, key: str = "", **fields: Any) -> Heard:
    headers = {"Idempotency-Key": key} if key else {}
    return program._heard(program.client.post(ROOT + path, fields, headers=headers))


def test_a_form_that_cannot_be_read_is_named_field_by_field() -> None:
    program = resident()
    assert set(sent(program, "/documents", **OF).faults) == {"files"}
    nothing = sent(program, "/documents", files=[town.paper()])
    assert nothing.status == 422 and set(nothing.faults) == {"district", "service", "material"}
    late = sent(program, "/documents", **OF, valid_until="明年", files=[town.paper()])
    assert late.status == 422 and set(late.faults) == {"valid_until"} and "明年" in late.faults["valid_until"]
    assert sent(program, "/documents", **OF, files="no file").status == 422
    assert program.post("/documents", **OF).status == 422
    case = factories.report().case
    assert set(sent(Program("here"), f"/cases/{case.code}/attachments", receipt="x").faults) == {"files"}


def test_a_body_that_is_no_form_at_all_is_no_fault_of_ours() -> None:
    client = resident().client
    for kind in (
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "multipart/form-data; boundary=" + "x" * 300,
    ):
        answer = client.generic("POST", f"{ROOT}/documents", b"--y\r\nnonsense", content_type=kind)
        assert 400 <= answer.status_code < 500, kind
        assert answer["Content-Type"] == "application/problem+json", kind


def test_the_same_document_sent_twice_is_kept_once() -> None:
    program = resident()
    first = sent(program, "/documents", "one", **OF, files=[town.paper()])
    again = sent(program, "/documents", "one", **OF, files=[town.paper()])
    assert first.status == again.status == 201 and first.body == again.body and Document.objects.count() == 1
    for changed in ({"files": [another()]}, {"files": [town.paper()], "valid_until": "2031-01-01"}):
        refused = sent(program, "/documents", "one", **OF, **changed)
        assert refused.status == 409, changed
    assert sent(program, "/documents", "two", **OF, files=[another()]).status == 201


def another() -> SimpleUploadedFile:
    """Of the same name and kind."""
    return SimpleUploadedFile("scan.jpg", town.paper().read() + b"\0", "image/jpeg")


def test_the_same_photo_of_a_case_sent_twice_is_kept_once() -> None:
    opened = factories.report()
    path, program = f"/cases/{opened.case.code}/attachments", Program()
    given = {"receipt": opened.receipt}
    first = sent(program, path, "one", **given, files=[town.paper()])
    again = sent(program, path, "one", **given, files=[town.paper()])
    assert first.status == again.status == 201 and first.body == again.body and Attachment.objects.count() == 1
    assert sent(program, path, "one", **given, files=[town.paper("other.jpg")]).status == 409
