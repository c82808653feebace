"""Pages and API of services: the right one is found, its guide says what counts, and what is missing."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db.migrations import AddField
from django.test import Client

from linli.catalogue import guides
from linli.catalogue.models import Audience, LifeEvent, Service
from linli.people.models import Organisation
from linli.places.actions import bump_revision
from linli.places.models import District
from linli.places.revision import forget
from tests import factories
from tests.catalogue.test_services import SERVICES

pytestmark = pytest.mark.django_db
SHOWN = ("gaoling-jintie", "hunyin-yuyue", "getihu-dengji")


@pytest.fixture
def district(db: None) -> District:
    """The district, with three services that its centre answers for."""
    made = factories.district()
    for spec in SERVICES:
        if spec.code in SHOWN:
            Service.objects.create(
                district=made,
                code=spec.code,
                name=spec.name,
                holder_id=factories.CENTRE,
                spec=spec.model_dump(mode="json"),
            )
    bump_revision(made)
    forget()
    return made


@pytest.fixture
def with_letters(district: District) -> District:
    """With the letter of thanks, which is no service, besides the three."""
    letter = next(spec for spec in SERVICES if spec.kind == "commendation")
    Service.objects.create(
        district=district, code=letter.code, name=letter.name, holder_id=factories.CENTRE,
        spec=letter.model_dump(mode="json"),
    )  # fmt: skip
    bump_revision(district)
    forget()
    return district


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_one_finds_by_words_by_turn_of_life_and_by_whom_it_is_for(client: Client, district: District) -> None:
    start = f"/{district.slug}/services"
    assert "3 项事项，其中 2 项一次也不用跑" in page(client, start)
    assert "高龄津贴" not in page(client, start)
    for asked in ("?q=老人+补贴", "?event=ageing", "?for=older", "?all=1"):
        assert "高龄津贴" in page(client, start + asked), asked
    assert "高龄津贴" not in page(client, f"{start}?event=business")
    assert "没有找到" in page(client, f"{start}?q=火箭发射")
    assert "高龄津贴" not in page(client, f"{start}?event=nonsense&for=nobody")


def test_a_guide_says_what_is_not_confirmed_and_where_to_go(client: Client, district: District) -> None:
    shown = page(client, f"/{district.slug}/services/gaoling-jintie")
    for words in (
        "承诺",
        "待区里确认",
        "拍照就行",
        "不用交，由我们核对",
        "社区（村）便民服务站",
        "第 1 版",
        "2个工作日",
    ):
        assert words in shown, words
    saves = next(spec.saves for spec in SERVICES if spec.code == "gaoling-jintie")
    assert f"比一般少 {saves.materials_before - saves.materials_now} 份" in shown
    assert f"比一般少 {saves.visits_before - saves.visits_now} 趟" in shown
    assert "到场一次" in page(client, f"/{district.slug}/services/hunyin-yuyue")
    page(client, f"/{district.slug}/services/no-such", status=404)


def test_letters_of_thanks_are_found_and_count_in_no_figure(client: Client, with_letters: District) -> None:
    everything = page(client, f"/{with_letters.slug}/services?all=1")
    assert 'role="status">3 项' in everything and "感谢信" in everything
    found = page(client, f"/{with_letters.slug}/services?q=感谢信")
    assert "感谢信" in found and '<p class="small" role="status">' not in found
    turns, whom = dict(guides.events_of(factories.CODE)), dict(guides.audiences_of(factories.CODE))
    shown = [spec for spec in SERVICES if spec.code in SHOWN]
    assert turns == {turn: n for turn in LifeEvent if (n := sum(turn in spec.events for spec in shown))}
    assert whom == {one: n for one in Audience if (n := sum(one in spec.audience for spec in shown))}


def test_a_guide_names_its_office_as_it_is_called_now(client: Client, district: District) -> None:
    kept = guides.version_of(guides.guide(factories.CODE, "gaoling-jintie").id)
    assert kept.holder == Organisation.objects.get(pk=factories.CENTRE).name
    Organisation.objects.filter(pk=factories.CENTRE).update(name="区治理中心")
    bump_revision(district)
    forget()
    again = guides.version_of(kept.id)
    assert again is kept and again.holder == guides.guide(factories.CODE, "gaoling-jintie").holder == "区治理中心"


def test_the_upgrade_dates_no_version_from_before() -> None:
    """A column added with a default would date them all with the day of the upgrade."""
    migration = import_module("linli.catalogue.migrations.0003_questions").Migration
    added = next(one for one in migration.operations if isinstance(one, AddField) and one.name == "created_at")
    assert not added.field.has_default()


def test_what_one_need_not_answer_is_no_paper(client: Client, district: District) -> None:
    shown = page(client, f"/{district.slug}/services/getihu-dengji")
    asked = shown.partition('id="asked"')[2].partition("</section>")[0]
    assert "（可不填）" in asked and "可不交" not in asked


def test_the_questions_say_at_once_whether_it_fits(client: Client, district: District) -> None:
    guide = f"/{district.slug}/services/gaoling-jintie?checked=1"
    assert "您可以办" in page(client, f"{guide}&c0=yes&c1=yes")
    assert "满80周岁的当月就可以申请" in page(client, f"{guide}&c0=no&c1=yes")
    assert "每个问题都答一下" in page(client, f"{guide}&c0=yes")
    assert "每个问题都答一下" in page(client, f"{guide}&c0=perhaps&c1=<b>")


def test_the_open_figures_tell_what_is_saved(client: Client, district: District) -> None:
    shown = [spec for spec in SERVICES if spec.code in SHOWN]
    papers = sum(spec.saves.materials_before - spec.saves.materials_now for spec in shown)
    figures = page(client, f"/{district.slug}/open")
    assert "办事少交少跑" in figures and f"<b>{papers}" in figures


def test_without_services_nothing_leads_to_them(client: Client) -> None:
    slug = factories.district().slug
    assert "/services" not in page(client, f"/{slug}/") + page(client, f"/{slug}/open")


def test_programs_read_the_same(client: Client, district: District) -> None:
    found = client.get(f"/api/v1/services?district={district.code}&q=老人补贴").json()["items"]
    assert [one["code"] for one in found][:1] == ["gaoling-jintie"]
    one = client.get(f"/api/v1/services/gaoling-jintie?district={district.code}").json()
    assert one["form"]["properties"]["card"]["pattern"] and one["basis"][0]["checked"] is False
    strange = client.get(f"/api/v1/services?district={district.code}&event=nonsense")
    assert strange.status_code == 422 and "ageing" in strange.json()["detail"]
    missing = client.get(f"/api/v1/services/no-such?district={district.code}")
    assert missing.status_code == 404 and missing.json()["code"] == "no_such_service"
    assert "no-such" in missing.json()["detail"]
