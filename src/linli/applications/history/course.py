"""What became of one invented application: its steps with their times, each done by the verbs of the room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from linli import clock
from linli.cases import commands as of_cases
from linli.cases.commands import Command, ContactDetails
from linli.catalogue.filled_form import filled
from linli.catalogue.guides import Guide
from linli.catalogue.working_time import calendar_of
from linli.people.actors import Actor

from .. import commands as c
from ..actions.door import act
from ..actions.handing_in import check_form, open_file
from ..actions.reviewing import needs_second
from ..levels import TWO_LOOK, chain_of
from ..lifecycle import APPLICATION_MOVES
from ..models import Document
from .invented import Resident

if TYPE_CHECKING:
    from .telling import Story

# A working day and its share of the weekend.
WORKDAY = 1.45
A_MOMENT = timedelta(minutes=3)

Do = Callable[[], None]


@dataclass
class Plan:
    """One application as it is going to be told. `stays`: how it lies at `desk`, where it has not come to its end.

    `fate`: from 0 to 1, spread evenly over those that end, so that each kind of end is there however few they are.
    """

    shown: Guide
    resident: Resident
    area: str
    ends: datetime
    stays: str = ""
    desk: str = ""
    helped: bool = False
    fate: float = 0.5
    answers: dict[str, Any] = field(default_factory=dict)
    documents: dict[str, list[Document]] = field(default_factory=dict)
    replaced: tuple[str, Document] | None = None
    consent: Document | None = None

    @property
    def given(self) -> dict[str, list[UUID]]:
        return {material: [one.pk for one in held] for material, held in self.documents.items()}


@dataclass
class Step:
    """`gap`: days after the one before. `saved`: the verb reads rows, so they must have been written before."""

    gap: float
    do: Do
    at_desk: bool = True
    saved: bool = False


class Course:
    """One application on its way, step by step, until its end or as far as it has come."""

    def __init__(self, story: Story, plan: Plan) -> None:
        self.story, self.plan, self.dice = story, plan, story.dice
        self.spec = plan.shown.spec
        self.chain = chain_of(self.spec, story.district.code, plan.area)
        self.promised = max(self.spec.days.promised, 1)
        by_promise = plan.stays == "promise" or (not plan.stays and self.dice.random() < 0.6)
        self.trusted = self.spec.consent == "promise" and by_promise
        self.steps: list[Step] = []
        # Whether a paper is going to be taken anew.
        self.comes_back = False
        self.receipt_for: UUID | None = None
        # Days that may go by beyond the gaps: where a desk was closed, what follows comes later too.
        self.room = (story.now - plan.ends) / timedelta(days=1)
        self._plan_steps()
        takes = sum(step.gap for step in self.steps) + (self.room if plan.stays else 0)
        self.begins = self._awake(plan.ends - timedelta(days=takes))
        self.due = self.begins
        self.last = self.begins

    # The plan

    def _plan_steps(self) -> None:
        uniform = self.dice.uniform
        stays, fate = self.plan.stays, self.plan.fate
        if stays == "new":
            # Just come in: nobody has looked at it yet.
            self._then(uniform(0.02, 0.9), lambda: None, at_desk=False)
        elif self.trusted:
            self._promised()
        elif fate < 0.03:
            self._then(uniform(0.1, 2), self._decline)
        elif fate < 0.06:
            self._then(uniform(0.3, 4), self._withdraw, at_desk=False)
        else:
            late = stays == "late" or fate > 0.93
            self._reviewed(late=late, comes_back=stays == "back" or fate < 0.2)

    def _then(self, gap: float, do: Do, *, at_desk: bool = True, saved: bool = False) -> None:
        self.steps.append(Step(gap, do, at_desk, saved))

    def _reviewed(self, *, late: bool, comes_back: bool) -> None:
        """Accepted, looked at level by level, decided; or as far as the desk where it stays."""
        uniform = self.dice.uniform
        self._then(uniform(0.05, 0.9), partial(self._desk, "accept", lambda: c.Accept(text=self._say("accepts"))))
        levels = list(self.chain)
        here = next((level for level in levels if self.chain[level] == self.plan.desk), levels[-1])
        upward = levels[: levels.index(here) + 1] if self.plan.stays else levels
        longest = self.promised * WORKDAY
        looks = len(levels) + sum(self._two_look(level) for level in levels)
        pace = longest * (0.3 if self.plan.stays else uniform(0.3, 0.75)) / looks
        self.room = min(2.5, longest / 3) if self.plan.stays else self.room
        if comes_back and self.plan.stays in ("", "back"):
            at_the_desk = upward.index(here) if self.plan.stays else 0
            self._climb(upward[: at_the_desk + 1], pace)
            self._come_back(given_back_only=self.plan.stays == "back" and self.dice.random() < 0.5)
            self._climb([] if self.plan.stays else levels, pace)
        else:
            self._climb(upward, pace)
        if self.plan.stays:
            self._stay(here, late, longest)
            return
        if late:
            self._then(longest * uniform(1.1, 1.5) + 3, self._note)
        self._decided(pace)

    def _climb(self, levels: list[str], pace: float) -> None:
        """From the first of these levels to the last, now and then down a step again."""
        for number in range(1, len(levels)):
            self._second_look(levels[number - 1], pace)
            self._then(self.dice.uniform(0.5, 1.1) * pace, self._report_up)
            if number >= 2 and not self.plan.stays and self.dice.random() < 0.06:
                self._then(self.dice.uniform(0.4, 1) * pace, partial(self._desk, "hand_down", self._sent_back))
                self._second_look(levels[number - 1], pace)
                self._then(self.dice.uniform(0.4, 1) * pace, self._report_up)

    def _second_look(self, level: str, pace: float) -> None:
        if self._two_look(level):
            self._then(self.dice.uniform(0.5, 1.1) * pace, self._recommend)

    def _two_look(self, level: str) -> bool:
        return self.spec.four_eyes and level in TWO_LOOK

    def _come_back(self, *, given_back_only: bool) -> None:
        self._then(self.dice.uniform(0.1, 0.6), self._return)
        self.comes_back = not given_back_only
        if self.comes_back:
            self._then(self.dice.uniform(0.3, 5), self._correct, at_desk=False, saved=True)

    def _stay(self, here: str, late: bool, longest: float) -> None:
        """What was done last at the desk where it lies."""
        if self.plan.stays == "second":
            self._second_look(here, longest / 5)
        if self.plan.stays == "experts":
            self._consult(longest / 5)
        if late:
            self._then(longest * self.dice.uniform(1.05, 1.3) + 4, self._urge)
        self._then(self.dice.uniform(0.02, min(0.5, longest / 8)), lambda: None, at_desk=False)

    def _decided(self, pace: float) -> None:
        uniform = self.dice.uniform
        if 0.28 < self.plan.fate < 0.34:
            self._consult(pace)
            self._then(uniform(1, 6), self._consulted)
        refused = 0.2 < self.plan.fate < 0.28
        last = list(self.chain)[-1]
        if self._two_look(last):
            self._then(uniform(0.5, 1.1) * pace, partial(self._recommend, refused=refused))
        self._then(uniform(0.5, 1.1) * pace, self._refuse if refused else self._grant)
        if not refused and self.dice.random() < 0.012:
            self._then(uniform(5, 25), self._revoke, saved=True)
            return
        self._delivered(happy=not refused)

    def _consult(self, pace: float) -> None:
        asking = partial(self._desk, "consult", lambda: c.Consult(reason=self._say("consults")))
        self._then(self.dice.uniform(0.2, 0.8) * pace, asking)

    def _consulted(self) -> None:
        self._desk("consulted", lambda: c.Consulted(text=self._say("consulted")))

    def _promised(self) -> None:
        """Granted at once; looked into some weeks later, and mostly found as it was said."""
        if self.plan.stays:
            self._then(self.dice.uniform(0.5, 9), lambda: None, at_desk=False)
            return
        self._then(self.dice.uniform(4, 32), self._verify_or_revoke, saved=True)
        self._delivered(happy=True)

    def _delivered(self, *, happy: bool) -> None:
        if self.dice.random() < 0.8:
            how = self.dice.choices(["online", "counter", "post"], [6, 3, 1])[0]
            self._then(self.dice.uniform(0.05, 5), partial(self._deliver, how), at_desk=how != "online")
        if self.dice.random() < 0.6:
            score = self.dice.choices([5, 4, 3, 2, 1], [30, 8, 2, 0.6, 0.4] if happy else [3, 3, 3, 2, 1])[0]
            rating = c.RateApplication(score=score, text=str(self.dice.choice(self.story.words.ratings[score])))
            self._then(self.dice.uniform(0.05, 6), partial(self._applicant, "rate", lambda: rating), at_desk=False)

    # The telling

    def open(self) -> None:
        """Handed in, by the person on the phone or at the counter with their signature."""
        clock.freeze(self.begins)
        plan, dice = self.plan, self.dice
        applicant = Actor.of(plan.resident.account)
        if plan.helped:
            # Their papers lie in nobody's folder.
            answers = filled(plan.shown.spec, plan.shown.district, plan.answers).answers
            actor = self.story.staff(next(iter(self.chain.values())))
            contact = ContactDetails(phone=plan.resident.account.phone, name=plan.resident.name)
        else:
            answers = check_form(applicant, plan.shown, plan.answers, plan.given, promise=self.trusted)
            actor, contact = applicant, None
        command = c.HandIn(
            district=self.story.district.code, service=plan.shown.code, version=plan.shown.version, answers=plan.answers,
            documents=plan.given, promise=self.trusted, contact=contact,
        )  # fmt: skip
        consent = plan.consent.pk if plan.consent else None
        self.file, _receipt = open_file(actor, command, plan.shown, self.chain, answers, consent)
        self.receipt_for = self.file.case.pk
        if dice.random() < 0.05:
            self.steps.insert(1, Step(0.01, self._note))

    @property
    def has_ended(self) -> bool:
        return not self.steps

    def go_on(self, *, is_saved: bool) -> None:
        """Every step up to one that needs what was done so far to be in the database."""
        while self.steps and (is_saved or not self.steps[0].saved):
            step, is_saved = self.steps.pop(0), False
            self.due += timedelta(days=step.gap)
            self.last = self._moment(step)
            late = min((self.last - self.due) / timedelta(days=1), self.room)
            self.due, self.room = self.due + timedelta(days=late), self.room - late
            clock.freeze(self.last)
            step.do()

    def _moment(self, step: Step) -> datetime:
        """A desk works when it is open next, or was last where that has not come yet."""
        at = max(self.due, self.last + A_MOMENT)
        if not step.at_desk:
            return self._awake(at)
        calendar = calendar_of(self.story.district.code)
        opens = calendar.opens(at)
        later = opens if opens == at else opens + timedelta(minutes=self.dice.uniform(1, 90))
        if later <= self.story.now:
            return later
        while at > self.last and not calendar.is_working_time(at):
            at -= timedelta(hours=1)
        return min(max(at, self.last + A_MOMENT), self.story.now)

    def _awake(self, at: datetime) -> datetime:
        """People fill in forms from morning to night, and sleep in between."""
        hour = at.astimezone(clock.LOCAL).hour
        later = at + timedelta(hours=7) if hour < 7 else at
        return min(later, self.story.now)

    # The verbs

    def _say(self, key: str) -> str:
        return str(self.dice.choice(getattr(self.story.words, key)))

    def _checks(self, holds: bool = True) -> list[bool]:
        found = [True] * len(self.spec.conditions)
        if not holds:
            found[self.dice.randrange(len(found))] = False
        return found

    def _desk(self, move: str, make: Callable[[], Command], actor: Actor | None = None) -> None:
        """Done by whoever has it now; where two must look, the second is another than the first."""
        if actor is None:
            here = self.file.opinions_here() if needs_second(self.file) else []
            actor = self.story.staff(self._unit, other_than=here[-1] if here else None)
        act(actor, self.file, APPLICATION_MOVES[move], make())

    @property
    def _unit(self) -> str:
        return self.file.case.organisation_id or self.file.case.office_id

    def _applicant(self, move: str, make: Callable[[], Command]) -> None:
        actor = Actor.guest(self.receipt_for) if self.plan.helped else Actor.of(self.plan.resident.account)
        act(actor, self.file, APPLICATION_MOVES[move], make())

    def _decline(self) -> None:
        words = self.dice.choice(self.story.words.declines)
        self._desk("decline", lambda: of_cases.Decline(reason=words.reason, next_door=words.next_door))

    def _withdraw(self) -> None:
        self._applicant("withdraw", lambda: of_cases.Withdraw(reason=self._say("withdrawals")))

    def _sent_back(self) -> Command:
        return c.HandDown(reason=self._say("sent_back"))

    def _report_up(self) -> None:
        self._desk("report_up", lambda: c.ReportUp(checks=self._checks(), text=self._say("agrees")))

    def _recommend(self, *, refused: bool = False) -> None:
        text = "" if refused else self._say("agrees")
        command = c.Recommend(verdict="refuse" if refused else "grant", checks=self._checks(not refused), text=text)
        self._desk("recommend", lambda: command, self.story.first_of_two(self._unit))

    def _grant(self) -> None:
        years = 5 if any("证" in one for one in self.spec.results) and self.promised >= 5 else 0
        until: date | None = clock.today() + timedelta(days=365 * years) if years else None
        self._desk("grant", lambda: c.Grant(checks=self._checks(), text=self._say("grants"), valid_until=until))

    def _refuse(self) -> None:
        self._desk("refuse", lambda: c.Refuse(reason=self._say("refusals"), checks=self._checks(False)))

    def _verify_or_revoke(self) -> None:
        if self.dice.random() < 0.06:
            self._revoke()
            self.steps.clear()
        else:
            self._desk("verify", lambda: c.Verify(text=self._say("verified")))

    def _revoke(self) -> None:
        self._desk("revoke", lambda: c.Revoke(reason=self._say("revoked")))

    def _deliver(self, how: Any) -> None:
        if how == "online":
            self._applicant("deliver", lambda: c.Deliver(how=how))
        else:
            self._desk("deliver", lambda: c.Deliver(how=how))

    def _note(self) -> None:
        self._desk("note", lambda: of_cases.Note(text=self._say("notes")))

    def _urge(self) -> None:
        self._desk("urge", lambda: of_cases.Urge(text=self._say("urges")), self.story.supervisor())

    def _return(self) -> None:
        """A paper that cannot be read, and half the time a field that says too little."""
        found: dict[str, str] = {}
        if self.plan.replaced:
            found[f"material.{self.plan.replaced[0]}"] = self._say("faults_of_papers")
        filled_in = [one for group in self.spec.form for one in group.fields if one.id in self.plan.answers]
        fields = [one.id for one in filled_in if one.kind == "address"] or [filled_in[0].id]
        if not found or self.dice.random() < 0.5:
            found[fields[0]] = self._say("faults_of_fields")
        self._desk("return", lambda: c.Return(shortcomings=found))

    def _correct(self) -> None:
        """The same form with what was asked for, the unreadable paper taken anew."""
        documents = dict(self.plan.given)
        if self.plan.replaced:
            material, fresh = self.plan.replaced
            documents[material] = [fresh.pk]
        answers = self.story.inventor.changed(self.plan.shown, self.plan.answers)
        actor = self.story.staff(self.file.case.office_id) if self.plan.helped else Actor.of(self.plan.resident.account)
        act(actor, self.file, APPLICATION_MOVES["correct"], c.Correct(answers=answers, documents=documents))
