"""Reading the portal."""
