"""The packs room: what a district writes in YAML and CSV, read into the database all at once or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .mistakes import PackRefused

if TYPE_CHECKING:
    from .report import Report

__all__ = ["PackRefused", "load"]


def load(folder: Path, dry_run: bool = False) -> Report:
    """Load a pack (see `loading`). The room is a Django app: its models are only there when this is called."""
    from .loading import load as load_now

    return load_now(folder, dry_run)
