"""The store of pictures and files that anyone may see; during a trial, what is put there is held in memory and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

_HELD: ContextVar[dict[str, bytes] | None] = ContextVar("held", default=None)


@contextmanager
def kept_by_nobody() -> Iterator[None]:
    """Files that are written within are read back within, and never reach the disk."""
    before = _HELD.set({})
    try:
        yield
    finally:
        _HELD.reset(before)


def is_trial() -> bool:
    """Whether what is written now is to be forgotten."""
    return _HELD.get() is not None


class PublicFiles(FileSystemStorage):
    """Files in a folder, but for those of a trial."""

    def _save(self, name: str, content: File[Any]) -> str:
        held = _HELD.get()
        if held is None:
            return str(super()._save(name, content))  # type: ignore[misc]
        content.seek(0)
        held[name] = b"".join(content.chunks())
        return name

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        held = _HELD.get() or {}
        return ContentFile(held[name], name) if name in held else super()._open(name, mode)  # type: ignore[misc]

    def exists(self, name: str) -> bool:
        return name in (_HELD.get() or {}) or super().exists(name)

    def size(self, name: str) -> int:
        held = _HELD.get() or {}
        return len(held[name]) if name in held else super().size(name)

    def delete(self, name: str) -> None:
        held = _HELD.get()
        if held is None:
            super().delete(name)
        else:
            # What lies on the disk is not a trial's to take away.
            held.pop(name, None)
