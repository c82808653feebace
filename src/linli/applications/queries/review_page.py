"""All that the reviewer's page of an application shows, in eight statements at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.cases.errors import NoSuchCase
from linli.cases.file import CaseFile
from linli.cases.models import Case, DeadlineState, Result, State, Timed
from linli.cases.queries.of_case import deadlines_of
from linli.cases.queries.timeline import Audience, Entry, course, told
from linli.catalogue.guides import Guide, version_of
from linli.ids import read_case_code
from linli.notices import queries as notices
from linli.people import queries as people
from linli.people.actors import Actor
from linli.people.reach import Reach
from linli.places.models import Level
from linli.prepared import prepared

from ..errors import NoLevel
from ..file import ApplicationFile
from ..models import Application, Decision, Opinion, Shortcoming
from .answers_shown import AnswerGroup, Noted, Told, groups_of
from .contents import reads_contents
from .materials_shown import Shown, handed_in, materials_of
from .turn import Turn, turn_of


@dataclass(frozen=True)
class LevelStep:
    """One level of the chain: `how` is done, now or todo."""

    label: str
    office: str
    how: str


@dataclass(frozen=True)
class Found:
    """What one reviewer found, each condition with whether it holds."""

    opinion: Opinion
    level: str
    office: str
    checks: list[tuple[str, bool]]

    @property
    def tone(self) -> str:
        return "good" if self.opinion.verdict == "grant" else "late"


@dataclass(frozen=True)
class Contents:
    """What only those read who work on it."""

    groups: list[AnswerGroup]
    materials: list[Shown]
    opinions: list[Found]
    # What earlier returns said of things that are asked for no more.
    elsewhere: list[Noted]

    @property
    def noted(self) -> list[Noted]:
        """All that a return can name, in the order of the page."""
        return [*(answer for group in self.groups for answer in group.answers), *self.materials]

    @property
    def ran_out(self) -> list[Shown]:
        return [one for one in self.materials if one.ran_out]


@dataclass(frozen=True)
class ReviewPage:
    """What the page shows; `contents` is nothing for who does not read them."""

    case: Case
    guide: Guide
    application: Application
    steps: list[LevelStep]
    clocks: Sequence[Timed]
    turn: Turn
    entries: list[Entry]
    decisions: list[Decision]
    contents: Contents | None
    unread: int = 0
    conditions: list[str] = field(default_factory=list)

    @property
    def reporter(self) -> Any:
        """Who can be reached about it: the contact it was handed in with, or the account it was handed in from."""
        return self.case.reporter or self.case.account

    @property
    def masked_name(self) -> str:
        return self.case.reporter.masked_name if self.case.reporter else ""

    @property
    def round_said(self) -> str:
        """That it is a correction, and the how-manieth."""
        n = self.application.returns
        if not n:
            return ""
        if self.case.state == State.RETURNED:
            return _("Returned for the %(n)sth time") % {"n": n}
        return _("Corrected, for the %(n)sth time") % {"n": n}

    @property
    def result_tone(self) -> str:
        return "good" if self.case.result == Result.GRANTED else "late"

    @property
    def may_see_phone(self) -> bool:
        return self.contents is not None and self.reporter is not None


def review_page(actor: Actor, code: str) -> ReviewPage:
    """Raises NoSuchCase."""
    loaded = _loaded(actor, code)
    case: Case = loaded
    application = case.application
    file = ApplicationFile(CaseFile(case), application)
    file.opinions = _opinions(case=case.pk)
    chain = _chain(file)
    assert case.service_id is not None
    deadlines = deadlines_of(case=case.pk)
    events = course(case, Audience.STAFF)
    return ReviewPage(
        case=case, guide=version_of(case.service_id), application=application, steps=_steps(case, chain),
        clocks=[one for one in deadlines if one.state in (DeadlineState.RUNNING, DeadlineState.PAUSED)],
        turn=turn_of(actor, file, chain), entries=told(case, events, Audience.STAFF), decisions=_decisions(case=case.pk),
        contents=_contents(file) if loaded.reads_contents else None, unread=loaded.unread,
        conditions=[one.text for one in file.spec.conditions],
    )  # fmt: skip


def _loaded(actor: Actor, code: str) -> Any:
    """The case with what was handed in and who did; in the same statement whether the actor reads its contents, and how
    many notices are unread."""
    spelled, reach = read_case_code(code), actor.reach
    for case in _with_file(reach.alone, reader=reach.account_id, code=spelled) if spelled else ():
        return case
    raise NoSuchCase(code)


@prepared
def _with_file(reach: Reach, *, reader: UUID | None, code: str) -> QuerySet[Case]:
    known = Case.objects.applications().visible_to(reach).filter(code=code)
    return known.select_related("application__helped_by", "reporter", "account").annotate(
        reads_contents=reads_contents(reach), unread=notices.unread_number(replace(reach, account_id=reader))
    )


@prepared
def _opinions(*, case: UUID) -> QuerySet[Opinion]:
    return Opinion.objects.filter(case_id=case).order_by("at", "id")


@prepared
def _decisions(*, case: UUID) -> QuerySet[Decision]:
    return Decision.objects.filter(case_id=case).order_by("-issued_at", "-id")


@prepared
def _shortcomings(*, case: UUID) -> QuerySet[Shortcoming]:
    return Shortcoming.objects.filter(case_id=case).order_by("round", "id")


def _chain(file: ApplicationFile) -> dict[str, str]:
    """Each level with its organisation; without, where one of them is there no more."""
    try:
        return file.chain
    except NoLevel:
        return dict.fromkeys(file.spec.chain, "")


def _steps(case: Case, chain: dict[str, str]) -> list[LevelStep]:
    """Decided: every level is done. Declined or withdrawn: those below it are."""
    cards = people.organisations(case.district_id)
    levels = list(chain)
    decided = bool(case.result)
    at = len(levels) if decided or case.level not in levels else levels.index(case.level)
    steps = []
    for number, (level, code) in enumerate(chain.items()):
        how = "done" if number < at else "now" if number == at and case.is_open else "todo"
        card = cards.get(code)
        steps.append(LevelStep(str(Level(level).label), card.name if card else "", how))
    return steps


def _contents(file: ApplicationFile) -> Contents:
    case, answers = file.case, file.answers
    groups = groups_of(file.spec, case.district_id, answers)
    materials = materials_of(file.spec.materials_for(answers), handed_in(case.pk), case.code)
    contents = Contents(groups, materials, [_found(file, one) for one in reversed(file.opinions)], [])
    if file.application.returns:
        _tell(file, contents, _shortcomings(case=case.pk))
    return contents


def _tell(file: ApplicationFile, contents: Contents, shortcomings: Iterable[Shortcoming]) -> None:
    """Put what earlier returns said beside what they said it of."""
    by_about = {one.about: one for one in contents.noted}
    labels = {one.id: one.label for group in file.spec.form for one in group.fields}
    labels |= {f"material.{one.id}": one.name for one in file.spec.materials}
    for row in shortcomings:
        if row.about not in by_about:
            by_about[row.about] = Noted(row.about, labels.get(row.about, row.about))
            contents.elsewhere.append(by_about[row.about])
        by_about[row.about].told.append(Told(row.round, row.text))


def _found(file: ApplicationFile, opinion: Opinion) -> Found:
    card = people.organisations(file.case.district_id).get(opinion.organisation_id)
    texts = [one.text for one in file.spec.conditions]
    checks = list(zip(texts, map(bool, opinion.checks), strict=False))
    return Found(opinion, str(Level(opinion.level).label), card.name if card else "", checks)
