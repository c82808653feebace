"""Who is let in at the addresses of the ledger room; all others are sent to sign in or told that it is not theirs."""

from __future__ import annotations

from tests import factories

EVERYONE = ("guest", "resident", *factories.STAFF)
_PUBLIC = ("funds", "fund", "fund_csv", "book", "book_csv", "book_beancount", "entry")
# Here no organisation keeps a fund: only who audits the district; tests/ledger lets keepers in.
_DESK = (
    "desk", "desk_book", "desk_entry", "desk_reverse", "desk_fund", "desk_ask", "desk_receive", "desk_receipt", "desk_payment",
    "desk_release", "desk_refuse", "desk_withdraw", "desk_payee", "desk_attach",
)  # fmt: skip

LET_IN: dict[str, tuple[str, ...]] = {**dict.fromkeys(_PUBLIC, EVERYONE), **dict.fromkeys(_DESK, ("auditor",))}
PARTS: dict[str, str] = {"<int:number>": "1"}
