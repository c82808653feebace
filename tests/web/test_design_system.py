"""The design system keeps its own rules: size, contrast, nothing inline, parts drawn, words translated."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.utils.translation import override

import linli.web
from tests.web import gallery_context

WEB = Path(linli.web.__file__).parent
CSS = (WEB / "static/web/linli.css").read_text()
PARTS = sorted((WEB / "templates/web/parts").glob("*.html"))
GALLERY = Path(__file__).parent / "gallery"


def _tokens() -> dict[str, str]:
    found = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})\b", CSS))
    return {
        name: value if len(value) == 7 else "#" + "".join(c * 2 for c in value[1:]) for name, value in found.items()
    }


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _settings_with_gallery(settings) -> None:
    template = dict(settings.TEMPLATES[0])
    settings.TEMPLATES = [{**template, "DIRS": [str(GALLERY)]}]


@pytest.fixture
def gallery(settings, rf: RequestFactory, db):
    """Draws a gallery page as a signed-out reader sees it."""
    from django.contrib.auth.models import AnonymousUser

    _settings_with_gallery(settings)

    def draw(name: str) -> str:
        request = rf.get("/gallery")
        request.user = AnonymousUser()
        request.resolver_match = None
        with override("zh-hans"):
            return render_to_string(f"{name}.html", gallery_context.context(), request)

    return draw


def test_the_style_is_under_thirty_kilobytes() -> None:
    assert len(CSS.encode()) < 30_000


INKS = ["ink", "ink-2", "ink-3", "jade", "jade-deep"]
GROUNDS = ["paper", "card", "wash"]


@pytest.mark.parametrize(("ink", "ground"), list(product(INKS, GROUNDS)))
def test_text_stands_out_from_its_ground(ink: str, ground: str) -> None:
    tokens = _tokens()
    assert contrast(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("tone", ["wait", "late", "good", "calm"])
def test_a_tone_stands_out_from_its_wash(tone: str) -> None:
    tokens = _tokens()
    assert contrast(tokens[tone], tokens[f"{tone}-wash"]) >= 4.5
    assert contrast(tokens[tone], tokens["card"]) >= 4.5


def test_edges_of_fields_can_be_seen() -> None:
    assert contrast(_tokens()["edge"], _tokens()["card"]) >= 3


@pytest.mark.parametrize("name", ["resident", "staff"])
def test_gallery_has_nothing_inline(gallery, name: str) -> None:
    page = gallery(name)
    assert not re.search(r"\sstyle=|\son\w+=|javascript:", page)
    scripts = re.findall(r"<script\b([^>]*)>", page)
    assert scripts and all("src=" in script or 'type="application/json"' in script for script in scripts)
    assert not re.search(r"https?://(?!127\.0\.0\.1|www\.w3\.org/2000/svg)", page)


@pytest.mark.parametrize("name", ["resident", "staff"])
def test_gallery_is_sound_markup(gallery, name: str) -> None:
    page = gallery(name)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    named = {word for group in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', page) for word in group.split()}
    assert named <= set(ids)
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    assert all("alt=" in image for image in re.findall(r"<img[^>]*>", page))


def test_every_part_is_in_the_gallery() -> None:
    drawn = "".join(path.read_text() for path in [*GALLERY.glob("*.html"), *(WEB / "templates").rglob("*.html")])
    drawn += (WEB / "templatetags/linli.py").read_text()
    missing = [part.name for part in PARTS if f"web/parts/{part.name}" not in drawn]
    assert not missing


def test_every_part_says_what_it_takes() -> None:
    plain = {"messages.html", "type_switch.html", "count.html"}
    assert all("{#" in part.read_text() for part in PARTS if part.name not in plain)


def test_templates_use_only_icons_there_are() -> None:
    from linli.web.icons import STROKES

    used = {
        name
        for path in (WEB / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "(\w+)"', path.read_text())
    }
    assert used <= STROKES.keys()


def test_scripts_say_only_words_there_are() -> None:
    from linli.web.words import SCRIPT_WORDS

    for path in (WEB / "static/web").glob("*.js"):
        said = set(re.findall(r"\bwords\.(\w+)", path.read_text()))
        assert said <= SCRIPT_WORDS.get(path.stem, {}).keys(), path.name


def test_every_word_is_translated() -> None:
    catalogue = (WEB / "locale/zh_Hans/LC_MESSAGES/django.po").read_text()
    assert not re.search(r'^msgid ".+"\nmsgstr ""$', catalogue, re.M)


def test_no_translation_says_system_or_illegal() -> None:
    catalogue = (WEB / "locale/zh_Hans/LC_MESSAGES/django.po").read_text()
    assert not re.search("系统|操作失败|非法", catalogue)


@override_settings(LINLI_TILE_URL="https://{s}.tiles.example.cn/{z}/{x}/{y}.png")
def test_only_the_tiles_host_is_let_in() -> None:
    from django.conf import settings

    from linli.web.middleware import policy

    said = policy(settings.LINLI_TILE_URL)
    assert "img-src 'self' data: blob: https://*.tiles.example.cn" in said
    assert "unsafe" not in said
