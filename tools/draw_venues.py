"""Draw the pictures of the demo venues and events: flat scenes of our own. No photograph, nobody real.

python tools/draw_venues.py     writes packs/yicheng/pictures/*.webp anew, the same each time
"""

from __future__ import annotations

import math
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
    WIDE,
    Scene,
    Sheet,
)

FOLDER = ROOT / "packs/yicheng/pictures"


def station(s: Sheet) -> None:
    """A low house with a tiled roof among pomegranate trees, bonsai before it."""
    s.sky("#f3e3c2", "#fdf6e8")
    s.hills(430, 150, "#c3d6c0", 0.9)
    s.box(0, 480, WIDE, 240, "#dccfa5")
    for x, r in ((90, 74), (1180, 84), (240, 52), (1040, 56)):
        s.tree(x, 520, r, LEAF, RED)
    s.box(330, 300, 620, 230, "#fffaf0")
    s.shape([(280, 310), (380, 205), (900, 205), (1000, 310)], INK)
    for x in range(300, 980, 34):
        s.line([(x, 306), (640 + (x - 640) * 0.8, 210)], "#4a5b60", 3)
    s.box(560, 370, 160, 160, BRICK)
    s.box(636, 370, 8, 160, "#b36d4a")
    for x in (370, 460, 760, 850):
        s.box(x, 370, 66, 90, MIST, 4)
    s.box(500, 318, 280, 38, JADE, 6)
    for x in (390, 480, 800, 890):
        s.box(x - 34, 590, 68, 34, "#8c5f43", 6)
        s.line([(x, 590), (x - 12, 560), (x + 10, 540)], "#6b4a35", 8)
        s.disc(x + 4, 530, 36, "#4d8a68", 0.8)
        for dx, dy in ((-18, -4), (12, -12), (20, 8)):
            s.disc(x + dx, 530 + dy, 7, RED)
    s.person(620, 690, 150)
    s.person(690, 694, 140)


def parlour(s: Sheet) -> None:
    """A small stage and rows of chairs."""
    s.sky("#f6ecd8", "#fbf5ea")
    s.box(150, 90, 980, 380, "#7b2a22", 10)
    s.box(240, 130, 800, 300, "#f2dcae")
    for at, x in enumerate(range(150, 270, 40)):
        s.box(x, 100, 42, 370, (RED, "#96331f")[at % 2], 16)
        s.box(1130 - (x - 150) - 42, 100, 42, 370, (RED, "#96331f")[at % 2], 16)
    s.box(150, 90, 980, 50, "#96331f", 8)
    s.disc(640, 250, 84, GOLD)
    s.disc(640, 250, 66, "#f6e3b2")
    s.tree(640, 290, 34, LEAF, RED)
    s.box(110, 440, 1060, 46, "#a9764f", 6)
    s.box(0, 486, WIDE, 234, "#dccaa0")
    for row, y in enumerate((560, 640, 730)):
        for x in range(70 + row * 20, WIDE - 40, 150):
            s.box(x, y - 90, 90, 84, (JADE, DEEP, JADE)[row], 16)
            if (x + row) % 3:
                s.person(x + 45, y - 40, 130, sits=True)


def home(s: Sheet) -> None:
    """A round table and a wall of pictures."""
    s.sky("#f3ead6", "#fbf5ea")
    for column in range(7):
        for row in range(2):
            x, y = 120 + column * 152, 60 + row * 128
            s.box(x, y, 120, 96, "#a9764f", 4)
            s.box(x + 9, y + 9, 102, 78, s.chance.choice((MIST, SAND, "#cfe0c8", "#f2d9a8", "#cddfe6")))
            s.disc(x + 60, y + 40, 16, s.chance.choice((RED, JADE, GOLD, BLUE)))
            s.box(x + 38, y + 58, 44, 22, s.chance.choice((JADE, INK, BLUE)), 8)
    s.box(0, 470, WIDE, 250, "#dfcfa9")
    for x in (330, 480, 800, 950):
        s.person(x, 500, 210, sits=True)
    s.disc(640, 560, 430, "#a9764f", 0.26)
    s.disc(640, 544, 430, "#c08d62", 0.26)
    s.box(590, 470, 100, 56, MIST, 20)
    s.box(686, 486, 30, 14, MIST, 6)
    for x in (380, 500, 760, 880):
        s.box(x, 530, 34, 26, PAPER, 8)
    for x in (430, 850):
        s.person(x, 760, 230, sits=True)


