"""The small district with a centre for disease control, two interviewers, and a survey of two strata in the field."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from linli.people import actions as people
from linli.people.models import Account
from linli.places.models import District
from linli.surveys import actions
from linli.surveys.models import Form, Submission, Survey, Unit
from linli.surveys.sampling import FrameUnit
from linli.surveys.xlsform.answering import settle
from linli.surveys.xlsform.definition import Definition, definition_of
from linli.surveys.xlsform.instances import written
from tests import factories
from tests.factories import CODE, ELSEWHERE, HERE, THERE, actor, spot

CDC = f"{CODE}-cdc"
FORM = Path(__file__).resolve().parents[2] / "packs/lunan/surveys/risk-factors.md"
PEOPLE = {"leader": "epidemiologist", "asker": "interviewer", "asker2": "interviewer", "doctor": "physician"}


def district() -> District:
    found = factories.district()
    unit = people.OrganisationRow(CDC, "演示区疾病预防控制中心", "疾控中心", "health")
    people.replace_organisations(found, [*factories._organisations(CODE), unit])
    rows = [
        people.PersonRow(f"某{name}", name, None, (people.PositionRow(*held),))
        for name, held in factories.STAFF.items()
    ]
    rows += [
        people.PersonRow(f"某{name}", name, None, (people.PositionRow(role, CDC),)) for name, role in PEOPLE.items()
    ]
    people.replace_people(found, rows, factories.PASSWORD)
    return found


def frame() -> list[FrameUnit]:
    """Two strata of four communities; two of them are areas of the district, with their position."""
    lat, lon = spot(HERE)
    rows = [
        FrameUnit(HERE, "东街社区", "城区", 900, 0, lat, lon),
        FrameUnit(THERE, "西街社区", "城区", 700, 0, *spot(THERE)),
    ]
    rows += [FrameUnit(f"c{at}", f"城区{at}社区", "城区", 300 + at * 50) for at in range(2)]
    rows += [FrameUnit(ELSEWHERE, "李家村", "农村", 400, 0, *spot(ELSEWHERE))]
    return rows + [FrameUnit(f"v{at}", f"第{at}村", "农村", 200 + at * 40) for at in range(3)]


PLAN: dict[str, Any] = {"seed": 7, "takes": [("城区", 2, 6), ("农村", 2, 4)]}


def survey(**plan: Any) -> Survey:
    district()
    made = actions.create_survey(
        actor("leader"),
        {
            "code": "risk-2026", "title": "成人慢性病危险因素调查", "population": "在本区住满半年的 18 岁及以上居民",
            "starts_on": date(2026, 10, 8), "ends_on": date(2026, 12, 20),
        },
    )  # fmt: skip
    actions.put_form(actor("leader"), made.code, FORM.name, FORM.read_bytes())
    sample = actions.draw_sample(actor("leader"), made.code, frame(), {**PLAN, **plan})
    for at, cluster in enumerate(sample.clusters.order_by("number")):
        actions.assign(actor("leader"), made.code, cluster.pk, [["asker", "asker2"][at % 2]])
    return actions.begin(actor("leader"), made.code)


def unit(number: int = 0, by: str = "asker") -> Unit:
    """The n-th person whom an interviewer is to visit."""
    return Unit.objects.filter(interviewer__username=by).order_by("code")[number]


def form() -> Form:
    return Form.objects.get(current=True)


def definition() -> Definition:
    return definition_of(form().definition)


def answers(person: Unit | None = None, **changed: Any) -> dict[str, Any]:
    """A man of 58 with all questions answered; `changed` of them."""
    given: dict[str, Any] = {
        "start": "2026-11-02T09:00:00.000+08:00", "end": "2026-11-02T09:27:00.000+08:00", "today": "2026-11-02",
        "deviceid": "tablet-3", "unit": person.code if person else unit().code, "outcome": "done", "sex": "male", "age": "58",
        "education": "junior", "work": "employed", "smoke_now": "daily", "cigarettes_day": "15", "smoke_start": "19",
        "quit_tried": "no", "drink_year": "yes", "drink_days": "3", "spirits": "2", "beer": "0", "wine": "0", "binge_days": "1",
        "veg_days": "7", "veg_liang": "5", "fruit_days": "3", "fruit_liang": "3", "salt_month": "900", "eaters": "3",
        "taste": "salty", "work_hard": "no", "work_mid": "yes", "work_mid_days": "5", "work_mid_minutes": "60",
        "travel": "yes", "travel_days": "7", "travel_minutes": "20", "play_hard": "no", "play_mid": "no", "sitting": "240",
        "bp_measured": "year", "bp_told": "no", "glucose_told": "no", "know_bp": "b140", "know_salt": "s5",
        "know_smoking": "lung heart", "height": "170.0", "weight": "76.5", "waist": "92.0", "fasting": "yes", "glucose": "5.6",
        "reading": [
            {"systolic": "152", "diastolic": "94", "pulse": "76"},
            {"systolic": "148", "diastolic": "92", "pulse": "74"},
            {"systolic": "144", "diastolic": "90", "pulse": "75"},
        ],
    }  # fmt: skip
    return {name: value for name, value in {**given, **changed}.items() if value is not None}


def xml(given: dict[str, Any], instance: str = "") -> bytes:
    settled = settle(definition(), given, "2026-11-02")
    return written(definition(), settled.values, instance or f"uuid:{uuid4()}")


def sent(by: str = "asker", instance: str = "", **changed: Any) -> Submission:
    """An interview made and taken in."""
    person = changed.pop("person", None) or unit(by=by)
    return actions.submit(actor(by), xml(answers(person, **changed), instance)).submission


def account(name: str) -> Account:
    return Account.objects.get(username=name)
