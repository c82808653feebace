"""Reads, each scoped to who asks."""
