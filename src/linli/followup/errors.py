"""What can be wrong with an enrolment, a visit or a referral, in the reader's language."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from linli.clock import day_text
from linli.problem import Fault, Problem


class FollowupProblem(Problem):
    code = "followup_problem"


class NotTaken(FollowupProblem):
    """One or more fields cannot be taken; every fault is named at once."""

    code = "invalid_input"
    status = 422

    def __init__(self, faults: list[Fault]) -> None:
        message = faults[0].message if len(faults) == 1 else _("Please look at the marked fields again.")
        super().__init__(message, faults=tuple(faults))


class NoSuchPerson(FollowupProblem):
    """Also for those whom another institution looks after."""

    code = "no_such_person"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is nobody with this number among those whom your institution looks after."))


class NoSuchEnrolment(FollowupProblem):
    code = "no_such_enrolment"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such person among those whom your institution visits."))


class NoSuchVisit(FollowupProblem):
    code = "no_such_visit"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such visit among those of your institution."))


class NoSuchReferral(FollowupProblem):
    code = "no_such_referral"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such referral at your institution."))


class AlreadyManaged(FollowupProblem):
    code = "already_managed"
    status = 409

    def __init__(self, condition: str, institution: str, since: date) -> None:
        told = {"condition": condition, "institution": institution, "day": day_text(since)}
        super().__init__(
            _("For “%(condition)s” this person is visited by %(institution)s already, since %(day)s. Please end that first.")
            % told
        )  # fmt: skip


class TooYoung(FollowupProblem):
    code = "too_young"
    status = 422

    def __init__(self, age: int, least: int) -> None:
        super().__init__(
            _("The norm is for residents of %(least)d and over; this person is %(age)d. Please treat them as a patient instead.")
            % {"least": least, "age": age},
            field="condition",
        )  # fmt: skip


class Ended(FollowupProblem):
    code = "enrolment_ended"
    status = 409

    def __init__(self, on: date | None, reason: str) -> None:
        super().__init__(
            _("Management ended on %(day)s (%(reason)s), so nothing can be added. Please enrol the person anew.")
            % {"day": day_text(on), "reason": reason}
        )


class CorrectedAlready(FollowupProblem):
    code = "corrected_already"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("This visit has been corrected meanwhile. Please open the newest version and correct that."))


class SameDay(FollowupProblem):
    """There is a visit of that day already."""

    code = "visited_that_day"
    status = 409

    def __init__(self, on: date) -> None:
        super().__init__(
            _("There is a visit of %(day)s already. If something in it is wrong, please correct that one.")
            % {"day": day_text(on)},
            field="on",
        )


class ReferralClosed(FollowupProblem):
    code = "referral_closed"
    status = 409

    def __init__(self, state: str) -> None:
        super().__init__(_("This referral has been ended already: %(state)s.") % {"state": state})


class NotYours(FollowupProblem):
    code = "not_yours"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("Only a physician of the institution that looks after this person can do that."))
