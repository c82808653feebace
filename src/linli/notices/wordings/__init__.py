"""What the house says, by template: one module for what belongs together."""

from __future__ import annotations

from . import cases, health, neighbours, portal, services
from .wording import Wording

DEFAULTS: dict[str, Wording] = {
    **cases.TEXTS, **services.TEXTS, **portal.TEXTS, **neighbours.TEXTS, **health.TEXTS,
}  # fmt: skip

__all__ = ["DEFAULTS", "Wording"]
