"""Looking at an application: its page is opened on the record, and so is the number of who handed it in."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.actions import record
from linli.cases.actions.phone import LookAtPhone, Seen
from linli.cases.commands import parse
from linli.cases.errors import NotYours
from linli.cases.lifecycle import Part
from linli.cases.models import Case
from linli.people.actors import Actor

from ..queries.review_page import ReviewPage, review_page


@transaction.atomic
def look(actor: Actor, code: str) -> ReviewPage:
    """The page, and one entry that says who opened it, and whether with its contents. Raises NoSuchCase."""
    page = review_page(actor, code)
    record(
        actor, "application_seen", district=page.case.district_id, subject=page.case.code,
        data={"contents": page.contents is not None},
    )  # fmt: skip
    return page


@transaction.atomic
def look_at_phone(actor: Actor, code: str, reason: str) -> tuple[Case, Seen]:
    """The number of who handed it in, unmasked. Raises NoSuchCase, NotYours, InvalidInput."""
    page = review_page(actor, code)
    if not page.may_see_phone:
        raise NotYours(_("See the telephone number"), str(Part.REVIEWER.value))
    command = parse(LookAtPhone, {"reason": reason})
    record(actor, "phone_seen", district=page.case.district_id, subject=page.case.code, data={"reason": command.reason})
    return page.case, Seen(page.reporter.name, page.reporter.phone)
