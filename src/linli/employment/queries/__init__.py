"""Reads of a community service company: posts, one's own work, the desk, wages, figures."""
