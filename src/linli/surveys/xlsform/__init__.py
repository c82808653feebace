"""Questionnaires: an XLSForm read into a definition, its expressions, filled-in instances, and what is wrong with answers."""
