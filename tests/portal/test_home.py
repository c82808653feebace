"""A district's front page: the ways in with true counts, what is new, light, and drawn once for many."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from linli.places.models import District
from linli.portal.models import Policy
from linli.web import front_page
from tests import factories
from tests.portal import press
from tests.portal.press import DAY, article, picture

HOME = f"/{factories.SLUG}/"


def page(client: Client) -> str:
    answer = client.get(HOME)
    assert answer.status_code == 200
    return answer.content.decode()


def doors(html: str) -> list[str]:
    return re.findall(r'<a class="door[^>]*>.*?<b>(.*?)</b>', html, re.S)


def test_a_door_only_where_there_is_something_behind_it(client: Client, district: District) -> None:
    assert doors(page(client)) == ["反映诉求"]
    for number in range(3):
        Policy.objects.create(district=district, title=f"措施{number}", level="district", text="正文", live=number < 2)
    cache.clear()
    html = page(client)
    assert doors(html) == ["反映诉求", "政策空间站"] and "2 份政策" in html
    assert "措施1" in html and "措施2" not in html


def test_new_articles_lead_with_a_picture_and_name_their_channel(client: Client, district: District) -> None:
    article(district, "有图的", picture=picture(district))
    article(district, "早些的", at=DAY - timedelta(days=1))
    html = page(client)
    assert html.index("有图的") < html.index("早些的") and 'class="story lead"' in html and "新闻</p>" in html
    assert html.count('href="/demo/firms/"') == 1


def test_every_address_on_it_leads_somewhere(client: Client, district: District) -> None:
    article(district, picture=picture(district))
    Policy.objects.create(district=district, title="措施", level="district", text="正文", live=True)
    factories.report()
    for path in sorted(set(re.findall(r'(?:href|action|src)="(/[^"#]*)"', page(client)))):
        if not path.startswith("/static/"):
            assert client.get(path).status_code in (200, 302), path


def test_it_is_drawn_once_a_minute_for_all_who_are_not_signed_in(
    client: Client, district: District, clock, django_assert_num_queries
) -> None:
    first = page(client)
    article(district, "刚发的")
    clock.advance(seconds=20)
    with django_assert_num_queries(0):
        again = page(Client())
    assert "刚发的" not in again
    said = [re.search(r'name="now" content="([^"]+)"', html)[1] for html in (first, again)]  # type: ignore[index]
    assert said[0] != said[1], "its clock is that of the asking"
    cache.delete(f"front:{district.code}:{District.objects.get().revision}:False")
    assert "刚发的" in page(client)


def test_large_type_is_kept_apart(client: Client, district: District) -> None:
    page(client)
    client.cookies["type"] = "large"
    assert 'data-type="large"' in page(client)
    assert 'data-type="large"' not in page(Client())


def test_who_is_signed_in_is_shown_the_page_as_it_is_now(district: District) -> None:
    page(Client())
    article(district, "刚发的")
    assert "刚发的" in page(press.signed_in("here"))
    assert "刚发的" not in page(Client()), "and leaves nothing of theirs to others"


def test_it_asks_the_database_a_fixed_number_of_times(
    client: Client, district: District, django_assert_max_num_queries
) -> None:
    shown = picture(district)
    for number in range(6):
        article(district, f"第{number}条", at=DAY - timedelta(days=number), picture=shown)
        Policy.objects.create(district=district, title=f"措施{number}", level="district", text="正文", live=True)
    page(client)
    cache.clear()
    with django_assert_max_num_queries(26):
        front_page.front_page(district)


def test_words_often_looked_for_come_from_the_pack(client: Client, district: District) -> None:
    District.objects.filter(pk=district.pk).update(settings=district.settings | {"looked_for": ["高龄津贴", "居住证"]})
    from linli.places.actions import forget

    forget()
    html = page(client)
    assert "高龄津贴" in html and "大家在找" in html


@pytest.mark.parametrize(
    "what", ["description", "og:title", "application/atom+xml", "application/ld+json", "canonical"]
)
def test_it_is_told_elsewhere(client: Client, district: District, what: str) -> None:
    assert what in page(client)
