"""The invented projects of a demo: each of a template and a community, at the state that its age lets one expect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from linli.audit.chain import Head
from linli.clock import LOCAL, now, today
from linli.ids import case_code, new_receipt, uuid7
from linli.inserting import insert
from linli.ledger.models import Budget
from linli.people.actors import Actor
from linli.people.queries import office_of, organisations
from linli.people.vault import seal
from linli.places.models import Area

from ..models import (
    BudgetLine,
    Claim,
    ClaimState,
    Demand,
    DemandState,
    Giver,
    LineKind,
    Manner,
    Milestone,
    Need,
    Part,
    Phase,
    Photo,
    Project,
    ProjectState,
    Rating,
    Support,
    Vote,
)
from .inventing_makings import Makings, Rows, Template
from .inventing_money import Gift, Spent, move_money
from .projects import CLAIM_PREFIX, PREFIX
from .recording import event_of
from .weighing import rule_of, weighed

S = ProjectState
# How far the oldest, and then the next ones, have come: parts of a hundred.
FAR = ((S.EVALUATED, 30), (S.ACCEPTED, 18), (S.ASKED, 4), (S.UNDER_WAY, 28), (S.OPEN, 17), (S.DRAFT, 3))
# One of so many was given up.
GIVEN_UP = 26
FUNDS = (("pooled", "expense:projects"), ("friendly-places", "expense:projects"))
REASONS = ("产权单位收回了场地，另找地方再做", "报名出资的户数不够，先放一放", "和老旧小区改造重合，并到改造里一起做")
SUMMARIES = (
    "灯位、花池这类小事，住户自己定位置最省心。", "开工前多贴一周图纸，后面的争议就少。", "认领的队伍要提前排好班，周末人多。",
    "材料款一次问三家，省了一成多。", "验收时请老人走一遍，比量尺子管用。",
)  # fmt: skip
WORDS = (
    "做得细，路也扫干净了。",
    "比原来方便多了。",
    "晚上亮堂了，放心。",
    "希望后面有人管。",
    "还行，边角再收拾一下。",
)
DONE = ("按图做完，住户看过。", "比原定早了两天。", "雨天停了一周，补上了。", "请楼栋长一起验过。")


class Course:
    """Which template goes where, each pair once, and what became of it."""

    def __init__(self, makings: Makings, templates: Sequence[Template]) -> None:
        self.makings, self.templates = makings, templates
        self._places = self._pairs()
        self._rows = Rows()
        self._gifts: list[Gift] = []
        self._spent: list[Spent] = []
        self._turn = 0
        self._budgets = {
            (one.fund.code, one.account.code): one
            for one in Budget.objects.filter(district=makings.district).select_related("fund", "account")
        }

    def _pairs(self) -> Iterator[tuple[Template, Area]]:
        """Templates by weight, communities in turn: towns' streets twice as often as villages."""
        drawn, seen = self.makings.drawn, set[tuple[str, str]]()
        weights = [2 if one.code[6:8] == "01" or one.code[6] == "0" else 1 for one in self.makings.areas]
        while self.templates and self.makings.areas:
            template = drawn.choices(self.templates, [one.weight for one in self.templates])[0]
            area = drawn.choices(self.makings.areas, weights)[0]
            if (template.kind, area.code) not in seen:
                seen.add((template.kind, area.code))
                yield template, area

    def _called(self, pattern: str, area: Area) -> tuple[str, str]:
        """The title, and the road that it is about."""
        roads = self.makings.roads.get(area.code)
        road = self.makings.drawn.choice(roads) if roads else area.name.removesuffix("社区").removesuffix("村")
        return pattern.format(road=road, community=area.name), road if roads else ""

    def waiting(self, number: int) -> Iterator[dict[str, Any]]:
        """Demands that nothing has been made of yet."""
        drawn = self.makings.drawn
        for _time in range(number if self.templates else 0):
            template, area = next(self._places)
            title, road = self._called(template.demand, area)
            households = drawn.randrange(30, 320, 5)
            yield {
                "kind": template.kind, "title": title[:40], "text": template.text.format(road=road or area.name, community=area.name),
                "area": area.code, "households": households, "supports": drawn.randrange(2, max(4, households // 4)),
                "days_ago": drawn.randrange(3, 170), "source": drawn.choice(("typed", "meeting", "patrol")), "place": road,
            }  # fmt: skip

    def projects(self, number: int) -> list[str]:
        """The oldest first; returns their titles."""
        if not self.templates or not self.makings.kinds:
            return []
        states = [state for state, parts in FAR for _one in range(round(number * parts / 100))][:number]
        states += [S.OPEN] * (number - len(states))
        for place, state in enumerate(states):
            age = round(330 - 318 * place / max(1, number - 1))
            self._project(S.ABANDONED if place % GIVEN_UP == GIVEN_UP - 1 else state, age)
        rows = self._rows
        # Demands name their project, and projects only their kind.
        insert(rows.projects)
        insert(rows.demands)
        insert(rows.needs)
        insert(
            rows.supports,
            rows.parts,
            rows.claims,
            rows.lines,
            rows.milestones,
            rows.photos,
            rows.votes,
            rows.ratings,
            rows.events,
        )
        move_money(self.makings.district, self._gifts, self._spent)
        return [one.title for one in rows.projects]

    def _project(self, state: str, age: int) -> None:
        drawn, (template, area) = self.makings.drawn, next(self._places)
        title, road = self._called(template.title, area)
        first = today() - timedelta(days=age)
        length = drawn.randrange(*template.days)
        if state in (S.OPEN, S.DRAFT):
            # Work has not begun: it does in some weeks.
            first = today() + timedelta(days=drawn.randrange(2, 30))
        if state in (S.EVALUATED, S.ACCEPTED, S.ASKED, S.ABANDONED):
            length = min(length, age - 6) if age > 12 else 6
        elif state == S.UNDER_WAY:
            length = max(length, age + drawn.randrange(-4, 40))
        lead = template.lead if template.lead and drawn.random() < 0.3 else ""
        unit = lead or office_of(area.code) or next(iter(organisations(self.makings.district.code)))
        made = _at(min(first, today()) - timedelta(days=drawn.randrange(6, 18)))
        row = Project(
            id=uuid7(made), district=self.makings.district, code=case_code(PREFIX), title=title[:40],
            text=template.does.format(road=road or area.name, community=area.name), kind=self.makings.kinds[template.kind],
            area=area, place=road, organisation_id=unit, first=first, last=first + timedelta(days=length), state=state,
            door_code=new_receipt()[:4], votes_needed=drawn.choice((5, 8, 10)), share_needed=Decimal("0.67"), is_demo=True,
            created_at=made, opened_at=None if state == S.DRAFT else made + timedelta(days=3),
        )  # fmt: skip
        self._rows.projects.append(row)
        history = [("project_planned", made, {"organisation": unit})]
        self._of_demand(row, template, made)
        self._of_parts(row, template, history)
        self._of_steps(row, template, history)
        self._of_pictures(row, template)
        self._ending(row, history)
        self._tell(row, history)

    def _of_demand(self, row: Project, template: Template, made: datetime) -> None:
        drawn = self.makings.drawn
        at = made - timedelta(days=drawn.randrange(5, 48))
        title = template.demand.format(road=row.place or row.area.name.removesuffix("社区").removesuffix("村"), community=row.area.name)  # fmt: skip
        state = {S.EVALUATED: DemandState.MET, S.ACCEPTED: DemandState.MET, S.ABANDONED: DemandState.OPEN}.get(
            S(row.state), DemandState.IN_PROJECT
        )
        households = drawn.randrange(30, 320, 5)
        one = Demand(
            id=uuid7(at), district=row.district, code=case_code("XQ"), kind=row.kind, title=title[:40],
            text=template.text.format(road=row.place or row.area.name, community=row.area.name), area=row.area, place=row.place,
            lat=row.area.lat, lon=row.area.lon, households=households, urgent=row.kind.urgent, state=state,
            supports=drawn.randrange(2, max(4, households // 5)), organisation_id=office_of(row.area_id) or row.organisation_id,
            project=None if row.state == S.ABANDONED else row, is_demo=True, created_at=at,
            met_at=_at(row.last + timedelta(days=4)) if state == DemandState.MET else None,
        )  # fmt: skip
        weighed(one, rule_of(row.district_id))
        self._rows.demands.append(one)
        self._rows.supports += [
            Support(id=uuid7(at), district=row.district, demand=one, created_at=at) for _one in range(one.supports)
        ]
        self._rows.events.append(event_of(Actor.system(), "demand_made", one, None, at, {"source": "typed"}))

    def _of_parts(self, row: Project, template: Template, history: list[Any]) -> None:
        drawn = self.makings.drawn
        money = Decimal(drawn.randrange(template.money[0], template.money[1], 200))
        wanted = [("money", template.what, "", money)]
        wanted += [
            (manner, what, unit, Decimal(drawn.randrange(low, high)))
            for manner, what, unit, low, high in template.other
        ]
        demand = self._rows.demands[-1]
        for manner, what, unit, amount in wanted:
            need = Need(
                id=uuid7(), district=row.district, demand=demand, manner=manner, amount=amount, unit=unit, what=what
            )
            part = Part(
                id=uuid7(),
                district=row.district,
                project=row,
                need=need,
                manner=manner,
                what=what,
                amount=amount,
                unit=unit,
            )
            self._rows.needs.append(need)
            self._rows.parts.append(part)
            if row.state != S.DRAFT:
                self._claimed(row, part, history)
        if row.state != S.ABANDONED:
            self._funded(row, money - self._rows.parts[-len(wanted)].claimed)

    def _claimed(self, row: Project, part: Part, history: list[Any]) -> None:
        """By firms what is money, space and goods; by teams what is skill and time; the rest of money is a fund's."""
        drawn, is_over = self.makings.drawn, row.state not in (S.OPEN,)
        share = (
            drawn.uniform(0.25, 0.7)
            if part.manner == Manner.MONEY
            else 1.0
            if is_over
            else drawn.choice((0.4, 0.7, 1.0))
        )
        left = _rounded(part.amount * Decimal(share), part)
        takers = drawn.choice((1, 2, 2, 3)) if left > 8 else 1
        for number in range(takers):
            amount = left if number == takers - 1 else _rounded(left / 2, part)
            if amount <= 0:
                continue
            left -= amount
            self._one_claim(row, part, amount, history)

    def _one_claim(self, row: Project, part: Part, amount: Decimal, history: list[Any]) -> None:
        drawn = self.makings.drawn
        done = row.state in (S.EVALUATED, S.ACCEPTED, S.ASKED) or (row.state == S.UNDER_WAY and drawn.random() < 0.7)
        given_up = row.state == S.ABANDONED
        state = ClaimState.WITHDRAWN if given_up else ClaimState.DELIVERED if done else drawn.choice((ClaimState.CONFIRMED, ClaimState.ASKED))  # fmt: skip
        assert row.opened_at is not None
        at = min(now(), row.opened_at + timedelta(days=drawn.randrange(1, 9), hours=drawn.randrange(8)))
        claim = Claim(
            id=uuid7(at), district=row.district, code=case_code(CLAIM_PREFIX), project=row, part=part, amount=amount, state=state,
            is_demo=True, created_at=at, confirmed_at=None if state == ClaimState.ASKED else at + timedelta(days=1),
            delivered_at=at + timedelta(days=5) if state == ClaimState.DELIVERED else None, reason=REASONS[0][:40] if given_up else "",
            **self._claimer(part),
        )  # fmt: skip
        if part.manner != Manner.MONEY:
            claim.value = (amount * {"space": 60, "goods": 180, "skill": 45, "time": 20}[part.manner]).quantize(
                Decimal(1)
            )
        self._rows.claims.append(claim)
        told = {"what": part.what, "amount": str(amount), "unit": str(part.unit_label), "by": claim.claimer_name}
        history.append(("part_claimed", at, told))
        if given_up:
            return
        part.claimed += amount
        if state != ClaimState.ASKED:
            money = part.manner == Manner.MONEY
            self._rows.lines.append(BudgetLine(
                id=uuid7(), district=row.district, project=row, claim=claim, name=part.what, agreed_at=at,
                kind=LineKind.GIFT if money else LineKind.IN_KIND, amount=amount if money else claim.value,
            ))  # fmt: skip
        if state == ClaimState.DELIVERED:
            part.delivered += amount
            history.append(("claim_delivered", min(now(), at + timedelta(days=5)), told))
            if part.manner == Manner.MONEY:
                self._gifts.append(Gift(claim, min(today(), (at + timedelta(days=5)).date()), row.title))

    def _claimer(self, part: Part) -> dict[str, Any]:
        drawn, makings = self.makings.drawn, self.makings
        if part.manner in (Manner.SKILL, Manner.TIME) and makings.teams:
            # In turn, so that every team has taken something on.
            self._turn += 1
            team = makings.teams[self._turn % len(makings.teams)]
            return {
                "claimer": Giver.TEAM, "team_id": team.id, "claimer_name": team.name, "organisation_id": team.organisation or None,
            }  # fmt: skip
        if makings.names and drawn.random() < 0.12:
            return {"claimer": Giver.RESIDENT, "name_cipher": seal(drawn.choice(makings.names))}
        return {
            "claimer": Giver.ORGANISATION,
            "claimer_name": drawn.choice(makings.firms) if makings.firms else "某企业（虚构）",
        }

    def _funded(self, row: Project, missing: Decimal) -> None:
        """What gifts do not cover comes out of a fund."""
        drawn = self.makings.drawn
        key = FUNDS[1] if row.kind.code in ("hall", "culture") and drawn.random() < 0.5 else FUNDS[0]
        budget = self._budgets.get(key)
        if budget is None or missing < 100 or row.state == S.DRAFT:
            return
        line = BudgetLine(
            id=uuid7(), district=row.district, project=row, kind=LineKind.FUND, budget=budget, amount=missing,
            name=f"{budget.fund.name} · {budget.account.name}"[:80], agreed_at=row.opened_at,
        )  # fmt: skip
        self._rows.lines.append(line)
        if row.state in (S.EVALUATED, S.ACCEPTED, S.ASKED) and drawn.random() < 0.7:
            firm = drawn.choice(self.makings.firms) if self.makings.firms else "施工单位"
            amount = (missing * Decimal(drawn.choice(("0.9", "0.95", "1")))).quantize(Decimal(1))
            self._spent.append(Spent(line, amount, firm, row.last, row.title))

    def _of_steps(self, row: Project, template: Template, history: list[Any]) -> None:
        drawn, length = self.makings.drawn, (row.last - row.first).days
        for number, title in enumerate(template.steps, 1):
            due = row.first + timedelta(days=round(length * number / len(template.steps)))
            slip = drawn.choice((-2, 0, 0, 0, 1, 3, 6))
            on = min(max(row.first, due + timedelta(days=slip)), today())
            done = row.state in (S.EVALUATED, S.ACCEPTED, S.ASKED) or (row.state == S.UNDER_WAY and due < today() and drawn.random() < 0.9)  # fmt: skip
            step = Milestone(
                id=uuid7(), district=row.district, project=row, title=title, begins=row.first, due=due,
                done_on=on if done else None, words=drawn.choice(DONE) if done else "",
            )  # fmt: skip
            self._rows.milestones.append(step)
            if done:
                history.append(("milestone_done", _at(on), {"title": title, "words": step.words}))

    def _of_pictures(self, row: Project, template: Template) -> None:
        """Before, once it is planned; after, once it is done."""
        days = {Phase.BEFORE: min(row.first, today())}
        if row.state in (S.ASKED, S.ACCEPTED, S.EVALUATED):
            days[Phase.AFTER] = min(row.last, today())
        for phase, day in days.items():
            if phase in template.pictures:
                whole, small, told = template.pictures[phase]
                self._rows.photos.append(Photo(
                    id=uuid7(), district=row.district, project=row, phase=phase, picture=whole, picture_small=small,
                    caption=told, day=day,
                ))  # fmt: skip

    def _ending(self, row: Project, history: list[Any]) -> None:
        drawn = self.makings.drawn
        if row.opened_at:
            history.append(("project_opened", row.opened_at, {}))
        if row.state in (S.UNDER_WAY, S.ASKED, S.ACCEPTED, S.EVALUATED):
            history.append(("project_started", _at(row.first), {}))
        if row.state == S.ABANDONED:
            row.reason = drawn.choice(REASONS)
            row.ended_at = _at(min(today(), row.last))
            history.append(("project_abandoned", row.ended_at, {"reason": row.reason}))
        if row.state in (S.ASKED, S.ACCEPTED, S.EVALUATED):
            self._voted(row, history)

    def _voted(self, row: Project, history: list[Any]) -> None:
        drawn, still = self.makings.drawn, row.state == S.ASKED
        row.round, row.asked_at = 1, _at(min(today(), row.last))
        votes = drawn.randrange(2, row.votes_needed) if still else row.votes_needed + drawn.randrange(0, 14)
        for number in range(votes):
            accepts = number % 7 != 6
            row.votes_for += accepts
            row.votes_against += not accepts
            self._rows.votes.append(Vote(
                id=uuid7(), district=row.district, project=row, round=1, accepts=accepts, created_at=row.asked_at,
                words="" if accepts else "墙脚的渣土还没清走",
            ))  # fmt: skip
        history.append(("project_asked", row.asked_at, {"round": 1}))
        if still:
            return
        row.accepted_at = min(now(), row.asked_at + timedelta(days=4))
        history.append(("project_accepted", row.accepted_at, {"votes": row.votes, "for": row.votes_for}))
        for _one in range(drawn.randrange(3, 16)):
            score = drawn.choices((5, 4, 3, 2), (9, 6, 2, 1))[0]
            row.ratings, row.stars = row.ratings + 1, row.stars + score
            self._rows.ratings.append(Rating(
                id=uuid7(), district=row.district, project=row, score=score, words=drawn.choice(WORDS), created_at=row.accepted_at,
            ))  # fmt: skip
        if row.state == S.EVALUATED:
            row.summary, row.ended_at = drawn.choice(SUMMARIES), min(now(), row.accepted_at + timedelta(days=15))
            history.append(("project_evaluated", row.ended_at, {"ratings": row.ratings}))

    def _tell(self, row: Project, history: list[Any]) -> None:
        """One chain of events, in the order of time, by who answers for it."""
        actor = Actor.for_organisation(row.organisation_id, "", row.district_id)
        head: Head | None = None
        for kind, at, told in sorted(history, key=lambda one: one[1]):
            event = event_of(actor, kind, row, head, at, told)
            head = Head(event.seq, event.digest)
            self._rows.events.append(event)


def _rounded(amount: Decimal, part: Part) -> Decimal:
    """Money to hundreds, anything else to whole ones."""
    step = Decimal(100) if part.manner == Manner.MONEY else Decimal(1)
    return (amount / step).quantize(Decimal(1)) * step


def _at(day: date) -> datetime:
    """At ten in the morning, never later than now."""
    return min(now(), datetime.combine(day, time(10), LOCAL))
