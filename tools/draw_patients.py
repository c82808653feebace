"""Draw the health points of the demo pack lunan, and the invented people who measure themselves there.

python tools/draw_patients.py     writes packs/lunan/health_points.yaml and patients.yaml anew, the same each time

Every institution of organisations.yaml but the centre for disease control has a point, and the physician of people.yaml
who sits there. Nobody is real: names are drawn from lists, birth days and telephone numbers are made up.
"""

from __future__ import annotations

import csv
import random
import sys
from datetime import date
from pathlib import Path
from typing import Any

import yaml

PACK = Path(__file__).resolve().parents[1] / "packs/lunan"
CENTRE = "130202-cdc"
TODAY = date(2026, 11, 1)
HOURS = {
    "clinic": 'mon-fri: [["07:30", "11:30"], ["13:30", "17:30"]], sat: [["07:30", "11:30"]]',
    "station": 'mon-fri: [["08:00", "12:00"], ["13:30", "17:30"]], sat-sun: [["08:00", "11:30"]]',
    "hospital": 'mon-sun: [["07:30", "17:30"]]',
}
SURNAMES = "王李张刘陈杨赵周吴徐孙马朱胡郭何高林郑梁"
MEN = ("国强", "建国", "志刚", "德山", "永福", "长顺", "玉田", "连生", "文亮", "春和", "守义", "庆丰")
WOMEN = ("秀兰", "桂英", "淑珍", "玉梅", "凤霞", "素芬", "翠平", "丽华", "秋菊", "慧芳", "春燕", "月娥")
# What somebody measures: upper and lower value, where they began, weight, height, glucose.
KINDS = (
    ((124, 78), None, 62, 164, 5.2),
    ((136, 84), (158, 96), 70, 166, 5.6),
    ((148, 90), (152, 92), 76, 165, 6.3),
    ((132, 80), (150, 90), 68, 162, 7.4),
    ((128, 82), None, 74, 170, 8.6),
    ((162, 98), (160, 96), 82, 168, 5.9),
)


def institutions() -> list[dict[str, Any]]:
    rows = yaml.safe_load((PACK / "organisations.yaml").read_text(encoding="utf-8"))
    return [row for row in rows if row["kind"] == "health" and row["code"] != CENTRE]


def physicians() -> dict[str, str]:
    """Who sits in an institution: the first of people.yaml."""
    people = yaml.safe_load((PACK / "people.yaml").read_text(encoding="utf-8"))["accounts"]
    found: dict[str, str] = {}
    for person in people:
        for held in person["positions"]:
            if held["role"] == "physician":
                found.setdefault(held["organisation"], person["username"])
    return found


