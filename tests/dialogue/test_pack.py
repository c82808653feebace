"""topics.yaml: loaded once, taken off when left out, and named with file and line where it is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from linli.dialogue.actions import AnswerRow, ProposalRow, TopicRow, replace_topics
from linli.dialogue.models import BallotOption, Proposal, Support, Topic
from linli.packs.topics import TopicEntry
from linli.places.models import District
from tests.conftest import MovableClock
from tests.factories import WATER

PACK = Path(__file__).resolve().parents[2] / "packs/yicheng/topics.yaml"


def row(**given: object) -> TopicRow:
    need = {
        "code": "shuijia", "organisation": WATER, "title": "水价怎么定合适", "question": "您觉得阶梯水价怎么分档？",
        "opens": date(2026, 10, 1), "closes": date(2026, 11, 30), "moderation": "after", "answer_days": 10,
        "ballot": "分几档？", "options": ("两档", "三档"),
        "proposals": (
            ProposalRow(
                date(2026, 10, 8), "人多的家庭多给一点", "一家六口用水多，请按人口分档。", "赵六", supports=33, comments=("同意",),
                answer=AnswerRow(date(2026, 10, 20), "adopted", "五人以上的家庭每人每月加两吨。"),
            ),
        ),
    }  # fmt: skip
    return TopicRow(**(need | given))  # type: ignore[arg-type]


def test_loaded_twice_is_there_once(district: District, clock: MovableClock) -> None:
    assert replace_topics(district, [row()]).added == ["水价怎么定合适"]
    again = replace_topics(district, [row()])
    assert not again.added and not again.changed and not again.removed
    told = Proposal.objects.get()
    assert (told.supports, told.outcome, told.is_demo, told.by, told.is_late) == (33, "adopted", True, "赵*", False)
    assert Support.objects.count() == 33 and BallotOption.objects.count() == 2
    assert replace_topics(district, [row(question="换了一个问法，水价怎么分档？")]).changed == ["水价怎么定合适"]
    assert replace_topics(district, []).removed == ["水价怎么定合适"]
    assert not Topic.objects.public().exists() and Proposal.objects.exists()


def test_the_demo_topics_say_that_they_are_invented() -> None:
    text = PACK.read_text()
    entries = [TopicEntry(**item) for item in yaml.safe_load(text)]
    assert "虚构" in text and len(entries) == 4
    bus = entries[0].proposals[0]
    assert bus.supports == 214 and bus.answer is not None and bus.answer.outcome == "planned"
    assert all("演示" in entry.background for entry in entries)


@pytest.mark.parametrize(
    "wrong", [{"closes": date(2026, 9, 1)}, {"answer_days": 0}, {"moderation": "never"}, {"title": "短"}]
)
def test_a_topic_that_cannot_be(wrong: dict[str, object]) -> None:
    good = {
        "code": "a-topic", "organisation": WATER, "title": "水价怎么定合适", "question": "您觉得阶梯水价怎么分档？",
        "opens": date(2026, 10, 1), "closes": date(2026, 11, 30),
    }  # fmt: skip
    TopicEntry(**good)
    with pytest.raises(ValueError):
        TopicEntry(**(good | wrong))
