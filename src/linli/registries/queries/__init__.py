"""Reads of the registries, each scoped to who asks."""

from ..access import at_registries
from .published import Published, published

__all__ = ["Published", "at_registries", "published"]
