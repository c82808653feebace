"""The desk's pages: written, handed in with all faults at once, reviewed, compared, counted; and only by whom it should be."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.audit.models import AuditEntry
from linli.people.models import Account, Organisation, Position
from linli.places.actions import bump_revision
from linli.places.models import District
from linli.registries import actions
from linli.registries.models import Card, Pair
from tests.factories import CODE
from tests.registries.town import CLINIC, HERE, actor, death, event, reported, signed_in, tumour

HOME = "/desk/registries"


def test_a_physician_writes_a_card_and_nothing_is_lost_when_it_has_faults(district: District) -> None:
    page = signed_in("doctor")
    assert "上报死亡" in page.get(HOME).content.decode()
    answer = page.post(f"{HOME}/new/death", {**death(died_on="1949-05-01"), "do": "hand-in"})
    card = Card.objects.get()
    assert answer.status_code == 302 and answer.headers["Location"] == f"{HOME}/cards/{card.code}/edit"
    shown = page.get(answer.headers["Location"]).content.decode()
    assert "1949-05-01" in shown and "早于出生日期" in shown and "急性心肌梗死" in shown
    answer = page.post(f"{HOME}/cards/{card.code}/edit", {**death(), "do": "hand-in"})
    card.refresh_from_db()
    assert card.state == "submitted" and answer.headers["Location"] == f"{HOME}/cards/{card.code}"
    assert card.body["cause_by"] == "proposed" and card.cause == "I25.1"


def test_a_proposed_cause_follows_the_chain_until_a_coder_writes_another(district: District) -> None:
    page = signed_in("doctor")
    page.post(f"{HOME}/new/death", {**death(), "do": "keep"})
    card = Card.objects.get()
    changed = death(c_text="高血压性心脏病", c_code="I11.0")
    page.post(f"{HOME}/cards/{card.code}/edit", {**changed, "cause": "I25.1", "do": "keep"})
    card.refresh_from_db()
    assert (card.cause, card.body["cause_by"]) == ("I11.0", "proposed")
    page.post(f"{HOME}/cards/{card.code}/edit", {**changed, "cause": "I21.9", "do": "keep"})
    card.refresh_from_db()
    assert (card.cause, card.body["cause_by"]) == ("I21.9", "coder")


def test_what_is_rare_is_confirmed_on_the_form(district: District) -> None:
    page = signed_in("doctor")
    page.post(f"{HOME}/new/tumour", {**tumour(basis="2", grade="9"), "do": "hand-in"})
    card = Card.objects.get()
    shown = page.get(f"{HOME}/cards/{card.code}/edit").content.decode()
    assert 'name="confirm-basis_morphology"' in shown
    page.post(
        f"{HOME}/cards/{card.code}/edit", {**tumour(basis="2", grade="9"), "confirm-basis_morphology": "外院有病理", "do": "hand-in"}
    )  # fmt: skip
    card.refresh_from_db()
    assert card.state == "submitted"
    assert "外院有病理" in page.get(f"{HOME}/cards/{card.code}").content.decode()


def test_the_card_page_masks_numbers_and_records_the_look(district: District) -> None:
    card = reported()
    shown = signed_in("control").get(f"{HOME}/cards/{card.code}").content.decode()
    assert "王建国" in shown and card.fields["id_number"] not in shown and "13800000001" not in shown
    assert AuditEntry.objects.filter(kind="registry_card_seen", subject=f"card:{card.code}").count() == 1
    assert "王建国" not in signed_in("control").get(f"{HOME}?view=all").content.decode()
    assert signed_in("village").get(f"{HOME}/cards/{card.code}").status_code == 404


def test_disease_control_reviews(district: District) -> None:
    card, page = reported(), signed_in("control")
    assert card.code in page.get(HOME).content.decode()
    assert "为什么" in page.post(f"{HOME}/cards/{card.code}/return", {"reason": ""}).content.decode()
    page.post(f"{HOME}/cards/{card.code}/return", {"reason": "请核对出生日期"})
    assert "请核对出生日期" in signed_in("doctor").get(f"{HOME}/cards/{card.code}/edit").content.decode()
    signed_in("doctor").post(f"{HOME}/cards/{card.code}/hand-in")
    page.post(f"{HOME}/cards/{card.code}/accept")
    card.refresh_from_db()
    assert card.state == "accepted"


@pytest.mark.parametrize("who", ["here", "street", "works", "centre", "supervisor", "auditor", "admin"])
def test_nobody_else_is_let_in(district: District, who: str) -> None:
    page = signed_in(who)
    card = reported()
    for address in (
        "",
        "/codes.json?q=i",
        "/new/death",
        f"/cards/{card.code}",
        "/import",
        "/duplicates",
        "/figures",
        "/figures.csv",
    ):
        assert page.get(HOME + address).status_code == 403, address
    for address in ("/duplicates", "/figures", "/figures.csv"):
        assert signed_in("doctor").get(HOME + address).status_code == 403


@pytest.mark.parametrize("given", [{"kind": "department"}, {"kind": "health", "installation": "shi-jikong"}])
def test_disease_control_of_the_city_sees_nothing_of_the_districts(district: District, given: dict[str, str]) -> None:
    """It stands in the district's data as whom one reports to; what it may know is reported up to it."""
    card = reported()
    Organisation.objects.create(code=f"{CODE}-shi-cdc", district=district, name="样例市疾病预防控制中心", **given)
    account = Account.objects.create(username="city", name="某city", kind="staff", district=district)
    Position.objects.create(account=account, role="epidemiologist", organisation_id=f"{CODE}-shi-cdc")
    bump_revision(district)
    assert not Card.objects.visible_to(actor("city")).exists()
    page = signed_in("city")
    for address in (HOME, f"{HOME}/cards/{card.code}", f"{HOME}/figures", f"{HOME}/duplicates", "/desk/followup/figures",
                    "/desk/surveys", "/desk/bulletins", "/desk/reporting", "/desk/reporting/received"):  # fmt: skip
        assert page.get(address).status_code == 403, address
    doors = page.get("/desk/").content.decode()
    assert "/desk/registries" not in doors and "/desk/reporting" not in doors


