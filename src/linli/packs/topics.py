"""topics.yaml of a pack: what the district asks its residents, for how long, and for a demo what was proposed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints, model_validator

from linli.catalogue.spec import Entry, OrganisationCode, Slug, Text, wrong
from linli.dialogue.actions import AnswerRow, ProposalRow, TopicRow

from .mistakes import Mistakes

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

FILE = "topics.yaml"
FEWEST_OPTIONS, MOST_OPTIONS = 2, 12


class BallotEntry(Entry):
    """A secret ballot on the topic."""

    question: Annotated[Text, Field(max_length=200)]
    options: list[Annotated[Text, Field(max_length=80)]] = Field(min_length=FEWEST_OPTIONS, max_length=MOST_OPTIONS)


class AnswerEntry(Entry):
    """The official answer to a demo's proposal."""

    day: date
    outcome: Literal["adopted", "planned", "done", "declined"]
    text: Annotated[Text, Field(min_length=10, max_length=4000)]
    planned_for: date | None = None
    project: Annotated[str, StringConstraints(max_length=80)] = ""

    @model_validator(mode="after")
    def _planned_has_a_day(self) -> AnswerEntry:
        if (self.outcome == "planned") != (self.planned_for is not None):
            raise wrong(_("What is planned, and only that, has the day it is planned for (planned_for)."))
        return self


class ProposalEntry(Entry):
    """An invented proposal of a demo, with how many stand behind it."""

    day: date
    title: Annotated[Text, Field(min_length=4, max_length=60)]
    text: Annotated[Text, Field(min_length=10, max_length=4000)]
    by: Annotated[Text, Field(max_length=20)]
    place: Annotated[str, StringConstraints(max_length=120)] = ""
    supports: Annotated[int, Field(ge=0, le=5000)] = 0
    comments: list[Annotated[Text, Field(max_length=1000)]] = []
    answer: AnswerEntry | None = None


class TopicEntry(Entry):
    """One item of topics.yaml; `opens` and `closes` are its first and last day."""

    code: Slug
    organisation: OrganisationCode
    title: Annotated[Text, Field(min_length=4, max_length=60)]
    question: Annotated[Text, Field(min_length=6, max_length=300)]
    background: Annotated[str, StringConstraints(max_length=8000)] = ""
    opens: date
    closes: date
    moderation: Literal["before", "after"] = "before"
    answer_days: Annotated[int, Field(ge=1, le=90)] = 15
    ballot: BallotEntry | None = None
    proposals: list[ProposalEntry] = []

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> TopicEntry:
        if self.closes < self.opens:
            raise wrong(_("The topic ends before it begins: please look at “opens” and “closes”."))
        return self


def check_topics(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Who asks is known; invented proposals are in a demo only."""
    for entry, line in contents.topics:
        names.organisations.must_hold(entry.organisation, FILE, line, "organisation")
        if entry.proposals and not contents.district.demo:
            message = _("Invented proposals are for a demo. Please leave them out: people make the real ones.")
            mistakes.add(FILE, line, "proposals", message)


def topic_rows(contents: Contents) -> Iterator[TopicRow]:
    """As the dialogue takes them."""
    for entry, _line in contents.topics:
        given = entry.model_dump(exclude={"ballot", "proposals"})
        yield TopicRow(
            **given,
            ballot=entry.ballot.question if entry.ballot else "",
            options=tuple(entry.ballot.options) if entry.ballot else (),
            proposals=tuple(_proposal(one) for one in entry.proposals),
        )


def _proposal(entry: ProposalEntry) -> ProposalRow:
    answer = AnswerRow(**entry.answer.model_dump()) if entry.answer else None
    return ProposalRow(**entry.model_dump(exclude={"answer"}), answer=answer)
