"""A thousand people want ten hours of a room at once: ten have them, all others are told so, and none is given twice."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from datetime import timedelta
from urllib.parse import urlencode

from django.test import Client

from linli.clock import LOCAL, today
from linli.people.models import Account, AccountKind
from linli.people.sessions import BACKEND
from linli.people.vault import blind_index, seal
from linli.spaces.models import Booking, Room, Slot
from linli.spaces.queries.opening import week

from .client import Connection, UnexpectedAnswer, request
from .table import Row, Times, at_most, milliseconds, tell

ATTEMPTS, HOURS, CONNECTIONS = 1000, 10, 16
PHONE = 13_600_000_000
TOKEN = "a" * 32


def measure(port: int, district: str, slug: str) -> list[Row]:
    """Over HTTP, every person signed in with a session of their own."""
    room = Room.objects.filter(district=district, active=True, needs_agreement=False).order_by("code")[0]
    wanted = _free_hours(room)
    tell.log(f"{ATTEMPTS} people want {len(wanted)} hours of {room} …")
    people = _people(ATTEMPTS)
    sent = [_attempt(cookie, slug, room.code, wanted[number % HOURS]) for number, cookie in enumerate(people)]
    random.Random(7).shuffle(sent)
    before = set(Booking.objects.filter(room=room).values_list("pk", flat=True))
    began = time.perf_counter()
    heard, taken = _all_at_once(port, sent)
    whole = time.perf_counter() - began
    made = Booking.objects.filter(room=room).exclude(pk__in=before)
    held = list(Slot.objects.filter(booking__in=made).values_list("begins_at", flat=True))
    twice = len(held) - len(set(held))
    others = ATTEMPTS - heard[302] - heard[409]
    told = f"{heard[302]} booked, {heard[409]} told so, {others} answered otherwise, {twice} given twice; {whole:.1f} s"
    right = (made.count(), heard[302], heard[409], twice, len(held)) == (HOURS, HOURS, ATTEMPTS - HOURS, 0, 2 * HOURS)
    times = Times(taken)
    return [
        Row(
            f"{ATTEMPTS:,} attempts on {HOURS} hours of a room",
            f"{made.count()} booked",
            f"{HOURS} booked",
            right,
            told,
        ),
        at_most("  answer to one of them", times.p95, 1.0, milliseconds, f"p95 of {CONNECTIONS} at a time"),
    ]


def _free_hours(room: Room) -> list[tuple[str, str]]:
    """Days and beginnings of whole hours that are free, from tomorrow on, none touching another."""
    found = []
    for day in week(room, today() + timedelta(days=1), min(room.days_ahead, 14)):
        free = {half.begins_at for half in day.halves if half.is_free}
        last = None
        for at in sorted(free):
            if at + timedelta(minutes=30) in free and (last is None or at >= last + timedelta(hours=1)):
                found.append((day.day.isoformat(), f"{at.astimezone(LOCAL):%H:%M}"))
                last = at
    if len(found) < HOURS:
        raise UnexpectedAnswer(f"{room} has {len(found)} free hours, {HOURS} are needed")
    return found[:HOURS]


def _people(count: int) -> list[str]:
    """The cookie header of each of so many new residents."""
    phones = [str(PHONE + number) for number in range(count)]
    accounts = Account.objects.bulk_create(
        Account(kind=AccountKind.RESIDENT, phone_cipher=seal(phone), phone_index=blind_index(phone)) for phone in phones
    )
    cookies = []
    for account in accounts:
        browser = Client(SERVER_NAME="127.0.0.1")
        browser.force_login(account, backend=BACKEND)
        known = {name: morsel.value for name, morsel in browser.cookies.items()} | {"csrftoken": TOKEN}
        cookies.append("; ".join(f"{name}={value}" for name, value in known.items()))
    return cookies


def _attempt(cookie: str, slug: str, room: str, wanted: tuple[str, str]) -> bytes:
    sheet = {
        "day": wanted[0], "begins": wanted[1], "minutes": "60", "purpose": "排练", "people": "8", "name": "某人",
        "csrfmiddlewaretoken": TOKEN,
    }  # fmt: skip
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    return request("POST", f"/{slug}/spaces/{room}/book", headers, urlencode(sheet).encode())


def _all_at_once(port: int, sent: list[bytes]) -> tuple[Counter[int], list[float]]:
    """Every request once, over so many connections that begin together."""
    together = threading.Barrier(CONNECTIONS)
    heard: Counter[int] = Counter()
    taken: list[float] = []
    lock = threading.Lock()

    def drive(number: int) -> None:
        connection = Connection(port)
        together.wait(60)
        try:
            for one in sent[number::CONNECTIONS]:
                began = time.perf_counter()
                status = connection.send(one).status
                with lock:
                    heard[status] += 1
                    taken.append(time.perf_counter() - began)
        finally:
            connection.close()

    drivers = [threading.Thread(target=drive, args=(number,)) for number in range(CONNECTIONS)]
    for driver in drivers:
        driver.start()
    for driver in drivers:
        driver.join()
    return heard, taken
