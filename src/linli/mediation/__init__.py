"""Quarrels of neighbours that are settled by talking: parties, sessions, the record book, agreements."""
