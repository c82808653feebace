"""What can be wrong with hours, a booking or a note, in the reader's language."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from linli.clock import moment_text
from linli.problem import Problem


class LegalProblem(Problem):
    code = "legal_problem"


class NotThere(LegalProblem):
    """Also what is another's: a number alone opens nothing."""

    code = "not_there"
    status = 404

    def __init__(self, what: str) -> None:
        super().__init__(
            _("We cannot find this here: %(what)s. What is yours stands under “My legal advice”.") % {"what": what}
        )


class NotYours(LegalProblem):
    code = "not_yours"
    status = 403

    def __init__(self, why: str) -> None:
        super().__init__(why)


class SignInFirst(LegalProblem):
    code = "sign_in_first"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("Please sign in with your telephone first: the lawyer's notes are kept for you alone."))


class NotNow(LegalProblem):
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


class NoSuchSlot(LegalProblem):
    """Outside of the hours, on a day off, in the past or too far ahead."""

    code = "no_such_slot"
    status = 422

    def __init__(self, begins: datetime | None = None) -> None:
        at = f"{moment_text(begins)}：" if begins else ""
        super().__init__(at + _("no lawyer can be booked then. Please choose one of the times shown."), field="slot")


class SlotTaken(LegalProblem):
    code = "slot_taken"
    status = 409

    def __init__(self, begins: datetime) -> None:
        super().__init__(
            _("%(at)s was taken a moment ago. Please choose another time.") % {"at": moment_text(begins)}, field="slot"
        )


class ElsewhereThen(LegalProblem):
    code = "elsewhere_then"
    status = 409

    def __init__(self, code: str) -> None:
        super().__init__(
            _("You have another time with a lawyer then, number %(code)s. Please move or cancel that one first.")
            % {"code": code},
            field="slot",
        )


class TooManyBooked(LegalProblem):
    code = "too_many_booked"
    status = 409

    def __init__(self, most: int) -> None:
        super().__init__(
            _("One person can have %(most)d times booked at once, so that all have a turn. Please cancel one first.")
            % {"most": most}
        )


class TooManyMissed(LegalProblem):
    code = "too_many_missed"
    status = 409

    def __init__(self, missed: int, days: int) -> None:
        told = {"missed": missed, "days": days}
        super().__init__(
            _("In the last %(days)d days %(missed)d times booked were not used. Please call the legal desk, they book for you.")
            % told
        )  # fmt: skip


class LawyerNotThere(LegalProblem):
    """Somebody walked in where no lawyer is at that moment."""

    code = "lawyer_not_there"
    status = 409

    def __init__(self, lawyer: str, place: str) -> None:
        told = {"lawyer": lawyer, "place": place}
        super().__init__(
            _("%(lawyer)s is not at %(place)s at this hour. Please book a time, or choose who is there.") % told,
            field="lawyer",
        )


class LawyerBusy(LegalProblem):
    code = "lawyer_busy"
    status = 409

    def __init__(self, lawyer: str) -> None:
        super().__init__(
            _("%(lawyer)s has somebody for the next minutes. Please let them wait, or book a time.")
            % {"lawyer": lawyer},
            field="lawyer",
        )


class NotBegunYet(LegalProblem):
    code = "not_begun_yet"
    status = 409

    def __init__(self, begins: datetime) -> None:
        super().__init__(_("It begins on %(at)s; this can be noted from then on.") % {"at": moment_text(begins)})


class NoteClosed(LegalProblem):
    """A note is what the resident holds: it does not change under their hands later."""

    code = "note_closed"
    status = 409

    def __init__(self, days: int) -> None:
        super().__init__(
            _("A note can be changed for %(days)d days; after that it stays as the resident has it.") % {"days": days}
        )


class NotWrittenYet(LegalProblem):
    code = "not_written_yet"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("The lawyer has not written the notes yet. They appear here, and we tell you."))


class HoursOverlap(LegalProblem):
    code = "hours_overlap"
    status = 422

    def __init__(self, lawyer: str, begins: str, ends: str) -> None:
        told = {"lawyer": lawyer, "begins": begins, "ends": ends}
        super().__init__(
            _("On this weekday %(lawyer)s is busy from %(begins)s to %(ends)s already. A lawyer is in one place at a time.") % told,
            field="begins",
        )  # fmt: skip


class DayHasBookings(LegalProblem):
    code = "day_has_bookings"
    status = 409

    def __init__(self, number: int) -> None:
        super().__init__(
            _("On this day %(n)d people are booked. Please move or cancel them first; they are told.") % {"n": number},
            field="day",
        )


class AnsweredAlready(LegalProblem):
    code = "answered_already"
    status = 409

    def __init__(self, state: str) -> None:
        super().__init__(_("This was answered already: %(state)s.") % {"state": state})
