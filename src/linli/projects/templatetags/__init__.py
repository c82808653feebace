"""How amounts of this room are written."""
