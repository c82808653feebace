"""Typed commands: what each move on an application needs. Every way in parses its input into one of these."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from linli.cases.commands import Code, Command, ContactDetails, Level, OptionalWords, Reason, tidy

Told = Annotated[str, Field(min_length=2, max_length=300), BeforeValidator(tidy)]
About = Annotated[str, Field(min_length=1, max_length=80), BeforeValidator(tidy)]


class HandIn(Command):
    """A filled form and its documents. `version`: of the service, as it was filled in; `promise`: asks for a decision on
    the applicant's promise, where the service knows that."""

    district: Code
    service: Code
    version: Annotated[int, Field(ge=1)] | None = None
    answers: dict[str, Any] = {}
    documents: dict[str, list[UUID]] = {}
    promise: bool = False
    contact: ContactDetails | None = None


class Accept(Command):
    text: OptionalWords = ""


class Return(Command):
    """Every fault at once: what each is about (a field's id, or `material.` and a material's) and what would do."""

    shortcomings: Annotated[dict[About, Told], Field(min_length=1, max_length=60)]
    text: OptionalWords = ""


class Correct(Command):
    """The whole form again, as it is now."""

    answers: dict[str, Any]
    documents: dict[str, list[UUID]] = {}


class Checked(Command):
    """Each condition of the service looked at, in its order: whether it holds."""

    checks: Annotated[list[bool], Field(max_length=12)] = []
    text: OptionalWords = ""
    # A material that ran out since it was handed in is taken nevertheless: it was valid then.
    despite_expiry: bool = False


class Recommend(Checked):
    """What the first of two reviewers finds."""

    verdict: Literal["grant", "refuse"]


class ReportUp(Checked):
    pass


class Grant(Checked):
    valid_until: date | None = None


class Refuse(Command):
    """The reason stands in the decision, with what can be done against it."""

    reason: Reason
    checks: Annotated[list[bool], Field(max_length=12)] = []


class HandDown(Command):
    reason: Reason


class Consult(Command):
    """Experts, a hearing, an examination on site: what for. The statutory clock stands still (行政许可法)."""

    reason: Reason


class Consulted(Command):
    text: OptionalWords = ""


class Verify(Command):
    text: OptionalWords = ""


class Revoke(Command):
    reason: Reason


class Deliver(Command):
    how: Literal["online", "counter", "post"] = "counter"
    text: OptionalWords = ""


class RateApplication(Command):
    score: Level
    text: OptionalWords = ""
