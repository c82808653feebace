"""Renovation of old estates: six works and the one done alongside, votes of owners, progress, what they think of it."""
