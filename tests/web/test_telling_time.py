"""Time is said as people say it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from linli.web import telling_time

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)  # 10:30 in Yibin


@pytest.fixture(autouse=True)
def ten_thirty(clock):
    clock.set(NOW)
    with override("zh-hans"):
        yield


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=20), "刚刚"),
        (timedelta(minutes=1), "1 分钟前"),
        (timedelta(minutes=59, seconds=59), "59 分钟前"),
        (timedelta(hours=2, minutes=5), "2 小时前"),
        (timedelta(days=3), "3 天前"),
        (timedelta(days=8), "11月16日"),
        (timedelta(days=400), "2025年10月20日"),
    ],
)
def test_since(passed: timedelta, said: str) -> None:
    assert telling_time.since(NOW - passed) == said


def test_something_to_come_is_never_said_to_be_past() -> None:
    assert telling_time.since(NOW + timedelta(hours=1)) == "11:30"


@pytest.mark.parametrize(
    ("remaining", "said"),
    [
        (timedelta(minutes=48), "还剩 48 分"),
        (timedelta(seconds=5), "还剩 1 分"),
        (timedelta(hours=3, minutes=5), "还剩 3 小时 5 分"),
        (timedelta(days=6, hours=3, minutes=40), "还剩 6 天 3 小时"),
        (timedelta(days=2), "还剩 2 天"),
        (-timedelta(minutes=12), "超时 12 分"),
        (-timedelta(days=1, hours=1), "超时 1 天 1 小时"),
    ],
)
def test_left(remaining: timedelta, said: str) -> None:
    assert telling_time.left(NOW + remaining) == said


def test_near_names_the_day_only_when_it_is_another() -> None:
    assert telling_time.near(NOW) == "10:30"
    assert telling_time.near(NOW - timedelta(hours=11)) == "11月23日 23:30"


def test_exact_has_the_weekday() -> None:
    assert telling_time.exact(NOW) == "2026年11月24日 星期二 10:30"


def test_span_takes_minutes_or_a_length() -> None:
    assert telling_time.span(130) == telling_time.span(timedelta(minutes=130)) == "2 小时 10 分"