def test_found_by_number_by_identity_number_and_by_name_and_birth(district: District) -> None:
    card, page = reported(), signed_in("control")
    for asked in (card.code, card.fields["id_number"], "王建国 1950-03-02", "王建国1950年3月2日"):
        assert card.code in page.get(HOME, {"q": asked, "view": "all"}).content.decode(), asked
    assert card.code not in page.get(HOME, {"q": "王建国", "view": "all"}).content.decode()


def test_codes_by_code_name_and_first_letters(district: District) -> None:
    page = signed_in("doctor")

    def first(asked: str, which: str = "icd10") -> str:
        return str(page.get(f"{HOME}/codes.json", {"q": asked, "list": which}).json()["codes"][0][0])

    assert first("I63") == "I63" and first("i639") == "I63.9"
    assert first("脑梗死") == "I63" and first("ngs") == "I63" and first("naogengsi") == "I63"
    assert first("肺上叶", "topography") == "C34.1" and first("xianai", "morphology") == "8140"
    assert page.get(f"{HOME}/codes.json", {"q": ""}).json() == {"codes": []}


def test_two_cards_side_by_side_are_merged_and_taken_back(district: District) -> None:
    reported()
    reported(by="village", name="王健国", id_number="")
    second = Card.objects.get(organisation=CLINIC)
    assert second.state == "draft"
    actions.amend(
        actor("village"), second.code, {"kind": "death", "fields": second.fields, "confirmed": {"no_id_number": "家属未带"}}
    )  # fmt: skip
    pair, page = Pair.objects.get(), signed_in("control")
    assert "王**" in page.get(f"{HOME}/duplicates").content.decode()
    shown = page.get(f"{HOME}/duplicates/{pair.pk}").content.decode()
    assert "王建国" in shown and "王健国" in shown and 'class="differs"' in shown
    assert AuditEntry.objects.filter(kind="registry_card_seen", data__why="compare").count() == 2
    page.post(f"{HOME}/duplicates/{pair.pk}", {"do": "merge", "keep": pair.first.code})
    second.refresh_from_db()
    assert second.state == "merged" and second.merged_into_id == pair.first_id
    page.post(f"{HOME}/duplicates/{pair.pk}", {"do": "undo"})
    second.refresh_from_db()
    assert second.state == "submitted" and second.merged_into is None


def test_a_table_is_taken_in_and_its_report_names_line_and_column(district: District) -> None:
    rows = [event(), event(onset_on="2026-13-01"), event(name="李秀英", sex="男", icd="G45")]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    page = signed_in("doctor")
    file = SimpleUploadedFile("事件.csv", out.getvalue().encode())
    answer = page.post(f"{HOME}/import", {"kind": "event", "file": file})
    shown = page.get(answer.headers["Location"]).content.decode()
    assert "day_unreadable" in shown and "event_passing" in shown
    key = answer.headers["Location"].split("=")[1]
    told = page.get(f"{HOME}/import/{key}/report.csv").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(told)))
    assert lines[1][:3] == ["3", "发病日期", "day_unreadable"]
    assert signed_in("village").get(f"{HOME}/import/{key}/report.csv").status_code == 404


def test_bad_files_and_bad_keys_are_said_and_break_nothing(district: District) -> None:
    page = signed_in("control")
    for name, content in (("a.csv", b"\xff\xfe\x00"), ("b.csv", b""), ("c.csv", b"name,sex\nx,y"), ("d.csv", b'"\n')):
        file = SimpleUploadedFile(name, content)
        assert page.post(f"{HOME}/import", {"kind": "death", "file": file}).status_code == 422
        assert page.post(f"{HOME}/population", {"file": SimpleUploadedFile(name, content)}).status_code == 422
        data = {"kind": "death", "year": "2026", "name": "公安", "file": SimpleUploadedFile(name, content)}
        assert page.post(f"{HOME}/lists", data).status_code == 422
    assert page.post(f"{HOME}/import", {"kind": "x", "file": SimpleUploadedFile("a", b"a")}).status_code == 422
    for address in (
        "?before=x&kind=y&view=z",
        "/cards/XX",
        "/new/x",
        "/import?run=x",
        "/figures?year=abcd",
        "/figures?year=9999",
    ):
        assert page.get(HOME + address).status_code in (200, 404), address
    assert HERE
