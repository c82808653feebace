"""Reads of the address book: entries, one organisation, who answers for a building."""
