"""Reads of bulletins: what everybody may read, what is under way at the desk, and what a page or paper is made of."""

from .reading import content_of_row, newest, published, version_of

__all__ = ["content_of_row", "newest", "published", "version_of"]
