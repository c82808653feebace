"""A year of invented cases for a demo district: the same verbs as in use, on a moved clock, told by the pack's words.

Deterministic: the same pack and the same day give the same year, codes included.
"""

from __future__ import annotations

import contextlib
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.db.models import F

from linli import clock
from linli.catalogue import queries as catalogue
from linli.catalogue.queries import CategoryCard
from linli.ids import drawn_from
from linli.people import queries as people
from linli.people.actors import Actor
from linli.people.models import Position
from linli.people.roles import Role
from linli.places.models import Area, District, Road

from . import commands as c
from .actions import act, perform, submit_many
from .file import CaseFile, save_all
from .lifecycle import CALLOUT_MOVES, CASE_MOVES, CONFIRM, MAY_NAME
from .models import OPEN_STATES, Callout, Case, Channel, Result, WhistleKind

SOURCE = "demo"
BATCH = 250
# One report of so many is about what a neighbour has reported already.
TWINS = 150
TWIN_TAKES = timedelta(minutes=4)

Told = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Spot:
    """Somewhere a case can be about."""

    lat: float
    lon: float
    name: str
    community: str


class Story:
    """One district's invented year: who, where and what, drawn from one seeded source."""

    def __init__(self, district: District, words: dict[str, Any]) -> None:
        self.district = district
        self.words = words
        self.dice = random.Random(words["seed"])
        self.now = clock.now().replace(minute=0, second=0, microsecond=0)
        self.leaves = catalogue.leaves(district.code)
        self.known = self._known()
        self.spots = self._spots()
        self.home = self._home()
        cards = people.organisations(district.code).values()
        self.departments = [card.code for card in cards if card.kind == "department" and card.active]
        self.centre = people.centre(district.code)

    def _spots(self) -> list[Spot]:
        """Named places first (roads with a house number), then a point in each cell."""
        cells = Area.objects.filter(district=self.district, level="grid").select_related("parent").order_by("code")
        points = [
            Spot(a.lat, a.lon, f"{a.parent.name if a.parent else ''}{a.name}", a.code[:12])
            for a in cells
            if a.lat and a.lon
        ]
        within: dict[str, list[Spot]] = defaultdict(list)
        for spot in points:
            within[spot.community].append(spot)
        named = []
        for road in Road.objects.filter(district=self.district).order_by("area", "name"):
            for _time in range(4):
                there = self.dice.choice(within[road.area_id]) if within[road.area_id] else None
                lat, lon = (road.lat, road.lon) if road.lat else (there.lat, there.lon) if there else (None, None)
                if lat is not None and lon is not None:
                    door = f"{road.name}{self.dice.randint(1, road.numbers_to or 60)}号"
                    named.append(Spot(lat, lon, door, road.area_id))
        return named * 2 + points

    def _home(self) -> list[Spot]:
        """Where the demo's own people work: a desk with nothing on it shows nothing."""
        held = Position.objects.filter(account__is_demo=True, organisation__district=self.district, area__isnull=False)
        communities = {area[:12] for area in held.values_list("area_id", flat=True) if len(area) >= 12}
        return [spot for spot in self.spots if spot.community in communities]

    def spot(self) -> Spot:
        """Anywhere in the district, at home more often than elsewhere."""
        return self.dice.choice(self.home if self.home and self.dice.random() < self.words["at_home"] else self.spots)

    def _known(self) -> list[tuple[CategoryCard, str]]:
        """The pack's sayings, each with the category that its words are recognised as."""
        guesses = [(catalogue.guess_category(say, self.district.code), say) for say in self.words["says"]]
        return [(cards[0], say) for cards, say in guesses if cards]

    def matter(self, number: int) -> tuple[CategoryCard, str]:
        """What case `number` is about: mostly one of the sayings, else every category in its turn."""
        if self.known and self.dice.random() < self.words["concrete"]:
            return self.dice.choice(self.known)
        card = self.leaves[number % len(self.leaves)]
        own = [say for known, say in self.known if known.code == card.code]
        return card, str(self.dice.choice(own or self.words["otherwise"]))

    def say(self, key: str) -> str:
        return str(self.dice.choice(self.words[key]))

    def staff(self, organisation: str, *roles: str) -> Actor:
        """Someone of an organisation, by an invented name."""
        return Actor.for_organisation(organisation, self.say("people"), self.district.code, *roles)

    def moment(self, number: int, total: int) -> datetime:
        """Spread over the year, denser towards today, in waking hours."""
        share = ((number + self.dice.random()) / total) ** 0.5
        day = self.now - timedelta(days=self.words["days"] * (1 - share))
        hour = self.dice.choices(range(24), [1, 1, 0, 0, 0, 1, 3, 7, 9, 9, 8, 7, 5, 6, 8, 9, 8, 7, 7, 8, 7, 5, 3, 2])[0]
        minutes, seconds = self.dice.randint(0, 59), self.dice.randint(0, 59)
        at = day.replace(hour=0) + timedelta(hours=hour - 8, minutes=minutes, seconds=seconds)
        return min(at, self.now - timedelta(minutes=self.dice.randint(2, 90)))


