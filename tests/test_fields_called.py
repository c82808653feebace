"""Faults of forms call a field what the form calls it: nobody reads the name that it has in the code."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from django.utils import translation

from linli.cases.commands import Command, parse
from linli.cases.errors import InvalidInput
from linli.legal import commands as legal
from linli.mediation import commands as mediation
from linli.projects import commands as projects
from linli.renovation import commands as renovation

# Sent by a page itself, never typed: who of the parties, the digest of a text, which button.
NOT_TYPED = {"party", "agrees", "digest", "taken"}


def commands(room: ModuleType) -> list[type[Command]]:
    own = [one for one in vars(room).values() if isinstance(one, type) and issubclass(one, Command)]
    return [one for one in own if one.__module__ == room.__name__]


@pytest.mark.parametrize("room", [legal, mediation, projects, renovation], ids=lambda room: str(room.__name__))
@pytest.mark.parametrize("given", ["", None], ids=["empty", "missing"])
def test_an_empty_form_is_answered_in_the_words_of_the_form(room: ModuleType, given: str | None) -> None:
    said = []
    with translation.override("zh-hans"):
        for command in commands(room):
            fields = [name for name, one in command.model_fields.items() if one.is_required() and name not in NOT_TYPED]
            try:
                parse(command, {} if given is None else dict.fromkeys(fields, given))
            except InvalidInput as refused:
                said += [one.message for one in refused.faults if one.field not in NOT_TYPED]
    assert said and [text for text in said if re.search("[A-Za-z_]{2,}", text)] == []
