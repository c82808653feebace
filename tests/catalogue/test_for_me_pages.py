"""The pages and API of the dialogue: one question at a time, the list at once, and nothing kept."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from django.test import Client

from linli.catalogue.models import Question, Service
from linli.places.actions import bump_revision
from linli.places.models import District
from linli.places.revision import forget
from tests import factories
from tests.catalogue.dialogues import dialogue_of

pytestmark = pytest.mark.django_db
CUIPING = dialogue_of("cuiping")
AT_82 = "who=家里老人&matter=&age=80岁及以上&hukou=户口在本区"
AT_75 = AT_82.replace("80岁及以上", "60至79岁")


@pytest.fixture
def district(db: None) -> District:
    """The district with all its services and questions; its centre answers for all."""
    made = factories.district()
    Service.objects.bulk_create(
        Service(
            district=made, code=one.code, name=one.name, holder_id=factories.CENTRE,
            spec=one.spec.model_dump(mode="json"),
        )
        for one in CUIPING.services
    )  # fmt: skip
    Question.objects.bulk_create(
        Question(district=made, code=one.id, order=order, spec=one.model_dump(mode="json"))
        for order, one in enumerate(CUIPING.questions.values())
    )
    bump_revision(made)
    forget()
    return made


def page(client: Client, district: District, said: str = "") -> str:
    answer = client.get(f"/{district.slug}/services/for-me?{quote(said, safe='=&')}")
    assert answer.status_code == 200
    return answer.content.decode()


def links(shown: str) -> list[list[tuple[str, str]]]:
    """Where the links of the dialogue lead to, as answers."""
    found = [unescape(one) for one in re.findall(r'href="(\?[^"]*)"', shown)]
    return [parse_qsl(urlsplit(one).query, keep_blank_values=True) for one in found]


def section(shown: str, name: str) -> str:
    return shown.partition(f'aria-labelledby="{name}"')[2].partition("</section>")[0]


def test_one_begins_at_the_services_and_at_the_front_page(client: Client, district: District) -> None:
    way = f'href="/{district.slug}/services/for-me"'
    assert way in client.get(f"/{district.slug}/services").content.decode()
    assert way in client.get(f"/{district.slug}/").content.decode()
    first = page(client, district)
    assert "给谁办？" in first and "noindex" in first
    for choice in ("自己", "家里老人", "店铺公司"):
        assert [("who", choice)] in links(first)


def test_each_answer_leads_on_and_back(client: Client, district: District) -> None:
    second = page(client, district, "who=家里老人")
    assert "碰到哪方面的事？" in second and 'type="checkbox"' in second and 'name="who" value="家里老人"' in second
    assert [("who", "家里老人"), ("matter", "")] in links(second), "it can be skipped"
    assert [] in links(second), "and one can go back"
    third = page(client, district, "who=家里老人&matter=&matter=养老后事&matter=看病残疾")
    assert "养老后事" in third and "看病残疾" in third and "失业登记" not in third
    assert [("who", "家里老人")] in links(third)


def test_what_one_may_get_and_what_is_missing_stand_there_at_once(client: Client, district: District) -> None:
    at_82, at_75 = page(client, district, AT_82), page(client, district, AT_75)
    assert "高龄津贴" in section(at_82, "fitting") and "老年人优待证" in section(at_82, "fitting")
    assert "高龄津贴" not in section(at_75, "fitting") and "满80周岁的当月就可以申请" in section(at_75, "nearly")
    assert f"/{district.slug}/services/gaoling-jintie" in at_75
    assert "失业登记" not in at_82


def test_a_letter_of_thanks_is_shown_and_not_counted(client: Client, district: District) -> None:
    letters = sum(one.spec.kind == "commendation" for one in CUIPING.services)
    first = page(client, district)
    counted = len(CUIPING.services) - letters
    assert letters == 1 and f"全部 {counted} 项" in first and f"{counted + 1}" not in section(first, "fitting")
    assert "感谢信" in section(page(client, district, "who=小区邻里"), "fitting")


def test_it_ends_when_nothing_separates_any_more(client: Client, district: District) -> None:
    end = page(client, district, "who=小区邻里")
    assert "<progress" not in end and "既有住宅加装电梯" in section(end, "fitting")
    nothing = page(client, district, "who=家里孩子&child=大学&matter=养老后事&hukou=都不在本区&insurance=都没参加")
    assert "高龄津贴" not in nothing


@pytest.mark.parametrize(
    "said",
    ["who=火星人", "zzz=1&who=", "who=自己&who=家里老人", "age=80岁及以上&who=店铺公司", "who=<b>&__class__=x", "who=%00", "matter=&matter=&hukou[]=1"],
)  # fmt: skip
def test_a_strange_address_is_passed_over_politely(client: Client, district: District, said: str) -> None:
    shown = page(client, district, said)
    assert {name for link in links(shown) for name, _text in link} <= set(CUIPING.questions)
    assert "火星人" not in shown and "<b>&" not in shown


def test_nothing_is_kept(client: Client, district: District) -> None:
    page(client, district, AT_82)
    assert "sessionid" not in client.cookies


def test_it_asks_the_database_nothing(client: Client, district: District, django_assert_num_queries: Any) -> None:
    page(client, district, AT_75)
    with django_assert_num_queries(0):
        page(client, district, AT_82)


def test_a_district_without_questions_says_so_and_leads_to_its_services(client: Client) -> None:
    made = factories.district()
    shown = page(client, made, "who=自己")
    assert f'href="/{made.slug}/services"' in shown
    assert "services/for-me" not in client.get(f"/{made.slug}/services").content.decode()
    assert client.get("/nowhere/services/for-me").status_code == 404


def test_programs_get_the_same(client: Client, district: District) -> None:
    asked = f"/api/v1/services/for-me?district={district.code}"
    first = client.get(asked).json()
    assert first["next"]["id"] == "who" and first["next"]["choices"][1]["text"] == "家里老人"
    assert len(first["fitting"]) == len(CUIPING.services) and first["left"] > 3
    later = client.get(f"{asked}&{quote(AT_75 + '&colour=blue', safe='=&')}").json()
    assert later["answers"]["age"] == ["60至79岁"] and later["answers"]["matter"] == []
    assert later["passed_over"] == ["colour"]
    near = {one["code"]: one for one in later["nearly"]}
    assert near["gaoling-jintie"]["question"] == "age" and "满80周岁" in near["gaoling-jintie"]["missing"]
    assert client.get("/api/v1/services/for-me?district=000000").status_code == 404
    assert client.get("/api/v1/services/for-me").status_code == 422
