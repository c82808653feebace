"""A pack loaded on trial: it says what would change, and leaves no row and no file."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from linli.packs import load
from linli.portal.models import ArticlePage
from linli.public_files import kept_by_nobody
from tests.packs.folders import Folder
from tests.portal.press import png

TEXT = "---\nchannel: news\ntitle: 夜市开张\ndate: 2026-10-12\nsummary: 一句话\npicture: tree.png\ntold: 园子里的树\n---\n一段话。\n"


def files() -> set[Path]:
    return {one for one in (Path(settings.LINLI_DATA) / "portal").rglob("*") if one.is_file()}


@pytest.mark.django_db
def test_a_trial_leaves_no_picture_and_the_load_after_it_keeps_them(folder: Folder) -> None:
    folder.write("channels.yaml", "- {code: news, name: 新闻}\n")
    (folder.path / "articles/pictures").mkdir(parents=True)
    (folder.path / "articles/pictures/tree.png").write_bytes(png("#07825a"))
    (folder.path / "articles/yeshi.md").write_text(TEXT, encoding="utf-8")
    before = files()
    report = load(folder.path, dry_run=True)
    assert report.changed and files() == before and not ArticlePage.objects.exists()
    load(folder.path)
    picture = ArticlePage.objects.get().picture
    assert picture is not None and files() > before and picture.file.read()[:4] == b"\x89PNG"


def test_what_a_trial_holds_is_read_back_within_and_takes_nothing_away() -> None:
    kept = default_storage.save("files/kept.txt", ContentFile(b"kept"))
    with kept_by_nobody():
        held = default_storage.save("files/held.txt", ContentFile(b"held"))
        assert default_storage.exists(held) and default_storage.size(held) == 4
        assert default_storage.open(held).read() == b"held" and default_storage.open(kept).read() == b"kept"
        default_storage.delete(kept)
        default_storage.delete(held)
        assert not default_storage.exists(held)
    assert default_storage.exists(kept) and not default_storage.exists(held)
    default_storage.delete(kept)
