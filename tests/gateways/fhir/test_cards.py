"""Registry cards over FHIR: the same card as by form and table, each refusal with its place, and what goes up read back."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.http import HttpResponse as Answer
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.audit.models import AuditEntry
from linli.clock import now
from linli.gateways.fhir.cards import form
from linli.gateways.fhir.cards.reading import Told, cards_in
from linli.gateways.fhir.cards.sheets import Sheet
from linli.gateways.fhir.cards.taking import sheet_of
from linli.gateways.fhir.cards.writing import bundle_of, document_of
from linli.gateways.fhir.faults import Refused
from linli.people.models import Account
from linli.places.models import District
from linli.registries import actions
from linli.registries.models import Card, Pair
from tests import factories
from tests.gateways.fhir.talking import Caller, caller, issues
from tests.registries import town
from tests.registries.conftest import district
from tests.registries.town import CLINIC, FIELDS, HOSPITAL, actor

__all__ = ["district"]
DOCS = Path(__file__).parents[3] / "docs" / "fhir.md"
HIS = "urn:oid:1.2.156.99.1"


def at(who: str) -> Caller:
    return caller(Account.objects.get(username=who))


def document(
    kind: str = "death", number: str = "HIS-1", confirmed: dict[str, str] | None = None, **changed: str
) -> Any:
    """A card as a hospital's system sends it."""
    sheet = Sheet("X", kind, FIELDS[kind](**changed), now(), "演示区医院", confirmed=confirmed or {})
    made = document_of(sheet, "HIS")
    made["entry"][0]["resource"]["identifier"] = {"system": HIS, "value": number}
    return made


