"""What can be wrong with a health report, in words for those who send and those who receive them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.problem import Problem


class ReportingProblem(Problem):
    code = "reporting_problem"


class NotForYou(ReportingProblem):
    code = "not_for_you"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("Reports are prepared and authorised by officers of disease control."))


class NoSuchRelease(ReportingProblem):
    """Also for those of other districts."""

    code = "no_such_release"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such report here. The list shows what was prepared."))


class NobodyAbove(ReportingProblem):
    """No organisation of the district works on the installation that is named."""

    code = "nobody_above"
    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(
            _("Nobody to report to is called “%(name)s”. Whom a district reports to is in its data: an organisation with an installation of its own.")
            % {"name": name[:40]}
        )  # fmt: skip


class UnfitPeriod(ReportingProblem):
    code = "unfit_period"
    status = 422

    def __init__(self, period: str, would_do: str) -> None:
        super().__init__(
            _("“%(period)s” is no period of this kind that is over or running; %(would_do)s would do.")
            % {"period": period[:12], "would_do": would_do},
            field="period",
        )


class NothingToReport(ReportingProblem):
    code = "nothing_to_report"
    status = 409

    def __init__(self, period: str) -> None:
        super().__init__(_("There is nothing of %(period)s to report yet.") % {"period": period})


class NothingNew(ReportingProblem):
    """The same was reported before, to the last letter."""

    code = "nothing_new"
    status = 409

    def __init__(self, version: int) -> None:
        super().__init__(
            _("Nothing has changed since version %(version)d, which was sent; it need not be sent again.")
            % {"version": version}
        )


class UnderWay(ReportingProblem):
    code = "under_way"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("A report of this kind and period waits for a colleague already. Please decide on that one first.")
        )


class SamePerson(ReportingProblem):
    code = "same_person"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("What one has prepared, another one authorises. Please ask a colleague."))


class NotNow(ReportingProblem):
    code = "not_now"
    status = 409

    def __init__(self, state: str) -> None:
        super().__init__(_("That is not possible now: it stands at “%(state)s”.") % {"state": state})


class UnfitCards(ReportingProblem):
    """What would be sent is no valid FHIR: nothing is sent."""

    code = "unfit_cards"
    status = 409

    def __init__(self, cards: str) -> None:
        super().__init__(_("These cards cannot be reported as they are: %(cards)s.") % {"cards": cards})


# On the receiving side, told to the sender.


class NotYours(ReportingProblem):
    code = "not_yours"
    status = 422

    def __init__(self, code: str) -> None:
        super().__init__(_("You are not listed here as reporting of district %(code)s.") % {"code": code})


class SumsDiffer(ReportingProblem):
    code = "sums_differ"
    status = 422

    def __init__(self, what: str, said: object, found: object) -> None:
        super().__init__(
            _("The report says %(what)s: %(said)s, and its contents give %(found)s. Nothing of it was taken.")
            % {"what": what, "said": said, "found": found}
        )


class UnfitReport(ReportingProblem):
    code = "unfit_report"
    status = 422


class ReportAltered(ReportingProblem):
    code = "report_altered"
    status = 409

    def __init__(self, key: str) -> None:
        super().__init__(_("The report %(key)s came before with another body.") % {"key": key})


class NumberTaken(ReportingProblem):
    code = "number_taken"
    status = 409

    def __init__(self, number: int) -> None:
        super().__init__(_("Number %(number)d came before with another report.") % {"number": number})
