"""Finding who is reported twice among a million registry cards: how many cards are searched for a second, on both databases.

The cards are invented, sealed and keyed as real ones; one in a hundred of those asked for is there with a typing error.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import orjson

from .table import Row, Times, at_least, milliseconds, per_second, tell

CARDS, ASKED, A_SECOND = 1_000_000, 1_000, 200
AT_ONCE = 5_000
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "国建军志明强伟文华德福永生庆贵宝玉春林海成义清秀英桂兰芳珍淑梅凤琴素芝红霞丽敏静云"
Person = tuple[str, str, str, str, str]


def invented(count: int, district: str, areas: Sequence[str]) -> Iterator[Person]:
    """Name, sex, birth date, community, identity number; always the same ones."""
    dice = random.Random("registries")
    first = date(1925, 1, 1)
    for number in range(count):
        name = dice.choice(_SURNAMES) + "".join(dice.choices(_GIVEN, k=dice.choice((1, 2, 2))))
        born = (first + timedelta(days=dice.randrange(33_000))).isoformat()
        known = f"{district}{born.replace('-', '')}{number % 1000:03d}X" if dice.random() < 0.9 else ""
        yield name, dice.choice(("male", "female")), born, dice.choice(areas), known


def fill(count: int) -> tuple[str, list[UUID]]:
    """So many cards of deaths with their keys, in bulk; returns the district and the keys of some of them."""
    from django.db import connection, transaction

    from linli.ids import uuid7
    from linli.inserting import insert
    from linli.people.models import Organisation
    from linli.people.vault import seal_bytes
    from linli.places.models import Area, District
    from linli.registries.matching import Identity, even_name
    from linli.registries.models import Card, CardKey
    from linli.registries.queries.duplicates import blind_keys

    district = District.objects.get(demo=True)
    unit = Organisation.objects.filter(district=district).order_by("code")[0]
    areas = list(Area.objects.filter(district=district, level="community").values_list("code", flat=True))
    at, body, some = datetime.now(UTC), seal_bytes(b"{}"), list[UUID]()
    cards, keys = list[Card](), list[CardKey]()

    def write() -> None:
        with transaction.atomic():
            insert(cards, keys)
        cards.clear()
        keys.clear()

    for number, (name, sex, born, area, known) in enumerate(invented(count, district.code, areas)):
        person = seal_bytes(orjson.dumps({"name": name, "id_number": known, "born": born}))
        card = Card(
            id=uuid7(), district_id=district.code, code=f"B{number:07d}", kind="death", state="accepted", organisation_id=unit.code,
            area_id=area, way="demo", person_cipher=person, body_cipher=body, sex=sex, birth_year=int(born[:4]), cause="I25.1",
            happened_on=date(2015 + number % 10, 1 + number % 12, 1 + number % 28), reported_at=at, changed_at=at, is_demo=True,
        )  # fmt: skip
        cards.append(card)
        one = Identity(even_name(name), known, sex, born, area)
        keys += [CardKey(card_id=card.pk, key=key) for key in blind_keys("death", district.code, one)]
        if number % (count // ASKED) == 0:
            some.append(card.pk)
        if len(cards) == AT_ONCE:
            write()
    write()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return district.code, some


def search(some: Sequence[UUID]) -> tuple[Times, int]:
    """Look for each of them with a typing error in the name; how long each took, and how many were found again."""
    from linli.people.vault import seal_bytes
    from linli.registries.models import Card
    from linli.registries.queries.duplicates import candidates

    taken, found = [], 0
    for key in some:
        card = Card.objects.get(pk=key)
        person = card.person
        person["name"] = person["name"][:-1] + "赟"
        card.person_cipher = seal_bytes(orjson.dumps(person))
        # The card asked about is a new one: not the one that is there.
        card.pk = UUID(int=key.int ^ 1)
        began = time.perf_counter()
        near = candidates(card)
        taken.append(time.perf_counter() - began)
        found += any(one.card.pk == key for one in near)
    return Times(taken), found


def measured(where: str, count: int) -> list[Row]:
    began = time.perf_counter()
    _district, some = fill(count)
    filling = time.perf_counter() - began
    search(some[: len(some) // 10])
    times, found = search(some)
    rate = 1 / (sum(times.taken) / len(times.taken))
    remark = f"p50 {times}, p95 {milliseconds(times.p95)}; {found} of {len(some)} found again with a wrong name; filled in {filling:.0f} s"
    return [at_least(f"registries: searched among {count:,} cards, {where}", rate, A_SECOND, per_second, remark)]


def measure(quick: bool = False) -> list[Row]:
    """On the database at hand, then on SQLite in a process of its own."""
    count = CARDS // 50 if quick else CARDS
    tell.log(f"filling {count:,} registry cards …")
    rows = measured("PostgreSQL", count)
    with tempfile.TemporaryDirectory(prefix="linli-bench-registries-") as home:
        given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and name[:6] != "LINLI_"}
        own = {"LINLI_DATA": home, "LINLI_SECRET": "of-a-benchmark", "DJANGO_SETTINGS_MODULE": "linli.settings"}
        done = subprocess.run(
            [sys.executable, "-m", "bench.registries", str(count)], cwd=Path(__file__).resolve().parents[1], env=given | own,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"the benchmark of registries on SQLite failed:\n{done.stdout}{done.stderr}")
    return [*rows, *(Row(*row) for row in orjson.loads(done.stdout.splitlines()[-1]))]


def _alone(count: int) -> None:
    """The whole measurement in a fresh installation, for what SQLite does. Prints its rows as JSON."""
    import django
    from django.utils import translation

    django.setup()
    translation.activate("zh-hans")
    from linli.migrating import migrate
    from linli.packs import load

    migrate()

    load(Path(__file__).resolve().parents[1] / "packs/yicheng")
    where = "PostgreSQL" if "DATABASE_URL" in os.environ else "SQLite"
    rows = [[row.what, row.figure, row.asked, row.good, row.remark] for row in measured(where, count)]
    sys.stdout.write(orjson.dumps(rows).decode() + "\n")


if __name__ == "__main__":
    _alone(int(sys.argv[1]) if len(sys.argv) > 1 else CARDS)
