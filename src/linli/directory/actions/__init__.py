"""The only code that writes the address book's own table: the units of a pack."""

from .replacing import UnitRow, replace_units

__all__ = ["UnitRow", "replace_units"]
