"""How sums are written."""
