"""Reads of the co-operative: the desk, the point, one's own milk, settlements, stock, the trace of a lot, open figures."""
