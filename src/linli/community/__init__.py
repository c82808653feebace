"""Venues as people visit them, what is on there, and whether the building is safe."""
