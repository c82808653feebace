"""Shared spaces: rooms, opening, rules, bookings that never overlap, and how much they are used."""
