"""The only code that writes the exchange's tables: put parcels up, send them, take those that come."""

from .receiving import sender_of, take
from .sending import deliver_due, forget_nonces, tell_of_waiting

__all__ = ["deliver_due", "forget_nonces", "sender_of", "take", "tell_of_waiting"]
