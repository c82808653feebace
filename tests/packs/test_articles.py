"""articles/ and publishing.csv of a pack: loaded once, changed where the pack changed, every mistake by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from linli.packs import PackRefused, load
from linli.people.models import Account
from linli.portal.models import ArticlePage, Outlet
from linli.portal.queries.figures import publishing
from tests.packs.folders import Folder
from tests.portal.press import png

pytestmark = pytest.mark.django_db

TEXT = """---
channel: news
title: 夜市开张
date: 2026-10-12
summary: 一句话
picture: tree.png
told: 园子里的树
---
第一段，**要紧**的<话>。

## 小标题

> 别怕问。
> —— 李姐

![树](tree.png "图说")
![还是树](tree.png)

- 一件
- 两件
"""


@pytest.fixture
def pack(folder: Folder) -> Folder:
    folder.write("channels.yaml", "- {code: news, name: 新闻}\n")
    folder.write("outlets.yaml", "- {code: paper, name: 日报, level: national}\n")
    (folder.path / "articles/pictures").mkdir(parents=True)
    (folder.path / "articles/pictures/tree.png").write_bytes(png())
    (folder.path / "articles/yeshi.md").write_text(TEXT, encoding="utf-8")
    return folder


def mistakes(pack: Folder) -> list[tuple[str, int, str]]:
    with pytest.raises(PackRefused) as refused:
        load(pack.path)
    return [(one.file, one.line, one.message) for one in refused.value.mistakes]


def test_articles_are_loaded_once(pack: Folder) -> None:
    assert load(pack.path).changed
    page = ArticlePage.objects.get()
    assert (page.slug, page.title, page.live, str(page.first_published_at)) == ("yeshi", "夜市开张", True, "2026-10-12 01:00:00+00:00")  # fmt: skip
    assert [block.block_type for block in page.body] == ["text", "heading", "quote", "gallery", "text"]
    assert page.body[0].value.source == "<p>第一段，<b>要紧</b>的&lt;话&gt;。</p>"
    assert len(page.body[3].value) == 2 and page.picture.description == "园子里的树"
    assert not load(pack.path).changed


def test_what_the_pack_changes_is_changed_and_what_it_drops_is_taken_offline(pack: Folder) -> None:
    load(pack.path)
    (pack.path / "articles/yeshi.md").write_text(TEXT.replace("夜市开张", "夜市一百天"), encoding="utf-8")
    load(pack.path)
    assert ArticlePage.objects.get().title == "夜市一百天"
    (pack.path / "articles/yeshi.md").unlink()
    load(pack.path)
    assert not ArticlePage.objects.get().live


def test_an_article_that_an_editor_took_over_is_theirs(pack: Folder) -> None:
    load(pack.path)
    page = ArticlePage.objects.get()
    page.title = "编辑改过的"
    page.save_revision(user=Account.objects.first()).publish()
    (pack.path / "articles/yeshi.md").write_text(TEXT.replace("夜市开张", "区包改的"), encoding="utf-8")
    load(pack.path)
    assert ArticlePage.objects.get().title == "编辑改过的"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("channel: news", "channel: no-such", 2, "no-such"),
        ("title: 夜市开张", "titel: 夜市开张", 3, "titel"),
        ("date: 2026-10-12", "date: 十月", 4, ""),
        ("told: 园子里的树\n", "", 1, "told"),
        ("picture: tree.png", "picture: gone.png", 6, "gone.png"),
        ("![树](tree.png", "![树](gone.png", 16, "gone.png"),
        ("- 一件", "@service no-such", 19, "no-such"),
        ("---\nchannel", "channel", 1, "---"),
    ],
)
def test_every_mistake_is_named_with_its_line(pack: Folder, old: str, new: str, line: int, said: str) -> None:
    assert old in TEXT
    (pack.path / "articles/yeshi.md").write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    found = mistakes(pack)
    assert ("articles/yeshi.md", line) in [one[:2] for one in found] and any(said in one[2] for one in found), found


def test_a_file_that_nobody_reads_is_named(pack: Folder) -> None:
    (pack.path / "articles/Notes.txt").write_text("x")
    assert [one[0] for one in mistakes(pack)] == ["articles/Notes.txt"]


def test_figures_come_with_the_pack(pack: Folder) -> None:
    pack.write("publishing.csv", "month,outlet,items,reads\n2026-09,paper,91,22000000\n2026-10,paper,9,62100\n")
    load(pack.path)
    shown = publishing(Outlet.objects.get().district)
    assert (shown.items, shown.reads) == (100, 22_062_100)
    pack.write("publishing.csv", "month,outlet,items,reads\n2026-9,paper,1,1\n2026-10,papr,1,x\n2026-10,paper,1,1\n2026-10,paper,1,1\n")  # fmt: skip
    assert [(one[0], one[1]) for one in mistakes(pack)] == [("publishing.csv", line) for line in (2, 3, 5)]
    pack.write("publishing.csv", "month,outlet,items,reads\n2026-10,papr,1,1\n2026-10,paper,1,1\n2026-10,paper,1,1\n")
    assert [(one[0], one[1]) for one in mistakes(pack)] == [("publishing.csv", 2), ("publishing.csv", 4)]


@pytest.mark.once
def test_the_demo_holds_the_figures_of_the_press() -> None:
    """Over 300 items, 91 of them on two national outlets, 22,062,100 reads."""
    load(Path(__file__).resolve().parents[2] / "packs/yicheng")
    shown = publishing(Outlet.objects.filter(district="370404")[0].district)
    assert shown.items > 300 and shown.reads == 22_062_100
    national = next(one for one in shown.levels if one.name == "国家级")
    assert national.items == 91 and sum(one.level == "国家级" for one in shown.outlets) == 2
    assert ArticlePage.objects.live().count() >= 12
