"""Chinese words, one index, one query for everything findable."""
