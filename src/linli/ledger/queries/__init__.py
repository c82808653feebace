"""Reads of the ledger: balances, the public page of a fund, exports, and whether the book is whole."""
