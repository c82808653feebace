"""Typed commands of bulletins."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from linli.cases.commands import Command, tidy

Why = Annotated[str, Field(min_length=4, max_length=300), BeforeValidator(tidy)]


def _paragraphs(value: object) -> object:
    """From one field of a form, a paragraph a line."""
    return [line.strip() for line in value.splitlines() if line.strip()] if isinstance(value, str) else value


class Make(Command):
    """A draft from a source, named by its key."""

    source: Annotated[str, Field(min_length=1, max_length=80), BeforeValidator(tidy)]


class Revise(Command):
    """Title and summary in the words of whoever looked through it; the figures are not to be written."""

    title: Annotated[str, Field(min_length=4, max_length=80), BeforeValidator(tidy)]
    summary: Annotated[
        list[Annotated[str, Field(max_length=400)]], Field(min_length=1, max_length=12), BeforeValidator(_paragraphs)
    ]


class Correct(Command):
    """What was wrong with the version that is published, for its readers."""

    why: Why


class Withdraw(Command):
    why: Why
