"""Tell a demo district's year of applications: plan them, write papers and people, let each take its course, save."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli import clock
from linli.cases.file import save_all
from linli.cases.models import Case
from linli.catalogue.guides import Guide, guides
from linli.catalogue.services import Material
from linli.ids import drawn_from
from linli.people import queries as people
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.roles import Role
from linli.places.models import Area, District

from .. import sealed_files
from ..actions import drafting
from ..errors import NoLevel
from ..file import ApplicationFile
from ..levels import TWO_LOOK, chain_of
from ..lifecycle import WORKERS
from ..models import Opinion
from .course import Course, Plan
from .invented import Inventor
from .papers import Papers
from .words import UnfitHistory, Words, words_of

BATCH = 200
# How an application can lie at a desk, in the order in which they are taken there.
STAYS = ("new", "with", "second", "late", "back", "experts", "promise", "with")
ID_CARD_LASTS = 365 * 8
DEVICE = "Chrome · Android"
CONSENT = Material(id="consent", name="代办同意书", needs="photo", sample="form")

Told = Callable[[int, int | None], None]


class Story:
    """One district's invented applications: who, where and what, drawn from one seeded source."""

    def __init__(self, district: District, words: Words, papers: Papers) -> None:
        self.district, self.words, self.papers = district, words, papers
        self.dice = random.Random(words.seed)
        self.now = clock.now().replace(minute=0, second=0, microsecond=0)
        self.inventor = Inventor(words, self.dice, district.code)
        self.accounts = self._accounts()
        cards = people.organisations(district.code)
        offices = (
            Area.objects.filter(district=district, level="community").order_by("code").values_list("code", flat=True)
        )
        self.communities = [code for code in offices if code in cards and code[:9] in cards]
        self.home = [code for code in self.communities if {code, code[:9]} & self.accounts.keys()]
        self.services = self._services()
        self.residents = self.inventor.residents(self.now - timedelta(days=words.days + 40))

    def _accounts(self) -> dict[str, list[Actor]]:
        """The demo people who work on applications, by organisation."""
        found: dict[str, list[Actor]] = defaultdict(list)
        demo = Account.objects.filter(district=self.district, is_demo=True, is_active=True, username__isnull=False)
        for account in demo.order_by("username"):
            actor = Actor.of(account)
            if actor.has(*WORKERS):
                found[actor.organisation].append(actor)
        return found

    def _services(self) -> list[Guide]:
        """Those that are told of, each as often as the file says; where two people must look there have to be two."""
        offered, found = guides(self.district.code), []
        for code, times in self.words.services.items():
            if code not in offered:
                raise UnfitHistory(_("there is no service “%(code)s” in this district.") % {"code": code})
            if self.chain(offered[code], self.communities[0]):
                found += [offered[code]] * times
        return found

    def chain(self, shown: Guide, area: str) -> dict[str, str]:
        """Each level with its organisation; nothing where it has no office, or not the people to decide it."""
        try:
            chain = chain_of(shown.spec, self.district.code, area)
        except NoLevel:
            return {}
        lonely = [unit for level, unit in chain.items() if level in TWO_LOOK and not self.accounts.get(unit)]
        return {} if shown.spec.four_eyes and lonely else chain

    # Who

    def staff(self, unit: str, other_than: Opinion | None = None) -> Actor:
        """Somebody of an organisation: a demo account or an invented colleague, never the one who wrote that opinion."""
        known = self.accounts.get(unit, [])
        if other_than is not None:
            others = [one for one in known if one.account and one.account.pk != other_than.account_id]
            return self.dice.choice(others) if others else self.colleague(unit)
        return self.dice.choice(known) if known and self.dice.random() < 0.6 else self.colleague(unit)

    def first_of_two(self, unit: str) -> Actor:
        """Where there is one account, it is the one that decides."""
        known = self.accounts.get(unit, [])
        return self.dice.choice(known) if len(known) > 1 else self.colleague(unit)

    def colleague(self, unit: str) -> Actor:
        return Actor.for_organisation(
            unit, str(self.dice.choice(self.words.people)), self.district.code, Role.DEPARTMENT_HANDLER
        )

    def supervisor(self) -> Actor:
        centre = people.centre(self.district.code)
        return Actor.for_organisation(
            centre, str(self.dice.choice(self.words.people)), self.district.code, Role.SUPERVISOR
        )

    # What

    def plans(self) -> list[Plan]:
        """All of them: what has come to an end over the year, what lies at each demo desk, and some elsewhere."""
        ended = [self._ended(shown) for shown in self.services]
        fates = [(number + 0.5) / len(ended) for number in range(len(ended))]
        self.dice.shuffle(fates)
        for plan, fate in zip(ended, fates, strict=True):
            plan.fate = fate
        waiting = [plan for unit in sorted(self.accounts) for plan in self._at_desk(unit)]
        elsewhere = [self._elsewhere() for _each in range(self.words.elsewhere)]
        return [plan for plan in (*ended, *waiting, *elsewhere) if plan]

    def _plan(self, shown: Guide, area: str, ends_before: float, stays: str = "", desk: str = "") -> Plan:
        # The first few people have much to look at: it is they who are signed in as.
        few = self.residents[:3] if self.dice.random() < (0.12 if stays else 0.05) else self.residents
        return Plan(shown, self.dice.choice(few), area, self.now - timedelta(days=ends_before), stays, desk)

    def _ended(self, shown: Guide) -> Plan:
        """Denser towards today."""
        before = self.words.days * (1 - self.dice.random() ** 0.6)
        plan = self._plan(shown, self._area(), max(before, 0.5))
        plan.helped = self.dice.random() < 0.07
        return plan

    def _area(self) -> str:
        return self.dice.choice(
            self.home if self.home and self.dice.random() < self.words.at_home else self.communities
        )

    def _at_desk(self, unit: str) -> Iterator[Plan]:
        """As many as wanted, of as many kinds as its services allow."""
        areas = [code for code in self.communities if unit in (code, code[:9])] or self.communities
        found = [
            (shown, level)
            for shown in {one.code: one for one in self.services}.values()
            for level, held in self.chain(shown, areas[0]).items()
            if held == unit
        ]
        fitting = {stays: [shown for shown, level in found if _can_stay(stays, shown, level)] for stays in STAYS}
        kinds = [stays for stays in STAYS if fitting[stays]]
        for number in range(self.words.waiting if kinds else 0):
            stays = kinds[number % len(kinds)]
            yield self._plan(self.dice.choice(fitting[stays]), self.dice.choice(areas), 0, stays, unit)

    def _elsewhere(self) -> Plan | None:
        """At a desk of nobody who signs in."""
        for _try in range(20):
            shown, area = self.dice.choice(self.services), self._area()
            chain = self.chain(shown, area)
            level = self.dice.choice(list(chain))
            stays = self.dice.choice(STAYS)
            if chain[level] not in self.accounts and _can_stay(stays, shown, level):
                return self._plan(shown, area, 0, stays, chain[level])
        return None

    def begin_drafts(self) -> None:
        """The first of the residents has begun two more, and not sent them yet."""
        actor = Actor.of(self.residents[0].account)
        for number, shown in enumerate(self.dice.sample(list(guides(self.district.code).values()), 2), 1):
            clock.freeze(self.now - timedelta(days=number, hours=self.dice.randint(1, 5)))
            answers = self.inventor.answers(shown, self.residents[0], clock.now(), self._area())
            first = {one.id: answers[one.id] for one in shown.spec.form[0].fields if one.id in answers}
            draft = drafting.begin(actor, self.district.code, shown.code, DEVICE)
            drafting.save_step(actor, draft.pk, first, reached=1)

    # What is handed in

    def fill_in(self, course: Course) -> None:
        """The form, and a paper for each material that it asks for; those in the person's folder are used again."""
        clock.freeze(course.begins)
        plan = course.plan
        plan.answers = self.inventor.answers(plan.shown, plan.resident, course.begins, plan.area)
        owner = None if plan.helped else plan.resident.account
        at = course.begins - timedelta(minutes=self.dice.randint(3, 40))
        for one in plan.shown.spec.materials_for(plan.answers):
            if one.needs == "photo" and not (one.optional and self.dice.random() < 0.5):
                lasts = ID_CARD_LASTS if one.sample == "id_card" else 0
                plan.documents[one.id] = [self.papers.in_folder(owner, one, at, lasts)]
                if not plan.helped and plan.replaced is None:
                    plan.replaced = (one.id, self.papers.document(owner, one, at, lasts)) if course.comes_back else None
        if plan.helped:
            plan.consent = self.papers.document(None, CONSENT, at)


