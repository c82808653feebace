"""Reads of appointments: halls and what is free there, a person's own, and a hall's day for its desk."""

from .halls import hall, hall_for, halls, halls_for, halls_of
from .mine import Ticket, own, upcoming

__all__ = ["Ticket", "hall", "hall_for", "halls", "halls_for", "halls_of", "own", "upcoming"]
