"""The health of all: points to measure at, people followed up, registries and surveys."""