def _can_stay(stays: str, shown: Guide, level: str) -> bool:
    """Whether an application of this service can lie with that level in that way."""
    chain, spec = list(shown.spec.chain), shown.spec
    match stays:
        case "new":
            return level == chain[0]
        case "second":
            return spec.four_eyes and level in TWO_LOOK
        case "experts":
            return level == chain[-1] and level in TWO_LOOK and spec.days.promised > 3
        case "promise":
            return spec.consent == "promise" and level == chain[-1]
    return True


def tell_year(district: District, told: Told) -> int:
    """Invent the year once; returns how many applications it has. A district where invented people have applied is left alone.

    Raises UnfitHistory.
    """
    if Case.objects.applications().filter(district=district, account__is_demo=True).exists():
        return 0
    words = words_of(district)
    dice = random.Random(words.seed)
    try:
        with sealed_files.written_files() as written, transaction.atomic(), drawn_from(dice):
            story = Story(district, words, Papers(district.code, words.pictures, written))
            courses = sorted((Course(story, plan) for plan in story.plans()), key=lambda one: one.begins)
            for course in courses:
                story.fill_in(course)
            story.papers.write()
            _tell(courses, story.now, told)
            story.begin_drafts()
    finally:
        clock.release()
    return len(courses)


def _tell(courses: Sequence[Course], now: datetime, told: Told) -> None:
    """Batch by batch; what has to be read again is told on after all that came before is written."""
    for first in range(0, len(courses), BATCH):
        batch = courses[first : first + BATCH]
        for course in batch:
            course.open()
            course.go_on(is_saved=False)
        _save([course.file for course in batch], now)
        going_on = [course for course in batch if course.steps]
        while going_on:
            for course in going_on:
                course.file = ApplicationFile.load(course.file.case)
                course.go_on(is_saved=True)
                _hush(course.file, now)
                course.file.save()
            going_on = [course for course in going_on if course.steps]
        told(first + len(batch), len(courses))


def _save(fresh: Sequence[ApplicationFile], now: datetime) -> None:
    for file in fresh:
        _hush(file, now)
    save_all([file.file for file in fresh])


def _hush(file: ApplicationFile, now: datetime) -> None:
    """Nobody is told of what was invented, nor warned of it."""
    file.file.messages.clear()
    for deadline in file.file.deadlines:
        deadline.warned = deadline.warned or deadline.warn_at < now
