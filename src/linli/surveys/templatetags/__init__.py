"""Tags of the surveys room."""
