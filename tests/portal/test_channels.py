"""Channels and articles as readers find them: what a page is made of, how it is told elsewhere, and what is never asked."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from linli.places.models import District
from linli.portal import actions
from linli.portal.models import ArticlePage, Reads
from tests import factories
from tests.portal import press
from tests.portal.press import DAY, FIRMS, NEWS, article, picture, reader

ASKING = re.compile(r"<(input|select|textarea)\b[^>]*>")


def body(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def test_a_channel_shows_its_newest_first_with_pictures(district: District) -> None:
    article(district, "旧闻", at=DAY - timedelta(days=3))
    article(district, "新闻", summary="一句话", picture=picture(district))
    article(district, "别的频道的", FIRMS)
    page = body(reader(), f"/{factories.SLUG}/{NEWS}/")
    assert page.index("新闻</a>") < page.index("旧闻</a>")
    assert "别的频道的" not in page and "一句话" in page
    assert re.search(r'<img src="/files/images/[^"]+\.webp" srcset=', page)


def test_a_channel_without_articles_says_what_will_be_there(district: District) -> None:
    page = body(reader(), f"/{factories.SLUG}/{FIRMS}/")
    assert "这里还没有内容" in page and "gone" not in page


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999", "²", "1001", ""])
def test_a_page_number_that_makes_no_sense_is_the_first(district: District, number: str) -> None:
    article(district)
    assert "石榴熟了" in body(reader(), f"/{factories.SLUG}/{NEWS}/?page={number}")


def test_older_articles_stand_on_further_pages(district: District) -> None:
    for number in range(15):
        article(district, f"第{number:02}条", at=DAY - timedelta(days=number))
    first, second = (body(reader(), f"/{factories.SLUG}/{NEWS}/?page={number}") for number in (1, 2))
    assert "第12条" in first and "第13条" not in first and 'href="?page=2"' in first
    assert "第13条" in second and "第12条" not in second and 'href="?page=1"' in second


def test_a_channels_page_asks_the_database_the_same_however_many_articles_there_are(
    district: District, django_assert_max_num_queries
) -> None:
    shown = picture(district)
    for number in range(12):
        article(district, f"第{number:02}条", at=DAY - timedelta(days=number), picture=shown)
    client = reader()
    body(client, f"/{factories.SLUG}/{NEWS}/")
    with django_assert_max_num_queries(14):
        body(client, f"/{factories.SLUG}/{NEWS}/")


def blocks(district: District) -> list[dict[str, object]]:
    shown = picture(district)
    one = {"image": shown.pk, "told": "树上的石榴", "caption": "十月"}
    return [
        {"type": "heading", "value": "第一件"},
        {"type": "text", "value": "<p>一段<b>要紧</b>的话。</p>"},
        {"type": "quote", "value": {"words": "别怕问", "who": "李姐"}},
        {"type": "picture", "value": one},
        {
            "type": "gallery",
            "value": [{"type": "item", "id": "a", "value": one}, {"type": "item", "id": "b", "value": one}],
        },
        {"type": "service", "value": "no-longer-offered"},
        {"type": "policy", "value": None},
    ]


def test_an_article_is_made_of_blocks_and_told_elsewhere(district: District) -> None:
    page = article(
        district, "石榴</script>熟了", summary="一句话说完", picture=picture(district), source="演示报", body=json.dumps(blocks(district))
    )  # fmt: skip
    html = body(reader(), page.address)
    assert (
        "<h2>第一件</h2>" in html and "<b>要紧</b>" in html and "李姐" in html and html.count('alt="树上的石榴"') == 3
    )
    assert "来源" in html and "演示报" in html and "no-longer-offered" not in html
    assert f'<meta property="og:url" content="http://127.0.0.1:8000{page.address}">' in html
    assert re.search(r'<meta property="og:image" content="http://127\.0\.0\.1:8000/files/images/[^"]+\.jpg">', html)
    assert '<meta name="description" content="一句话说完">' in html
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])  # type: ignore[index]
    assert told["@type"] == "NewsArticle" and told["headline"] == "石榴</script>熟了"
    assert told["datePublished"].startswith("2026-11-01") and told["publisher"]["name"] == "演示区"


def test_a_draft_and_an_article_taken_offline_are_not_there(district: District) -> None:
    draft = article(district, "没写完", live=False)
    page = article(district, "要撤的")
    body(reader(), draft.address, 404)
    page.unpublish()
    body(reader(), page.address, 404)
    listed = body(reader(), f"/{factories.SLUG}/{NEWS}/")
    assert "没写完" not in listed and "要撤的" not in listed


def test_nothing_is_asked_of_a_reader(district: District) -> None:
    """No form but the way to the large type; no cookie set; nothing kept but a number."""
    page = article(district, body=json.dumps(blocks(district)))
    for address in (f"/{factories.SLUG}/{NEWS}/", page.address):
        answer = reader().get(address)
        assert ASKING.findall(answer.content.decode()) == [], address
        assert not answer.cookies, address
    assert {field.name for field in Reads._meta.get_fields()} == {"id", "district", "target", "key", "day", "count"}
    assert not {name for name in ("faith", "belief", "ethnic", "party") for field in ArticlePage._meta.get_fields() if name in field.name}  # fmt: skip


def count(page: ArticlePage) -> int:
    return sum(Reads.objects.filter(key=str(page.pk)).values_list("count", flat=True))


def test_a_read_is_counted_by_day_and_nobody_is_followed(district: District, clock) -> None:
    page = article(district)
    reader().get(page.address)
    reader().get(page.address)
    clock.advance(days=1)
    reader().get(page.address)
    rows = Reads.objects.filter(key=str(page.pk)).order_by("day")
    assert [(row.target, row.count) for row in rows] == [("article", 2), ("article", 1)]


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"},
        {"user-agent": "curl/8.1"},
        {"user-agent": ""},
        {"user-agent": press.AGENT, "sec-purpose": "prefetch"},
        {"user-agent": "Mozilla/5.0 HeadlessChrome/126"},
    ],
)
def test_programs_and_pages_loaded_ahead_are_not_counted(district: District, headers: dict[str, str]) -> None:
    page = article(district)
    assert Client(headers=headers).get(page.address).status_code == 200
    assert count(page) == 0


def test_editors_looking_at_their_own_and_heads_are_not_counted(district: District) -> None:
    page = article(district)
    press.signed_in(press.WRITER).get(page.address)
    reader().head(page.address)
    assert count(page) == 0
    press.signed_in("here").get(page.address)
    assert count(page) == 1


def test_a_pack_takes_a_channel_offline_and_keeps_its_articles(district: District) -> None:
    page = article(district)
    actions.replace_channels(district, [actions.ChannelRow(FIRMS, "企业")])
    body(reader(), f"/{factories.SLUG}/{NEWS}/", 404)
    assert ArticlePage.objects.filter(pk=page.pk).exists()
    actions.replace_channels(district, [actions.ChannelRow(NEWS, "新闻"), actions.ChannelRow(FIRMS, "企业")])
    assert body(reader(), f"/{factories.SLUG}/{NEWS}/")


def test_pictures_of_lists_are_made_when_an_article_is_published(district: District) -> None:
    shown = picture(district)
    page = article(district, picture=shown, live=False)
    assert shown.renditions.count() == 0
    page.save_revision().publish(skip_permission_checks=True)
    assert shown.renditions.count() == 4
    body(reader(), f"/{factories.SLUG}/{NEWS}/")
    assert shown.renditions.count() == 4, "the list asks for no other"
