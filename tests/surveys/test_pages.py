"""The pages: who is let in, a survey from the frame to the published table, interviews looked at and set right."""

from __future__ import annotations

import base64
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.audit.models import AuditEntry
from linli.surveys import actions
from linli.surveys.models import Correction, Form, Publication, Sample, Submission, Survey, Unit
from linli.surveys.queries.published import published
from tests import factories
from tests.factories import actor
from tests.letters import letter
from tests.surveys import town
from tests.surveys.test_analysis import everybody
from tests.surveys.test_submitting import PHOTO

FRAME = "代码,名称,层,人数\n" + "".join(f"a{at},第{at}社区,城区,{300 + at}\n" for at in range(6))
ONE = "/desk/surveys/risk-2026"


def client_of(name: str) -> Client:
    client = Client()
    client.post("/staff/sign-in", {"username": name, "password": factories.PASSWORD})
    return client


def file(text: str | bytes, name: str = "t.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


@pytest.fixture
def leader(survey: Survey) -> Client:
    return client_of("leader")


def test_who_is_let_in(survey: Survey) -> None:
    person = town.sent()
    pages = [
        "/desk/surveys",
        ONE,
        f"{ONE}/quality",
        f"{ONE}/interviews",
        f"{ONE}/interviews/{person.pk}",
        f"{ONE}/analysis",
        f"{ONE}/analysis/rows.csv",
    ]
    for name, desk, field in (
        ("leader", 200, 200),
        ("asker", 403, 200),
        ("doctor", 403, 403),
        ("centre", 403, 403),
        ("admin", 403, 403),
    ):
        client = client_of(name)
        for page in pages:
            code = client.get(page).status_code
            assert code == desk or (desk == 200 and page.endswith(("analysis", "rows.csv"))), (name, page, code)
        assert client.get("/survey/").status_code == client.get("/survey/package").status_code == field
    assert Client().get("/survey/").status_code == 302
    assert Client().post("/survey/submissions", {"xml": "x"}).status_code == 401


def test_a_survey_is_prepared_and_its_sample_drawn(leader: Client) -> None:
    made = {
        "code": "new-one",
        "title": "另一次调查",
        "population": "成年人",
        "starts_on": "2026-11-01",
        "ends_on": "2026-12-01",
    }
    assert leader.post("/desk/surveys-new", {**made, "ends_on": "2026-10-01"}).status_code == 422
    assert leader.post("/desk/surveys-new", made).status_code == 302
    one = "/desk/surveys/new-one"
    assert "还没有问卷" in text_of(leader.post(f"{one}/move/begin"))
    refused = leader.post(f"{one}/form", {"form": file("| survey |\n| | type | name |\n| | intger | a |\n", "f.md")})
    assert refused.status_code == 422 and "没有“intger”这种题型" in text_of(refused)
    body = town.FORM.read_bytes().replace(b"risk-factors", b"risk-two")
    assert leader.post(f"{one}/form", {"form": file(body, "f.md")}).status_code == 302
    assert "平均每天吸几支" in text_of(leader.get(f"{one}/form"))
    key = Form.objects.get(form_id="risk-two").pk
    assert leader.get(f"{one}/form/{key}/xml").content.startswith(b"<?xml")
    assert leader.get(f"{one}/form/{key}/xlsx").content.startswith(b"PK")
    read = leader.post(f"{one}/sample", {"frame": file(FRAME)})
    kept = text_of(read).split('name="kept" value="')[1].split('"')[0]
    plan = {
        "kept": kept,
        "stratum": "城区",
        "clusters": "3",
        "each": "10",
        "seed": "5",
        "method": "pps",
        "order": "listed",
        "within": "systematic",
        "kind": "person",
    }
    tried = text_of(leader.post(f"{one}/sample", {**plan, "tries": "try"}))
    assert "正好" in tried and not Sample.objects.filter(survey__code="new-one").exists()
    for wrong, said in (
        ({"clusters": "7"}, "实际只有 6 个"),
        ({"each": "9999"}, "不够抽 9999 人"),
        ({"seed": "-1"}, ""),
        ({"kept": "x"}, "请您再给一次抽样框文件"),
    ):
        answer = leader.post(f"{one}/sample", {**plan, **wrong, "tries": "draw"})
        assert answer.status_code == 422 and said in text_of(answer)
    assert leader.post(f"{one}/sample", {**plan, "tries": "draw"}).status_code == 302
    assert (
        Sample.objects.get(survey__code="new-one").seed == 5
        and Unit.objects.filter(survey__code="new-one").count() == 30
    )
    assert leader.post(f"{one}/move/begin").status_code == 302
    assert AuditEntry.objects.filter(kind="survey_drawn", subject="new-one").exists()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("a,b\n1,2\n", "第一行要写栏名"),
        ("code,name,stratum,size\n1,甲,城区,x\n", "第 2 行：size 的“x”不是整数"),
        ("code,name,stratum,size\n", "抽样框里没有社区、村"),
        ("code,name,stratum,size,lat,lon\n1,甲,城区,9,999,1\n", "不是以度表示的位置"),
        (b"\xff\xfe\xff", "既不是"),
    ],
)
def test_a_frame_that_cannot_be_read_is_refused_with_its_line(leader: Client, body: str | bytes, said: str) -> None:
    actions.create_survey(
        actor("leader"),
        {"code": "two", "title": "另一次", "population": "成年人", "starts_on": "2026-11-01", "ends_on": "2026-11-30"},
    )
    answer = leader.post("/desk/surveys/two/sample", {"frame": file(body)})
    assert answer.status_code == 422
    assert said in text_of(answer) or "UTF-8" in text_of(answer)


