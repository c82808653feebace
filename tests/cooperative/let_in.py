"""Who is let in at the addresses of the cooperative room; all others are sent to sign in or told that it is not theirs."""

from __future__ import annotations

from tests.factories import STAFF

_EVERYONE = ("guest", "resident", *STAFF)
# Only who works for the co-operative, and a collector at the point; none of these is one: tests/cooperative lets them in.
_DESK = (
    "desk", "point", "entries", "households", "household_new", "household", "household_edit", "herd", "camel_new", "camel",
    "camel_health", "camel_end", "health_strike", "deliveries", "delivery_strike", "weighings", "void", "days", "prices",
    "price_new", "price_agree", "price_refuse", "price_end", "files", "template", "file", "file_take", "settlements", "settlement",
    "release", "withdraw", "adjust", "papers", "statement", "stock", "buyer_new", "lots", "lot_new", "lot", "labels", "test",
    "sell", "pay", "drop",
)  # fmt: skip
LET_IN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_DESK, ()),
    **dict.fromkeys(("mine", "mine_paper"), ("resident",)),
    **dict.fromkeys(("ask", "trace", "open", "open_download"), _EVERYONE),
}
PARTS: dict[str, str] = {"<int:number>": "1001", "<slug:tag>": "a1", "<str:month>": "2026-10"}
