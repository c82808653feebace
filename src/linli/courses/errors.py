"""What can be wrong with a lecture, an enrolment or a booking, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.clock import LOCAL, day_text
from linli.problem import Problem


def _moment(at: datetime) -> str:
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}"


class CoursesProblem(Problem):
    code = "courses_problem"


class NotThere(CoursesProblem):
    """Also what is another's: a number alone opens nothing."""

    code = "not_there"
    status = 404

    def __init__(self, what: str) -> None:
        super().__init__(_("We cannot find this here: %(what)s. The list shows what there is.") % {"what": what})


class NotYours(CoursesProblem):
    code = "not_yours"
    status = 403

    def __init__(self, why: str) -> None:
        super().__init__(why)


class SignInFirst(CoursesProblem):
    code = "sign_in_first"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("Please sign in with your telephone first, so that we can tell you if something changes."))


class NotNow(CoursesProblem):
    """The state it is in does not allow it (any more)."""

    code = "not_now"
    status = 409

    def __init__(self, what: str, state: str) -> None:
        told = {"what": what, "state": state}
        super().__init__(
            _("“%(what)s” is not possible: it stands at “%(state)s”. It may have changed a moment ago; the page shows how it stands.")
            % told,
            state=state,
        )  # fmt: skip


class EnrolmentNotOpen(CoursesProblem):
    code = "enrolment_not_open"
    status = 409

    def __init__(self, first: date, last: date) -> None:
        told = {"first": day_text(first), "last": day_text(last)}
        super().__init__(_("One enrols for this term from %(first)s to %(last)s. Please come back then.") % told)


class AlreadyEnrolled(CoursesProblem):
    code = "already_enrolled"
    status = 409

    def __init__(self, code: str) -> None:
        super().__init__(_("You have a place in this class already, number %(code)s.") % {"code": code}, enrolment=code)
        self.enrolment = code


class NotHeldYet(CoursesProblem):
    """A count or a roll before it began."""

    code = "not_held_yet"
    status = 409

    def __init__(self, begins: datetime) -> None:
        super().__init__(_("It begins on %(at)s; who came can be noted from then on.") % {"at": _moment(begins)})


class CountsDoNotAdd(CoursesProblem):
    code = "counts_do_not_add"
    status = 422

    def __init__(self, people: int, counted: int) -> None:
        told = {"people": people, "counted": counted}
        super().__init__(
            _("%(people)d people came, but the groups add up to %(counted)d. Please correct one of the two.") % told,
            field="people",
        )


class MorePupilsThanTheSchoolHas(CoursesProblem):
    code = "too_many_pupils"
    status = 422

    def __init__(self, given: int, school: str, pupils: int) -> None:
        told = {"given": given, "school": school, "pupils": pupils}
        super().__init__(
            _("%(given)d pupils were there, but %(school)s has %(pupils)d. Please count each pupil once.") % told,
            field="pupils",
        )


class NotedAlready(CoursesProblem):
    code = "noted_already"
    status = 409

    def __init__(self, what: str) -> None:
        super().__init__(_("This is there already: %(what)s. Was it sent twice?") % {"what": what})


class DayNotPossible(CoursesProblem):
    code = "day_not_possible"
    status = 422

    def __init__(self, given: date, why: str) -> None:
        super().__init__(f"{day_text(given)}：{why}", field="day")


class SeatsGivenAway(CoursesProblem):
    code = "seats_given_away"
    status = 409

    def __init__(self, taken: int, wanted: int) -> None:
        super().__init__(
            _("%(taken)d seats are given away already, so there cannot be only %(wanted)d.")
            % {"taken": taken, "wanted": wanted},
            field="seats",
        )


class CertificateNotEarned(CoursesProblem):
    code = "certificate_not_earned"
    status = 409

    def __init__(self, present: int, held: int) -> None:
        super().__init__(
            _("The certificate is for who was there at two thirds of the sessions; here it was %(present)d of %(held)d.")
            % {"present": present, "held": held}
        )  # fmt: skip


class NoSuchSlot(CoursesProblem):
    code = "no_such_slot"
    status = 422

    def __init__(self) -> None:
        super().__init__(_("Nobody treats at that time. Please choose one of the times shown."), field="slot")


class SlotTaken(CoursesProblem):
    code = "slot_taken"
    status = 409

    def __init__(self, begins: datetime) -> None:
        super().__init__(
            _("%(at)s was taken a moment ago. Please choose another time.") % {"at": _moment(begins)}, field="slot"
        )


class TooManyBooked(CoursesProblem):
    code = "too_many_booked"
    status = 409

    def __init__(self, most: int) -> None:
        super().__init__(
            _("One person can have %(most)d times booked at once, so that all have a turn. Please cancel one first.")
            % {"most": most}
        )


class TooManyMissed(CoursesProblem):
    code = "too_many_missed"
    status = 409

    def __init__(self, missed: int, days: int) -> None:
        told = {"missed": missed, "days": days}
        super().__init__(
            _("In the last %(days)d days %(missed)d times booked were not used. Please call the university, they book for you.")
            % told
        )  # fmt: skip
