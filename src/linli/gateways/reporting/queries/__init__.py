"""Reads of health reports: what was released and how it travels, and what came from below."""
