"""From the cleaned answers to figures: a table of the people, their weights, indicators, and estimates by the design."""
