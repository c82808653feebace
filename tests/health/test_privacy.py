"""Who may look at whose health, that each look of others is on record, taking all of it along, and having it erased."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import orjson
import pytest
from django.test import Client
from fhir.resources.R4B.bundle import Bundle

from linli import administering
from linli.audit.models import AuditEntry
from linli.cases.errors import InvalidInput
from linli.clock import today
from linli.health import actions
from linli.health.actions.family import LetAlready, NoSuchGrant, TooManyGrants, end_grant, let_look
from linli.health.actions.importing import UnreadableTable, import_table
from linli.health.actions.privacy import erase_file
from linli.health.errors import NoSuchPatient, NotYours
from linli.health.models import Advice, Alert, Grant, Observation, ObservationState, Patient
from linli.health.queries.privacy import looks_at_file, way_to
from linli.people.actors import Actor
from linli.people.models import Account, Position
from linli.people.sessions import BACKEND
from tests import factories
from tests.health import town

pytestmark = pytest.mark.django_db
PHONE, DAUGHTER, STRANGER = "13812340001", "13812340002", "13812340003"


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


@pytest.fixture
def who(district: Any) -> Patient:
    """Somebody with a file of their own, and one value."""
    factories.resident(PHONE)
    patient = town.patient()
    town.pressure(patient, 128, 82)
    return patient


def own(who: Patient) -> Actor:
    return Actor.of(Account.objects.get(pk=who.account_id))


def grant(who: Patient, phone: str = DAUGHTER, days: int = 30) -> Grant:
    return let_look(own(who), who.pk, {"phone": phone, "called": "女儿", "until": today() + timedelta(days=days)})


# Who may look


def test_nobody_else_learns_that_there_is_a_file(who: Patient) -> None:
    """A physician of elsewhere, an officer of disease control, a worker of the community, another resident, a guest."""
    stranger = Actor.of(factories.resident(STRANGER))
    others = [factories.actor(name) for name in ("faraway", "epi", "here", "admin", "auditor")]
    for actor in (*others, stranger, Actor.guest()):
        with pytest.raises(NoSuchPatient):
            way_to(actor, who)
    assert way_to(factories.actor("doctor"), who).how == "treats"
    assert way_to(own(who), who).how == "own"


def test_a_grant_opens_until_its_day_and_not_longer(who: Patient, clock: Any) -> None:
    grant(who, days=30)
    looker = Actor.of(factories.resident(DAUGHTER))
    assert way_to(looker, who).how == "family"
    clock.advance(days=30)
    assert way_to(looker, who).how == "family"
    clock.advance(days=1)
    with pytest.raises(NoSuchPatient):
        way_to(looker, who)
    assert signed_in(Account.objects.get(pk=looker.account.pk)).get(f"/my/health?file={who.pk}").status_code == 404


def test_a_grant_that_was_ended_opens_nothing(who: Patient) -> None:
    row = grant(who)
    account = factories.resident(DAUGHTER)
    client = signed_in(account)
    assert client.get(f"/my/health?file={who.pk}").status_code == 200
    end_grant(own(who), who.pk, row.pk)
    assert client.get(f"/my/health?file={who.pk}").status_code == 404
    assert client.get(f"/my/health/print.pdf?file={who.pk}").status_code == 404
    with pytest.raises(NoSuchGrant):
        end_grant(own(who), who.pk, row.pk)


def test_the_family_cannot_let_others_look_or_take_anything_along(who: Patient) -> None:
    grant(who)
    account = factories.resident(DAUGHTER)
    with pytest.raises(NoSuchPatient):
        let_look(Actor.of(account), who.pk, {"phone": STRANGER, "called": "某", "until": today()})
    client = signed_in(account)
    assert client.post(f"/my/health/export?file={who.pk}").status_code == 404
    assert client.post(f"/my/health/family?file={who.pk}", {"phone": STRANGER}).status_code == 404


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"phone": "123"}, "phone"), ({"phone": "0831-8888888"}, "phone"), ({"called": " "}, "called"), ({"until": "yesterday"}, "until"),
        ({"until": date(2026, 11, 1)}, "until"), ({"until": date(2036, 11, 1)}, "until"), ({"until": ""}, "until"),
    ],
)  # fmt: skip
def test_letting_somebody_look_with_bad_input(who: Patient, changed: dict[str, Any], field: str) -> None:
    sheet = {"phone": DAUGHTER, "called": "女儿", "until": today()} | changed
    with pytest.raises(InvalidInput) as wrong:
        let_look(own(who), who.pk, sheet)
    assert [fault.field for fault in wrong.value.faults] == [field]


def test_once_is_enough_and_one_need_not_let_oneself(who: Patient) -> None:
    grant(who)
    for phone in (DAUGHTER, PHONE):
        with pytest.raises(LetAlready):
            grant(who, phone)
    for number in range(9):
        grant(who, f"1390000000{number}")
    with pytest.raises(TooManyGrants):
        grant(who, "13900000099")


def test_the_family_page_names_and_ends(who: Patient) -> None:
    client = signed_in(Account.objects.get(pk=who.account_id))
    sheet = {"phone": DAUGHTER, "called": "女儿" * 10, "until": today().isoformat()}
    assert client.post("/my/health/family", sheet).status_code == 302
    page = client.get("/my/health/family").content.decode()
    assert "女儿" * 10 in page and "138****0002" in page and DAUGHTER not in page
    wrong = client.post("/my/health/family", sheet | {"phone": "1"})
    assert wrong.status_code == 422 and 'aria-invalid="true"' in wrong.content.decode()
    row = Grant.objects.get()
    assert client.post(f"/my/health/family/{row.pk}/end").status_code == 302
    assert Grant.objects.get().ended_at is not None
    assert client.post(f"/my/health/family/{row.pk}/end").status_code == 302


# The record of looks


def test_every_look_of_others_is_read_by_the_person(who: Patient) -> None:
    row = grant(who)
    client = signed_in(factories.resident(DAUGHTER))
    client.get(f"/my/health?file={who.pk}")
    town.signed_in("doctor").get(f"/desk/health/patients/{who.code}")
    signed_in(Account.objects.get(pk=who.account_id)).get("/my/health")
    seen = list(AuditEntry.objects.filter(kind="health_seen", subject=f"patient:{who.code}"))
    assert {one.actor_kind for one in seen} == {"resident", "staff"}
    assert all(row.called not in str(one.data) and DAUGHTER not in str(one.data) for one in seen)
    told = {look.who: look.organisation for look in looks_at_file(who)}
    assert told["女儿"] == "" and told["某doctor"] == "东街村卫生室"
    page = signed_in(Account.objects.get(pk=who.account_id)).get("/my/health/looks").content.decode()
    assert "女儿" in page and "某doctor" in page and "东街村卫生室" in page


def test_of_a_physician_of_several_institutions_the_one_that_looks_after_them_is_named(who: Patient) -> None:
    doctor = Account.objects.get(username="doctor")
    Position.objects.create(account=doctor, role="physician", organisation_id=town.STATION)
    Patient.objects.update(organisation=town.STATION)
    town.signed_in("doctor").get(f"/desk/health/patients/{who.code}")
    look = looks_at_file(who)[0]
    assert (look.who, look.organisation) == ("某doctor", "西街社区卫生服务站")


def test_nobody_reads_anothers_record(who: Patient) -> None:
    assert signed_in(factories.resident(STRANGER)).get(f"/my/health/looks?file={who.pk}").status_code == 404
    assert town.signed_in("doctor").get("/my/health/looks").status_code == 403


# Taking it along


def unpacked(answer: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_all_of_it_can_be_taken_along(who: Patient) -> None:
    town.take(who, "weight", value=69.5)
    actions.advise(factories.actor("doctor"), who.code, {"text": "=1+1 少吃盐"})
    grant(who)
    answer = signed_in(Account.objects.get(pk=who.account_id)).post("/my/health/export")
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/zip"
    files = unpacked(answer)
    bundle = orjson.loads(files["fhir.json"])
    Bundle.model_validate(bundle)
    kinds = [one["resource"]["resourceType"] for one in bundle["entry"]]
    assert kinds == ["Patient", "Observation", "Observation"]
    assert bundle["entry"][0]["resource"]["name"][0]["text"] == "张国强"
    tables = {
        name: list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
        for name, body in files.items()
        if name.endswith(".csv")
    }
    rows = [row for table in tables.values() for row in table]
    assert any("128/82" in row for row in rows) and any("'=1+1 少吃盐" in row for row in rows)
    assert any(DAUGHTER in row for row in rows)
    assert AuditEntry.objects.filter(kind="health_exported", subject=f"patient:{who.code}").count() == 1


# Erasing


def traces(who: Patient) -> bytes:
    """Everything that is still kept of somebody, as it lies in the tables."""
    row = Patient.objects.get(pk=who.pk)
    kept = [bytes(row.name_cipher), bytes(row.phone_cipher), bytes(row.birth_cipher), bytes(row.id_number_cipher)]
    return b"".join(kept) + row.phone_index.encode() + row.id_number_index.encode()


def test_who_is_erased_leaves_no_name_number_or_value(who: Patient) -> None:
    town.pressure(who, 186, 112)
    actions.advise(factories.actor("doctor"), who.code, {"text": "请尽快来复查"})
    grant(who)
    administering.erase_person(PHONE)
    row = Patient.objects.get(pk=who.pk)
    assert traces(who) == b"" and row.erased_at is not None and row.account is None
    assert not Advice.objects.exists() and not Grant.objects.exists()
    values = Observation.objects.filter(patient=who)
    assert values.count() == 2 and {one.state for one in values} == {ObservationState.DELETED}
    assert all(one.value == {} and one.body_digest == "" for one in values)
    assert bytes(Alert.objects.get().outcome_cipher) == b""
    with pytest.raises(NoSuchPatient):
        way_to(factories.actor("doctor"), row)
    with pytest.raises(NoSuchPatient):
        town.pressure(row, 120, 80)


def test_who_was_let_look_is_forgotten_too(who: Patient) -> None:
    grant(who)
    factories.resident(DAUGHTER)
    administering.erase_person(DAUGHTER)
    row = Grant.objects.get()
    assert (row.called, row.phone_index, bytes(row.phone_cipher)) == ("", "", b"") and row.ended_at is not None
    assert Patient.objects.get(pk=who.pk).erased_at is None


def test_where_two_files_share_a_telephone_none_is_erased_by_it(who: Patient) -> None:
    """A son's number may be in his father's file: each is erased by its card."""
    other = town.patient(name="张小强", born="1980-01-01")
    told, _asks = administering.told_before_erasing(PHONE)
    assert who.code in told and other.code in told and "Health files to wipe: 0" in told
    administering.erase(PHONE)
    assert Patient.objects.filter(erased_at=None).count() == 2
    with pytest.raises(NoSuchPatient):
        erase_file(factories.actor("doctor"), who.code)
    administering.erase(who.code.lower())
    assert traces(who) == b"" and Patient.objects.get(pk=other.pk).erased_at is None
    with pytest.raises(NoSuchPatient):
        erase_file(Actor.system(), who.code)


# Tables of devices

HEAD = "卡号,时间,收缩压,舒张压,脉搏,体重\n"


def table(who: Patient, *lines: str) -> bytes:
    return (HEAD + "".join(f"{line}\n" for line in lines).replace("CARD", who.code)).encode()


def import_by(name: str, body: bytes) -> Any:
    return import_table(factories.actor(name), body)


def test_a_table_is_taken_line_by_line(who: Patient) -> None:
    body = table(
        who, "CARD,2026-11-01 08:00,126,80,72,69.5", "CARD,2026-11-01 09:00,,,70,", "CARD,2026/11/01 10:00,1380,80,72,"
    )
    report = import_by("doctor", body)
    assert (report.lines, report.taken_lines, report.accepted) == (3, 2, 4)
    (fault,) = report.faults
    assert (fault.line, fault.column, fault.value) == (4, "收缩压", "1380") and "300" in fault.message
    assert not Observation.objects.filter(at=town.at("2026-11-01 10:00")).exists(), "of a bad line nothing is taken"


def test_the_same_table_again_stores_nothing(who: Patient) -> None:
    body = table(who, "CARD,2026-11-01 08:00,126,80,72,69.5")
    import_by("doctor", body)
    before = Observation.objects.count()
    again = import_by("doctor", body)
    assert (again.again, again.accepted) == (3, 0) and Observation.objects.count() == before


def test_the_three_answers_apply_to_tables_too(who: Patient) -> None:
    report = import_by("doctor", table(who, "CARD,2026-11-02 08:00,90,86,,", "CARD,2026-11-02 09:00,186,112,,"))
    assert (report.suspect, report.urgent) == (1, 1) and [one.line for one in report.advice] == [2, 3]
    assert Alert.objects.count() == 1


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("JK-0000-0000,2026-11-01 08:00,126,80,,", "卡号"), (",2026-11-01 08:00,126,80,,", "卡号"), ("CARD,昨天,126,80,,", "时间"),
        ("CARD,2099-01-01 08:00,126,80,,", "时间"), ("CARD,,126,80,,", "时间"), ("CARD,2026-11-01 08:00,126,,,", "舒张压"),
        ("CARD,2026-11-01 08:00,80,126,,", "舒张压"), ("CARD,2026-11-01 08:00,126mmHg,80,,", "收缩压"), ("CARD,2026-11-01 08:00,,,-5,", "脉搏"),
        ("CARD,2026-11-01 08:00,,,,", ""), ("CARD,2026-11-01 08:00,126,80,,,7", ""), ("CARD,2026-11-01 08:00,nan,80,,", "收缩压"),
    ],
)  # fmt: skip
def test_bad_lines_name_the_column_and_say_what_would_do(who: Patient, line: str, column: str) -> None:
    report = import_by("doctor", table(who, line))
    assert report.taken_lines == 0 and [fault.column for fault in report.faults] == [column]
    assert all(fault.line == 2 and fault.message for fault in report.faults)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: b"", lambda text: b"\x00\x01\xff", lambda text: text.replace("卡号", "姓名").encode(), lambda text: text.replace("时间", "卡号").encode(),
        lambda text: text.replace("卡号,", "").encode(), lambda text: text.encode() + b'"', lambda text: b"x" * (3 * 1024 * 1024),
    ],
)  # fmt: skip
def test_what_is_no_table_is_told_so(who: Patient, spoil: Callable[[str], bytes]) -> None:
    with pytest.raises(UnreadableTable):
        import_by("doctor", spoil(HEAD + f"{who.code},2026-11-01 08:00,126,80,,\n"))


def test_the_encoding_and_separator_of_chinese_spreadsheets(who: Patient) -> None:
    text = (HEAD + f"{who.code},2026-11-01 08:00,126,80,,\n").replace(",", ";")
    assert import_by("doctor", text.encode("gb18030")).taken_lines == 1
    assert import_by("doctor", b"\xef\xbb\xbf" + text.encode()).again == 1


def test_only_physicians_bring_tables(who: Patient) -> None:
    for name in ("epi", "here"):
        with pytest.raises(NotYours):
            import_by(name, table(who, "CARD,2026-11-01 08:00,126,80,,"))


def test_the_page_of_tables(who: Patient) -> None:
    client = town.signed_in("doctor")
    assert client.get("/desk/health/import").status_code == 200
    assert client.post("/desk/health/import").status_code == 422
    body = io.BytesIO(table(who, "CARD,2026-11-01 08:00,126,80,,", "CARD,2026-11-01 09:00,<b>,80,,"))
    body.name = "table.csv"
    page = client.post("/desk/health/import", {"table": body}).content.decode()
    assert "&lt;b&gt;" in page and "<b>,80" not in page
    assert town.signed_in("epi").get("/desk/health/import").status_code == 403
