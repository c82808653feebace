"""Typed commands of volunteers: each way in parses its input into one of these."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from linli.cases.commands import Code, Command, When, tidy
from linli.clock import now, today

from .models import TeamKind

LONGEST, AHEAD = timedelta(hours=16), timedelta(days=200)


def said(words: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{said}", {"said": words})


def _nothing(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Title = Annotated[str, Field(min_length=2, max_length=60), BeforeValidator(tidy)]
About = Annotated[str, Field(max_length=300), BeforeValidator(tidy)]
Person = Annotated[str, Field(min_length=1, max_length=20), BeforeValidator(tidy)]
Reason = Annotated[str, Field(min_length=2, max_length=120), BeforeValidator(tidy)]
Skills = Annotated[list[Code], Field(max_length=12)]


class _Form(Command):
    """Base: what the forms call the fields."""

    CALLED: ClassVar[Mapping[str, object]] = {
        "skill": gettext_lazy("What is needed"), "area": gettext_lazy("Community or village"), "address": gettext_lazy("Where exactly"),
        "wanted_on": gettext_lazy("On which day"), "wanted_at": gettext_lazy("At what time of the day"), "title": gettext_lazy("What you will do"),
        "place": gettext_lazy("Where"), "seats": gettext_lazy("How many can come"), "about": gettext_lazy("What they do"),
        "skills": gettext_lazy("What they can do"), "leader": gettext_lazy("Who leads it, by user name"), "case": gettext_lazy("Number of the case"),
        "minutes": gettext_lazy("How many minutes"), "kind": gettext_lazy("Kind of team"), "organisation": gettext_lazy("Home organisation"),
        "reason": gettext_lazy("The reason"),
    }  # fmt: skip


class TeamSheet(_Form):
    """A team; `organisation` is at home to it, `leader` the user name of a colleague who leads it."""

    name: Annotated[str, Field(min_length=2, max_length=40), BeforeValidator(tidy)]
    kind: TeamKind
    area: Code
    organisation: Code
    about: Annotated[str, Field(min_length=2, max_length=300), BeforeValidator(tidy)]
    phone: Annotated[str, Field(max_length=20), BeforeValidator(tidy)] = ""
    skills: Annotated[list[Code], Field(min_length=1, max_length=12)]
    leader: Annotated[str, Field(max_length=40), BeforeValidator(tidy)] = ""


class Join(_Form):
    """To be in a team, with what one can do."""

    name: Person
    skills: Skills = []


class Offer(_Form):
    skills: Skills = []


class ActivitySheet(_Form):
    """What a team will do."""

    title: Title
    about: About = ""
    place: Annotated[str, Field(min_length=2, max_length=120), BeforeValidator(tidy)]
    begins_at: When
    ends_at: When
    seats: Annotated[int, Field(ge=1, le=500)]

    @model_validator(mode="after")
    def _is_soon_and_of_one_day(self) -> ActivitySheet:
        if not timedelta(0) < self.ends_at - self.begins_at <= LONGEST:
            raise said(_("An activity ends after it begins, and lasts sixteen hours at most."))
        if not now() < self.begins_at <= now() + AHEAD:
            raise said(_("An activity lies ahead, within half a year. Please look at the day again."))
        return self


class SignUpSheet(_Form):
    name: Person


class Minutes(_Form):
    """Hours that a leader confirms."""

    minutes: Annotated[int, Field(ge=1, le=960)]


class Correction(_Form):
    """What it should have been, none at all with 0; and why."""

    minutes: Annotated[int, Field(ge=0, le=960)]
    reason: Reason


class Because(_Form):
    reason: Reason


class Certify(_Form):
    name: Person


class AskForHelp(_Form):
    """What is wished, by which skill, where; `wanted_on` and `wanted_at` (in words) when."""

    skill: Code
    text: Annotated[str, Field(min_length=2, max_length=1000), BeforeValidator(tidy)]
    area: Code
    address: Annotated[str, Field(min_length=2, max_length=80), BeforeValidator(tidy)]
    wanted_on: Annotated[date | None, BeforeValidator(_nothing)] = None
    wanted_at: Annotated[str, Field(max_length=40), BeforeValidator(tidy)] = ""

    @model_validator(mode="after")
    def _is_to_come(self) -> AskForHelp:
        if self.wanted_on is not None and not 0 <= (self.wanted_on - today()).days <= 90:
            raise said(_("Please choose a day from today on, within three months."))
        return self


class AskForCase(_Form):
    """A case that is there already, for which volunteers are asked."""

    case: Code
    skill: Code


class Answer(_Form):
    """What the team did, to be read by who asked."""

    text: Annotated[str, Field(min_length=2, max_length=1000), BeforeValidator(tidy)]


Verdict = Literal["accept", "refuse"]
