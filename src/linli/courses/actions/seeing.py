"""Looking at the names in a class, or of who is treated on a day: on the record before they are shown."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.people.actors import Actor

from ..access import check_may_run, may_run
from ..errors import NotThere
from ..models import CourseClass, Enrolment, EnrolmentState
from ..queries.therapy import Day, day_board


@transaction.atomic
def see_roll(actor: Actor, key: UUID, how: str = "page") -> tuple[CourseClass, list[Enrolment]]:
    """A class with everybody in it and in line, in their order. Raises NotThere, NotYours."""
    held = CourseClass.objects.select_related("course", "term").filter(pk=key, district=actor.reach.district).first()
    if held is None:
        raise NotThere(_("the class"))
    check_may_run(actor, held.course.organisation_id)
    rows = held.enrolments.exclude(state=EnrolmentState.WITHDRAWN).select_related("account").order_by("turn")
    audit.record(actor, "roll_seen", district=held.district_id, subject=f"class:{held.code}", data={"how": how})
    return held, list(rows)


@transaction.atomic
def see_therapy(actor: Actor, day: date) -> Day:
    """A day of the therapy rooms; whose names the reader may not know has none in it: a page shows none of them."""
    shown = day_board(actor.reach.district, day)
    if any(one.booking and may_run(actor, one.room.organisation_id) for one in shown.slots):
        subject = f"therapy:{day}"
        audit.record(actor, "therapy_day_seen", district=actor.reach.district, subject=subject)
    return shown