def test_a_drawn_sample_cannot_be_changed(survey: Survey) -> None:
    from django.db import DatabaseError, transaction

    for change in (lambda: Sample.objects.update(seed=1), lambda: survey.sample.clusters.update(probability="1/2")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    with pytest.raises(Exception, match="不会再变"):
        actions.draw_sample(
            actor("leader"), survey.code, town.frame(), {"seed": 1, "takes": [("城区", 1, 1), ("农村", 1, 1)]}
        )


def test_names_are_sealed_given_to_their_interviewer_and_the_look_recorded(leader: Client, survey: Survey) -> None:
    person = town.unit()
    lines = f"序号,姓名,地址\n{person.serial},赵某某,林家巷1号\n99999,不在样本里,别处\n"
    answer = leader.post(f"{ONE}/clusters/{person.cluster_id}/names", {"list": file(lines)})
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.name == "赵某某" and "赵某某".encode() not in bytes(person.name_cipher)
    assert "赵某某" in text_of(leader.get(f"{ONE}/clusters/{person.cluster_id}"))
    assert AuditEntry.objects.filter(kind="survey_list_seen").count() == 1
    package = json.loads(client_of("asker").get("/survey/package").content)
    assert [one["name"] for one in package["people"] if one["name"]] == ["赵某某"]
    assert {one["unit"] for one in package["people"]} == set(
        Unit.objects.filter(interviewer__username="asker").values_list("code", flat=True)
    )
    assert "赵某某" not in client_of("asker2").get("/survey/package").content.decode()
    town.sent(person=person)
    assert "赵某某" not in client_of("asker").get("/survey/package").content.decode()


def test_an_interview_from_the_page_arrives_once(survey: Survey) -> None:
    client = client_of("asker")
    xml = town.xml(town.answers(photo="1.jpg"), "uuid:11111111-1").decode()
    sent = {"xml": xml, "seconds": "1500", "device_now": "2025-11-02T01:30:00Z"}
    first = client.post("/survey/submissions", {**sent, "photos": SimpleUploadedFile("1.jpg", b"\xff\xd8\xff\xe0abc")})
    assert first.status_code == 201 and first.json() == {
        "instance": "uuid:11111111-1",
        "state": "new",
        "clock_trusted": False,
    }
    again = client.post("/survey/submissions", {**sent, "photos": SimpleUploadedFile("1.jpg", b"\xff\xd8\xff\xe0abc")})
    assert (again.status_code, again.json()["state"]) == (200, "same")
    other = client.post("/survey/submissions", {**sent, "xml": xml.replace(">76.5<", ">77.5<")})
    assert other.status_code == 409 and "体重（公斤）" in other.json()["detail"]
    wrong = client.post("/survey/submissions", {"xml": xml.replace(">58<", ">17<").replace("11111111", "22222222")})
    assert wrong.status_code == 422 and "年龄" in wrong.json()["errors"][0]["message"]
    assert client.post("/survey/submissions", {"xml": "<"}).status_code == 422
    row = Submission.objects.get()
    assert row.seconds == 1500 and row.attachments.count() == 1
    leads = client_of("leader")
    assert leads.get(f"{ONE}/interviews/{row.pk}/photos/1.jpg").content == b"\xff\xd8\xff\xe0abc"
    assert AuditEntry.objects.filter(kind="interview_photo_seen").exists()


def test_an_interview_is_looked_at_and_set_right(leader: Client, survey: Survey) -> None:
    row = town.sent()
    page = f"{ONE}/interviews/{row.pk}"
    shown = text_of(leader.get(page))
    assert (
        "收缩压（高压）（2）" in shown
        and "每天吸" in shown
        and AuditEntry.objects.filter(kind="interview_seen").exists()
    )
    refused = leader.post(f"{page}/correct", {"path": "age", "value": "17", "reason": "看错"})
    assert refused.status_code == 422 and "18 岁及以上" in text_of(refused)
    for given in (
        {"path": "age", "value": "59"},
        {"path": "bmi", "value": "20", "reason": "不对"},
        {"path": "no", "value": "1", "reason": "不对"},
        {"path": "[", "value": "1", "reason": "不对"},
    ):
        assert leader.post(f"{page}/correct", given).status_code == 422
    assert leader.post(f"{page}/correct", {"path": "age", "value": "59", "reason": "身份证上是 59"}).status_code == 302
    assert (
        leader.post(
            f"{page}/correct", {"path": "know_smoking", "value": ["lung", "copd"], "reason": "漏选"}
        ).status_code
        == 302
    )
    assert "身份证上是 59" in text_of(leader.get(f"{ONE}/cleaning"))
    assert "<s>58</s>" in text_of(leader.get(page))
    assert leader.post(f"{page}/count/out", {"reason": "不是本人"}).status_code == 302
    assert leader.post(f"{page}/count/out", {"reason": "再来"}).status_code == 409
    assert Unit.objects.get(pk=row.unit_id).state == "waiting"
    assert leader.post(f"{page}/count/in", {"reason": "核实过了"}).status_code == 302
    assert Correction.objects.count() == 4


def test_quality_finds_rounded_readings_and_doubts(leader: Client, survey: Survey) -> None:
    everybody(survey)
    units = list(Unit.objects.filter(state="refused"))
    for unit in units:
        town.sent(str(unit.interviewer.username), person=unit, reading=[{"systolic": "140", "diastolic": "90"}] * 3)
    shown = text_of(leader.get(f"{ONE}/quality"))
    assert "χ²" in shown and "与另一份答案相同" in shown and "这人已经访问过" in shown
    assert "身高" not in shown and "家里一个月用多少克盐" not in shown
    listed = text_of(leader.get(f"{ONE}/interviews?doubt=copied"))
    assert units[0].code in listed


def test_tables_are_published_small_cells_hidden_and_stay(leader: Client, survey: Survey) -> None:
    everybody(survey)
    assert "95" in text_of(leader.get(f"{ONE}/analysis?by=sex"))
    assert leader.post(f"{ONE}/analysis/publish").status_code == 409
    leader.post(f"{ONE}/move/close")
    assert leader.post(f"{ONE}/analysis/publish").status_code == 302
    found = published(survey)
    assert found is not None and found.fieldwork.done == 14 and found.number == 1 and found.digest
    bmi, few = found.table("bmi"), [one for one in found.tables for one in one.of("age_group")]
    assert (
        bmi is not None
        and bmi.whole is not None
        and bmi.whole.value
        and any(one.hidden and one.value is None for one in few)
    )
    csv = text_of(leader.get(f"{ONE}/analysis/tables.csv"))
    assert found.digest in csv and "WS/T 428-2013" in csv
    rows = text_of(leader.get(f"{ONE}/analysis/rows.csv"))
    assert len(rows.splitlines()) == 15 and "base_weight" in rows
    assert {"survey_rows_taken", "survey_tables_taken", "survey_published"} <= set(
        AuditEntry.objects.values_list("kind", flat=True)
    )
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Publication.objects.update(digest="x")


def test_without_a_variance_there_is_no_figure_but_a_reason(leader: Client, survey: Survey) -> None:
    for at in range(3):
        town.sent(person=town.unit(at))
    told = text_of(leader.get(f"{ONE}/analysis"))
    assert "给不出数字" in told and "只抽到一个社区、村" in told and "人：权重之和" not in told
    assert leader.post(f"{ONE}/analysis/lonely", {"lonely": "certainty"}).status_code == 302
    assert "给不出数字" not in text_of(leader.get(f"{ONE}/analysis"))
    wrong = leader.post(f"{ONE}/analysis/margins", {"margins": file("性别,年龄,人数\n男,18-29,5\n"), "source": "普查"})
    assert wrong.status_code == 422 and "这些组没有给出人数" in text_of(wrong)


OWN = "weight,stratum,cluster,there,value\n2,a,1,4,1\n3,a,2,4,0\n2,b,3,3,1\n2,b,4,3,0\n"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("2,a,1", "-2,a,1"), "weight 第 1 行（-2.0）：小于零"),
        (("3,a,2", ",a,2"), "weight 第 2 行（None）：是空的或不是数字"),
        (("3,a,2", "x,a,2"), "weight 第 2 行（x）：是空的或不是数字"),
        (("2,b,4,3,0\n", ""), "只抽到一个社区、村的层看不出"),
        (("3,1\n2,b,4,3,0", "1,1\n2,b,4,1,0"), "比 b 里抽到的 2 个还少"),
        (("there", "there2"), "表里没有“there”一栏"),
    ],
)
def test_a_table_of_ones_own_that_cannot_be_gives_no_number(leader: Client, change: tuple[str, str], said: str) -> None:
    asked = {
        "value": "value",
        "weights": "weight",
        "strata": "stratum",
        "clusters": "cluster",
        "clusters_there": "there",
    }
    assert change[0] in OWN
    answer = leader.post("/desk/surveys-table", {**asked, "table": file(OWN.replace(*change))})
    assert answer.status_code == 422 and said in text_of(answer), text_of(answer).split('class="faults"')[-1][:300]
    fine = leader.post("/desk/surveys-table", {**asked, "table": file(OWN), "statistic": "share"})
    assert fine.status_code == 200 and "0.4444" in text_of(fine)
    equal = leader.post("/desk/surveys-table", {**asked, "table": file(OWN.replace("3,a,2", "2,a,2"))})
    assert "权重全都相等" in text_of(equal) and "0.5000" in text_of(equal)


