"""Channels, articles and policies: what a district tells its people, and the desk of those who write it."""
