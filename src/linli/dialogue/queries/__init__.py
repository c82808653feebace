"""Reads of the dialogue: what anyone may see, a person's own, and what waits at the desk."""

from .desk import door_count, moderation_count
from .topics import has_dialogue, open_topics_count

__all__ = ["door_count", "has_dialogue", "moderation_count", "open_topics_count"]
