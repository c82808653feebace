"""Reads of the legal desk, each scoped to who asks."""

from .desk import desk_door
from .figures import open_figures
from .mine import mine
from .times import has_legal

__all__ = ["desk_door", "has_legal", "mine", "open_figures"]
