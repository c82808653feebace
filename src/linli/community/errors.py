"""What can be wrong with an event, a registration or an inspection, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.clock import LOCAL
from linli.problem import Problem


def _moment(at: datetime) -> str:
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}"


class CommunityProblem(Problem):
    code = "community_problem"


class NoSuchVenue(CommunityProblem):
    code = "no_such_venue"
    status = 404

    def __init__(self, code: str) -> None:
        super().__init__(_("There is no venue “%(code)s” in this district.") % {"code": code[:40]})


class NoSuchEvent(CommunityProblem):
    """Also for a draft, and at the desk for those of others."""

    code = "no_such_event"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such event here. The calendar shows what is on."))


class NoSuchRegistration(CommunityProblem):
    """Also for those of others: a number alone opens nothing."""

    code = "no_such_registration"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            _("We cannot show this registration here. Please sign in with the number it was made with.")
        )  # fmt: skip


class UnknownNumber(NoSuchRegistration):
    """As the desk is told: there it is nobody's own."""

    code = "unknown_number"

    def __init__(self, number: str) -> None:
        CommunityProblem.__init__(
            self,
            _("No registration of your events has the number “%(number)s”. Please compare it, or look for the last four digits of the telephone in the list.")
            % {"number": number[:20]},
        )  # fmt: skip


class NoNumberLeft(CommunityProblem):
    """Registered at the desk without one, or let go of."""

    code = "no_number_left"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("No telephone number was left for this registration."))


class SignInFirst(CommunityProblem):
    code = "sign_in_first"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("Please sign in with your telephone first, so that we can tell you if something changes."))


class NoRegistration(CommunityProblem):
    """One just comes, or the event is none to register for."""

    code = "no_registration"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("No registration is needed for this event: please just come."))


class NotOpenYet(CommunityProblem):
    code = "registration_not_open"
    status = 409

    def __init__(self, opens: datetime) -> None:
        super().__init__(
            _("Registration opens on %(at)s. Please come back then; the page stays as it is.") % {"at": _moment(opens)}
        )


class RegistrationOver(CommunityProblem):
    code = "registration_closed"
    status = 409

    def __init__(self, closed: datetime) -> None:
        super().__init__(
            _("Registration closed on %(at)s. The calendar shows what else is on.") % {"at": _moment(closed)}
        )


class CalledOff(CommunityProblem):
    code = "event_cancelled"
    status = 409

    def __init__(self, reason: str) -> None:
        super().__init__(
            _("This event has been called off: %(reason)s. The calendar shows what else is on.") % {"reason": reason}
        )


class AlreadyRegistered(CommunityProblem):
    code = "already_registered"
    status = 409

    def __init__(self, code: str) -> None:
        super().__init__(
            _("You are registered for this event already, number %(code)s. You can cancel it under “Mine” and register anew.")
            % {"code": code},
            registration=code,
        )  # fmt: skip
        self.registration = code


class TooManyCompanions(CommunityProblem):
    code = "too_many_companions"
    status = 422

    def __init__(self, given: int, most: int) -> None:
        words = _("You can bring at most %(most)d people to this event, not %(given)d.")
        if not most:
            words = _("For this event each registers for themselves; %(given)d companions cannot be brought.")
        super().__init__(words % {"given": given, "most": most}, field="companions")


class NotNow(CommunityProblem):
    """The event or registration is in a state that does not allow it (any more)."""

    code = "not_now"
    status = 409

    def __init__(self, what: str, state: str) -> None:
        super().__init__(
            _("“%(what)s” is not possible: it stands at “%(state)s”. It may have changed a moment ago; the page shows how it stands.")
            % {"what": what, "state": state},
            state=state,
        )  # fmt: skip


class TooLate(CommunityProblem):
    code = "too_late"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("The event has begun, so this cannot be changed any more. On the spot they will help you."))


class TooEarly(CommunityProblem):
    code = "too_early"
    status = 409

    def __init__(self, opens: datetime) -> None:
        super().__init__(_("People can be checked in from %(at)s on.") % {"at": _moment(opens)})


class OtherEvent(CommunityProblem):
    """The number is good, at another door."""

    code = "other_event"
    status = 409

    def __init__(self, number: str, title: str, begins: datetime) -> None:
        told = {"code": number, "title": title, "at": _moment(begins)}
        super().__init__(_("%(code)s is for another event: “%(title)s”, %(at)s. Nobody was checked in.") % told)


class ClosedThen(CommunityProblem):
    """The venue has another closure on one of these days."""

    code = "closed_already"
    status = 409

    def __init__(self, first: date, last: date, reason: str) -> None:
        told = {"first": first, "last": last, "reason": reason}
        super().__init__(
            _("It is closed from %(first)s to %(last)s already (%(reason)s). Please take that away first.") % told
        )


class SeatsGivenAway(CommunityProblem):
    code = "seats_given_away"
    status = 409

    def __init__(self, taken: int, wanted: int) -> None:
        super().__init__(
            _("%(taken)d seats are given away already, so there cannot be only %(wanted)d. Please cancel registrations first.")
            % {"taken": taken, "wanted": wanted},
            field="seats",
        )  # fmt: skip


class NotYours(CommunityProblem):
    code = "not_yours"
    status = 403

    def __init__(self, why: str) -> None:
        super().__init__(why)


class NoSuchInspection(CommunityProblem):
    code = "no_such_inspection"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no inspection under way at this venue. Please begin one."))


class AlreadyACase(CommunityProblem):
    """The fault is open, and its case under way."""

    code = "already_a_case"
    status = 409

    def __init__(self, item: str, case: str) -> None:
        told = {"item": item, "code": case}
        super().__init__(
            _("“%(item)s” is a case already, %(code)s, and is being looked after. You can add to it there.") % told
        )


class NotDoneYet(CommunityProblem):
    """Items are missing."""

    code = "inspection_not_done"
    status = 409

    def __init__(self, missing: int, first: str) -> None:
        super().__init__(
            _("%(n)d items have not been looked at yet, the first is “%(item)s”.") % {"n": missing, "item": first}
        )
