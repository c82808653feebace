"""The only code that writes the tables of pushing."""

from .devices import forget, remove, subscribe, unsubscribe
from .sending import put_by, run_due, sweep

__all__ = ["forget", "put_by", "remove", "run_due", "subscribe", "sweep", "unsubscribe"]
