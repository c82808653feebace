"""What can be wrong with a demand, a resource, a claim or a project, in the reader's language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from linli.clock import day_text
from linli.problem import Problem


def _number(amount: Decimal) -> str:
    return f"{amount:,.2f}".rstrip("0").rstrip(".")


class ProjectsProblem(Problem):
    code = "projects_problem"


class NotThere(ProjectsProblem):
    """Also what is another's: a number alone opens nothing."""

    code = "not_there"
    status = 404

    def __init__(self, what: str) -> None:
        super().__init__(_("We cannot find this here: %(what)s. The list shows what there is.") % {"what": what[:60]})


class NotYours(ProjectsProblem):
    code = "not_yours"
    status = 403

    def __init__(self, why: str) -> None:
        super().__init__(why)


class SignInFirst(ProjectsProblem):
    code = "sign_in_first"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("Please sign in with your telephone first, so that each of us counts once."))


class AsYourself(ProjectsProblem):
    code = "as_yourself"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            _("Here residents speak for themselves. Please sign in with your telephone instead of as staff.")
        )


class NotNow(ProjectsProblem):
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


class NotEnoughLeft(ProjectsProblem):
    """A resource would be given twice."""

    code = "not_enough_left"
    status = 409

    def __init__(self, title: str, left: Decimal, wanted: Decimal, unit: str) -> None:
        told = {"title": title, "left": _number(left), "wanted": _number(wanted), "unit": unit}
        super().__init__(
            _("“%(title)s” has %(left)s %(unit)s left, and %(wanted)s %(unit)s are wanted: it cannot be given twice.")
            % told
        )


class MoreThanNeeded(ProjectsProblem):
    code = "more_than_needed"
    status = 409

    def __init__(self, what: str, left: Decimal, wanted: Decimal, unit: str) -> None:
        told = {"what": what, "left": _number(left), "wanted": _number(wanted), "unit": unit}
        super().__init__(
            _("Of “%(what)s” only %(left)s %(unit)s are still needed, and you offered %(wanted)s. Please claim at most what is left.")
            % told,
            field="amount",
        )  # fmt: skip


class OverTheBudget(ProjectsProblem):
    code = "over_the_budget"
    status = 409

    def __init__(self, line: str, left: Decimal, wanted: Decimal) -> None:
        told = {"line": line, "left": _number(left), "wanted": _number(wanted)}
        super().__init__(
            _("“%(line)s” of this project has %(left)s yuan left, and %(wanted)s yuan are asked for. Please ask for less, or change the budget first.")
            % told,
            field="amount",
        )  # fmt: skip


class FundHasNotSoMuch(ProjectsProblem):
    code = "fund_has_not_so_much"
    status = 409

    def __init__(self, fund: str, left: Decimal, wanted: Decimal) -> None:
        told = {"fund": fund, "left": _number(left), "wanted": _number(wanted)}
        super().__init__(
            _("Of “%(fund)s” %(left)s yuan are not yet planned for other projects, and %(wanted)s yuan are wanted here.")
            % told,
            field="amount",
        )  # fmt: skip


class NotAgreedYet(ProjectsProblem):
    code = "not_agreed_yet"
    status = 409

    def __init__(self, line: str) -> None:
        super().__init__(
            _("Who keeps the fund has not agreed to “%(line)s” yet. Payments are possible from then on.")
            % {"line": line}
        )


class NotReceivedYet(ProjectsProblem):
    code = "not_received_yet"
    status = 409

    def __init__(self, line: str) -> None:
        super().__init__(
            _("“%(line)s” has been promised and has not arrived yet. Please note its arrival first.") % {"line": line}
        )


class BeforeTheStart(ProjectsProblem):
    code = "before_the_start"
    status = 422

    def __init__(self, day: date, first: date, field: str) -> None:
        told = {"day": day_text(day), "first": day_text(first)}
        super().__init__(
            _("%(day)s lies before the project begins on %(first)s. Please give that day or a later one.") % told,
            field=field,
        )


class AfterTheEnd(ProjectsProblem):
    code = "after_the_end"
    status = 422

    def __init__(self, day: date, last: date, field: str) -> None:
        told = {"day": day_text(day), "last": day_text(last)}
        super().__init__(
            _("%(day)s lies after %(last)s, the last day possible here. Please give an earlier one.") % told,
            field=field,
        )


class NotReady(ProjectsProblem):
    """Something has to be done first."""

    code = "not_ready"
    status = 409

    def __init__(self, why: str) -> None:
        super().__init__(why)


class NotANeighbour(ProjectsProblem):
    code = "not_a_neighbour"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            _("Those decide who asked for it or live there. If you live there: the word on the notice at your door lets you vote. Please type it below."),
            field="door_code",
        )  # fmt: skip


class SaidAlready(ProjectsProblem):
    code = "said_already"
    status = 409

    def __init__(self, what: str) -> None:
        super().__init__(_("You have said your word already: %(what)s. Each person has one.") % {"what": what})


class VoteNotPassed(ProjectsProblem):
    code = "vote_not_passed"
    status = 409

    def __init__(self, votes: int, needed: int, share: float | None, share_needed: float) -> None:
        told = {
            "votes": votes, "needed": needed, "share": f"{(share or 0) * 100:.0f}%", "least": f"{share_needed * 100:.0f}%",
        }  # fmt: skip
        super().__init__(
            _("So far %(votes)d neighbours have voted, %(share)s of them in favour. It takes %(needed)d votes and %(least)s.")
            % told
        )  # fmt: skip


class OthersDemand(ProjectsProblem):
    code = "others_demand"
    status = 409

    def __init__(self, title: str, state: str) -> None:
        told = {"title": title, "state": state}
        super().__init__(
            _("“%(title)s” stands at “%(state)s” and cannot become part of another project.") % told, field="demands"
        )


class MoneyIsOnTheWay(ProjectsProblem):
    code = "money_is_on_the_way"
    status = 409

    def __init__(self, paid: Decimal) -> None:
        super().__init__(
            _("%(paid)s yuan of this project are paid or asked for. Please have open payments withdrawn first; what is paid is brought to an end.")
            % {"paid": _number(paid)}
        )  # fmt: skip


class TooMany(ProjectsProblem):
    code = "too_many"
    status = 429

    def __init__(self, what: str) -> None:
        super().__init__(what)