def tell_year(district: District, told: Told) -> int:
    """Invent the year once; returns how many cases there are. A district with demo cases is left alone."""
    file = words_of(district)
    if file is None or Case.objects.filter(district=district, source=SOURCE).exists():
        return 0
    words = yaml.safe_load(file.read_text(encoding="utf-8"))
    total = int(words["cases"])
    story = Story(district, words)
    try:
        with transaction.atomic(), drawn_from(story.dice):
            batch: list[CaseFile] = []
            own = total - max(2, total // TWINS)
            for number in range(own):
                batch.append(_one(story, number, own))
                if len(batch) == BATCH or number == own - 1:
                    _save(batch)
                    batch = []
                    told(number + 1, total)
            _tell_twins(story, range(own, total))
            told(total, total)
    finally:
        clock.release()
    return Case.objects.filter(district=district, source=SOURCE).count()


def _tell_twins(story: Story, numbers: range) -> None:
    """Neighbours report what somebody has reported already, and the community joins it to the first."""
    demo = Case.objects.filter(district=story.district, source=SOURCE).select_related("category").order_by("id")
    waiting = list(demo.filter(state__in=OPEN_STATES, office=F("community")))
    # Some time after what was last done about the first; a minute or two later the community has seen the likeness.
    latest = story.now - TWIN_TAKES
    last = {first.pk: min(first.updated_at, latest) for first in waiting}
    for number in numbers if waiting else ():
        first = story.dice.choice(waiting)
        clock.freeze(last[first.pk] + (latest - last[first.pk]) * story.dice.random())
        report = c.Submit(
            district=story.district.code, text=f"{first.text}和前几天邻居说的是一回事。", address=first.address,
            location=c.Position(lat=first.lat or 0, lon=first.lon or 0, accuracy=20), source=SOURCE,
            category=first.category.code if first.category else None, source_id=f"{number:05d}",
        )  # fmt: skip
        twin = submit_many(Actor.guest(), [report])[0]
        _save([twin])
        last[first.pk] = clock.now() + TWIN_TAKES * story.dice.random()
        clock.freeze(last[first.pk])
        worker = story.staff(twin.case.office_id, Role.COMMUNITY_WORKER)
        perform(worker, twin.case.code, "merge", c.Merge(into=first.code))


def words_of(district: District) -> Path | None:
    """The file with what is told, where the district's pack has one."""
    files = (Path(root) / district.slug / "history.yaml" for root in settings.LINLI_PACKS)
    return next((file for file in files if file.is_file()), None)


def _save(batch: list[CaseFile]) -> None:
    """Nobody is told of what was invented."""
    for file in batch:
        file.messages.clear()
        for deadline in file.deadlines:
            deadline.warned = deadline.warned or deadline.warn_at < clock.now()
    save_all(batch)


def _one(story: Story, number: int, total: int) -> CaseFile:
    at = story.moment(number, total)
    spot = story.spot()
    card, say = story.matter(number)
    told = say.format(place=spot.name, matter=card.name)
    # Who asks how something is done tells no more of it.
    asks_only = "想" in say or "怎么" in say
    details = "" if asks_only else "，".join(story.dice.sample(story.words["details"], story.dice.choice([0, 1, 1, 2])))
    text = "。".join(part for part in (told, details, story.say("asks")) if part) + "。"
    unlocated = story.dice.random() < 0.01 and number > total * 0.97
    clock.freeze(at)
    report = c.Submit(
        district=story.district.code, text=text.replace(spot.name, "我们这边") if unlocated else text,
        address="" if unlocated else spot.name, location=None if unlocated else c.Position(lat=spot.lat, lon=spot.lon, accuracy=20),
        category=card.code, source=SOURCE, source_id=f"{number:05d}", votes=max(0, int(story.dice.gauss(-2, 4))),
        channel=story.dice.choice([Channel.WEB, Channel.WEB, Channel.WEB, Channel.DESK, Channel.PATROL]),
    )  # fmt: skip
    file = submit_many(Actor.guest(), [report])[0]
    Course(story, file, card).run()
    return file


class Course:
    """What became of one case, step by step until it ends or today is reached."""

    def __init__(self, story: Story, file: CaseFile, card: CategoryCard) -> None:
        self.story, self.file, self.card, self.dice = story, file, card, story.dice
        self.office = file.case.office_id

    def run(self) -> None:
        with contextlib.suppress(TodayReached):
            self._run()

    def _run(self) -> None:
        fate = self.dice.random()
        case = self.file.case
        self._wait(minutes=self.dice.choices([self.dice.uniform(0.5, 4.5), self.dice.uniform(5, 90)], [0.95, 0.05])[0])
        if not case.area_id:
            raise TodayReached
        if self.dice.random() < 0.04:
            self._transfer()
        if fate < 0.04:
            words = self.dice.choice(self.story.words["declines"])
            self._desk("decline", c.Decline(reason=words["reason"], next_door=words["next_door"]))
            return
        self._desk("register", c.Register(category=self.card.code, publish=self.dice.random() < 0.93))
        self._be_followed()
        if fate < 0.07:
            self._wait(hours=self.dice.uniform(1, 40))
            self._reporter("withdraw", c.Withdraw(reason=""))
            return
        if fate < 0.12:
            self._ask()
        if fate < 0.32:
            self._whistle()
        elif fate < 0.55:
            self._assign()
        else:
            self._work()
        self._end()

    def _work(self) -> None:
        """Most is done in two days; some takes weeks."""
        self._wait(hours=self.dice.uniform(2, 60) if self.dice.random() < 0.55 else self.dice.uniform(60, 210))

    def _end(self) -> None:
        self._wait(hours=self.dice.uniform(0.5, 30))
        solved = self.dice.random() < 0.93
        self._desk("answer", c.Answer(text=self.story.say("answers") if solved else self.story.say("unsolved")))
        self._wait(hours=self.dice.uniform(1, 60))
        self._desk("close", c.Close(result=Result.SOLVED if solved else Result.NOT_SOLVED))
        if self.dice.random() < 0.28:
            return
        self._wait(hours=self.dice.uniform(1, 70))
        happy = solved and self.dice.random() < 0.95
        score = self.dice.choices([5, 4, 3], [6, 3, 1])[0] if happy else self.dice.choices([3, 2, 1], [3, 3, 1])[0]
        self._reporter("rate", c.Rate(score=score, solved=happy, text=self.story.say("ratings") if score > 3 else ""))
        if not happy and self.file.case.reopened == 0 and self.dice.random() < 0.5:
            self._wait(hours=self.dice.uniform(0.2, 24))
            self._reporter("reopen", c.Reopen(reason="没有彻底解决，请再看看。"))
            self._end()

    def _transfer(self) -> None:
        """It came to the wrong desk: a bigger matter goes to the street, or to the district centre where there is none."""
        street = people.organisations(self.file.case.district_id).get(self.file.case.street)
        desk = street.code if street and street.code != self.office else self.story.centre
        self._desk("transfer", c.Transfer(organisation=desk, reason=self.story.say("transfers")))
        self.office = desk
        self._wait(minutes=self.dice.uniform(0.5, 4.5))

    def _be_followed(self) -> None:
        """Neighbours with the same trouble, each with a telephone of their own."""
        if not self.file.case.published or self.dice.random() > 0.1:
            return
        for number in range(self.dice.randint(1, 4)):
            self._wait(minutes=self.dice.uniform(1, 40))
            neighbour = c.FollowCase(device=f"{self.file.case.code} {number}")
            act(Actor.guest(), self.file, CASE_MOVES["follow"], neighbour)

    def _ask(self) -> None:
        self._desk("ask", c.Ask(question=self.story.say("questions")))
        self._wait(hours=self.dice.uniform(0.5, 50) if self.dice.random() < 0.8 else self.dice.uniform(50, 400))
        self._reporter("reply", c.Reply(text=self.story.say("replies")))

    def _assign(self) -> None:
        holders = self._holders("assign")
        unit = holders[0] if holders else self.dice.choice(self.story.departments)
        self._wait(minutes=self.dice.uniform(2, 50))
        self._desk("assign", c.Assign(organisation=unit))
        self._wait(hours=self.dice.uniform(0.2, 6))
        if self.dice.random() < 0.05:
            back = c.HandBack(reason=self.story.say("refusals"))
            act(self.story.staff(unit), self.file, CASE_MOVES["hand_back"], back)
            self._work()
            return
        act(self.story.staff(unit), self.file, CASE_MOVES["start"], c.Start())
        self._work()

    def _holders(self, move: str) -> list[str]:
        """Whose duty it is, of those that this move may name."""
        cards = people.organisations(self.file.case.district_id)
        units = [holder.organisation for holder in catalogue.duty_holders(self.card)]
        return [unit for unit in units if cards[unit].active and cards[unit].kind in MAY_NAME[move]]

    def _whistle(self) -> None:
        holders = self._holders("whistle")
        wanted = self.dice.choice([1, 2, 2, 3, 3, 4])
        others = [unit for unit in self.story.departments if unit not in holders]
        called = (holders + self.dice.sample(others, min(4, len(others))))[: max(wanted, min(2, len(holders)))]
        self._wait(minutes=self.dice.uniform(2, 120))
        kind = self.dice.choices(list(WhistleKind), [5, 4, 1])[0]
        self._desk("whistle", c.BlowWhistle(kind=kind, reason=self.story.say("reasons"), organisations=called))
        self._side_by_side([self._answer_call(callout) for callout in self.file.callouts])
        self._wait(hours=self.dice.uniform(0.3, 8))
        whistle = self.file.whistles[-1]
        finished = [callout for callout in self.file.callouts if callout.state == "finished"]
        ratings = {callout.organisation_id: self.dice.choices([5, 4, 3, 2], [6, 3, 1, 0.4])[0] for callout in finished}
        act(self.story.staff(self.office), self.file, CONFIRM, c.Confirm(ratings=ratings), whistle)

    def _side_by_side(self, courses: list[Iterator[timedelta]]) -> None:
        """Departments act at the same time: always the one whose next step comes first."""
        queue = [(clock.now() + next(course), number, course) for number, course in enumerate(courses)]
        while queue:
            queue.sort(key=lambda entry: entry[:2])
            at, number, course = queue.pop(0)
            if at > self.story.now:
                raise TodayReached
            clock.freeze(at)
            step = next(course, None)
            if step is not None:
                queue.append((at + step, number, course))

    def _answer_call(self, callout: Callout) -> Iterator[timedelta]:
        """What one department does, yielding how long until each next step."""
        minutes = self.dice.uniform
        yield timedelta(minutes=self.dice.choices([minutes(0.5, 4.8), minutes(5, 60)], [0.93, 0.07])[0])
        unit = self.story.staff(callout.organisation_id)
        if self.dice.random() < 0.06:
            refusal = c.Refuse(reason=self.story.say("refusals"), suggestion=self.story.say("suggestions"))
            self._on(callout, unit, "refuse", refusal)
            yield timedelta(minutes=minutes(10, 150))
            centre = self.story.staff(self.story.centre)
            if self.dice.random() < 0.4:
                self._on(callout, centre, "uphold", c.Rule(reason=self.story.say("upholds")))
                return
            self._on(callout, centre, "overrule", c.Rule(reason=self.story.say("rulings")))
            yield timedelta(minutes=minutes(2, 30))
        comes = clock.now() + timedelta(minutes=minutes(20, 150))
        self._on(callout, unit, "report-in", c.ReportIn(who=self.story.say("people"), at=comes))
        yield timedelta(minutes=minutes(15, 175) * (1.4 if self.dice.random() < 0.1 else 1))
        off = 0.02 if self.dice.random() < 0.02 else 0.0006
        lat, lon = self.file.case.lat or 0, self.file.case.lon or 0
        here = c.Position(lat=lat + minutes(-off, off), lon=lon + minutes(-off, off), accuracy=self.dice.randint(5, 40))
        self._on(callout, unit, "arrive", c.Arrive(location=here))
        yield timedelta(hours=minutes(0.5, 40))
        self._on(callout, unit, "finish", c.Finish(text=self.story.say("works")))

    def _desk(self, move: str, command: c.Command) -> None:
        act(self.story.staff(self.office), self.file, CASE_MOVES[move], command)

    def _reporter(self, move: str, command: c.Command) -> None:
        act(Actor.guest(receipt_for=self.file.case.pk), self.file, CASE_MOVES[move], command)

    def _on(self, callout: Callout, actor: Actor, move: str, command: c.Command) -> None:
        act(actor, self.file, CALLOUT_MOVES[move], command, callout)

    def _wait(self, *, minutes: float = 0, hours: float = 0) -> None:
        """Move on, within working hours for anything longer than an hour; stop where today is reached."""
        at = clock.now() + timedelta(minutes=minutes, hours=hours)
        if hours >= 1:
            at = self._next_working(at)
        if at > self.story.now:
            raise TodayReached
        clock.freeze(at)

    def _next_working(self, at: datetime) -> datetime:
        from linli.catalogue.working_time import calendar_of

        opens = calendar_of(self.file.case.district_id).opens(at)
        return opens if opens == at else opens + timedelta(minutes=self.dice.uniform(1, 100))


class TodayReached(Exception):
    """The story of this case has come to the present and stays open there."""