def corner(s: Sheet) -> None:
    """Shelves and a reading screen."""
    s.sky("#eaf2ee", "#fbf6ea")
    for column in range(3):
        s.box(70 + column * 200, 80, 170, 360, "#a9764f", 6)
        for shelf in range(4):
            s.box(80 + column * 200, 92 + shelf * 86, 150, 74, "#5f4430")
            x = 84 + column * 200
            while x < 214 + column * 200:
                wide = s.chance.randint(12, 24)
                tall = s.chance.randint(44, 68)
                s.box(x, 166 + shelf * 86 - tall, wide - 2, tall, s.chance.choice((RED, JADE, GOLD, BLUE, SAND, LEAF)))
                x += wide
    s.box(760, 90, 420, 260, INK, 14)
    s.box(776, 106, 388, 228, "#9ec9c0", 6)
    for row in range(4):
        s.box(806, 140 + row * 46, 330 - row * 50, 18, PAPER, 8)
    s.box(940, 350, 60, 110, INK)
    s.box(0, 520, WIDE, 200, "#d9c79d")
    for x in (220, 420, 880, 1060):
        s.person(x, 690, 240)
    s.box(560, 560, 220, 24, "#8c5f43", 8)
    s.box(580, 584, 18, 110, "#7a5238")
    s.box(742, 584, 18, 110, "#7a5238")
    s.shape([(612, 556), (668, 544), (724, 556), (720, 566), (668, 556), (616, 566)], PAPER)


def bonsai(s: Sheet) -> None:
    """A pomegranate bonsai on a table, shears beside it."""
    s.sky("#e7efe6", "#fbf6ea")
    s.disc(980, 170, 110, "#f7e2b0")
    s.box(0, 560, WIDE, 160, "#c08d62")
    s.box(0, 560, WIDE, 18, "#a9764f")
    s.shape([(440, 500), (820, 500), (770, 590), (490, 590)], DEEP)
    s.box(420, 480, 420, 34, JADE, 8)
    s.line([(630, 486), (600, 400), (660, 330), (620, 240)], "#6b4a35", 34)
    s.line([(655, 340), (760, 290), (830, 300)], "#6b4a35", 20)
    s.line([(606, 400), (500, 360), (450, 370)], "#6b4a35", 18)
    for x, y, r in ((610, 200, 110), (720, 180, 80), (520, 210, 84), (840, 280, 84), (430, 345, 74)):
        s.disc(x, y, r, "#4d8a68", 0.72)
    for x, y in ((560, 190), (660, 230), (720, 150), (850, 290), (800, 250), (420, 350), (480, 200), (610, 140)):
        s.disc(x, y, 20, RED)
        s.shape([(x - 8, y - 18), (x, y - 32), (x + 8, y - 18)], "#8c2a1f")
    for side in (-1, 1):
        s.line([(1000, 600), (1000 + side * 46, 520)], "#9aa5a3", 12)
        s.disc(1000 + side * 44, 660, 34, "#c0432f", 1.2)
        s.disc(1000 + side * 44, 660, 18, "#c08d62", 1.2)
    s.disc(1000, 600, 10, INK)


def opera(s: Sheet) -> None:
    """An open curtain, a lit stage, lanterns."""
    s.sky("#3b1714", "#7b2a22")
    s.shape([(520, 0), (760, 0), (1080, 600), (200, 600)], "#f2c879")
    s.shape([(580, 0), (700, 0), (900, 600), (380, 600)], "#f8dca0")
    s.disc(640, 610, 420, "#e9b44c", 0.16)
    for side in (0, 1):
        for at in range(6):
            x = at * 52 if not side else WIDE - at * 52 - 60
            top = [(x, 0), (x + 60, 0)]
            sway = 40 * math.cos(at / 2.4) * (-1 if side else 1)
            s.shape([*top, (x + 60 + sway, 640), (x + sway, 640)], (RED, "#96331f")[at % 2])
    s.box(0, 0, WIDE, 70, "#96331f")
    for x in range(0, WIDE, 80):
        s.disc(x + 40, 70, 40, (RED, "#a83a2b")[x // 80 % 2], 0.7)
    for x in (480, 800):
        s.line([(x, 70), (x, 150)], "#8f6a52", 4)
        s.disc(x, 190, 42, "#e2543d", 0.86)
        s.disc(x, 190, 18, "#f7b56b", 1.4)
    s.box(0, 620, WIDE, 100, "#5b3427")
    for x in (560, 720):
        s.person(x, 640, 240)
    for x in range(60, WIDE, 130):
        s.disc(x, 728, 46, "#2b1512")


SCENES: dict[str, Scene] = {
    "shiliuzi": station, "huiketing": parlour, "lianyi": home, "xianfeng": corner, "penjing": bonsai, "xiqu": opera,
}  # fmt: skip


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, scene in SCENES.items():
        sheet = Sheet(f"venue {name}")
        scene(sheet)
        sheet.done().save(FOLDER / f"{name}.webp", quality=86, method=6)
    return 0


if __name__ == "__main__":
    sys.exit(main())
