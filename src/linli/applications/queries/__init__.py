"""Reads of the applications room."""
