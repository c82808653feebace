"""What can be wrong with a post, an application for it, hours or a wage, in the reader's language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from linli.clock import day_text
from linli.problem import Problem


class EmploymentProblem(Problem):
    code = "employment_problem"


class NotThere(EmploymentProblem):
    """Also what is another's: a number alone opens nothing."""

    code = "not_there"
    status = 404

    def __init__(self, what: str) -> None:
        super().__init__(_("We cannot find this here: %(what)s. The list shows what there is.") % {"what": what})


class NotYours(EmploymentProblem):
    code = "not_yours"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("Posts, hours and wages are looked after by those who work for the company."))


class SignInFirst(EmploymentProblem):
    code = "sign_in_first"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("Please sign in with your telephone first, so that we can tell you what becomes of it."))


class NotNow(EmploymentProblem):
    """The state it is in does not allow it (any more)."""

    code = "not_now"
    status = 409

    def __init__(self, what: str, state: str) -> None:
        told = {"what": what, "state": state}
        super().__init__(
            _("“%(what)s” is not possible: it stands at “%(state)s”. It may have changed a moment ago; the page shows how it stands.")
            % told
        )  # fmt: skip


class AppliedAlready(EmploymentProblem):
    code = "applied_already"
    status = 409

    def __init__(self, code: str) -> None:
        super().__init__(_("You have asked for this post already, number %(code)s.") % {"code": code})
        self.applicant = code


class PostFull(EmploymentProblem):
    code = "post_full"
    status = 409

    def __init__(self, wanted: int) -> None:
        super().__init__(
            _("All %(wanted)d places of this post are taken. Please end a placement first, or want more people.")
            % {"wanted": wanted}
        )


class PlacesGivenAway(EmploymentProblem):
    code = "places_given_away"
    status = 409

    def __init__(self, taken: int, wanted: int) -> None:
        told = {"taken": taken, "wanted": wanted}
        super().__init__(
            _("%(taken)d people hold this post already, so that not only %(wanted)d can be wanted.") % told,
            field="wanted",
        )


class CodeTaken(EmploymentProblem):
    code = "code_taken"
    status = 409

    def __init__(self, code: str) -> None:
        super().__init__(_("There is a post “%(code)s” already.") % {"code": code})


class BelowMinimum(EmploymentProblem):
    code = "below_minimum"
    status = 422

    def __init__(self, given: Decimal, least: Decimal, version: str) -> None:
        told = {"given": given, "least": least, "version": version}
        super().__init__(
            _("That is %(given)s yuan an hour; the least is %(least)s (rule %(version)s). Please raise the wage.") % told,
            field="wage",
        )  # fmt: skip


class LessThanPromised(EmploymentProblem):
    code = "less_than_promised"
    status = 422

    def __init__(self, given: Decimal, promised: Decimal) -> None:
        told = {"given": given, "promised": promised}
        super().__init__(
            _("The post was offered for %(promised)s yuan; a contract cannot fix less: %(given)s.") % told, field="wage"
        )


class OutOfTurn(EmploymentProblem):
    """Somebody to whom the post is offered first is still undecided."""

    code = "out_of_turn"
    status = 409

    def __init__(self, before: int) -> None:
        super().__init__(
            _("%(before)d people stand before this one in the order of the rule and have no answer yet. Please answer them first, or say why not.")
            % {"before": before},
            field="why",
        )  # fmt: skip


class DayNotPossible(EmploymentProblem):
    """Hours on a day on which nobody can have worked in this placement."""

    code = "day_not_possible"
    status = 422

    def __init__(self, day: date, why: str) -> None:
        super().__init__(_("%(day)s: %(why)s") % {"day": day_text(day), "why": why}, field="day")


class TooManyHours(EmploymentProblem):
    code = "too_many_hours"
    status = 422

    def __init__(self, day: date, hours: Decimal) -> None:
        told = {"day": day_text(day), "hours": hours}
        super().__init__(_("%(day)s: %(hours)s hours; a day has 24.") % told, field="hours")


class ConfirmedAlready(EmploymentProblem):
    code = "confirmed_already"
    status = 409

    def __init__(self, day: date) -> None:
        super().__init__(
            _("The hours of %(day)s are confirmed already. If they are wrong, please tell the company: they correct them.")
            % {"day": day_text(day)},
            field="day",
        )  # fmt: skip


class OwnHours(EmploymentProblem):
    code = "own_hours"
    status = 403

    def __init__(self, day: date) -> None:
        super().__init__(
            _("You entered the hours of %(day)s yourself; please let a colleague confirm them.")
            % {"day": day_text(day)}
        )


class MonthIsDrawn(EmploymentProblem):
    code = "month_is_drawn"
    status = 409

    def __init__(self, month: date, state: str) -> None:
        told = {"month": f"{month:%Y-%m}", "state": state}
        super().__init__(
            _("The wages of %(month)s are drawn up (%(state)s): hours of that month are changed by the company only, with a reason.")
            % told,
            field="day",
        )  # fmt: skip


class MonthClosedInBook(EmploymentProblem):
    code = "month_closed_in_book"
    status = 409

    def __init__(self, month: date, until: date) -> None:
        told = {"month": f"{month:%Y-%m}", "until": day_text(until)}
        super().__init__(
            _("The books are closed until %(until)s, so that nothing can be worked or paid for %(month)s any more.") % told,
            field="day",
        )  # fmt: skip


class RunAlready(EmploymentProblem):
    code = "run_already"
    status = 409

    def __init__(self, month: date, state: str) -> None:
        told = {"month": f"{month:%Y-%m}", "state": state}
        super().__init__(
            _("The wages of %(month)s are drawn up already (%(state)s). What was wrong is corrected slip by slip.") % told
        )  # fmt: skip


class MonthNotOver(EmploymentProblem):
    code = "month_not_over"
    status = 409

    def __init__(self, last: date) -> None:
        super().__init__(
            _("The month ends on %(last)s; its wages are drawn up from the next day on.") % {"last": day_text(last)}
        )


class NothingToPay(EmploymentProblem):
    code = "nothing_to_pay"
    status = 409

    def __init__(self, month: date) -> None:
        super().__init__(
            _("Nobody is to be paid for %(month)s: no hours are confirmed, and nobody with a monthly wage was at work.")
            % {"month": f"{month:%Y-%m}"}
        )


class SamePerson(EmploymentProblem):
    code = "same_person"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("Whoever drew this up cannot release it. Please ask a colleague."))


class OutOfDate(EmploymentProblem):
    """What was drawn up is no longer what hours and placements say."""

    code = "out_of_date"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("Since this was drawn up, hours or placements have changed. Please discard it and draw it up again.")
        )


class NothingChanged(EmploymentProblem):
    code = "nothing_changed"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("By the hours confirmed and the days of the placement this slip is right; there is nothing to correct.")
        )


class HoursAfterwards(EmploymentProblem):
    code = "hours_afterwards"
    status = 409

    def __init__(self, day: date) -> None:
        super().__init__(
            _("Hours are noted until %(day)s; a placement cannot end before.") % {"day": day_text(day)}, field="day"
        )
