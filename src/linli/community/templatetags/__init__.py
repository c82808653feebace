"""Template filters of venues and events."""
