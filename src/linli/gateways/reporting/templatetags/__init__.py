"""Tags of the reports' pages."""
