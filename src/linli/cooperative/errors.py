"""What can be wrong with milk, herd, settlements and lots, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from linli.clock import LOCAL, day_text
from linli.problem import Problem


class CooperativeProblem(Problem):
    code = "cooperative_problem"


class NotThere(CooperativeProblem):
    """Also what is another's: a number alone opens nothing."""

    code = "not_there"
    status = 404

    def __init__(self, what: str, field: str = "") -> None:
        super().__init__(
            _("We cannot find this here: %(what)s. Please check the number.") % {"what": what}, field=field
        )


class NotYours(CooperativeProblem):
    code = "not_yours"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("This is done by those who work for the co-operative."))


class NotNow(CooperativeProblem):
    """The state it is in does not allow it (any more)."""

    code = "not_now"
    status = 409

    def __init__(self, what: str, state: str) -> None:
        told = {"what": what, "state": state}
        super().__init__(_("“%(what)s” is not possible: it stands at “%(state)s”.") % told)


class SamePerson(CooperativeProblem):
    code = "same_person"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("Two people are needed for this: please ask a colleague who did not write it."))


class KnownAlready(CooperativeProblem):
    code = "known_already"
    status = 409

    def __init__(self, what: str, field: str = "") -> None:
        super().__init__(_("This is there already: %(what)s. Was it entered twice?") % {"what": what}, field=field)


class DayNotPossible(CooperativeProblem):
    code = "day_not_possible"
    status = 422

    def __init__(self, day: date, why: str, field: str = "on") -> None:
        super().__init__(f"{day_text(day)}：{why}", field=field)


# Milk


class TicketTaken(CooperativeProblem):
    code = "ticket_taken"
    status = 409

    def __init__(self, ticket: str, household: int, kg: Decimal, at: datetime) -> None:
        told = {"ticket": ticket, "number": household, "kg": kg, "at": f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}"}
        super().__init__(
            _("Ticket %(ticket)s was used for other milk: household %(number)s, %(kg)s kg, %(at)s. Please check the number on the paper.")
            % told,
            field="ticket",
        )  # fmt: skip


class TooMuchFromOneCamel(CooperativeProblem):
    code = "too_much_from_one_camel"
    status = 422

    def __init__(self, tag: str, kg: Decimal, most: Decimal) -> None:
        told = {"tag": tag, "kg": kg, "most": most}
        super().__init__(
            _("Camel %(tag)s would have given %(kg)s kg on this day; one camel gives %(most)s kg at most. Please weigh again.")
            % told,
            field="kg",
        )  # fmt: skip


class TooMuchOfAHousehold(CooperativeProblem):
    code = "too_much_of_a_household"
    status = 422

    def __init__(self, number: int, kg: Decimal, milking: int, most: Decimal) -> None:
        told = {"number": number, "kg": kg, "milking": milking, "most": most}
        super().__init__(
            _("Household %(number)s would have brought %(kg)s kg on this day; its %(milking)s camels that may give milk give %(most)s kg at most. Please weigh again, or bring the herd book up to date.")
            % told,
            field="kg",
        )  # fmt: skip


class InTheFuture(CooperativeProblem):
    code = "in_the_future"
    status = 422

    def __init__(self, at: datetime) -> None:
        super().__init__(
            _("%(at)s is still to come. Please check the clock of the device.")
            % {"at": f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}"},
            field="at",
        )


class CamelCannot(CooperativeProblem):
    """It is gone, a male, too young, or another household's."""

    code = "camel_cannot"
    status = 422

    def __init__(self, tag: str, why: str) -> None:
        super().__init__(_("Camel %(tag)s: %(why)s.") % {"tag": tag, "why": why}, field="tag")


class Withheld(CooperativeProblem):
    code = "withheld"
    status = 422

    def __init__(self, who: str, until: date) -> None:
        told = {"who": who, "until": day_text(until)}
        super().__init__(
            _("%(who)s: treated, its milk is not taken until the end of %(until)s. Please keep it apart.") % told,
            field="tag",
        )


class NoMember(CooperativeProblem):
    code = "no_member"
    status = 422

    def __init__(self, number: int, day: date) -> None:
        told = {"number": number, "day": day_text(day)}
        super().__init__(_("Household %(number)s was no member on %(day)s.") % told, field="household")


class NoPrice(CooperativeProblem):
    code = "no_price"
    status = 422

    def __init__(self, day: date) -> None:
        super().__init__(
            _("No price is agreed for %(day)s. Please have the assembly agree on one first.") % {"day": day_text(day)},
            field="at",
        )


class PriceOverlaps(CooperativeProblem):
    code = "price_overlaps"
    status = 409

    def __init__(self, day: date) -> None:
        super().__init__(
            _("A price is agreed for %(day)s already: two cannot count on one day. Please choose other days.")
            % {"day": day_text(day)},
            field="first",
        )


# Settlements


class MonthOpen(CooperativeProblem):
    code = "month_open"
    status = 409

    def __init__(self, last: date) -> None:
        super().__init__(
            _("The month lasts until %(last)s; it is settled from the next day on.") % {"last": day_text(last)}
        )


class SettledAlready(CooperativeProblem):
    code = "settled_already"
    status = 409

    def __init__(self, month: date, state: str) -> None:
        told = {"month": f"{month:%Y-%m}", "state": state}
        super().__init__(
            _("The settlement of %(month)s is there already: %(state)s. What is wrong in it is put right by an adjustment.")
            % told
        )  # fmt: skip


class NotInOrder(CooperativeProblem):
    code = "not_in_order"
    status = 409

    def __init__(self, month: date) -> None:
        super().__init__(
            _("Months are settled one after another: please deal with %(month)s first.") % {"month": f"{month:%Y-%m}"}
        )


class NothingToSettle(CooperativeProblem):
    code = "nothing_to_settle"
    status = 409

    def __init__(self, month: date) -> None:
        super().__init__(
            _("There is nothing to settle up to the end of %(month)s: no milk, no deliveries.")
            % {"month": f"{month:%Y-%m}"}
        )


# Lots


class NotEnoughStock(CooperativeProblem):
    code = "not_enough_stock"
    status = 409

    def __init__(self, where: str, there: Decimal, wanted: Decimal) -> None:
        told = {"where": where, "there": there, "wanted": wanted}
        super().__init__(
            _("Of %(where)s %(there)s kg are left, and %(wanted)s kg are wanted. Please take less, or another day.") % told,
            field="kg",
        )  # fmt: skip


class TooMuchMoney(CooperativeProblem):
    code = "too_much_money"
    status = 409

    def __init__(self, owed: Decimal, given: Decimal) -> None:
        told = {"owed": owed, "given": given}
        super().__init__(
            _("%(given)s yuan were paid, but only %(owed)s are owed for this lot. Please check the amount.") % told,
            field="amount",
        )


# Files


class UnreadableFile(CooperativeProblem):
    code = "unreadable_file"
    status = 422

    def __init__(self, why: str) -> None:
        super().__init__(why, field="file")


class BadLines(CooperativeProblem):
    code = "bad_lines"
    status = 409

    def __init__(self, bad: int) -> None:
        super().__init__(
            _("%(bad)s lines cannot be taken. Please mend them, or choose to take the good ones.") % {"bad": bad}
        )
