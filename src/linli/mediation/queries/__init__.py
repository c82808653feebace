"""Reads of mediation, each scoped to who asks."""

from .desk import desk_door
from .figures import open_figures
from .mine import mine
from .teams import has_mediation

__all__ = ["desk_door", "has_mediation", "mine", "open_figures"]
