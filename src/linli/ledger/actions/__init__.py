"""The verbs of the ledger: the only code that writes."""

from .correcting import close_books, correct
from .inventing import GrantRow, PaidRow, add_demo_half_year
from .looking import open_receipt, show_payee
from .opening import AccountRow, BudgetRow, FundRow, appoint_keeper, replace_accounts, replace_funds
from .paying import attach_receipt, refuse, release, request, withdraw
from .posting import close_month, post, post_many, reverse
from .receiving import receive

__all__ = [
    "AccountRow",
    "BudgetRow",
    "FundRow",
    "GrantRow",
    "PaidRow",
    "add_demo_half_year",
    "appoint_keeper",
    "attach_receipt",
    "close_books",
    "close_month",
    "correct",
    "open_receipt",
    "post",
    "post_many",
    "receive",
    "refuse",
    "release",
    "replace_accounts",
    "replace_funds",
    "request",
    "reverse",
    "show_payee",
    "withdraw",
]
