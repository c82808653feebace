"""Chinese segmentation, one index, one query for everything findable."""
