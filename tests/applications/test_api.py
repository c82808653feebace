"""Applying by a program: the form's schema, documents, every fault as problem+json, and moves with a version."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.cases.models import Case
from linli.people.actions import request_code
from linli.people.models import Token
from tests import factories
from tests.applications import town
from tests.cases.program import ROOT, Heard, Program

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(clock: Any) -> None:
    town.district()


def hand_over(program: Program, material: str, file: SimpleUploadedFile | None = None) -> Heard:
    of = {"district": factories.CODE, "service": town.ELDERLY, "material": material}
    answer = program.client.post(f"{ROOT}/documents", {**of, "files": [file or town.paper()]})
    return program._heard(answer)


def resident() -> Program:
    """Somebody's own program, signed in with the code that was sent to their phone."""
    program = Program()
    owner = town.resident("13800000009").account
    assert owner is not None
    from linli.people.actions.arriving import _issued

    text, _token = _issued(owner)
    program.client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"
    return program


def test_a_resident_signs_in_with_the_code_sent_to_the_phone(monkeypatch: pytest.MonkeyPatch) -> None:
    program = Program()
    assert program.post("/codes", phone="13800000009").status == 204
    wrong = program.post("/tokens", phone="13800000009", code="000000")
    assert wrong.status in (400, 401, 403, 422) and Token.objects.count() == 0
    assert request_code is not None


def test_documents_form_and_all_faults() -> None:
    program = resident()
    card, bank = hand_over(program, "id_card"), hand_over(program, "bank_card")
    assert card.status == bank.status == 201
    given = {"district": factories.CODE, "service": town.ELDERLY, "version": 1, "answers": town.elderly_answers()}
    missing = program.post("/applications", **given, documents={"id_card": [card.body["id"]]})
    assert missing.status == 422 and set(missing.faults) == {"material.bank_card"}
    older = program.post("/applications", **{**given, "version": 7})
    assert older.status == 409 and older.body["code"] == "form_changed" and older.body["version"] == 1
    documents = {"id_card": [card.body["id"]], "bank_card": [bank.body["id"]]}
    headers = {"Idempotency-Key": "abc"}
    done = program.post("/applications", headers, **given, documents=documents)
    again = program.post("/applications", headers, **given, documents=documents)
    assert done.status == again.status == 201 and done.body["code"] == again.body["code"] and Case.objects.count() == 1
    read = program.get(f"/applications/{done.body['code']}")
    assert read.body["state"] == "submitted" and read.body["stages"][0]["how"] == "done"
    assert Program().get(f"/applications/{done.body['code']}").status == 404


def test_what_is_no_photo_is_named_and_a_guest_is_asked_to_sign_in() -> None:
    fake = SimpleUploadedFile("证件.jpg", b"PK\x03\x04 not a photo")
    refused = hand_over(resident(), "id_card", fake)
    assert refused.status == 422 and "证件.jpg" in refused.body["detail"]
    assert hand_over(resident(), "passport").status == 422
    assert hand_over(Program(), "id_card").status == 401
    assert Program().post("/applications", district=factories.CODE, service=town.ELDERLY).status == 401


def test_moves_with_the_version_that_was_seen() -> None:
    case = town.apply()
    desk = Program("here")
    stale = desk.post(f"/applications/{case.code}/moves/accept", {"If-Match": '"7"'})
    assert stale.status == 409
    assert (
        desk.post(f"/applications/{case.code}/moves/accept", {"If-Match": f'"{case.version}"'}).body["state"]
        == "accepted"
    )
    assert Program("elsewhere").post(f"/applications/{case.code}/moves/note", text="看看").status == 404
    unchecked = desk.post(f"/applications/{case.code}/moves/report_up", checks=[True])
    assert unchecked.status == 422 and "checks" in unchecked.faults
    wrong = desk.post(f"/applications/{case.code}/moves/return", shortcomings={"no_such": "请改"})
    assert wrong.status == 422 and "no_such" in wrong.body["detail"]
