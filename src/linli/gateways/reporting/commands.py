"""Typed commands of health reports."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from linli.cases.commands import Command, tidy


class Prepare(Command):
    """What, of which period, to whom (the name of an installation). `reason`: why it is reported once more."""

    kind: Literal["cards", "tables", "followup"]
    period: Annotated[str, Field(max_length=8), BeforeValidator(tidy)]
    peer: Annotated[str, Field(max_length=40), BeforeValidator(tidy)]
    reason: Annotated[str, Field(max_length=300), BeforeValidator(tidy)] = ""


class Resend(Command):
    """Everything from a number on, as far as it is still kept."""

    peer: Annotated[str, Field(max_length=40), BeforeValidator(tidy)]
    since: Annotated[int, Field(ge=1, le=2_000_000_000)]
