"""What can be wrong with an entry, a payment or a fund, in the reader's language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from linli.clock import day_text
from linli.problem import Problem


class LedgerProblem(Problem):
    code = "ledger_problem"


class OutOfBalance(LedgerProblem):
    code = "out_of_balance"
    status = 422

    def __init__(self, debit: Decimal, credit: Decimal) -> None:
        told = {"debit": debit, "credit": credit, "off": abs(debit - credit)}
        super().__init__(
            _("Debit is %(debit)s yuan and credit is %(credit)s: %(off)s apart. Both sides must be the same.") % told
        )


class UnfitAmount(LedgerProblem):
    code = "unfit_amount"
    status = 422

    def __init__(self, amount: object) -> None:
        told = _("“%(amount)s” cannot be an amount here: please give yuan above zero, with at most two places.")
        super().__init__(told % {"amount": str(amount)[:40]}, field="amount")


class UnknownLedgerAccount(LedgerProblem):
    code = "unknown_ledger_account"
    status = 422

    def __init__(self, account: str) -> None:
        super().__init__(
            _("There is no account “%(code)s” in this book, or it is closed. Please choose one of the chart.")
            % {"code": account[:80]}
        )


class MonthClosed(LedgerProblem):
    code = "month_closed"
    status = 409

    def __init__(self, on: date, closed_until: date) -> None:
        told = {"on": day_text(on), "until": day_text(closed_until)}
        super().__init__(
            _("The books are closed until %(until)s; nothing can be posted on %(on)s. Please use a later day.") % told
        )


class NotYetOver(LedgerProblem):
    code = "month_not_over"
    status = 409

    def __init__(self, last: date) -> None:
        super().__init__(
            _("The month ends on %(last)s: it can be closed from the next day on.") % {"last": day_text(last)},
            field="month",
        )


class OtherBooking(LedgerProblem):
    code = "other_booking"
    status = 409

    def __init__(self, key: str, number: str) -> None:
        told = {"key": key[:120], "number": number}
        super().__init__(_("“%(key)s” was posted before with other figures, as entry %(number)s.") % told)


class AlreadyReversed(LedgerProblem):
    code = "already_reversed"
    status = 409

    def __init__(self, number: str) -> None:
        super().__init__(
            _("Entry %(number)s was reversed already, or is a reversal itself. Please post it anew.")
            % {"number": number}
        )


class NoSuchEntry(LedgerProblem):
    code = "no_such_entry"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such entry in this book."))


class NoSuchFund(LedgerProblem):
    code = "no_such_fund"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such fund here."))


class NotInTheBudget(LedgerProblem):
    code = "not_in_the_budget"
    status = 422

    def __init__(self, fund: str, account: str) -> None:
        told = {"fund": fund, "account": account[:80]}
        super().__init__(
            _("The fund “%(fund)s” has no budget for “%(account)s”. Please choose what it is planned for.") % told
        )


class OverTheCeiling(LedgerProblem):
    """Of a fund, or of one line of its budget."""

    code = "over_the_ceiling"
    status = 409

    def __init__(self, name: str, ceiling: Decimal, promised: Decimal, amount: Decimal) -> None:
        sums = {"ceiling": ceiling, "promised": promised, "left": ceiling - promised, "amount": amount}
        told = {"name": name} | {what: f"{sum_:,.2f}" for what, sum_ in sums.items()}
        super().__init__(
            _(
                "%(amount)s yuan are more than “%(name)s” has left: of %(ceiling)s yuan %(promised)s are paid or promised, %(left)s are free."
            )
            % told,
            field="amount",
        )


class NotEnough(LedgerProblem):
    code = "not_enough_money"
    status = 409

    def __init__(self, account: str, there: Decimal, amount: Decimal) -> None:
        told = {"account": account, "there": f"{there:,.2f}", "amount": f"{amount:,.2f}"}
        super().__init__(
            _("“%(account)s” holds %(there)s yuan, and %(amount)s are to be paid from it.") % told, field="amount"
        )


class NoSuchPayment(LedgerProblem):
    code = "no_such_payment"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such payment here."))


class SamePerson(LedgerProblem):
    code = "same_person"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("Who asked for a payment cannot release it. Please ask a colleague."))


class AlreadyDecided(LedgerProblem):
    code = "already_decided"
    status = 409

    def __init__(self, state: str) -> None:
        super().__init__(_("This payment is decided already: %(state)s.") % {"state": state})


class NotYourFund(LedgerProblem):
    code = "not_your_fund"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("Payments of a fund are made by those who work for the organisation that answers for it."))


class NotYourBook(LedgerProblem):
    code = "not_your_book"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("Months are closed, and entries reversed, by those who keep the district's book."))


class PostedElsewhere(LedgerProblem):
    """What another room posted is put right where it came from, so that both tell the same."""

    code = "posted_elsewhere"
    status = 409

    def __init__(self, number: str, key: str) -> None:
        told = {"number": number, "key": key.partition(":")[0][:40]}
        super().__init__(
            _("Entry %(number)s was posted by another part of Linli (“%(key)s”). Please put it right there; the book follows.")
            % told
        )  # fmt: skip


class UnfitText(LedgerProblem):
    code = "unfit_text"
    status = 422

    def __init__(self, field: str, name: str, most: int) -> None:
        told = {"name": name, "most": most}
        super().__init__(_("“%(name)s” needs from 2 to %(most)s characters.") % told, field=field)


class NotThatDay(LedgerProblem):
    code = "not_that_day"
    status = 422

    def __init__(self, on: date) -> None:
        super().__init__(
            _("%(on)s is still to come: money is received on a day up to today.") % {"on": day_text(on)}, field="on"
        )


class NotAnIncome(LedgerProblem):
    code = "not_an_income"
    status = 422

    def __init__(self, account: str) -> None:
        super().__init__(
            _("“%(account)s” is not where money comes from. Please choose an account of income.") % {"account": account[:80]},
            field="source",
        )  # fmt: skip


class PaperNotTaken(LedgerProblem):
    """A file that is no receipt we can keep."""

    code = "paper_not_taken"
    status = 422

    def __init__(self, message: str) -> None:
        super().__init__(message, field="paper")


class TooManyReceipts(LedgerProblem):
    code = "too_many_receipts"
    status = 409

    def __init__(self, most: int) -> None:
        super().__init__(
            _("A payment has at most %(most)s receipts. Please put further pages into one PDF.") % {"most": most}
        )


class NoSuchReceipt(LedgerProblem):
    code = "no_such_receipt"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such receipt here."))
