"""The worker: does what is due outside any request (deliveries, deadlines, the index), chore after chore."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import close_old_connections

from linli import clock
from linli.applications.actions import chores as applications
from linli.applications.actions import offering
from linli.appointments.actions import chores as appointments
from linli.assets.actions.renting import make_rents
from linli.audit import actions as audit
from linli.cases.actions import chores as cases
from linli.cases.actions import sweep_drafts
from linli.community import actions as community
from linli.cooperative.actions.chores import close_past_days
from linli.courses import actions as courses
from linli.dialogue.actions import chores as dialogue
from linli.employment.actions import chores as employment
from linli.findable import SOURCES
from linli.followup import actions as followup
from linli.gateways.exchange import actions as exchange
from linli.gateways.push import actions as push
from linli.gateways.reporting import actions as reporting
from linli.gateways.wechat import actions as wechat
from linli.legal.actions import chores as legal
from linli.mediation.actions import chores as mediation
from linli.notices import actions as notices
from linli.people.actions import forget_who_came
from linli.portal.actions import chores as portal
from linli.portal.actions import policies, subscribing
from linli.projects.actions import weigh_all
from linli.renovation.actions.faults import follow_faults
from linli.search.follow import catch_up
from linli.spaces.actions import chores as spaces
from linli.volunteers import actions as volunteers_of
from linli.volunteers.actions import chores as volunteers

logger = logging.getLogger(__name__)

# A chore that fails waits twice as long each time, at most this.
LONGEST_WAIT = 300.0
# So that a signal is noticed within a fraction of a second.
_LONGEST_SLEEP = 0.5


@dataclass(frozen=True)
class Chore:
    """Something to do every so many seconds. `run` does a short piece at a time and returns how much."""

    name: str
    every: float
    run: Callable[[], int]


class Stop:
    """Told by SIGTERM and SIGINT. A bare mark: an Event set twice, the second signal within the first, waits for itself."""

    def __init__(self) -> None:
        self._told = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._tell)

    def _tell(self, _signal: int, _frame: FrameType | None) -> None:
        self._told = True

    def is_told(self) -> bool:
        return self._told


class Worker:
    """Runs chores when due, each by itself: one that fails is logged, put off, and stops no other."""

    def __init__(self, chores: Sequence[Chore]) -> None:
        self.chores = list(chores)
        self._due = {chore.name: 0.0 for chore in chores}
        self._failures = {chore.name: 0 for chore in chores}

    def run(self, stop: Stop) -> None:
        """Work until `stop` is told; the chore in hand is finished first."""
        while not stop.is_told():
            beat()
            for chore in self.chores:
                if stop.is_told():
                    return
                if time.monotonic() >= self._due[chore.name]:
                    self.do(chore)
            soonest = min(self._due.values(), default=0.0) - time.monotonic()
            time.sleep(min(max(soonest, 0.01), _LONGEST_SLEEP))

    def do(self, chore: Chore) -> int:
        """Run one chore now and say when it is due again; returns how much it did, 0 if it failed."""
        close_old_connections()
        try:
            done = chore.run()
        except Exception:  # whatever went wrong in one chore, the others go on
            self._failures[chore.name] += 1
            wait = min(chore.every * 2 ** min(self._failures[chore.name], 20), max(LONGEST_WAIT, chore.every))
            logger.exception("chore %s failed; trying again in %.0f s", chore.name, wait)
            done = 0
        else:
            self._failures[chore.name] = 0
            wait = chore.every
        self._due[chore.name] = time.monotonic() + wait
        beat()
        return done


def beat() -> None:
    """Touch the heartbeat that /readyz looks at; long chores do so too."""
    (Path(settings.LINLI_DATA) / "worker.heartbeat").touch()


def chores() -> list[Chore]:
    """Every room's chores."""
    return [
        Chore("deliver", 0.5, lambda: notices.deliver_due(clock.now())),
        Chore("exchange", 2, lambda: exchange.deliver_due(clock.now())),
        Chore("exchange waits", 600, lambda: exchange.tell_of_waiting(clock.now())),
        Chore("forget nonces", 3600, lambda: exchange.forget_nonces(clock.now())),
        Chore("wechat", 0.5, lambda: wechat.run_due(clock.now())),
        Chore("sweep wechat", 600, lambda: wechat.sweep(clock.now())),
        Chore("push", 0.5, lambda: push.run_due(clock.now())),
        Chore("sweep pushes", 3600, lambda: push.sweep(clock.now())),
        Chore("follow", 1, lambda: catch_up(SOURCES, lambda _done, _total: beat())),
        Chore("silence", 10, applications.silence),
        Chore("escalate", 10, cases.escalate),
        Chore("warn", 10, cases.warn),
        Chore("remind", 600, cases.remind),
        Chore("remind of appointments", 30, appointments.remind),
        Chore("close past appointments", 600, appointments.close_past),
        Chore("publish what is due", 10, portal.publish_due),
        Chore("tell of policies", 2, subscribing.tell_subscribers),
        Chore("close what ran out", 600, policies.close_what_ran_out),
        Chore("remind of events", 30, community.remind),
        Chore("close past events", 300, community.close_over),
        Chore("let go of who came", 3600, community.let_go),
        Chore("venue inspections", 600, community.tell_due),
        Chore("faults of venues", 60, community.follow_faults),
        Chore("answers due", 10, dialogue.warn),
        Chore("answers overdue", 10, dialogue.escalate),
        Chore("begin and end topics", 10, dialogue.turn_topics),
        Chore("remind of meetings", 30, dialogue.remind),
        Chore("sweep drafts", 3600, sweep_drafts),
        Chore("offer services", 3600, offering.tell_offers),
        Chore("sweep applications", 3600, applications.sweep_drafts),
        Chore("forget who came", 3600, forget_who_came),
        Chore("seal", 180, lambda: audit.seal(clock.now())),
        Chore("forget answers", 3600, lambda: audit.forget_answers(clock.now())),
        *_of_health(),
        *_of_neighbours(),
    ]


