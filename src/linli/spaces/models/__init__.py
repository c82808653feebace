"""The tables of shared spaces: rooms and when they are open, and who has one when."""

from .bookings import HELD_STATES, SLOT, Booking, BookingState, Slot, Whom
from .rooms import OpeningChange, Room

__all__ = ["HELD_STATES", "SLOT", "Booking", "BookingState", "OpeningChange", "Room", "Slot", "Whom"]
