"""Articles in the search: found once anyone may read them, no longer once they may not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from linli.findable import SOURCES
from linli.places.models import District
from linli.portal.models import ArticlePage, Change
from linli.search.follow import catch_up
from linli.search.queries import Wanted, search
from tests import factories
from tests.portal import press
from tests.portal.press import CHIEF, FIRMS, NEWS, article, channel, reader, signed_in
from tests.portal.test_cms import filled, review, write
from tests.settled import settled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def district(committed: District) -> District:
    return committed


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.LINLI_DATA = tmp_path


def found(text: str, district: str = factories.CODE) -> list[tuple[str, str]]:
    settled(Change)
    catch_up(SOURCES)
    return [(item.title, item.address) for item in search(Wanted(district, text, {"is": ("article",)})).items]


def test_an_article_is_found_while_anyone_may_read_it(district: District) -> None:
    page = write(signed_in(press.WRITER), district, title="夜市开张")
    assert found("夜市") == []
    review(signed_in(CHIEF), page, "approve")
    assert found("夜市") == [("夜市开张", page.address)]
    ArticlePage.objects.get(pk=page.pk).unpublish()
    assert found("夜市") == []
    assert "夜市开张" not in reader().get(f"/{factories.SLUG}/search?q=夜市").content.decode()


def test_what_is_still_a_draft_of_a_published_one_is_not_found(district: District) -> None:
    page = article(district, "石榴熟了", summary="园子里")
    assert [title for title, _address in found("石榴")] == ["石榴熟了"]
    signed_in(press.WRITER).post(f"/cms/pages/{page.pk}/edit/", filled("石榴卖完了") | {"action-submit": "提交"})
    assert found("卖完") == [] and [title for title, _address in found("石榴")] == ["石榴熟了"]
    review(signed_in(CHIEF), page, "approve")
    assert [title for title, _address in found("卖完")] == ["石榴卖完了"]


def test_it_is_found_by_its_text_and_its_year_and_only_at_home(district: District) -> None:
    body = [{"type": "heading", "value": "电工老马"}, {"type": "service", "value": "no-such-code"}]
    page = article(district, "路灯亮了", body=body)
    article(press.neighbour(), "邻区的老马")
    assert found("老马") == [("路灯亮了", page.address)]
    assert found("no-such-code") == []
    catch_up(SOURCES)
    this, other = ({"is": ("article",), "year": (year,)} for year in ("2026", "2025"))
    assert len(search(Wanted(factories.CODE, "路灯", this)).items) == 1
    assert search(Wanted(factories.CODE, "路灯", other)).total == 0


def test_one_that_moves_to_another_channel_is_found_there(district: District) -> None:
    page = article(district, "夜市开张")
    assert found("夜市") == [("夜市开张", f"/{factories.SLUG}/{NEWS}/{page.slug}/")]
    page.move(channel(district, FIRMS), pos="last-child")
    assert found("夜市") == [("夜市开张", f"/{factories.SLUG}/{FIRMS}/{page.slug}/")]
