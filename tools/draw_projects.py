"""Draw how the demo's projects look before and after: flat scenes of our own, a pair for each kind. No photograph.

python tools/draw_projects.py     writes packs/cuiping/pictures/project-*.webp anew, the same each time
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from tools.draw_pictures import (
    BLUE,
    BRICK,
    GOLD,
    HIGH,
    INK,
    JADE,
    MIST,
    NIGHT,
    PAPER,
    RED,
    ROOT,
    SAND,
    SKY,
    WIDE,
    Sheet,
)

# A scene is drawn as it was, or as it is when all is done.
Pair = Callable[[Sheet, bool], None]
GREY, DUST, WALL, EARTH, GRASS = "#b9b8b1", "#cfc7b4", "#e9d8bd", "#b9a98a", "#a9c78c"


def yard(s: Sheet, ground: str, *, evening: bool = False) -> None:
    s.sky(NIGHT if evening else SKY, "#4b5f68" if evening else PAPER)
    s.hills(400, 120, "#33505a" if evening else "#c3d6c4", 1.1)
    s.box(0, 470, WIDE, HIGH - 470, ground)


def bike(s: Sheet, x: float, y: float, fill: str) -> None:
    for wheel in (x - 34, x + 34):
        s.disc(wheel, y, 20, INK)
        s.disc(wheel, y, 11, DUST)
    s.shape([(x - 34, y), (x - 16, y - 34), (x + 20, y - 34), (x + 34, y)], fill)
    s.line([(x + 22, y - 30), (x + 14, y - 62), (x + 30, y - 64)], INK, 5)
    s.box(x - 34, y - 46, 36, 10, INK, 4)


def car(s: Sheet, x: float, y: float, fill: str) -> None:
    s.box(x, y - 46, 170, 46, fill, 12)
    s.shape([(x + 30, y - 44), (x + 52, y - 84), (x + 120, y - 84), (x + 146, y - 44)], fill)
    s.shape([(x + 42, y - 46), (x + 58, y - 76), (x + 84, y - 76), (x + 84, y - 46)], MIST)
    s.shape([(x + 92, y - 46), (x + 92, y - 76), (x + 114, y - 76), (x + 130, y - 46)], MIST)
    for wheel in (x + 40, x + 130):
        s.disc(wheel, y, 20, INK)
        s.disc(wheel, y, 8, GREY)


def flats(s: Sheet, x: float, w: float, h: float, fill: str = WALL) -> None:
    s.block(x, 520, w, h, fill, "#88a9b0")
    s.box(x - 8, 520 - h - 12, w + 16, 14, GREY)


def room(s: Sheet, *, bright: bool) -> None:
    s.sky("#f6ead3" if bright else "#a9a69d", "#fbf5e9" if bright else "#c6c2b6")
    for x in (110, 930):
        s.box(x, 90, 240, 210, MIST if bright else "#8e9494", 6)
        s.box(x + 116, 90, 8, 210, PAPER if bright else "#b5b2a8")
    s.box(0, 540, WIDE, 180, "#d9c296" if bright else "#9c9586")


def lift(s: Sheet, done: bool) -> None:
    yard(s, "#cdc7b6")
    flats(s, 240, 620, 440, "#e3cfae")
    if done:
        s.box(880, 60, 150, 460, "#d5e6ea", 4)
        for y in range(70, 520, 62):
            s.box(890, y, 130, 52, "#b6d3da")
            s.box(858, y + 30, 24, 10, GREY)
        s.box(898, 330, 114, 110, JADE, 6)
        s.box(952, 336, 6, 98, PAPER)
        s.box(870, 46, 170, 18, JADE)
        for x in (820, 1080, 1150):
            s.person(x, 640, 170)
    else:
        for step in range(7):
            s.box(880 + step * 26, 520 - (step + 1) * 22, 30, (step + 1) * 22, GREY)
        s.person(900, 498, 140)
        s.box(936, 440, 30, 44, RED, 6)
        s.person(1010, 650, 150)
        s.box(1046, 600, 36, 46, GOLD, 6)


def canteen(s: Sheet, done: bool) -> None:
    yard(s, "#d2c7ac")
    s.box(180, 130, 920, 400, "#efe2c6" if done else GREY)
    s.box(180, 110, 920, 30, BRICK if done else "#9d9a92")
    if not done:
        for x in (230, 660):
            s.box(x, 230, 390, 300, "#8f9292")
            for y in range(246, 530, 22):
                s.box(x, y, 390, 5, "#7c8080")
        s.box(560, 600, 120, 16, "#8a7a62", 4)
        s.person(980, 690, 170)
        return
    for stripe in range(23):
        s.shape([(180 + stripe * 40, 190), (220 + stripe * 40, 190), (224 + stripe * 40, 250), (176 + stripe * 40, 250)], (RED, PAPER)[stripe % 2])  # fmt: skip
    s.box(230, 260, 390, 270, "#fbf1da")
    s.box(660, 260, 390, 270, "#f6e6c4")
    for x in (290, 420, 550):
        s.person(x, 500, 170, sits=True)
    s.box(240, 430, 370, 22, "#8c5f43", 6)
    for x in (280, 370, 460, 550):
        s.disc(x, 424, 20, PAPER, 0.5)
    for x in (740, 850, 960):
        s.person(x, 530, 190)
    s.box(670, 420, 370, 30, JADE, 6)
    for x in (330, 480, 1120):
        s.person(x, 700, 180)


def parking(s: Sheet, done: bool) -> None:
    yard(s, "#a9aaa6")
    flats(s, 40, 360, 260)
    flats(s, 480, 300, 330, "#d9c3a0")
    flats(s, 860, 360, 240)
    if done:
        for x in range(60, 1240, 232):
            s.shape([(x, 700), (x + 8, 700), (x + 38, 540), (x + 30, 540)], PAPER)
        for at, x in enumerate((90, 322, 786)):
            car(s, x + 12, 660, (BLUE, PAPER, RED)[at])
        s.box(1150, 430, 60, 60, BLUE, 8)
        s.box(1168, 442, 10, 36, PAPER)
        s.disc(1186, 452, 12, PAPER)
        s.box(1176, 490, 8, 110, INK)
        return
    for at, (x, y) in enumerate(
        ((30, 600), (180, 640), (360, 590), (520, 660), (700, 600), (880, 650), (1040, 600), (240, 705), (940, 712))
    ):
        car(s, x, y, (GREY, RED, BLUE, "#8a8a86", PAPER, GOLD, INK, SAND, "#6d7f86")[at])


def charging(s: Sheet, done: bool) -> None:
    yard(s, "#c9c2ae")
    flats(s, 80, 520, 400)
    if not done:
        for at, x in enumerate((150, 270, 400, 520)):
            s.line([(x, 190 + at * 30), (x + 18, 360), (x - 6, 500), (x + 10, 610)], RED, 4)
            bike(s, x + 20, 640, (JADE, BLUE, RED, GOLD)[at])
        s.disc(406, 606, 34, GOLD)
        s.disc(406, 600, 20, RED)
        return
    s.shape([(640, 330), (1240, 300), (1240, 340), (640, 370)], JADE)
    for x in (660, 940, 1216):
        s.box(x, 350, 14, 290, INK)
    for at, x in enumerate((730, 830, 930, 1030, 1140)):
        s.box(x - 16, 440, 34, 60, PAPER, 6)
        s.box(x - 8, 452, 18, 20, JADE, 3)
        s.line([(x, 500), (x + 8, 560), (x, 600)], INK, 4)
        bike(s, x, 640, (JADE, BLUE, RED, GOLD, INK)[at])
    s.box(690, 400, 24, 44, RED, 6)
    s.person(600, 680, 180)


def green(s: Sheet, done: bool) -> None:
    yard(s, GRASS if done else EARTH)
    flats(s, 60, 330, 280)
    flats(s, 900, 320, 320, "#d9c3a0")
    if done:
        s.shape([(560, 720), (760, 720), (680, 470), (640, 470)], SAND)
        for x, y, r in ((120, 540, 60), (460, 520, 54), (830, 520, 58), (1180, 550, 66)):
            s.tree(x, y, r)
        for _flower in range(90):
            x, y = s.chance.randint(30, 1250), s.chance.randint(560, 710)
            if not 520 < x < 790:
                s.disc(x, y, 8, s.chance.choice((RED, GOLD, PAPER, "#d98aa0")))
        s.box(860, 600, 190, 16, "#8c5f43", 4)
        for x in (900, 980):
            s.person(x, 616, 130, sits=True)
        s.person(650, 700, 170)
        return
    for _weed in range(70):
        x, y = s.chance.randint(0, WIDE), s.chance.randint(520, 715)
        s.line([(x, y), (x + s.chance.randint(-12, 12), y - s.chance.randint(20, 46))], "#86905c", 4)
    for x, y in ((420, 620), (620, 660), (740, 610)):
        s.disc(x, y, 52, "#8a8478", 0.6)
        s.box(x - 30, y - 46, 46, 40, s.chance.choice((GREY, "#7a5238", BLUE)), 4)
    s.box(520, 560, 150, 60, "#7a5238", 8)


def safety(s: Sheet, done: bool) -> None:
    room(s, bright=done)
    s.box(430, 60, 420, 480, "#efe6d2" if done else "#aaa598")
    for step in range(6):
        s.box(470 + step * 56, 500 - step * 56, 56, 40 + step * 56, "#d8cfb8" if done else "#8d897d")
    if done:
        s.box(130, 60, 1020, 12, PAPER, 4)
        s.box(900, 66, 12, 180, PAPER, 4)
        s.box(860, 240, 92, 130, GREY, 8)
        for y in (262, 300, 336):
            s.box(876, y, 60, 20, JADE, 3)
        s.box(300, 380, 46, 130, RED, 14)
        s.disc(640, 52, 26, PAPER, 0.6)
        s.person(1080, 700, 240)
        return
    for _wire in range(16):
        x = s.chance.randint(120, 1100)
        s.line(
            [(x + turn * 60, 60 + s.chance.randint(0, 150)) for turn in range(5)],
            s.chance.choice((INK, RED, "#5c4a3a")),
            5,
        )
    s.disc(800, 190, 26, GOLD)
    for x, y in ((160, 480), (290, 510), (1000, 490)):
        s.box(x, y, 130, 90, s.chance.choice(("#7a5238", "#6d7f86")), 4)


def access(s: Sheet, done: bool) -> None:
    yard(s, "#cdc7b6")
    s.box(280, 60, 720, 440, "#e3cfae")
    s.box(560, 200, 170, 300, "#5b4a3c")
    s.box(580, 220, 130, 270, MIST)
    for step in range(3):
        s.box(540 - step * 24, 500 + step * 34, 210 + step * 48, 34, (GREY, "#a7a69f", "#98978f")[step])
    if done:
        s.shape([(750, 500), (1180, 604), (1180, 640), (750, 604)], "#b9a88a")
        s.line([(750, 440), (1180, 545)], JADE, 8)
        for x, y in ((760, 442), (900, 476), (1040, 510), (1170, 542)):
            s.line([(x, y), (x, y + 64)], JADE, 6)
        x, y = 980, 548
    else:
        x, y = 960, 640
    s.person(x, y - 14, 150, sits=True)
    s.disc(x - 6, y, 40, INK)
    s.disc(x - 6, y, 30, DUST)
    s.disc(x + 44, y + 22, 16, INK)
    s.person(x + 84, y + 44, 180)


def lighting(s: Sheet, done: bool) -> None:
    yard(s, "#5c605a" if done else "#22312f", evening=True)
    for x, w, h in ((40, 240, 300), (330, 200, 240), (700, 230, 320), (980, 240, 260)):
        s.block(x, 500, w, h, "#2f4148", "#e8b765" if done else "#3d5058")
    for x in (150, 470, 800, 1120):
        if done:
            s.shape([(x, 250), (x + 150, 690), (x - 150, 690)], "#8a8462")
    for x in (150, 470, 800, 1120):
        s.box(x - 5, 250, 10, 380, "#1a2629")
        s.box(x - 40, 236, 80, 14, "#1a2629", 6)
        if done:
            s.disc(x, 256, 22, "#ffe9ae")
    for x in (320, 640, 960) if done else (620,):
        s.person(x, 700, 180)


def culture(s: Sheet, done: bool) -> None:
    room(s, bright=done)
    if not done:
        for x in (180, 420, 860):
            s.box(x, 470, 150, 90, "#7f7565", 4)
        s.box(620, 380, 130, 180, "#8b8171", 4)
        return
    s.box(80, 330, 1120, 10, RED)
    for x in range(100, 1200, 110):
        s.shape([(x, 340), (x + 60, 340), (x + 30, 390)], (RED, GOLD, JADE)[x // 110 % 3])
    for at, x in enumerate((190, 340, 500, 660, 820, 980, 1120)):
        s.person(x, 640 + at % 2 * 40, 220)
    s.disc(1010, 660, 70, RED, 0.8)
    s.disc(1010, 630, 66, PAPER, 0.35)


def care(s: Sheet, done: bool) -> None:
    room(s, bright=done)
    if not done:
        s.box(200, 440, 300, 110, "#857b6c", 8)
        s.line([(760, 560), (800, 420), (900, 420)], INK, 8)
        return
    for x in (110, 820):
        s.box(x, 470, 330, 70, PAPER, 12)
        s.box(x, 440, 90, 50, MIST, 10)
        s.box(x, 530, 330, 26, BLUE, 6)
        s.line([(x + 350, 560), (x + 350, 450), (x + 410, 450)], JADE, 8)
    for x in (500, 600, 720):
        s.person(x, 610, 200, sits=True)
    s.box(460, 560, 320, 26, "#8c5f43", 8)
    for x in (520, 610, 700):
        s.disc(x, 554, 16, PAPER, 0.5)
    s.person(410, 700, 240)
    s.person(1190, 700, 240)


def sport(s: Sheet, done: bool) -> None:
    yard(s, GRASS if done else EARTH)
    flats(s, 60, 300, 260)
    flats(s, 960, 280, 300, "#d9c3a0")
    if not done:
        for _stone in range(40):
            s.disc(s.chance.randint(0, WIDE), s.chance.randint(500, 710), s.chance.randint(4, 14), "#9a8b6e", 0.6)
        s.person(620, 640, 170)
        return
    s.shape([(180, 700), (1100, 700), (960, 520), (320, 520)], "#c9694f")
    s.shape([(320, 680), (960, 680), (880, 550), (400, 550)], "#3f8f7f")
    for x in (440, 620, 800):
        s.line([(x - 40, 640), (x - 40, 500), (x + 40, 500), (x + 40, 640)], GOLD, 9)
        s.person(x, 640, 150)
    for x, r in ((120, 60), (1180, 66)):
        s.tree(x, 560, r)


def hall(s: Sheet, done: bool) -> None:
    if not done:
        yard(s, "#c4bda8")
        s.shape([(240, 260), (1040, 220), (1040, 250), (240, 290)], "#8a8a86")
        for x in (260, 640, 1010):
            s.box(x, 270, 14, 330, "#7a7a76")
        for at, x in enumerate((340, 450, 720, 900)):
            bike(s, x, 600, (GREY, "#8a7a62", INK, GREY)[at])
        s.box(520, 520, 110, 80, "#7a5238", 4)
        return
    room(s, bright=True)
    for x in (300, 460, 640, 820, 980):
        s.person(x, 500, 210, sits=True)
    s.disc(640, 560, 460, "#a9764f", 0.2)
    s.disc(640, 548, 460, "#c08d62", 0.2)
    for x in range(320, 1000, 120):
        s.box(x, 530, 54, 12, PAPER, 2)
    s.box(560, 70, 160, 90, JADE, 8)
    s.line([(590, 116), (690, 116)], PAPER, 6)
    for x in (400, 640, 880):
        s.person(x, 740, 220, sits=True)


PAIRS: tuple[Pair, ...] = (
    lift, canteen, parking, charging, green, safety, access, lighting, culture, care, sport, hall,
)  # fmt: skip


def main() -> int:
    folder = ROOT / "packs/cuiping/pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for pair in PAIRS:
        for done in (False, True):
            sheet = Sheet(f"cuiping {pair.__name__}")
            pair(sheet, done)
            name = f"project-{pair.__name__}-{'after' if done else 'before'}.webp"
            sheet.done().resize((960, 540)).save(folder / name, quality=82, method=6)
    return 0


if __name__ == "__main__":
    sys.exit(main())
