"""What tests of packs begin with: a pack of one's own to change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.packs.folders import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A copy of the mini pack."""
    return Folder(tmp_path)
