"""Reads of demands, resources and projects: what anyone may see, one's own, and what waits at the desk."""
