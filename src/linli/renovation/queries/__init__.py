"""Reads of renovation, each scoped to who asks."""

from .desk import desk_door
from .figures import figures_of
from .listing import has_renovation
from .mine import to_do

__all__ = ["desk_door", "figures_of", "has_renovation", "to_do"]
