"""What the repository is built, checked and tested with; not installed with Linli."""
