"""What an editor finds on coming in, and how far each article came."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from linli.places.models import District
from linli.portal.actions.outlets import enter_figure, import_figures
from linli.portal.actions.reads import count_read
from linli.portal.models import ArticlePage, Republication
from linli.portal.queries.editors_home import EditorsHome, editors_home
from tests import factories
from tests.portal import press
from tests.portal.press import CHIEF, CHIEF2, OTHER_CHIEF, WRITER, WRITER2, article, reader, signed_in
from tests.portal.test_cms import filled, in_shanghai, review, write


def home(username: str) -> EditorsHome:
    return editors_home(factories.actor(username))


def page_of(client: Client) -> str:
    return str(client.get("/cms/").content.decode())


def test_one_main_action_leads_into_each_channel(district: District) -> None:
    begun = home(WRITER).channels
    assert [name for name, _address in begun] == ["新闻", "企业"]
    assert page_of(signed_in(WRITER)).count("写一篇文章") == 1
    assert all(signed_in(WRITER).get(address).status_code == 200 for _name, address in begun)


def test_a_draft_goes_to_review_comes_back_with_a_word_and_goes_out(district: District) -> None:
    page = write(signed_in(WRITER), district, submit=False)
    assert [one.title for one in home(WRITER).drafts] == ["夜市开张"] and home(WRITER2).drafts == []
    signed_in(WRITER).post(f"/cms/pages/{page.pk}/edit/", filled() | {"action-submit": "提交"})
    assert home(WRITER).drafts == [] and [one.title for one in home(WRITER).sent] == ["夜市开张"]
    waiting = home(CHIEF).to_review
    assert [(one.title, one.who, one.own) for one in waiting] == [("夜市开张", f"某{WRITER}", False)]
    assert home(WRITER).to_review == [], "who cannot review is not asked to"
    review(signed_in(CHIEF), page, "reject", "请写明在哪条街")
    back = home(WRITER).returned
    assert [(one.title, one.who, one.word) for one in back] == [("夜市开张", f"某{CHIEF}", "请写明在哪条街")]
    assert "请写明在哪条街" in page_of(signed_in(WRITER)) and "请写明在哪条街" not in page_of(signed_in(WRITER2))
    signed_in(WRITER).post(f"/cms/pages/{page.pk}/edit/", filled() | {"action-submit": "提交"})
    review(signed_in(CHIEF), page, "approve")
    assert home(WRITER).returned == home(WRITER).sent == home(CHIEF).to_review == []
    assert [one.title for one in home(WRITER).published] == ["夜市开张"]


def test_who_changed_it_last_is_told_that_another_agrees(district: District) -> None:
    page = write(signed_in(WRITER), district)
    signed_in(CHIEF).post(f"/cms/pages/{page.pk}/edit/", filled("改过"))
    assert [one.own for one in home(CHIEF).to_review] == [True] and [one.own for one in home(CHIEF2).to_review] == [
        False
    ]
    assert "最后一版是您改的" in page_of(signed_in(CHIEF))


def test_what_has_its_time_stands_with_it(district: District, clock) -> None:
    at = timezone.now() + timedelta(hours=3)
    page = write(signed_in(WRITER), district, go_live_at=in_shanghai(at))
    clock.set(timezone.now())
    review(signed_in(CHIEF), page, "approve")
    for username in (WRITER, WRITER2, CHIEF):
        assert [one.title for one in home(username).scheduled] == ["夜市开张"], username
    assert home(WRITER).drafts == []


def test_nothing_of_the_neighbours_is_on_it(district: District) -> None:
    far = press.neighbour()
    write(signed_in(press.OTHER_WRITER), far, title="邻区的稿")
    article(far, "邻区已发的")
    assert "邻区" not in page_of(signed_in(CHIEF)).replace("邻里", "")
    assert [one.title for one in home(OTHER_CHIEF).to_review] == ["邻区的稿"]


def test_statements_do_not_grow_with_what_there_is(district: District, django_assert_max_num_queries) -> None:
    writer = signed_in(WRITER)
    for number in range(6):
        article(district, f"第{number}篇")
        write(writer, district, title=f"送审{number}")
    actor = factories.actor(CHIEF)
    with django_assert_max_num_queries(16):
        editors_home(actor)


def test_a_line_with_an_articles_title_is_counted_for_it(district: District) -> None:
    page, other = article(district), article(district, "没人看的")
    count_read(district.code, "article", str(page.pk))
    told = {"outlet": "paper", "month": "2026-10", "items": "1", "reads": "2万", "address": "https://paper.example/1"}
    enter_figure(factories.actor(WRITER), told | {"title": "石榴 熟了"})
    import_figures(
        factories.actor(WRITER),
        "月份,媒体,篇数,阅读量,标题\n2026-09,省电视台,1,500,石榴熟了\n2026-09,省电视台,4,90,\n".encode(),
    )
    assert list(Republication.objects.exclude(article=None).values_list("article", flat=True)) == [page.pk] * 2
    shown = signed_in(WRITER).get(f"/desk/publishing/articles/{page.pk}").content.decode()
    assert "国家日报" in shown and "省电视台" in shown and "20,500" in shown and "https://paper.example/1" in shown
    empty = signed_in(WRITER).get(f"/desk/publishing/articles/{other.pk}").content.decode()
    assert "国家日报" not in empty and "目前还没有转载记录" in empty
    first = {one.title: one.reached for one in home(WRITER).published}["石榴熟了"]
    assert (first.ever, first.items, first.reads) == (1, 2, 20_500)


def test_how_far_an_article_came_is_for_its_own_editors(district: District) -> None:
    press.neighbour()
    page = article(district)
    address = f"/desk/publishing/articles/{page.pk}"
    assert signed_in(OTHER_CHIEF).get(address).status_code == 404
    assert signed_in("centre").get(address).status_code == 403
    assert reader().get(address).status_code == 302
    ArticlePage.objects.get(pk=page.pk).unpublish()
    assert "已下线" in signed_in(WRITER).get(address).content.decode()
