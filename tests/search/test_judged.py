"""Whether people find what they look for: judged questions about real policies, and how well what is found fits them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from linli.search.index import Index

from .judged import NotThere, judged, ndcg

ASKED = 0.85


def test_gains_count_more_the_earlier_and_the_better_they_are() -> None:
    grades = {1: 3, 2: 1}
    assert ndcg([1, 2], grades) == 1
    assert ndcg([2, 1], grades) == pytest.approx((1 + 7 / 1.58496) / (7 + 1 / 1.58496), abs=1e-4)
    assert ndcg([9, 8], grades) == 0


def test_judged_questions_lead_to_what_they_ask_for(settings: Any, tmp_path: Path) -> None:
    settings.LINLI_DATA = tmp_path
    try:
        questions = judged()
    except NotThere as absent:
        pytest.skip(str(absent))
    questions.fill(Index.open())
    measured = questions.measured()
    assert len(measured) >= 60
    worst = sorted(measured, key=lambda question: measured[question])[:5]
    assert sum(measured.values()) / len(measured) >= ASKED, worst
