"""Linli 邻里: public service and grassroots governance for a district."""

__version__ = "0.1.0"
