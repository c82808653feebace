"""What can be wrong with a booking or with the hours of a room, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from linli.clock import LOCAL
from linli.problem import Problem


def moment(at: datetime) -> str:
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}"


class SpacesProblem(Problem):
    code = "spaces_problem"


class NotThere(SpacesProblem):
    """Also what is another's: a number alone opens nothing."""

    code = "not_there"
    status = 404

    def __init__(self, what: str) -> None:
        super().__init__(_("We cannot find %(what)s here. The list shows the rooms there are.") % {"what": what})


class NotYours(SpacesProblem):
    code = "not_yours"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            _("This room is run by another organisation. You can see its times, and book it as others do.")
        )


class SignInFirst(SpacesProblem):
    code = "sign_in_first"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("Please sign in with your telephone first, so that we can tell you if the room is closed."))


class NotNow(SpacesProblem):
    code = "not_now"
    status = 409

    def __init__(self, state: str) -> None:
        super().__init__(
            _("This booking stands at “%(state)s”, so that cannot be done now. The page shows how it stands.")
            % {"state": state}
        )


class InThePast(SpacesProblem):
    code = "in_the_past"
    status = 422

    def __init__(self, begins: datetime) -> None:
        super().__init__(_("%(at)s has passed. Please choose a time to come.") % {"at": moment(begins)}, field="begins")


class NotOnTheHalfHour(SpacesProblem):
    code = "not_on_the_half_hour"
    status = 422

    def __init__(self) -> None:
        super().__init__(_("Rooms are booked in half hours: please begin on the hour or half past."), field="begins")


class AcrossMidnight(SpacesProblem):
    code = "across_midnight"
    status = 422

    def __init__(self, begins: datetime, ends: datetime) -> None:
        told = {"begins": moment(begins), "ends": moment(ends)}
        super().__init__(
            _("From %(begins)s to %(ends)s goes past midnight. A booking begins and ends on the same day.") % told,
            field="minutes",
        )


class TooLong(SpacesProblem):
    code = "too_long"
    status = 422

    def __init__(self, minutes: int, longest: int) -> None:
        told = {"minutes": minutes, "longest": longest}
        super().__init__(
            _("%(minutes)d minutes are too long: this room can be had for %(longest)d minutes at most.") % told,
            field="minutes",
        )


class TooFarAhead(SpacesProblem):
    code = "too_far_ahead"
    status = 422

    def __init__(self, days: int) -> None:
        super().__init__(
            _("This room is booked up to %(days)d days ahead. Please choose an earlier day.") % {"days": days},
            field="day",
        )


class ClosedThen(SpacesProblem):
    code = "closed_then"
    status = 409

    def __init__(self, begins: datetime, why: str) -> None:
        told = {"at": moment(begins), "why": why or _("outside its opening hours")}
        super().__init__(_("The room is not open at %(at)s: %(why)s.") % told, field="begins")


class Taken(SpacesProblem):
    """Somebody was a moment earlier."""

    code = "taken"
    status = 409

    def __init__(self, begins: datetime, ends: datetime) -> None:
        told = {"begins": moment(begins), "ends": f"{ends.astimezone(LOCAL):%H:%M}"}
        super().__init__(
            _("%(begins)s to %(ends)s is taken already. Nothing was booked; please choose a time shown as free.")
            % told,
            field="begins",
        )


class SomeTaken(SpacesProblem):
    """Weeks of a weekly booking in which the room cannot be had; nothing was booked."""

    code = "some_taken"
    status = 409

    def __init__(self, wrong: Sequence[tuple[datetime, str]], of: int) -> None:
        days = "、".join(f"{begins.astimezone(LOCAL):%m-%d}" for begins, _why in wrong)
        told = {"n": len(wrong), "of": of, "days": days}
        super().__init__(
            _(
                "%(n)d of %(of)d weeks cannot be had (%(days)s). Nothing was booked. You can book only those that are free."
            )
            % told
        )
        self.wrong = tuple(wrong)


class NothingFree(SpacesProblem):
    code = "nothing_free"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("In none of these weeks the room can be had at this time. Please choose another time."))


class TooManyOpen(SpacesProblem):
    code = "too_many_open"
    status = 409

    def __init__(self, most: int) -> None:
        super().__init__(
            _("You have %(most)d bookings to come here already; that is as many as one person may have. When one is over or cancelled, you can book again.")
            % {"most": most}
        )  # fmt: skip


class TooManyPeople(SpacesProblem):
    code = "too_many_people"
    status = 422

    def __init__(self, people: int, seats: int) -> None:
        told = {"people": people, "seats": seats}
        super().__init__(_("The room has %(seats)d seats, and %(people)d are too many for it.") % told, field="people")


class TooEarly(SpacesProblem):
    code = "too_early"
    status = 409

    def __init__(self, earliest: datetime) -> None:
        super().__init__(_("You can check in from %(at)s on.") % {"at": moment(earliest)})


class WrongDoor(SpacesProblem):
    code = "wrong_door"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _("This is not the number on the sheet at the door. Please compare it, or ask the community."), field="door"
        )


class BookedThen(SpacesProblem):
    """Closing a room in which somebody has booked."""

    code = "booked_then"
    status = 409

    def __init__(self, number: int) -> None:
        super().__init__(
            _(
                "%(n)d bookings lie in this time. Please call these people first; or tick that they are cancelled and told."
            )
            % {"n": number},
            field="cancel",
        )
