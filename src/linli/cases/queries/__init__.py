"""Reads of the cases room, each scoped to who asks."""
