"""What can be wrong with an event, a registration or an inspection, in the reader's language."""

from __future__ import annotations

from datetime import datetime

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


class NotDoneYet(CommunityProblem):
    """Items are missing."""

    code = "inspection_not_done"
    status = 409

    def __init__(self, missing: int, first: str) -> None:
        super().__init__(
            _("%(n)d items have not been looked at yet, the first is “%(item)s”.") % {"n": missing, "item": first}
        )
