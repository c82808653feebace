"""Draw the pictures of the demo articles: flat scenes of our own in the colours of the pages. No photograph, nobody real.

python tools/draw_pictures.py     writes packs/*/articles/pictures/*.webp anew, the same each time
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[1]
WIDE, HIGH, FINE = 1280, 720, 2
PAPER, SAND, JADE, DEEP, LEAF, MIST = "#fbf3e4", "#ecd9b4", "#0a6b5e", "#074c43", "#5f9e7c", "#cfe4dc"
RED, BRICK, GOLD, NIGHT, BLUE, SKY, INK = "#b9402f", "#d98a63", "#e9b44c", "#26404a", "#6fa3b5", "#dcecef", "#37474a"
SKINS = ("#f0c9a4", "#e2b48c", "#f5d5b5")
CLOTHES = (JADE, RED, GOLD, BLUE, INK, LEAF, "#c59a6d")

Scene = Callable[["Sheet"], None]


class Sheet:
    """A drawing on a field of 1280 by 720, drawn finer and made smaller at the end."""

    def __init__(self, name: str) -> None:
        self.image = Image.new("RGB", (WIDE * FINE, HIGH * FINE), PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self.chance = random.Random(name)

    def box(self, x: float, y: float, w: float, h: float, fill: str, round: float = 0) -> None:
        where = [v * FINE for v in (x, y, x + w, y + h)]
        self.draw.rounded_rectangle(where, round * FINE, fill) if round else self.draw.rectangle(where, fill)

    def disc(self, x: float, y: float, r: float, fill: str, tall: float = 1) -> None:
        self.draw.ellipse([v * FINE for v in (x - r, y - r * tall, x + r, y + r * tall)], fill)

    def shape(self, points: list[tuple[float, float]], fill: str) -> None:
        self.draw.polygon([(x * FINE, y * FINE) for x, y in points], fill)

    def line(self, points: list[tuple[float, float]], fill: str, width: float = 3) -> None:
        self.draw.line([(x * FINE, y * FINE) for x, y in points], fill, int(width * FINE), joint="curve")

    def sky(self, top: str, bottom: str, until: float = HIGH) -> None:
        first, last = (tuple(int(c[at : at + 2], 16) for at in (1, 3, 5)) for c in (top, bottom))
        for y in range(int(until * FINE)):
            share = y / (until * FINE)
            self.draw.line([(0, y), (WIDE * FINE, y)], tuple(int(a + (b - a) * share) for a, b in zip(first, last, strict=True)))  # fmt: skip

    def hills(self, base: float, height: float, fill: str, turn: float, wave: float = 320) -> None:
        tops = [(x, base - height * (0.55 + 0.45 * math.sin(x / wave + turn) * math.cos(x / wave / 2.3 + turn * 2))) for x in range(0, WIDE + 20, 20)]  # fmt: skip
        self.shape([(0, HIGH), *tops, (WIDE, HIGH)], fill)

    def tree(self, x: float, y: float, r: float, fill: str = LEAF, fruit: str = "") -> None:
        self.box(x - r * 0.09, y - r * 0.6, r * 0.18, r * 0.9, "#7c5b41")
        for dx, dy, part in ((0, -1.25, 0.8), (-0.55, -0.85, 0.62), (0.55, -0.85, 0.62)):
            self.disc(x + dx * r, y + dy * r, r * part, fill)
        for _fruit in range(7 if fruit else 0):
            angle, far = self.chance.uniform(0, 6.3), self.chance.uniform(0.1, 0.8)
            self.disc(x + math.cos(angle) * far * r, y - r + math.sin(angle) * far * r * 0.8, r * 0.13, fruit)

    def person(self, x: float, y: float, tall: float, sits: bool = False) -> None:
        cloth, skin = self.chance.choice(CLOTHES), self.chance.choice(SKINS)
        r = tall * 0.13
        if not sits:
            self.box(x - r * 0.75, y - tall * 0.42, r * 0.66, tall * 0.42, INK, r * 0.2)
            self.box(x + r * 0.1, y - tall * 0.42, r * 0.66, tall * 0.42, INK, r * 0.2)
        self.box(x - r * 1.15, y - tall * 0.74, r * 2.3, tall * (0.74 if sits else 0.4), cloth, r * 0.8)
        self.disc(x, y - tall * 0.86, r, skin)
        self.draw.pieslice([v * FINE for v in (x - r * 1.06, y - tall * 0.86 - r * 1.1, x + r * 1.06, y - tall * 0.86 + r)], 180, 360, fill=self.chance.choice((INK, "#4b3a2f", "#8a8a86")))  # fmt: skip

    def house(self, x: float, y: float, w: float, h: float, wall: str = "#fffdf7", roof: str = INK) -> None:
        self.box(x, y - h, w, h, wall)
        self.shape([(x - w * 0.12, y - h), (x + w * 0.14, y - h * 1.45), (x + w * 0.86, y - h * 1.45), (x + w * 1.12, y - h)], roof)  # fmt: skip
        self.box(x + w * 0.42, y - h * 0.55, w * 0.18, h * 0.55, BRICK)
        for at in (0.12, 0.7):
            self.box(x + w * at, y - h * 0.62, w * 0.17, h * 0.3, MIST)

    def block(self, x: float, y: float, w: float, h: float, fill: str, lit: str = MIST) -> None:
        self.box(x, y - h, w, h, fill)
        columns, rows = max(int(w // 44), 2), max(int(h // 54), 2)
        for column in range(columns):
            for row in range(rows):
                self.box(x + (column + 0.25) * w / columns, y - h + (row + 0.25) * h / rows, w / columns * 0.5, h / rows * 0.5, lit)  # fmt: skip

    def done(self) -> Image.Image:
        return self.image.resize((WIDE, HIGH), Image.Resampling.LANCZOS)


def orchard(s: Sheet) -> None:
    s.sky("#f8dcb0", "#fdf5e6")
    s.disc(980, 190, 90, GOLD)
    s.hills(430, 190, "#bcd3bd", 0.4)
    s.hills(480, 130, "#8fb996", 2.2, 240)
    s.box(0, 470, WIDE, 250, "#d9cf9f")
    for row, (y, r, gap) in enumerate(((500, 38, 120), (575, 58, 190), (690, 92, 310))):
        for x in range(-40 + row * 50, WIDE + 80, gap):
            s.tree(x, y, r, (LEAF, "#4d8a68", "#3d7a5b")[row], RED)
    s.person(610, 700, 170)
    s.person(700, 706, 160)


def market(s: Sheet) -> None:
    s.sky("#1d3340", "#c9785a", 520)
    for x in range(-20, WIDE, 170):
        s.block(x, 470, 150, s.chance.randint(140, 300), "#2c4650", "#e8b765")
    s.box(0, 470, WIDE, 250, "#57483f")
    for row in (120, 200):
        s.line([(x, row + 40 * math.sin(x / WIDE * math.pi)) for x in range(0, WIDE + 1, 40)], "#8f6a52", 3)
        for x in range(60, WIDE, 140):
            s.disc(x, row + 40 * math.sin(x / WIDE * math.pi) + 26, 22, "#e2543d", 0.85)
            s.disc(x, row + 40 * math.sin(x / WIDE * math.pi) + 26, 9, "#f7b56b")
    for at, x in enumerate((40, 370, 700, 1030)):
        s.box(x + 10, 430, 190, 130, "#f5e3c4")
        for stripe in range(6):
            s.shape([(x + stripe * 36, 400), (x + stripe * 36 + 36, 400), (x + stripe * 36 + 40, 452), (x + stripe * 36 - 4, 452)], (RED, PAPER, JADE, PAPER)[(stripe + at) % 2 * 1 + (at % 2) * 2])  # fmt: skip
        s.person(x + 105, 560, 150, sits=True)
        s.box(x, 520, 216, 70, "#8c5f43", 6)
    for x in range(120, WIDE, 150):
        s.person(x + s.chance.randint(-20, 20), 705, 190)


def workshop(s: Sheet) -> None:
    s.sky(SKY, PAPER)
    s.hills(470, 90, "#cfdcc8", 1.3)
    for x in range(90, 800, 180):
        s.shape([(x, 330), (x, 250), (x + 180, 330)], DEEP)
        s.shape([(x + 8, 322), (x + 8, 268), (x + 120, 322)], MIST)
    s.box(90, 330, 720, 240, "#f4ead6")
    for x in range(130, 780, 110):
        s.box(x, 380, 70, 70, BLUE)
    s.box(640, 440, 110, 130, INK)
    s.box(0, 570, WIDE, 150, "#c9c3b4")
    s.box(880, 420, 220, 150, JADE, 8)
    s.box(1104, 470, 100, 100, "#f4ead6", 10)
    s.box(1150, 485, 44, 40, BLUE, 4)
    for x in (930, 1050, 1160):
        s.disc(x, 575, 32, INK)
        s.disc(x, 575, 13, MIST)
    for x in (300, 400, 560, 830):
        s.person(x, 690, 180)


def hall(s: Sheet) -> None:
    s.sky("#eef4ef", "#fbf6ea")
    for x in range(60, WIDE, 240):
        s.box(x, 60, 170, 190, MIST, 6)
        s.box(x + 81, 60, 8, 190, PAPER)
    s.box(0, 560, WIDE, 160, "#dccfae")
    for x in (150, 430, 710, 990):
        s.person(x + 70, 430, 170, sits=True)
    s.box(60, 400, 1160, 150, JADE, 10)
    s.box(40, 386, 1200, 26, DEEP, 8)
    for x in (150, 430, 710, 990):
        s.box(x - 20, 300, 8, 92, INK)
        s.box(x - 70, 270, 100, 66, INK, 6)
        s.box(x - 62, 278, 84, 50, "#9ec9c0", 4)
    for x in (230, 520, 800, 860, 1080):
        s.person(x, 712, 250)


def river(s: Sheet) -> None:
    s.sky("#cfe3e4", "#fbf0dc", 460)
    s.disc(300, 180, 70, "#f3c77c")
    s.hills(420, 210, "#a9c8b8", 0.9)
    s.hills(440, 130, "#7aa98f", 2.8, 260)
    for level in range(6):
        s.box(935 - level * 0 + level * 6, 250 - level * 32, 90 - level * 12, 32, "#f6e7c8")
        s.shape([(920 + level * 6, 252 - level * 32), (1040 - level * 6, 252 - level * 32), (1020 - level * 6, 238 - level * 32), (940 + level * 6, 238 - level * 32)], BRICK)  # fmt: skip
    s.box(0, 430, WIDE, 290, "#8bb9bd")
    for y in range(460, 720, 34):
        for _wave in range(9):
            x = s.chance.randint(0, WIDE)
            s.box(x, y, s.chance.randint(40, 130), 4, "#a7cdcf", 2)
    s.line([(0, 400), (WIDE, 400)], INK, 14)
    for x in range(60, WIDE, 200):
        s.draw.arc([v * FINE for v in (x - 100, 300, x + 100, 520)], 180, 360, fill=INK, width=8 * FINE)
        s.box(x - 106, 400, 14, 120, INK)
    for x in (360, 820):
        s.shape([(x - 90, 590), (x + 90, 590), (x + 55, 635), (x - 55, 635)], "#6b4a37")
        s.box(x - 40, 545, 80, 46, SAND, 14)
        s.person(x + 70, 592, 90)


def reading(s: Sheet) -> None:
    s.sky("#f6ead3", "#fbf5e9")
    for column in range(5):
        s.box(60 + column * 240, 60, 200, 360, "#a9764f", 6)
        for shelf in range(4):
            s.box(72 + column * 240, 74 + shelf * 86, 176, 74, "#5f4430")
            x = 76 + column * 240
            while x < 232 + column * 240:
                wide = s.chance.randint(12, 24)
                tall = s.chance.randint(46, 70)
                s.box(x, 148 + shelf * 86 - tall, wide - 2, tall, s.chance.choice((RED, JADE, GOLD, BLUE, SAND, LEAF)))
                x += wide
    s.box(0, 560, WIDE, 160, "#d3b98d")
    for x in (260, 420, 640, 860, 1020):
        s.person(x, 590, 210, sits=True)
    s.box(120, 560, 1040, 34, "#8c5f43", 10)
    for x in (200, 1060):
        s.box(x, 590, 26, 130, "#7a5238")
    for x in (300, 470, 690, 900):
        s.shape([(x - 44, 556), (x, 546), (x + 44, 556), (x + 40, 564), (x, 558), (x - 40, 564)], PAPER)


def village(s: Sheet) -> None:
    s.sky(SKY, "#fdf6e6")
    s.hills(400, 170, "#b9d2bd", 1.8)
    s.box(0, 400, WIDE, 320, "#a8c48b")
    for at in range(12):
        s.shape([(at * 150 - 300, 720), (at * 150 - 220, 720), (640 + (at - 5) * 44, 400), (640 + (at - 5) * 44 - 14, 400)], "#8fb373" if at % 2 else "#c4cf8e")  # fmt: skip
    s.shape([(560, 720), (760, 720), (668, 400), (648, 400)], SAND)
    for x, y, w in ((90, 430, 150), (300, 420, 120), (820, 420, 130), (1010, 440, 170)):
        s.house(x, y, w, w * 0.62)
    for x, y, r in ((40, 440, 46), (270, 440, 40), (480, 430, 34), (980, 450, 44), (1230, 460, 60)):
        s.tree(x, y, r)
    s.person(640, 690, 180)
    s.person(720, 680, 130)


def harbour(s: Sheet) -> None:
    s.sky("#dbe9ee", "#fdf2de", 430)
    s.disc(220, 170, 66, GOLD)
    for x in range(640, WIDE, 74):
        s.block(x, 430, 62, s.chance.randint(90, 290), s.chance.choice(("#8fb3bd", "#a9c5cb", "#789faa")))
    s.box(0, 430, WIDE, 290, BLUE)
    for _wave in range(60):
        s.box(s.chance.randint(0, WIDE), s.chance.randint(450, 715), s.chance.randint(30, 120), 4, "#8fbac8", 2)
    s.shape([(180, 520), (760, 520), (700, 610), (240, 610)], DEEP)
    s.box(300, 430, 330, 92, PAPER, 8)
    for x in range(320, 620, 50):
        s.disc(x + 10, 474, 13, BLUE)
    s.box(520, 360, 60, 76, RED, 4)
    for x, y in ((420, 200), (500, 160), (350, 130)):
        s.line([(x - 24, y - 10), (x, y), (x + 24, y - 10)], INK, 4)
    s.shape([(860, 210), (1120, 120), (990, 250), (960, 214)], PAPER)
    s.shape([(960, 214), (1120, 120), (986, 284)], "#e0d4bb")


def table(s: Sheet) -> None:
    s.sky("#f3ead6", "#fbf5ea")
    s.box(120, 70, 330, 210, MIST, 8)
    s.box(830, 70, 330, 210, MIST, 8)
    s.tree(640, 250, 70)
    s.box(596, 210, 88, 70, BRICK, 10)
    s.box(0, 520, WIDE, 200, "#dfcfa9")
    for x in range(220, 1100, 140):
        s.person(x, 470, 200, sits=True)
    s.disc(640, 540, 520, "#a9764f", 0.2)
    s.disc(640, 526, 520, "#c08d62", 0.2)
    for x in range(260, 1080, 130):
        s.box(x, 500 + abs(x - 640) * 0.02, 60, 14, PAPER, 2)
        s.box(x + 74, 480, 18, 30, MIST, 4)
    for x in (330, 640, 950):
        s.person(x, 745, 220, sits=True)


def lane(s: Sheet) -> None:
    s.sky(SKY, "#fdf4e2")
    for x, w, h, fill in ((0, 260, 420, "#e6c9a8"), (270, 220, 360, "#d9b690"), (800, 240, 380, "#e9d3b5"), (1050, 240, 440, "#d5b08c")):  # fmt: skip
        s.block(x, 560, w, h, fill, "#7fa5ac")
    s.shape([(490, 560), (800, 560), (720, 380), (560, 380)], "#e4d8c0")
    s.line([(480, 300), (640, 330), (810, 290)], INK, 3)
    for x, fill in ((520, RED), (580, BLUE), (640, GOLD), (700, JADE), (756, PAPER)):
        s.box(x, 318, 40, 62, fill, 4)
    s.box(0, 560, WIDE, 160, "#cdbf9f")
    for x, r in ((80, 84), (470, 60), (830, 64), (1210, 90)):
        s.tree(x, 590, r)
    s.box(180, 610, 190, 16, "#8c5f43", 4)
    for x in (210, 270, 330):
        s.person(x, 624, 130, sits=True)
    for x in (600, 690, 930):
        s.person(x, 700, 190)


def school(s: Sheet) -> None:
    s.sky(SKY, PAPER)
    s.hills(450, 110, "#c6dac6", 2.4)
    s.block(220, 540, 840, 270, "#f4e3c4", BLUE)
    s.shape([(200, 272), (1080, 272), (1040, 230), (240, 230)], BRICK)
    s.box(560, 250, 160, 290, "#efe0c2")
    s.disc(640, 310, 44, PAPER)
    s.line([(640, 310), (640, 282)], INK, 5)
    s.line([(640, 310), (660, 322)], INK, 5)
    s.box(600, 430, 80, 110, DEEP)
    s.box(0, 540, WIDE, 180, "#b9cf9a")
    s.shape([(580, 540), (700, 540), (800, 720), (480, 720)], SAND)
    for x, r in ((110, 80), (180, 60), (1110, 64), (1190, 90)):
        s.tree(x, 570, r)
    for x in range(300, 1040, 110):
        s.person(x + s.chance.randint(-24, 24), 690, s.chance.randint(110, 170))


SCENES: dict[str, tuple[Scene, ...]] = {
    "yicheng": (orchard, market, workshop, hall, reading, village, harbour, table, school),
    "cuiping": (river, lane, hall, table, reading),
}


def main() -> int:
    for pack, scenes in SCENES.items():
        folder = ROOT / "packs" / pack / "articles/pictures"
        folder.mkdir(parents=True, exist_ok=True)
        for scene in scenes:
            sheet = Sheet(f"{pack} {scene.__name__}")
            scene(sheet)
            sheet.done().save(folder / f"{scene.__name__}.webp", quality=86, method=6)
    return 0


if __name__ == "__main__":
    sys.exit(main())
