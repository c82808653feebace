"""Tags and parts say the right thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils.translation import override

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ten_thirty(clock):
    clock.set(NOW)
    with override("zh-hans"):
        yield


def draw(text: str, **values: object) -> str:
    return Template("{% load linli %}" + text).render(Context(values)).strip()


@dataclass
class Thing:
    state: str

    def get_state_display(self) -> str:
        return "已到场"


def test_state_is_a_word_in_its_tone() -> None:
    assert draw("{% state_tag thing %}", thing=Thing("arrived")) == '<span class="tag good">已到场</span>'
    assert draw('{% state_tag "refused" "拒绝" %}') == '<span class="tag late">拒绝</span>'


def test_labels_are_escaped() -> None:
    assert "<b>" not in draw("{% tag label %}", label="<b>x</b>")


@pytest.mark.parametrize(
    ("minutes", "warn", "how"), [(48, None, ""), (48, -1, "soon"), (48, 5, ""), (-12, None, "late")]
)
def test_clock_turns_amber_then_red(minutes: int, warn: int | None, how: str) -> None:
    drawn = draw(
        '{% clock due name="到场" warn_at=warn %}',
        due=NOW + timedelta(minutes=minutes),
        warn=None if warn is None else NOW + timedelta(minutes=warn),
    )
    assert f'class="{" ".join(["clock", *how.split()])}"' in drawn
    assert "到场" in drawn


def test_clock_stands_still_when_paused_or_done() -> None:
    assert "计时暂停" in draw("{% clock due paused=True %}", due=NOW)
    assert "10:30" in draw("{% clock due done_at=due %}", due=NOW)


def test_time_carries_its_exact_form() -> None:
    drawn = draw("{{ at|since }}", at=NOW - timedelta(hours=2))
    assert 'datetime="2026-11-24T00:30:00+00:00"' in drawn
    assert 'title="2026年11月24日 星期二 8:30" data-ago>2 小时前<' in drawn


def test_nothing_to_count_is_a_dash() -> None:
    assert draw("{{ share|pct }}", share=None) == "—"
    assert draw("{{ share|pct }}", share=0.986) == "98.6%"


def test_steps_mark_the_present_one() -> None:
    drawn = draw('{% steps 2 "说事情" "在哪里" "怎么联系您" %}')
    assert drawn.count('class="done"') == 1
    assert 'class="now" aria-current="step">2 在哪里' in drawn


def test_rating_has_five_levels_and_keeps_the_choice() -> None:
    drawn = draw('{% rating "满意吗？" value=4 %}')
    assert drawn.count('type="radio"') == 5
    assert 'value="4" checked' in drawn


def test_qr_is_drawn_without_style() -> None:
    drawn = draw('{% qr "http://127.0.0.1/c/CP-7K3F-9QWD" "跟进" %}')
    assert "<svg" in drawn and "style=" not in drawn and 'aria-label="跟进"' in drawn


def test_data_for_scripts_cannot_close_its_attribute() -> None:
    drawn = draw('<p data-x="{{ value|attr_json }}">', value={"名": '"><script>'})
    assert "<script>" not in drawn


def test_photos_are_told_apart_for_those_who_cannot_see_them() -> None:
    photos = [
        {"url": "/p/1", "thumbnail": "/p/1s", "alt": ""},
        {"url": "/p/2", "thumbnail": "/p/2s", "alt": "井盖"},
    ]
    drawn = draw('{% include "web/parts/photos.html" %}', photos=photos)
    assert 'alt="照片 1"' in drawn and 'alt="井盖"' in drawn


def test_a_fixed_text_is_said_in_the_language_of_each_reader() -> None:
    told = Template('{% translate "Worklist" %} · {% translate word %}')
    said = []
    for language in ("zh-hans", "en", "zh-hans"):
        with override(language):
            said.append(told.render(Context({"word": "Notices"})))
    assert said == ["待办 · 消息", "Worklist · Notices", "待办 · 消息"]


def test_a_text_that_depends_on_more_is_looked_up_each_time() -> None:
    told = Template('{% translate "Worklist" as said %}{{ said }} {% translate word %}')
    assert [told.render(Context({"word": word})) for word in ("Notices", "Map")] == ["待办 消息", "待办 地图"]
