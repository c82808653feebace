"""Reads of the assets room: the register and what is vacant, rents and arrears, applications, open figures."""

from .doors import desk_door, has_assets, mine
from .register import vacant

__all__ = ["desk_door", "has_assets", "mine", "vacant"]
