"""What can be wrong with an appointment, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.problem import Problem


class AppointmentProblem(Problem):
    code = "appointment_problem"


class NoSuchHall(AppointmentProblem):
    code = "no_such_hall"
    status = 404

    def __init__(self, code: str) -> None:
        super().__init__(_("There is no service hall “%(code)s” in this district.") % {"code": code[:40]})


class NotServedHere(AppointmentProblem):
    """The hall is there, but not for this service."""

    code = "not_served_here"
    status = 404

    def __init__(self, hall: str, service: str) -> None:
        super().__init__(
            _("%(hall)s does not serve “%(service)s”. Please choose another hall.") % {"hall": hall, "service": service}
        )


class NoSuchAppointment(AppointmentProblem):
    """Also for those of others: a number alone opens nothing."""

    code = "no_such_appointment"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            _("We cannot show this appointment here. Please open it by the link in our message, or sign in with the number it was made with.")
        )  # fmt: skip


class NotATime(AppointmentProblem):
    """A time at which the hall cannot be visited: `why` says which of the reasons it is, with what would do."""

    code = "not_a_time"
    status = 422

    def __init__(self, why: str) -> None:
        super().__init__(why, field="at")


class TimeTaken(AppointmentProblem):
    """Somebody else was quicker. `free` are the nearest times with a place."""

    code = "time_taken"
    status = 409

    def __init__(self, free: Sequence[datetime]) -> None:
        words = _(
            "This time was taken a moment ago. These are the nearest that are free; what you typed is still here."
        )
        if not free:
            words = _(
                "This time was taken a moment ago, and no other is free here for now. Please look again tomorrow, or choose another hall."
            )
        super().__init__(words, field="at", free=[at.isoformat() for at in free])
        self.free = tuple(free)


class AlreadyBooked(AppointmentProblem):
    """One person has one open appointment for a service."""

    code = "already_booked"
    status = 409

    def __init__(self, service: str) -> None:
        super().__init__(
            _("There is an appointment for “%(service)s” with this number already. You can move or cancel it by the link in our message, or under “Mine”.")
            % {"service": service}
        )  # fmt: skip


class TooMany(AppointmentProblem):
    code = "too_many_appointments"
    status = 409

    def __init__(self, most: int) -> None:
        super().__init__(
            _("With this number %(n)d appointments are open already, and that is the most. Please cancel one that you do not need, then book again.")
            % {"n": most}
        )  # fmt: skip


class TooOften(AppointmentProblem):
    """Whatever tells a number that nobody has proved to be theirs has an end; `call` says so where the hall has a
    telephone, `go` where it has none."""

    status = 429
    call: Promise
    go: Promise

    def __init__(self, most: int, hall: str, phone: str) -> None:
        words = str(self.call if phone else self.go)
        super().__init__(words % {"n": most, "hall": hall, "phone": phone})


class TooManyToday(TooOften):
    code = "too_many_today"
    call = gettext_lazy(
        "With this number %(n)d appointments were made within 24 hours. Please book again tomorrow, or call %(hall)s: %(phone)s."
    )
    go = gettext_lazy("With this number %(n)d appointments were made within 24 hours. Please book again tomorrow, or go to %(hall)s; there they will help you.")  # fmt: skip


class MovedOften(TooOften):
    code = "moved_often"
    call = gettext_lazy(
        "This appointment has been moved %(n)d times and cannot be moved again. Please come at its time, cancel it, or call %(hall)s: %(phone)s."
    )
    go = gettext_lazy("This appointment has been moved %(n)d times and cannot be moved again. Please come at its time or cancel it; at %(hall)s they will help you.")  # fmt: skip


class HallClosed(AppointmentProblem):
    """The hall takes no appointments any more."""

    code = "hall_closed"
    status = 409

    def __init__(self, hall: str) -> None:
        super().__init__(
            _("%(hall)s takes no appointments any more, so this one cannot be moved. Please cancel it and book at another hall.")
            % {"hall": hall}
        )  # fmt: skip


class NotNow(AppointmentProblem):
    """The appointment is in a state that does not allow it (any more)."""

    code = "not_now"
    status = 409

    def __init__(self, move: str, state: str) -> None:
        super().__init__(
            _("“%(move)s” is not possible: the appointment is “%(state)s”. It may have changed a moment ago; the page shows how it stands.")
            % {"move": move, "state": state},
            state=state,
        )  # fmt: skip


class TooLate(AppointmentProblem):
    code = "too_late"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _(
                "The time of this appointment has come, so it cannot be changed any more. At the hall they will help you."
            )
        )


class NobodyWaits(AppointmentProblem):
    code = "nobody_waits"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Nobody is waiting just now. Who checks in appears in the list."))