def _of_health() -> list[Chore]:
    """Those of follow-up, of courses, and of reports between the levels."""
    return [
        Chore("health reports", 5, lambda: reporting.deliver_due(clock.now())),
        Chore("ask what arrived", 600, lambda: reporting.reconcile_due(clock.now())),
        Chore("wipe old reports", 3600, lambda: reporting.wipe(clock.now())),
        Chore("remind of therapy", 300, courses.remind),
        Chore("end what is over of courses", 600, courses.close_past),
        Chore("let go of who was treated", 3600, courses.let_go),
        Chore("urgent values referred", 5, followup.follow_alerts),
        Chore("remind of follow-up", 600, followup.remind),
        Chore("follow-up overdue", 600, followup.tell_overdue),
    ]


def _of_neighbours() -> list[Chore]:
    """Those of what neighbours do together and live by."""
    return [
        Chore("remind of volunteering", 300, volunteers.remind),
        Chore("close past activities", 300, volunteers.close_past),
        Chore("requests answered", 600, volunteers_of.settle),
        Chore("weigh demands", 86400, weigh_all),
        Chore("remind of rooms", 300, spaces.remind),
        Chore("close past bookings", 300, spaces.close_past),
        Chore("let go of who booked", 3600, spaces.let_go),
        Chore("faults of renovation", 60, follow_faults),
        Chore("remind of mediation", 300, mediation.remind),
        Chore("agreements to look after", 3600, mediation.make_due),
        Chore("remind of the legal desk", 300, legal.remind),
        Chore("close past consultations", 300, legal.close_past),
        Chore("let go of who asked a lawyer", 3600, legal.let_go),
        Chore("rents due", 3600, make_rents),
        Chore("close posts that ran out", 3600, employment.close_over),
        Chore("remind of hours", 3600, employment.remind),
        Chore("let go of applicants", 3600, employment.let_go),
        Chore("close days of milk", 3600, close_past_days),
    ]


def main() -> None:
    """Work until told to stop."""
    Worker(chores()).run(Stop())
