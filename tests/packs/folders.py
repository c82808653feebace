"""A small pack to load, and a copy of it to spoil."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from linli.packs import load
from tests import kept

PACKS = Path(__file__).resolve().parents[2] / "packs"
# What every pack has.
_ALWAYS = ("district.yaml", "areas.csv", "organisations.yaml", "categories.csv", "clocks.yaml")
MINI, MINI_CODE, MINI_STREET = "mini", "990202", "990202001"
MINI_COMMUNITY, MINI_VILLAGE = f"{MINI_STREET}001", f"{MINI_STREET}201"


def mini_pack() -> Path:
    """The folder of a demo district with one of everything: a street, a community, a village, four cells."""
    return Path(__file__).parent / "mini"


def lay(slug: str, *parts: str) -> None:
    """A district that comes with Linli, of whose pack a test needs these files alone: loaded once, then laid as its rows were."""
    kept.lay_or_make((slug, *parts), lambda: _load(slug, (*_ALWAYS, *parts)))


def _load(slug: str, parts: tuple[str, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in parts:
            whole = PACKS / slug / name
            (shutil.copytree if whole.is_dir() else shutil.copy)(whole, Path(folder) / name)
        load(Path(folder))


class Folder:
    """A pack that a test may change; every change must find what it changes."""

    def __init__(self, path: Path) -> None:
        self.path = path / "mini"
        shutil.copytree(mini_pack(), self.path)

    def swap(self, file: str, old: str, new: str) -> None:
        text = self.text(file)
        assert text.count(old) >= 1, f"{file} has no {old}"
        self.write(file, text.replace(old, new, 1))

    def drop_line(self, file: str, fragment: str) -> None:
        kept = [line for line in self.text(file).splitlines() if fragment not in line]
        assert len(kept) < len(self.text(file).splitlines()), f"{file} has no {fragment}"
        self.write(file, "\n".join(kept) + "\n")

    def add(self, file: str, text: str) -> None:
        self.write(file, self.text(file) + text)

    def write(self, file: str, text: str) -> None:
        (self.path / file).write_text(text, encoding="utf-8")

    def remove(self, file: str) -> None:
        (self.path / file).unlink()

    def text(self, file: str) -> str:
        return (self.path / file).read_text(encoding="utf-8")

    def become(self, code: str, slug: str, people: str) -> None:
        """Make it the pack of another district of the same city: its own codes, slug and usernames."""
        for path in self.path.iterdir():
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(MINI_CODE, code).replace("mini.", people), encoding="utf-8")
        self.swap("district.yaml", "slug: mini", f"slug: {slug}")
