"""Typed commands of surveys: each way in parses its input into one of these."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from linli.cases.commands import Command, tidy

from .models import UnitKind
from .sampling import Method, Order, Within

Reason = Annotated[str, Field(min_length=2, max_length=200), BeforeValidator(tidy)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,38}$"), BeforeValidator(tidy)]


class NewSurvey(Command):
    """A survey to be prepared."""

    code: Slug
    title: Annotated[str, Field(min_length=2, max_length=80), BeforeValidator(tidy)]
    purpose: Annotated[str, Field(max_length=2000), BeforeValidator(tidy)] = ""
    population: Annotated[str, Field(min_length=2, max_length=120), BeforeValidator(tidy)]
    starts_on: date
    ends_on: date

    @model_validator(mode="after")
    def _days_follow(self) -> NewSurvey:
        if self.ends_on < self.starts_on:
            raise PydanticCustomError("said", "{said}", {"said": _("The last day must not lie before the first.")})
        return self


class DrawSample(Command):
    """How the sample is drawn: in which strata, how many clusters and how many of each; the same seed gives the same again."""

    kind: UnitKind = UnitKind.PERSON
    method: Method = Method.PPS
    order: Order = Order.LISTED
    within: Within = Within.SYSTEMATIC
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    takes: Annotated[list[tuple[str, int, int]], Field(min_length=1, max_length=100)]


class Correct(Command):
    """Another value of one answer, and why."""

    path: Annotated[str, Field(min_length=1, max_length=120)]
    value: Annotated[str, Field(max_length=4000), BeforeValidator(tidy)] = ""
    reason: Reason


class Because(Command):
    reason: Reason


class ChooseLonely(Command):
    """What a stratum of a single cluster counts for in the variance."""

    lonely: Literal["refuse", "certainty", "adjust", "average"]
