"""Lectures, boards and courses that teach people to stay healthy."""
