"""A year of invented applications for a demo district: told by the same verbs as in use, on a moved clock."""

from .telling import tell_year
from .words import is_told

__all__ = ["is_told", "tell_year"]
