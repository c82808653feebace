"""A resident's own households, by the number they signed in with: votes, their own ballot, their word afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from linli.people.actors import Actor

from ..models import Ballot, Choice, EstateRating, Household, HouseWork, Vote, VoteUnit, WorkState
from .voting import Together, label_of


@dataclass(frozen=True)
class OwnVote:
    """A vote that a household of theirs takes part in; its own ballot is shown to it alone."""

    unit: VoteUnit
    ballot: Ballot | None

    @property
    def row(self) -> Vote:
        return self.unit.vote

    @property
    def state_label(self) -> str:
        return label_of(self.row)[0]

    @property
    def tone(self) -> str:
        return label_of(self.row)[1]

    @property
    def may_vote(self) -> bool:
        return self.ballot is None and not hasattr(self.row, "result") and not self.row.is_over

    @property
    def choice(self) -> Choice | None:
        return self.ballot.choice if self.ballot else None

    @property
    def choice_label(self) -> str:
        return str(self.choice.label) if self.choice else ""


@dataclass(frozen=True)
class Home:
    """A household of theirs."""

    row: Household
    votes: list[OwnVote]
    rating: EstateRating | None
    may_rate: bool

    @property
    def waits(self) -> bool:
        return any(one.may_vote for one in self.votes)


def homes(actor: Actor) -> list[Home]:
    """Every household whose number they signed in with; five statements."""
    index = actor.account.phone_index if actor.account and actor.kind == "resident" else ""
    if not index:
        return []
    rows = list(Household.objects.filter(phone_index=index).select_related("house__estate").order_by("house", "unit"))
    units = VoteUnit.objects.filter(household__in=rows).select_related("vote__estate", "vote__house", "vote__result")
    ballots = {one.unit_id: one for one in Ballot.objects.filter(unit__in=units)} if rows else {}
    votes: dict[object, list[OwnVote]] = {}
    for unit in units.order_by("-vote__opened_at") if rows else ():
        votes.setdefault(unit.household_id, []).append(OwnVote(unit, ballots.get(unit.pk)))
    ratings = {one.household_id: one for one in EstateRating.objects.filter(household__in=rows)} if rows else {}
    ready = HouseWork.objects.filter(
        house__in=[one.house_id for one in rows], state__in=(WorkState.DONE, WorkState.ACCEPTED)
    )
    done = set(ready.values_list("house", flat=True)) if rows else set()
    return [
        Home(one, votes.get(one.pk, []), ratings.get(one.pk), one.house_id in done and one.pk not in ratings)
        for one in rows
    ]


@dataclass(frozen=True)
class OwnerVote(OwnVote):
    """What an owner votes: `unit` is the first of theirs, and all of them vote with it."""

    all: Together


def own_in(actor: Actor, vote: Vote) -> list[OwnerVote]:
    """Their part in one vote; of several owners where a number stands for more than one."""
    index = actor.account.phone_index if actor.account and actor.kind == "resident" else ""
    if not index:
        return []
    units = VoteUnit.objects.filter(vote=vote, household__phone_index=index).select_related("house", "household")
    rows = list(units.order_by("house__position", "unit"))
    ballots = {one.unit_id: one for one in Ballot.objects.filter(unit__in=rows)}
    by_owner: dict[object, list[VoteUnit]] = {}
    for one in rows:
        one.vote = vote
        by_owner.setdefault(one.owner, []).append(one)
    return [OwnerVote(units[0], ballots.get(units[0].pk), Together(units)) for units in by_owner.values()]


def to_do(actor: Actor) -> list[Home]:
    """For the page of all that is one's own: households with something to do."""
    return [one for one in homes(actor) if one.waits or one.may_rate]
