"""Draw the pictures of the demo pack lunan: a footpath, a health point, a class, a table. Flat scenes of our own, nobody real.

python tools/draw_health.py     writes packs/lunan/pictures/*.webp and articles/pictures/*.webp anew, the same each time
"""

from __future__ import annotations

import sys

from tools.draw_pictures import (
    BLUE,
    BRICK,
    DEEP,
    GOLD,
    INK,
    JADE,
    LEAF,
    MIST,
    PAPER,
    RED,
    ROOT,
    SAND,
    SKY,
    WIDE,
    Scene,
    Sheet,
)

PACK = ROOT / "packs/lunan"


def footpath(s: Sheet) -> None:
    """A path along the water, under trees; two walk and talk."""
    s.sky(SKY, PAPER)
    s.hills(380, 90, "#c3d6c0", 1.6)
    s.box(0, 430, WIDE, 90, "#a9c9d3")
    s.box(0, 500, WIDE, 220, "#b9cf9a")
    s.shape([(0, 600), (WIDE, 520), (WIDE, 640), (0, 720)], BRICK)
    for at in range(0, WIDE, 150):
        lift = at * 80 // WIDE
        s.line([(at, 662 - lift), (at + 70, 658 - lift)], PAPER, 5)
    for x, r in ((90, 84), (300, 66), (1010, 70), (1200, 92)):
        s.tree(x, 520, r, LEAF)
    s.box(820, 470, 12, 110, INK)
    s.box(770, 430, 112, 54, JADE, 6)
    s.box(786, 446, 80, 8, PAPER)
    s.box(786, 462, 50, 8, PAPER)
    s.person(560, 660, 170)
    s.person(640, 664, 156)


def point(s: Sheet) -> None:
    """A bright room: the machine with its cuff, a scale with a rod, somebody sits down."""
    s.sky("#f3efe2", "#fbf7ee")
    s.box(0, 560, WIDE, 160, "#d8c8a6")
    s.box(90, 90, 320, 240, SKY, 8)
    s.line([(250, 90), (250, 330)], PAPER, 10)
    s.box(880, 100, 300, 190, PAPER, 8)
    s.box(880, 100, 300, 40, JADE, 8)
    for y, w in ((170, 220), (205, 180), (240, 200)):
        s.box(910, y, w, 12, MIST, 4)
    s.box(520, 420, 300, 22, "#a9764f", 6)
    s.box(540, 442, 18, 150, "#8c5f43")
    s.box(782, 442, 18, 150, "#8c5f43")
    s.box(640, 300, 150, 120, INK, 14)
    s.box(660, 318, 110, 64, MIST, 6)
    s.line([(672, 362), (694, 362), (706, 334), (722, 374), (738, 352), (760, 352)], RED, 5)
    s.box(560, 372, 76, 48, BLUE, 20)
    s.person(480, 610, 210, sits=True)
    s.box(1010, 560, 150, 26, INK, 6)
    s.box(1078, 330, 14, 232, INK)
    s.box(1040, 330, 90, 14, GOLD, 4)


def classroom(s: Sheet) -> None:
    """A lesson: a heart on the board, rows of heads."""
    s.sky("#f6ecd8", "#fbf5ea")
    s.box(240, 80, 640, 300, DEEP, 10)
    s.disc(500, 210, 54, RED)
    s.disc(570, 210, 54, RED)
    s.shape([(452, 232), (618, 232), (535, 330)], RED)
    for y, w in ((160, 170), (200, 140), (240, 160)):
        s.box(670, y, w, 12, MIST, 4)
    s.box(930, 340, 120, 200, "#a9764f", 8)
    s.person(1000, 560, 250)
    s.box(0, 540, WIDE, 180, SAND)
    for row, (y, tall) in enumerate(((620, 130), (700, 150))):
        for x in range(70 + row * 60, 900, 120):
            s.person(x, y, tall, sits=True)


def plate(s: Sheet) -> None:
    """A table: vegetables on half of the plate, a small spoon for salt."""
    s.sky("#f2e6cb", "#fbf3e4")
    s.box(0, 300, WIDE, 420, "#c59a6d")
    s.disc(640, 470, 250, PAPER, 0.62)
    s.disc(640, 466, 205, "#efe7d4", 0.62)
    for x, y, r in ((540, 430, 46), (590, 490, 40), (520, 500, 34), (600, 410, 34)):
        s.disc(x, y, r, LEAF, 0.8)
    for x, y in ((700, 420), (760, 450), (720, 470)):
        s.disc(x, y, 34, BRICK, 0.7)
    for x, y in ((680, 520), (740, 525), (800, 500)):
        s.disc(x, y, 30, PAPER, 0.7)
        s.disc(x, y, 22, "#fffdf7", 0.7)
    s.disc(1030, 420, 60, BLUE, 0.8)
    s.disc(1030, 410, 44, PAPER, 0.7)
    s.line([(1010, 560), (1130, 520)], INK, 9)
    s.disc(1000, 564, 22, INK, 0.7)
    s.box(170, 320, 90, 150, JADE, 16)
    s.box(190, 290, 50, 40, GOLD, 6)


VENUES: dict[str, Scene] = {"budao": footpath, "xiaowu": point, "ketang": classroom}
ARTICLES: dict[str, Scene] = {**VENUES, "canpan": plate}


def main() -> int:
    for folder, scenes in ((PACK / "pictures", VENUES), (PACK / "articles/pictures", ARTICLES)):
        folder.mkdir(parents=True, exist_ok=True)
        for name, scene in scenes.items():
            sheet = Sheet(f"lunan {name}")
            scene(sheet)
            sheet.done().save(folder / f"{name}.webp", quality=86, method=6)
    return 0


if __name__ == "__main__":
    sys.exit(main())
