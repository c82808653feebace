"""Run by test_kills: reports needs and hands notices over in processes that are killed at any moment.

python -m tests.notices.killing ROUNDS     in a database with empty tables; prints what became of it as JSON
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

FOLDER = Path(os.environ["LINLI_DATA"])
TAKEN, ACKNOWLEDGED = FOLDER / "taken.txt", FOLDER / "acknowledged.txt"


def note(file: Path, line: str) -> None:
    """Append a line; what the system has taken, a killed process cannot lose."""
    handle = os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


class CountingGateway:
    """Takes everything and writes down the key."""

    def send(self, key: str, channel: str, address: str, text: str) -> None:
        note(TAKEN, key)


def report_need() -> None:
    from linli.cases.actions import submit
    from linli.people.actors import Actor

    opened = submit(
        Actor.guest(),
        {"district": "990101", "text": "下水道堵了，污水漫到路上", "contact": {"phone": "13800138000"}},
    )
    note(ACKNOWLEDGED, opened.case.code)


def hand_over() -> None:
    from linli import clock
    from linli.notices.actions import deliver_due

    deliver_due(clock.now(), limit=5)


def seconds_of(do: Callable[[], None]) -> float:
    """How long one of it takes on this machine; whatever is loaded once is loaded before."""
    do()
    began = time.monotonic()
    do()
    return time.monotonic() - began


def in_a_process(do: Callable[[], None], at: datetime) -> int:
    """Fork, stand at `at`, and do it until killed. Returns once the child has its connection and begins."""
    from django.db import connection, connections

    connections.close_all()
    told, begins = os.pipe()
    child = os.fork()
    if child:
        os.close(begins)
        os.read(told, 1)
        os.close(told)
        return child
    from linli import clock

    clock.freeze(at)
    try:
        connection.ensure_connection()
        os.write(begins, b".")
        while True:
            do()
    finally:
        os._exit(3)


def kill_in_turn(rounds: int, start: datetime) -> datetime:
    """Two kills a round: the reporter and the worker, each in the middle of something. The clock passes every lease."""
    dice, at = random.Random(20261124), start
    longest = 4 * max(seconds_of(report_need), seconds_of(hand_over))
    for _round in range(rounds):
        at += timedelta(seconds=20)
        children = [in_a_process(report_need, at), in_a_process(hand_over, at)]
        for child in dice.sample(children, 2):
            time.sleep(dice.uniform(0, longest))
            os.kill(child, signal.SIGKILL)
        for child in children:
            _pid, status = os.waitpid(child, 0)
            assert os.WIFSIGNALED(status), "a child ended by itself: see its traceback above"
    return at


def main(rounds: int) -> None:
    import django

    django.setup()
    from linli import clock
    from tests import factories

    factories.district()
    start = clock.now()
    clock.freeze(kill_in_turn(rounds, start) + timedelta(minutes=1))

    from linli.cases.models import Case
    from linli.notices.actions import deliver_due
    from linli.notices.models import Delivery, Notice

    while deliver_due(clock.now()):
        pass
    acknowledged = set(ACKNOWLEDGED.read_text().split())
    taken = Counter(TAKEN.read_text().split())
    codes = dict(Case.objects.values_list("pk", "code"))
    notices = Counter(Notice.objects.values_list("about", flat=True))
    to_people = set(map(str, Delivery.objects.filter(notice__contact__isnull=False).values_list("pk", flat=True)))
    outcome = {
        "kills": rounds * 2,
        "acknowledged": len(acknowledged),
        "cases": len(codes),
        "lost cases": len(acknowledged - set(codes.values())),
        "cases without their notices": sum(notices[pk] != 2 for pk in codes),
        "notices not handed over": len(to_people - taken.keys()),
        "keys nobody knows": len(taken.keys() - to_people),
        "handed over again": sum(times - 1 for times in taken.values()),
        "still waiting": Delivery.objects.filter(state="waiting").count(),
    }
    sys.stdout.write(json.dumps(outcome) + "\n")


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.settings"
    os.environ["LINLI_SMS_GATEWAY"] = "tests.notices.killing.CountingGateway"
    main(int(sys.argv[1]))
