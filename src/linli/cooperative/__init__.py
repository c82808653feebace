"""A co-operative of herders: households, herd book, weighing, settlement, sales lots and their trace."""
