"""The verbs of the ledger: the only code that writes."""

from .opening import AccountRow, BudgetRow, FundRow, replace_accounts, replace_funds
from .paying import attach_receipt, refuse, release, request, withdraw
from .posting import close_month, post, post_many, reverse

__all__ = [
    "AccountRow",
    "BudgetRow",
    "FundRow",
    "attach_receipt",
    "close_month",
    "post",
    "post_many",
    "refuse",
    "release",
    "replace_accounts",
    "replace_funds",
    "request",
    "reverse",
    "withdraw",
]
