"""The accounts of the district's book that the co-operative posts to; a pack's chart has them under these codes."""

from __future__ import annotations

BANK = "asset:bank:cooperative"
RECEIVABLE = "asset:receivable:milk"
# What is owed to all households together; whose it is stands in the rows of this room, and `queries.whole` compares.
MILK = "liability:milk"
BOUGHT = "expense:milk"
SOLD = "income:milk"
FEED = "income:feed"
VET = "income:vet"
# What members put in; only a demo posts to it.
SHARES = "equity:shares"
NEEDED = (BANK, RECEIVABLE, MILK, BOUGHT, SOLD, FEED, VET)