def places(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Of everything within something, how it is reached."""
    named = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, within in named:
        yield (*path, name)
        yield from places(within, (*path, name))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(("coding", "code", "reference", "value", "x")), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


@given(data=st.data(), kind=st.sampled_from(list(FIELDS)))
@settings(max_examples=150, deadline=None)
def test_whatever_stands_in_the_place_of_a_part_is_read_or_refused(data: st.DataObject, kind: str) -> None:
    made = document(kind)
    *way, last = data.draw(st.sampled_from(list(places(made))))
    whole = made
    for step in way:
        whole = whole[step]
    whole[last] = data.draw(JSON)
    try:
        read = cards_in(made)
    except Refused as refused:
        assert refused.faults
    else:
        assert all(isinstance(one, Told) for one in read)


def resource(made: Any, kind: str) -> Any:
    return next(one["resource"] for one in made["entry"] if one["resource"]["resourceType"] == kind)


def send(made: Any, who: str = "doctor", **headers: str) -> Answer:
    return at(who).post("/Bundle", json.dumps(made), **headers)


def graded(answer: Answer) -> set[tuple[str, str, str]]:
    """Code, grade and severity of each issue."""
    return {
        (coded[0]["code"], coded[1]["code"] if len(coded) > 1 else "", one["severity"])
        for one in answer.json()["issue"]
        for coded in [one["details"]["coding"]]
    }


@pytest.mark.parametrize("kind", list(FIELDS))
def test_a_hospitals_card_is_the_one_that_the_form_makes(district: District, kind: str) -> None:
    answer = send(document(kind))
    assert answer.status_code == 201, answer.json()
    assert graded(answer) == {("card_taken", "fine", "information")}
    sent = Card.objects.get(code=answer.headers["Location"].rsplit("/", 1)[1])
    assert (sent.way, sent.state, sent.organisation_id, sent.source_id) == (
        "fhir",
        "submitted",
        HOSPITAL,
        f"{HIS}|HIS-1",
    )
    written = town.reported(kind, name="李另一")
    told = {**written.fields, "name": "王建国"}
    # Without an underlying cause in it both propose one.
    assert sent.fields == told and sent.happened_on == written.happened_on and sent.cause == written.cause


@pytest.mark.parametrize("kind", list(FIELDS))
def test_what_goes_up_is_read_back_to_the_letter(district: District, kind: str) -> None:
    """One form in both directions: nothing of a card is lost between the levels."""
    rare = {"no_id_number": "身份证遗失"}
    card = town.accepted(kind, id_number="", confirmed=rare, **({"died_on": "2026-09-20"} if kind == "event" else {}))
    made = bundle_of([sheet_of(card)], identifier="r", district="990101", at=now())
    (told,) = cards_in(made)
    assert (told.kind, told.organisation, told.confirmed) == (kind, HOSPITAL, rare)
    assert told.fields == {name: value for name, value in card.fields.items() if value}
    assert set(told.paths) >= set(told.fields)


def test_every_fault_at_once_with_its_place_and_nothing_is_kept(district: District) -> None:
    made = document("event", born="2026-10-01", area="", icd="G45.9", id_number="110101194912310012")
    del resource(made, "Patient")["gender"]
    answer = send(made)
    assert answer.status_code == 422 and not Card.objects.exists()
    found = issues(answer)
    assert found["Bundle.entry[1].resource.gender"] == "sex_missing"
    assert found["Bundle.entry[1].resource.address"] == "area_missing"
    number = f"Bundle.entry[1].resource.identifier.where(system='{form.ID_NUMBER}').value"
    assert number in found and ("id_number_wrong", "invalid", "error") in graded(answer)
    assert found["Bundle.entry[2].resource.code.coding"] == "event_passing"
    assert found["Bundle.entry[2].resource.onsetDateTime"] == "before_birth"
    assert {("sex_missing", "missing", "error"), ("event_passing", "invalid", "error")} <= graded(answer)
    assert "性别" in answer.json()["issue"][0]["details"]["text"]
    assert {one["code"] for one in answer.json()["issue"]} >= {"required", "value"}


def test_what_is_missing_altogether_has_a_place_too(district: District) -> None:
    made = document()
    death = resource(made, "Composition")
    death["section"] = [one for one in death["section"] if one["title"] != "I-a"]
    found = issues(send(made))
    assert (
        found["Bundle.entry[0].resource.section.where(code.coding.code='I-a').entry.resolve().code.text"]
        == "a_text_missing"
    )


def test_what_is_rare_is_a_draft_until_it_is_confirmed(district: District) -> None:
    rare = {"basis": "2", "grade": "9"}
    first = send(document("tumour", **rare))
    assert first.status_code == 201 and ("basis_morphology", "rare", "warning") in graded(first)
    card = Card.objects.get()
    assert card.state == "draft"
    again = send(document("tumour", **rare))
    assert again.status_code == 200 and ("basis_morphology", "rare", "warning") in graded(again)
    told = send(document("tumour", confirmed={"basis_morphology": "外院病理，报告未取回"}, **rare))
    assert told.status_code == 200 and graded(told) == {("card_taken", "fine", "information")}
    card.refresh_from_db()
    assert card.state == "submitted" and card.confirmed == {"basis_morphology": "外院病理，报告未取回"}


def test_again_it_is_known_and_a_correction_is_never_lost_silently(district: District) -> None:
    condition = f"composition.identifier={HIS}|HIS-1"
    assert send(document("event"), If_None_Exist=condition).status_code == 201
    again = send(document("event"), If_None_Exist=condition)
    assert again.status_code == 200 and issues(again) == {"": "card_there"}
    card = Card.objects.get()
    other = document("event", onset_on="2026-08-30", diagnosed_on="2026-08-30")
    refused = send(other)
    assert refused.status_code == 409
    assert issues(refused) == {"Bundle.entry[0].resource.identifier": "same_number_other_card"}
    assert card.code in refused.content.decode()
    actions.give_back(actor("control"), card.code, {"reason": "请核对发病日期"})
    assert send(other, If_None_Exist=condition).status_code == 409
    mended = send(other)
    assert mended.status_code == 200 and Card.objects.get().happened_on.isoformat() == "2026-08-30"  # type: ignore[union-attr]
    foreign = send(other, If_None_Exist="patient.name=王建国")
    assert foreign.status_code == 400 and issues(foreign) == {"If-None-Exist": "bad_search"}


def test_the_same_death_from_two_hospitals_is_shown_to_people_as_a_pair(district: District) -> None:
    assert send(document()).status_code == send(document(), "village").status_code == 201
    assert Pair.objects.get().score >= 50 and set(Card.objects.values_list("organisation_id", flat=True)) == {
        HOSPITAL,
        CLINIC,
    }


def test_the_number_of_a_tables_row_is_the_same_number(district: District) -> None:
    made = document("event")
    resource(made, "Composition")["identifier"] = {"system": form.NUMBER, "value": "2026-7"}
    assert send(made).status_code == 201
    given = {"kind": "event", "fields": town.event(), "source_id": "2026-7", "way": "csv"}
    assert not actions.report(actor("doctor"), given).created


def test_only_physicians_of_their_institution_and_disease_control(district: District) -> None:
    assert Caller("").post("/Bundle", document()).status_code == 401
    assert caller(factories.resident("13812340009")).post("/Bundle", document()).status_code == 403
    for who in ("here", "centre"):
        assert send(document(), who).status_code == 403
    made = document()
    resource(made, "Composition")["custodian"] = {"identifier": {"system": form.ORGANISATION, "value": CLINIC}}
    refused = send(made)
    assert refused.status_code == 403 and issues(refused) == {"": "not_yours"}
    assert send(made, "control").status_code == 201 and Card.objects.get().organisation_id == CLINIC


def broken(change: Any) -> Any:
    made = document()
    change(made)
    return made


NOT_OF_THE_FORM = {
    "no_document": lambda made: made.update(type="message"),
    "no_number": lambda made: made.pop("identifier"),
    "no_time": lambda made: made.pop("timestamp"),
    "unknown_card": lambda made: resource(made, "Composition")["type"]["coding"][0].update(code="11506-3"),
    "unknown_part": lambda made: resource(made, "Composition")["section"][1]["code"]["coding"][0].update(code="III"),
    "twice": lambda made: resource(made, "Composition")["section"][1]["code"]["coding"][0].update(code="underlying"),
    "unknown_reference": lambda made: resource(made, "Composition")["subject"].update(reference="Patient/9"),
    "one_condition": lambda made: resource(made, "Composition")["section"][1].update(entry=[{"reference": "a"}, {"reference": "b"}]),
    "not_supported": lambda made: made["entry"].append({"resource": {"resourceType": "Media", "status": "completed"}}),
    "unknown_element": lambda made: resource(made, "Patient").update(religion="x"),
    "wrong_type": lambda made: resource(made, "Patient").update(birthDate="1950/3/2"),
    "one_composition": lambda made: made["entry"].extend(copy.deepcopy(made["entry"][:1])),
    "not_final": lambda made: resource(made, "Composition").update(status="preliminary"),
    "too_long": lambda made: resource(made, "Composition")["identifier"].update(value="9" * 99),
    "no_composition": lambda made: made.update(entry=made["entry"][1:]),
}  # fmt: skip


@pytest.mark.parametrize("code", list(NOT_OF_THE_FORM))
def test_what_is_not_of_the_form_is_refused_with_place_and_code(district: District, code: str) -> None:
    answer = send(broken(NOT_OF_THE_FORM[code]))
    assert answer.status_code in (400, 422) and code in issues(answer).values(), answer.json()
    assert all(issues(answer)) and not Card.objects.exists()


@pytest.mark.parametrize(
    "junk", [[], {}, {"resourceType": "Bundle", "type": "document", "entry": [None, 7, {"resource": []}]}]
)
def test_what_is_no_card_at_all_is_refused_too(district: District, junk: Any) -> None:
    assert send(junk).status_code in (400, 422)


def test_many_at_once_each_by_itself_or_all_or_none(district: District) -> None:
    fine, bad = document("event", "1"), document("tumour", "2", basis="")
    asked = {"method": "POST", "url": "Bundle"}
    entries = [{"resource": one, "request": asked} for one in (fine, bad)]

    def sent(kind: str, entries: Any) -> Answer:
        return at("doctor").post("", json.dumps({"resourceType": "Bundle", "type": kind, "entry": entries}))

    refused = sent("transaction", entries)
    assert refused.status_code == 422 and not Card.objects.exists()
    assert issues(refused) == {"Bundle.entry[1].resource.entry[2].resource.evidence.code": "basis_missing"}
    answer = sent("batch", entries)
    assert [one["response"]["status"] for one in answer.json()["entry"]] == ["201 Created", "422 Unprocessable Entity"]
    assert answer.json()["entry"][0]["response"]["location"] == f"Bundle/{Card.objects.get().code}"
    mixed = sent("batch", [entries[0], {"resource": {}, "request": {"method": "POST", "url": "Observation"}}])
    assert [one["response"]["status"][:3] for one in mixed.json()["entry"]] == ["200", "422"]


def test_a_card_is_read_back_by_those_whose_it_is_and_the_look_is_on_record(district: District) -> None:
    send(document())
    code = Card.objects.get().code
    read = at("doctor").get(f"Bundle/{code}")
    assert read.status_code == 200 and resource(read.json(), "Composition")["status"] == "preliminary"
    assert cards_in(read.json())[0].fields == Card.objects.get().fields
    assert at("village").get(f"Bundle/{code}").status_code == 404
    assert AuditEntry.objects.filter(kind="registry_card_seen", subject=f"card:{code}").count() == 1


def test_the_capability_statement_names_the_three_cards(district: District) -> None:
    (found,) = [one for one in Caller("").get("metadata").json()["rest"][0]["resource"] if one["type"] == "Bundle"]
    assert all(code in found["documentation"] for code, _name in form.DOCUMENTS.values())


@pytest.mark.django_db(transaction=True)
def test_the_documented_example_over_http(live_server: Any, clock: Any) -> None:
    """As a hospital's system does it: a token for the physician's password, then the card of docs/fhir.md, twice."""
    town.district()

    def post(path: str, body: Any, **headers: str) -> tuple[int, Any, Any]:
        given = {"Content-Type": "application/fhir+json", "Accept-Language": "zh-CN", **headers}
        request = Request(f"{live_server.url}{path}", json.dumps(body).encode(), given)
        try:
            with urlopen(request, timeout=60) as got:
                return got.status, got.headers, json.load(got)
        except HTTPError as refused:
            return refused.code, refused.headers, json.load(refused)

    login = {"username": "doctor", "password": factories.PASSWORD}
    status, _headers, signed = post("/api/v1/tokens", login, **{"Content-Type": "application/json"})
    assert status == 201
    section = DOCS.read_text().split("## A registry card")[1]
    example = json.loads(section.split("```json\n")[1].split("```")[0].replace("130202001001", town.HERE))
    own = resource(example, "Composition")["identifier"]
    headers = {
        "Authorization": f"Bearer {signed['token']}", "If-None-Exist": f"composition.identifier={own['system']}|{own['value']}",
    }  # fmt: skip
    status, told, body = post("/fhir/R4/Bundle", example, **headers)
    assert (status, body["issue"][0]["details"]["coding"][1]["code"]) == (201, "fine"), body
    assert post("/fhir/R4/Bundle", example, **headers)[0] == 200
    card = Card.objects.get()
    assert told["Location"].endswith(f"/fhir/R4/Bundle/{card.code}") and (card.cause, card.state) == (
        "I25.1",
        "submitted",
    )
    resource(example, "Patient")["birthDate"] = "2027-03-02"
    status, _headers, body = post("/fhir/R4/Bundle", example, Authorization=headers["Authorization"])
    assert status == 422 and "Bundle.entry[1].resource.birthDate" in {one["expression"][0] for one in body["issue"]}