def positions() -> dict[str, tuple[str, str]]:
    with (PACK / "areas.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: (row["lat"], row["lon"]) for row in csv.DictReader(file)}


def kind_of(code: str) -> str:
    return {"fw": "station", "ws": "clinic"}.get(code.partition("-")[2][:2], "hospital")


def point_code(row: dict[str, Any]) -> str:
    return f"xiaowu-{row['code'].partition('-')[2]}"


def point(row: dict[str, Any], physician: str, at: tuple[str, str]) -> list[str]:
    kind, code, device = kind_of(row["code"]), point_code(row), f"ln-{row['code'].partition('-')[2]}"
    devices = [("kiosk", "自助测量屏"), ("bp", "上臂式电子血压计"), ("scale", "身高体重秤")]
    if kind != "clinic":
        devices.append(("glucose", "血糖仪"))
    kinds = {"bp": "blood_pressure"}
    lines = [
        f"- code: {code}",
        f"  name: {row['short'].removesuffix('卫生室').removesuffix('服务站')}健康小屋",
        f"  kind: {kind}",
        f"  organisation: {row['code']}",
        f'  area: "{row["area"]}"',
        f"  address: {row['name'].removesuffix('（演示）')}内（演示地点）",
        f"  lat: {at[0]}",
        f"  lon: {at[1]}",
        f"  hours: {{{HOURS[kind]}}}",
        f"  physician: {physician}",
        "  devices:",
    ]
    return lines + [
        f"    - {{code: {device}-{name}, kind: {kinds.get(name, name)}, model: {what}}}" for name, what in devices
    ]


def person(chance: random.Random, number: int, row: dict[str, Any], physician: str) -> str:
    sex = chance.choice(("male", "female"))
    name = chance.choice(SURNAMES) + chance.choice(MEN if sex == "male" else WOMEN)
    pressure, first, weight, height, glucose = chance.choice(KINDS)
    born = date(TODAY.year - chance.randint(36, 88), chance.randint(1, 12), chance.randint(1, 28))
    told = [
        f"name: {name}", f"born: {born}", f"sex: {sex}", f'phone: "199{30000 + number:08d}"', f'area: "{row["area"]}"',
        f"organisation: {row['code']}", f"physician: {physician}", f"point: {point_code(row)}",
        f"years: {chance.choice((0.3, 0.5, 1))}", f"every_days: {chance.choice((14, 21, 30))}",
        f"pressure: [{pressure[0] + chance.randint(-5, 5)}, {pressure[1] + chance.randint(-4, 4)}]",
        f"weight: {weight + chance.randint(-9, 9)}", f"height: {height + chance.randint(-8, 8)}",
        f"waist: {78 + chance.randint(0, 24)}", f"glucose: {round(glucose + chance.uniform(-0.4, 0.4), 1)}",
    ]  # fmt: skip
    if first:
        told.append(f"pressure_first: [{first[0]}, {first[1]}]")
    return "- {" + ", ".join(told) + "}"


HEAD_POINTS = """# 健康小屋：24 个社区卫生服务站、53 个村卫生室和各医院、卫生院、服务中心都有一间，由那里的医生负责。
# 演示：地点、时间和设备都是编的，位置是示意。由 tools/draw_patients.py 画出，改了机构或医生以后再画一遍。
"""
HEAD_PATIENTS = """# 演示人员的健康档案。姓名、电话、生日和测量值全是编的；真实的区不要写这个文件。
# 由 tools/draw_patients.py 画出。前三位是演示故事里的人。

# 付庄腰街村 76 岁的老人：三次测量，后两次平均 138/86
- {name: 付德山, born: 1950-03-05, sex: male, phone: "19900030001", area: "130202102224", organisation: 130202-ws-102224, physician: lnyaojie, point: xiaowu-ws-102224, years: 1, every_days: 14, pressure: [140, 86], pressure_first: [158, 96], weight: 68, height: 168, waist: 92, glucose: 5.6, advice: 药按时吃，盐再减一点，两周以后再来量。}
# 他后面来的人：今早 182/112，医生马上看到
- {name: 付玉兰, born: 1958-09-21, sex: female, phone: "19900030002", area: "130202102224", organisation: 130202-ws-102224, physician: lnyaojie, point: xiaowu-ws-102224, years: 1, every_days: 21, pressure: [152, 94], pressure_first: [150, 92], weight: 66, height: 158, waist: 90, glucose: 6.4, last: [182, 112]}
# 他的老伴，血糖高，管得不错
- {name: 李秀珍, born: 1952-12-11, sex: female, phone: "19900030003", area: "130202102224", organisation: 130202-ws-102224, physician: lnyaojie, point: xiaowu-ws-102224, years: 1, every_days: 21, pressure: [130, 78], weight: 60, height: 156, waist: 84, glucose: 7.1, advice: 饭后走一走，空腹血糖比上个月好。}
"""


def main() -> int:
    chance, doctors, at, units = random.Random(130202), physicians(), positions(), institutions()
    points = [line for row in units for line in point(row, doctors[row["code"]], at[row["area"]])]
    (PACK / "health_points.yaml").write_text(HEAD_POINTS + "\n".join(points) + "\n", encoding="utf-8")
    near = [row for row in units if row["code"] == "130202-ws-102224"] * 6
    others = [row for row in units if kind_of(row["code"]) != "hospital"]
    homes = near + chance.sample(others, 30) + others[:4]
    people = [person(chance, 4 + number, row, doctors[row["code"]]) for number, row in enumerate(homes)]
    (PACK / "patients.yaml").write_text(HEAD_PATIENTS + "\n".join(people) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