def test_invented_data_says_so_everywhere(leader: Client, survey: Survey) -> None:
    everybody(survey)
    Survey.objects.update(synthetic=True)
    leader.post(f"{ONE}/move/close")
    leader.post(f"{ONE}/analysis/publish")
    for part in ("", "/form", "/sample", "/progress", "/quality", "/interviews", "/cleaning", "/analysis"):
        assert "虚构的数据" in text_of(leader.get(f"{ONE}{part}")), part
    assert "虚构的数据" in text_of(leader.get(f"{ONE}/analysis/tables.csv")).splitlines()[0]
    assert text_of(leader.get(f"{ONE}/analysis/rows.csv")).splitlines()[1].startswith("1,")


def test_interviews_of_a_tablet_without_network_are_brought_as_a_file(leader: Client) -> None:
    photo = {"name": PHOTO.name, "type": PHOTO.media_type, "data": base64.b64encode(PHOTO.body).decode()}
    told = town.answers(photo=PHOTO.name)
    before = town.sent(instance="uuid:bbbb-2", person=town.unit(1))
    interviews = [
        {"unit": told["unit"], "seconds": 1500, "xml": town.xml(told).decode(), "photos": [photo]},
        {"unit": "other", "seconds": 0, "xml": town.xml(town.answers(age="70"), "uuid:bbbb-2").decode(), "photos": []},
        {"unit": "torn", "seconds": 0, "xml": "<risk", "photos": []},
    ]
    sealed = {"linli": "interviews", "made": "2026-11-02", "n": 3}
    text = json.dumps({**sealed, "letter": letter(json.dumps(interviews), "linli interviews")})
    assert client_of("asker").post("/desk/surveys-brought", {"file": file(text)}).status_code == 403
    for said in ("已收下", "已经收到过"):
        page = text_of(leader.post("/desk/surveys-brought", {"file": file(text)}))
        assert said in page and page.count("未收下") == 2 and "先送来的为准" in page
    row = Submission.objects.exclude(pk=before.pk).get()
    assert (row.by.username, row.seconds, "other_interviewer" in row.doubts) == ("leader", 1500, True)
    assert row.attachments.get().name == PHOTO.name

    elsewhere = json.dumps({**sealed, "letter": letter(json.dumps(interviews), "linli kiosk")})
    for body, status in (("{}", 422), ("PK", 422), (elsewhere, 422)):
        answer = leader.post("/desk/surveys-brought", {"file": file(body)})
        assert answer.status_code == status and 'class="fault" role="alert"' in text_of(answer)
    assert Submission.objects.count() == 2
