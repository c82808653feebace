"""Typed commands of appointments: each way in parses its input into one of these."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from linli.cases.commands import Code, Command, When, tidy
from linli.people.errors import InvalidPhone
from linli.people.vault import normal_mobile


def _mobile(given: str) -> str:
    """As it was written; said here, so that every fault of a form is said at once."""
    try:
        if given:
            normal_mobile(given)
    except InvalidPhone as wrong:
        raise PydanticCustomError("said", "{said}", {"said": wrong.message}) from None
    return given


class Book(Command):
    """A time at a hall. `name` and `phone` are of whoever is not signed in, or is helped by staff."""

    district: Code
    service: Code
    hall: Code
    at: When
    name: Annotated[str, Field(max_length=40), BeforeValidator(tidy)] = ""
    phone: Annotated[str, Field(max_length=30), BeforeValidator(tidy), AfterValidator(_mobile)] = ""


class NewTime(Command):
    at: When


class WalkIn(Command):
    """Somebody who came without an appointment: for which service, if that is known, and how to call them."""

    hall: Code
    service: Annotated[str, Field(max_length=40), BeforeValidator(tidy)] = ""
    name: Annotated[str, Field(max_length=40), BeforeValidator(tidy)] = ""


class ToWindow(Command):
    """At which window somebody is expected."""

    window: Annotated[int, Field(ge=1, le=99)] = 1
