"""What the rooms of neighbours and livelihood have in a pack: each a module of its own, listed here once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from linli.places.actions import Changes
from linli.places.models import District

from . import (
    assets,
    cooperative,
    directory,
    employment,
    ledger,
    legal,
    mediation,
    projects,
    renovation,
    spaces,
    volunteers,
)
from .mistakes import Mistakes

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames


class RoomFiles(Protocol):
    """A module that reads its FILES from a pack's folder, checks them against everything else, and lays them down."""

    @property
    def ROOM(self) -> str: ...
    @property
    def FILES(self) -> tuple[str, ...]: ...

    def read(self, folder: Path, mistakes: Mistakes) -> Any: ...
    def check(self, contents: Contents, names: AllNames, mistakes: Mistakes) -> None: ...
    def parts(self, district: District, contents: Contents) -> dict[str, Callable[[], Changes]]: ...


# In the order in which they are laid down: each after those whose rows it names.
ROOMS: tuple[RoomFiles, ...] = (
    ledger,
    assets,
    spaces,
    renovation,
    mediation,
    legal,
    volunteers,
    employment,
    directory,
    cooperative,
    projects,
)
ROOM_FILES = tuple(file for room in ROOMS for file in room.FILES)
