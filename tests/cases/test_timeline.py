"""What happened, in sentences: a word for everything that is recorded, and of each case what its reader may know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from linli import cases
from linli.cases.models import CaseEvent, Channel
from linli.cases.queries.timeline import Audience, sentence, timeline
from linli.people.actors import Actor
from linli.places.models import District
from tests.cases.program import Program
from tests.factories import CODE, DRAIN, HERE, actor, move, registered, report

ROOM = Path(cases.__file__).parent


def recorded() -> set[str]:
    """Every kind of event that some verb records."""
    code = "".join(path.read_text() for path in ROOM.rglob("*.py"))
    steps = re.findall(r"\b_record\(\s*actor, file, \"(\w+)\"", code)
    return {*re.findall(r"\.record\(\s*\"(\w+)\"", code), *(f"callout_{step}" for step in steps)}


def test_there_is_a_sentence_for_everything_that_is_recorded(district: District) -> None:
    kinds = recorded()
    assert {"submitted", "answered_elsewhere", "merged", "absorbed", "escalated", "callout_refused"} <= kinds
    said = {kind: sentence(CaseEvent(kind=kind, data={})) for kind in kinds}
    assert {kind: text for kind, text in said.items() if not re.search("[一-龥]", text)} == {}


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        (Channel.WEB, "居民反映"), (Channel.API, "居民反映"), (Channel.PATROL, "巡查发现"),
        (Channel.DESK, "由工作人员登记"), (Channel.IMPORT, "由其他台账转入"),
    ],
)  # fmt: skip
def test_how_it_came_is_told(district: District, channel: Channel, said: str) -> None:
    case = report(channel=channel, by=actor("here") if channel == Channel.DESK else Actor.guest()).case
    assert said in timeline(case, Audience.PUBLIC)[0].sentence


def test_the_cell_of_what_is_not_published_is_not_told_to_everyone(district: District) -> None:
    case = move("centre", report(location=None, text="路灯坏了").case, "locate", area=f"{HERE}002").case
    assert "第2网格" in timeline(case, Audience.REPORTER)[0].sentence
    assert timeline(case, Audience.PUBLIC)[0].sentence == "地点已确认"
    assert "第2网格" not in str(Program().get(f"/cases/{case.code}").body)


def test_everyone_reads_the_newest_of_a_long_course(district: District) -> None:
    case = registered()
    for number in range(70):
        move("here", case, "classify", category=DRAIN)
        move("here", case, "note", text=f"第{number}次看过")
    public, all_of_it = timeline(case, Audience.PUBLIC), timeline(case, Audience.STAFF)
    assert len(public) == 60 and len(all_of_it) == 142
    assert {entry.kind for entry in public} == {"classified"} and public[0].seq == all_of_it[1].seq
    assert case.district_id == CODE
