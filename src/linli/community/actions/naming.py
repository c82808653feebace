"""Naming who answers for a venue on a level."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.cases.errors import InvalidInput
from linli.people.actors import Actor
from linli.problem import Fault

from .. import commands as c
from ..errors import NotYours
from ..models import SafetyPost
from ..queries import safety as queries


@transaction.atomic
def name_person(actor: Actor, code: str, given: c.NamePerson | dict[str, Any]) -> SafetyPost:
    """One of the staff of the level's organisation, or nobody. Raises NoSuchVenue, NotYours, InvalidInput."""
    command = given if isinstance(given, c.NamePerson) else parse(c.NamePerson, given)
    shown = queries.standing(actor, code)
    post = next((one for one in shown.posts if one.level == command.level), None)
    if post is None or not queries.may_name(actor, shown, command.level):
        raise NotYours(
            _("Who answers is named by the organisation itself, by one above it, or by the district centre.")
        )
    person = None
    if command.person:
        person = next((one for one in queries.staff_of(post.organisation_id) if one.username == command.person), None)
        if person is None:
            message = _("“%(person)s” does not work for %(organisation)s. Please choose somebody from the list.")
            told = {"person": command.person, "organisation": post.organisation.name}
            raise InvalidInput([Fault("person", message % told, command.person)])
    post.account = person
    post.save(update_fields=["account"])
    told = {"level": command.level, "person": command.person}
    audit.record(actor, "venue_person_named", district=post.district_id, subject=code, data=told)
    return post
