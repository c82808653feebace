"""Reads of venues and events: pages, the calendar, a person's own, the desk, the building's safety."""
