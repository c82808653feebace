"""What can be wrong with a team, an activity, hours or a request, in the reader's language."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from linli.clock import LOCAL
from linli.problem import Problem


def moment(at: datetime) -> str:
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}"


class VolunteersProblem(Problem):
    code = "volunteers_problem"


class NotThere(VolunteersProblem):
    """Also what is another's: a number alone opens nothing."""

    code = "not_there"
    status = 404

    def __init__(self, what: str) -> None:
        super().__init__(_("We cannot find this here: %(what)s.") % {"what": what})


class NotYours(VolunteersProblem):
    code = "not_yours"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("Only the leader of the team and its home organisation can do this."))


class SignInFirst(VolunteersProblem):
    code = "sign_in_first"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("Please sign in with your telephone first, so that we can tell you if something changes."))


class NotNow(VolunteersProblem):
    code = "not_now"
    status = 409

    def __init__(self, what: str, state: str) -> None:
        told = {"what": what, "state": state}
        super().__init__(_("“%(what)s” is not possible now: it stands at “%(state)s”.") % told)


class AlreadyInTeam(VolunteersProblem):
    code = "already_in_team"
    status = 409

    def __init__(self, team: str, state: str) -> None:
        super().__init__(
            _("You have asked “%(team)s” already: %(state)s. Once is enough.") % {"team": team, "state": state}
        )


class AlreadySignedUp(VolunteersProblem):
    code = "already_signed_up"
    status = 409

    def __init__(self, code: str) -> None:
        super().__init__(_("You are in this activity already, number %(code)s.") % {"code": code})
        self.sign_up = code


class FewerThanTaken(VolunteersProblem):
    code = "fewer_than_taken"
    status = 409

    def __init__(self, taken: int) -> None:
        super().__init__(
            _("%(taken)d people take part already; there cannot be fewer seats than that.") % {"taken": taken},
            field="seats",
        )


class TooEarly(VolunteersProblem):
    code = "too_early"
    status = 409

    def __init__(self, earliest: datetime) -> None:
        super().__init__(_("One checks in from %(at)s on. Please come back then.") % {"at": moment(earliest)})


class TooLate(VolunteersProblem):
    code = "too_late"
    status = 409

    def __init__(self, latest: datetime) -> None:
        super().__init__(
            _("That was possible until %(at)s. The leader of the team can still confirm your hours.")
            % {"at": moment(latest)}
        )


class AlreadyHere(VolunteersProblem):
    code = "already_here"
    status = 409

    def __init__(self, at: datetime) -> None:
        super().__init__(_("You are checked in since %(at)s. Once is enough.") % {"at": moment(at)})


class WrongDoor(VolunteersProblem):
    code = "wrong_door"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _("This is not the number shown at the place. Please compare it, or ask the leader."), field="door"
        )


class NotOverYet(VolunteersProblem):
    code = "not_over_yet"
    status = 409

    def __init__(self, ends: datetime) -> None:
        super().__init__(_("It ends at %(at)s; hours are confirmed after that.") % {"at": moment(ends)})


class MoreThanItLasted(VolunteersProblem):
    code = "more_than_it_lasted"
    status = 422

    def __init__(self, minutes: int, most: int) -> None:
        told = {"minutes": minutes, "most": most}
        super().__init__(
            _("The activity lasted %(most)d minutes; %(minutes)d cannot be given for it.") % told, field="minutes"
        )


class NoHours(VolunteersProblem):
    code = "no_hours"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("There are no hours to certify yet. They are counted when you check in and out, or confirmed.")
        )


class SameHours(VolunteersProblem):
    code = "same_hours"
    status = 409

    def __init__(self, minutes: int) -> None:
        super().__init__(_("%(minutes)d minutes stand there already; nothing was changed.") % {"minutes": minutes})


class OutsideItsArea(VolunteersProblem):
    code = "outside_its_area"
    status = 409

    def __init__(self, team: str) -> None:
        super().__init__(
            _("“%(team)s” takes requests of its own area. For this one the community can hand it to the team.")
            % {"team": team}
        )


class AskedAlready(VolunteersProblem):
    code = "asked_already"
    status = 409

    def __init__(self, code: str) -> None:
        super().__init__(_("For case %(code)s volunteers are asked already.") % {"code": code}, field="case")
