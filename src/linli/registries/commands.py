"""Typed commands of the registries: form, table and FHIR parse their input into one of these."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from linli.cases.commands import Command, tidy

Value = Annotated[str, Field(max_length=2000), BeforeValidator(tidy)]


class CardReport(Command):
    """A card as somebody reports it: each field by its name (choices.FIELDS), as text; what is empty is not said.

    `source_id` is what the reporting system calls it: the same again with the same contents changes nothing.
    `confirmed`: by the code of a finding that says "rare", why it is so all the same.
    `organisation`: for whom, where not for one's own. `hand_in`: otherwise it stays a draft.
    `only_new`: a draft that is here under this number with other contents is not written anew.
    """

    kind: Literal["death", "tumour", "event"]
    fields: Annotated[dict[str, Value], Field(max_length=80)]
    source_id: Annotated[str, Field(max_length=80), BeforeValidator(tidy)] = ""
    confirmed: Annotated[dict[str, Value], Field(max_length=40)] = {}
    organisation: Annotated[str, Field(max_length=40)] = ""
    hand_in: bool = True
    only_new: bool = False
    way: Literal["form", "csv", "fhir", "demo"] = "form"


class Because(Command):
    reason: Annotated[str, Field(max_length=500), BeforeValidator(tidy)] = ""
