"""The surveys that a pack brings: each put up once, with sample and questionnaire; a demo's with its invented interviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from linli.clock import now, today
from linli.ids import uuid7
from linli.people.models import Account
from linli.people.vault import seal
from linli.places.actions import Changes
from linli.places.models import District

from ..models import Survey, SurveyState, Unit, UnitKind
from ..sampling import FrameUnit, Plan
from ..xlsform.reading import read
from .drawing import keep_sample
from .preparing import keep_form
from .publishing import keep_tables
from .synthesising import synthesise

_SURNAMES, _GIVEN = (
    "王李张刘陈杨赵黄周吴徐孙",
    ("建国", "秀兰", "志强", "桂英", "海涛", "玉梅", "振东", "淑芬", "立新", "春燕"),
)


@dataclass(frozen=True)
class SurveyRow:
    """`starts_in` and `ends_in` are days from today; `interviews` invented ones, 0 for none; `names`: people get invented names."""

    code: str
    title: str
    purpose: str
    population: str
    form_name: str
    form_body: bytes
    frame: tuple[FrameUnit, ...]
    plan: Plan
    starts_in: int
    ends_in: int
    synthetic: bool = False
    margins: dict[str, dict[str, int]] = field(default_factory=dict)
    margins_source: str = ""
    interviewers: tuple[str, ...] = ()
    interviews: int = 0
    names: bool = False


def replace_surveys(district: District, rows: Sequence[SurveyRow]) -> Changes:
    """What is there stays: its sample is drawn. A changed questionnaire becomes the one that is filled in. Raises FaultyForm,
    CannotDraw, NotNow."""
    changes = Changes()
    for row in rows:
        there = Survey.objects.filter(district=district, code=row.code).first()
        if there is None:
            _add(district, row)
            changes.added.append(row.code)
        elif keep_form(there, read(row.form_body, row.form_name), row.form_name, row.form_body).created_at >= now():
            changes.changed.append(row.code)
    return changes


def _add(district: District, row: SurveyRow) -> None:
    survey = Survey(
        id=uuid7(), district=district, code=row.code, title=row.title, purpose=row.purpose, population=row.population,
        margins=row.margins, margins_source=row.margins_source, synthetic=row.synthetic, state=SurveyState.IN_FIELD,
        starts_on=today() + timedelta(days=row.starts_in), ends_on=today() + timedelta(days=row.ends_in), created_at=now(),
    )  # fmt: skip
    survey.save(force_insert=True)
    keep_form(survey, read(row.form_body, row.form_name), row.form_name, row.form_body)
    keep_sample(survey, row.frame, row.plan, UnitKind.PERSON, None)
    known = Account.objects.in_bulk(row.interviewers, field_name="username")
    staff = [known[one] for one in row.interviewers if one in known]
    if row.interviews:
        synthesise(survey, row.interviews, row.plan.seed, staff)
        keep_tables(survey, None)
    else:
        _send_out(survey, staff, row.names)


def _send_out(survey: Survey, staff: list[Account], names: bool) -> None:
    """Each cluster to one interviewer, in turn."""
    units = list(Unit.objects.filter(survey=survey).select_related("cluster").order_by("code"))
    for at, unit in enumerate(units):
        if staff:
            unit.interviewer = staff[unit.cluster.number % len(staff)]
        if names:
            unit.name_cipher = seal(_SURNAMES[at * 7 % len(_SURNAMES)] + _GIVEN[at * 3 % len(_GIVEN)])
            unit.address_cipher = seal(f"{unit.cluster.name}{1 + unit.serial % 38}号（虚构）")
    Unit.objects.bulk_update(units, ["interviewer", "name_cipher", "address_cipher"], batch_size=400)
