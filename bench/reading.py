"""How long it takes to read what staff look at all day: the worklist, wherever it begins, a case, an application; as page and as data."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from urllib.parse import urlencode

from linli import clock
from linli.cases.models import Case, DeskItem, State
from linli.cases.models.case import CaseQuerySet
from linli.cases.queries import worklist
from linli.cases.queries.keyset import cursor_of
from linli.ids import read_case_code
from linli.people.actors import Actor
from linli.people.models import Account, Organisation, OrganisationKind
from linli.people.reach import reach_of
from linli.people.roles import Role
from linli.running import DEMO_PASSWORD

from . import client
from .client import sign_in, timed
from .table import Rounds, Row, Times, at_most, milliseconds, tell
from .table import times as ratio

WORKLIST_ASKED, DETAIL_ASKED, GROWTH_ASKED = 0.015, 0.010, 1.5
WHO = {
    "community worker": Role.COMMUNITY_WORKER,
    "department handler": Role.DEPARTMENT_HANDLER,
    "dispatcher": Role.DISPATCHER,
}
PLACES = ("first", "middle", "last")
ROUNDS = 5
LIST = "/api/v1/cases"


@dataclass(frozen=True)
class Subject:
    """What is read of: cases or applications. `page` and `data` are where one of them is found."""

    what: str
    one: str
    kind: str
    page: str
    data: str

    @property
    def all(self) -> CaseQuerySet:
        return Case.objects.applications() if self.kind else Case.objects.requests()


CASES = Subject("cases", "case", "", "/desk/cases/", "/api/v1/cases/")
APPLICATIONS = Subject("applications", "application", "applications", "/desk/applications/", "/api/v1/cases/")


@dataclass(frozen=True)
class Reader:
    """Someone who reads, signed in in a browser and with a token."""

    name: str
    actor: Actor
    browser: dict[str, str]
    program: dict[str, str]


@dataclass(frozen=True)
class Readings:
    """What was measured with so many on file: by reader, view and place in the list; and of single ones."""

    subject: Subject
    total: int
    pages: dict[tuple[str, str, str], Rounds]
    lines: dict[tuple[str, str, str], int]
    lists: dict[tuple[str, str], Rounds]
    detail: Rounds
    detail_of_open: Rounds
    detail_by_program: Rounds

    @property
    def worst(self) -> tuple[str, str, str]:
        return max(self.pages, key=lambda key: self.pages[key].p50)

    @property
    def median(self) -> float:
        return Times([times.p50 for times in self.pages.values()]).p50

    @property
    def slowest_list(self) -> tuple[str, str]:
        return max(self.lists, key=lambda key: self.lists[key].p50)

    @property
    def median_list(self) -> float:
        return Times([times.p50 for times in self.lists.values()]).p50


def readers(port: int, subject: Subject = CASES) -> list[Reader]:
    """The demo account of each role with the most on its desk."""
    found = []
    for name, role in WHO.items():
        account = _busiest(role, subject)
        cookie = sign_in(port, str(account.username), DEMO_PASSWORD)
        token = client.token(port, str(account.username), DEMO_PASSWORD)
        found.append(Reader(name, Actor.of(account), {"Cookie": cookie}, {"Authorization": f"Bearer {token}"}))
    return found


def _busiest(role: Role, subject: Subject) -> Account:
    open_items = DeskItem.objects.filter(open=True, case__service__isnull=not subject.kind)
    # The centre's own people have the dispatcher's desk.
    there = Counter(open_items.exclude(organisation__kind="centre").values_list("organisation", flat=True))
    known = Account.objects.filter(is_demo=True, positions__role=role).order_by("username")
    return max(known, key=lambda one: sum(there[unit] for unit in reach_of(one).organisations))


def measure(port: int, who: Sequence[Reader], *, count: int, subject: Subject = CASES) -> Readings:
    """Each page alone, again and again, on one connection; all in rounds, so that a bad minute of the machine hits them alike."""
    pages: dict[tuple[str, str, str], list[bytes]] = {}
    lines: dict[tuple[str, str, str], int] = {}
    for reader in who:
        for view in worklist.views_of(reader.actor):
            if subject.kind and view in worklist.OF_REQUESTS:
                continue
            addresses, length = _addresses(reader.actor, view, subject)
            for place, address in zip(PLACES, addresses, strict=False):
                pages[reader.name, view, place] = [client.request("GET", address, reader.browser)]
                lines[reader.name, view, place] = length
    worker, dispatcher = who[0], who[-1]
    unit = _unit(subject)
    lists = {
        (reader.name, what): [client.request("GET", path, reader.program)]
        for reader in who
        for what, path in _list_addresses(port, reader, unit, subject).items()
    }
    some = _codes(worker.actor, count, subject)
    open_ones = _codes(dispatcher.actor, count, subject, open_only=True)
    details = {
        "page": [client.request("GET", f"{subject.page}{code}", worker.browser) for code in some],
        "open": [client.request("GET", f"{subject.page}{code}", dispatcher.browser) for code in open_ones],
        "data": [client.request("GET", f"{subject.data}{code}", dispatcher.program) for code in some],
    }
    taken: dict[object, list[Times]] = defaultdict(list)
    for number in range(ROUNDS):
        for key, requests in chain[tuple[object, list[bytes]]](pages.items(), lists.items(), details.items()):
            if requests:
                # At first each thread of the server has its statements to prepare.
                warm = 6 if number else 24
                taken[key].append(timed(port, requests, count=count // ROUNDS, warm=warm))
        tell.log(f"worklists and {subject.what}: round {number + 1} of {ROUNDS} measured")
    times = {key: Rounds(of_key) for key, of_key in taken.items()}
    return Readings(
        subject, subject.all.count(), {key: times[key] for key in pages}, lines, {key: times[key] for key in lists},
        times["page"], times.get("open", Rounds()), times["data"],
    )  # fmt: skip


def _unit(subject: Subject) -> str:
    """The department that lists are narrowed to: for applications the one that has most of them."""
    departments = Organisation.objects.filter(kind=OrganisationKind.DEPARTMENT).order_by("code")
    if not subject.kind:
        return departments[0].code
    held = Counter(subject.all.values_list("organisation", flat=True))
    return max(departments, key=lambda one: held[one.code]).code


def _list_addresses(port: int, reader: Reader, unit: str, subject: Subject) -> dict[str, str]:
    """Lists of 25 by API as they come, narrowed, sorted by what is due, and one that begins two thousand down."""
    soon = (clock.now() + timedelta(days=2)).isoformat(timespec="seconds").replace("+00:00", "Z")
    narrowed: dict[str, dict[str, str]] = {
        "newest": {}, "in progress": {"state": "in_progress"}, "open, three states": {"state": "submitted,registered,reopened"},
        "closed": {"state": "closed"}, "of a department": {"organisation": unit}, "due in two days": {"due_before": soon},
    }  # fmt: skip
    if subject.kind:
        narrowed = {
            "newest": {}, "under review": {"state": "under_review"}, "open, three states": {"state": "submitted,accepted,under_review"},
            "delivered": {"state": "delivered"}, "of a department": {"organisation": unit}, "due in two days": {"due_before": soon},
        }  # fmt: skip
    found = {what: f"{LIST}?{urlencode({'limit': 25, **words})}" for what, words in narrowed.items()}
    start = ""
    for _page in range(10):
        asked = f"{LIST}?{urlencode({'limit': 200, **({'after': start} if start else {})})}"
        following = client.get(port, asked, reader.program)["next"]
        if following is None:
            break
        start = following
    if start:
        found["further down"] = f"{LIST}?{urlencode({'limit': 25, 'after': start})}"
    return found


def _addresses(actor: Actor, view: str, subject: Subject) -> tuple[list[str], int]:
    """The first page of a view, one in its middle and its last, and how many lines it has."""
    said = {"view": view, **({"kind": subject.kind} if subject.kind else {})}
    filters = worklist.filters_of(actor, said)
    rows, order = worklist.listed(actor, filters)
    length = rows.count()
    addresses = [f"/desk/?{urlencode(said)}"]
    for before in (length // 2, length - worklist.PAGE) if length > 2 * worklist.PAGE else ():
        after = cursor_of(rows.order_by(*order)[before - 1], order)
        addresses.append(f"/desk/?{urlencode({**said, 'after': after})}")
    return addresses, length


def _codes(actor: Actor, count: int, subject: Subject, *, open_only: bool = False) -> list[str]:
    """Of all states as they come, or the most involved of the open ones: those with departments called, or reviewed before."""
    visible = subject.all.visible_to(actor.reach).order_by("text_digest", "id")
    if open_only:
        reviewed = visible.filter(state=State.UNDER_REVIEW, opinions__isnull=False)
        called = visible.filter(state=State.IN_PROGRESS, whistles__isnull=False)
        visible = (reviewed if subject.kind else called).distinct().order_by("due_at", "id")
    # What was written as the bare limit has a code that nobody can have been given.
    found = visible.values_list("code", flat=True)[: 8 * count]
    return [code for code in found if read_case_code(code)][:count]


def rows_of(small: Readings, large: Readings) -> list[Row]:
    """The table's rows: what one waits for with few and with many cases, and how it grew."""
    rows = []
    for readings in (small, large):
        reader, view, place = readings.worst
        asked = WORKLIST_ASKED if readings is small else WORKLIST_ASKED * GROWTH_ASKED
        worst = readings.pages[readings.worst]
        remark = (
            f"{place} page of {readings.lines[readings.worst]:,}, {reader}, view {view}; p95 {milliseconds(worst.p95)}"
        )
        what = f"worklist of 25, {readings.total:,} {readings.subject.what}, slowest page"
        rows.append(at_most(what, worst.p50, asked, milliseconds, remark))
        middle = f"{len(readings.pages)} pages: 3 readers × their views × first, middle, last; each the median of its quietest of {ROUNDS} rounds"
        rows.append(at_most("  the pages' median", readings.median, asked, milliseconds, middle))
        rows += _by_reader(readings)
    rows += _lists(small, large)
    # A page that was not full with few on file holds more rows now: that is no growth.
    full = [key for key in small.pages.keys() & large.pages.keys() if small.lines[key] >= worklist.PAGE]
    growth = {key: large.pages[key].p50 / small.pages[key].p50 for key in full}
    most = max(growth, key=lambda key: growth[key])
    many = f"{large.total / small.total:.0f} times the {large.subject.what}"
    remark = f"most: {most[2]} page, {most[0]}, view {most[1]}: {growth[most]:.2f} ×"
    rows.append(at_most(f"worklist with {many}", large.median / small.median, GROWTH_ASKED, ratio, "of the medians"))
    rows.append(at_most("  the page that grew most", growth[most], GROWTH_ASKED, ratio, remark))
    for readings in (small, large):
        what = f"{readings.subject.one} page, {readings.total:,} {readings.subject.what}"
        rows.append(
            at_most(what, readings.detail.p50, DETAIL_ASKED, milliseconds, f"p95 {milliseconds(readings.detail.p95)}")
        )
        if readings.detail_of_open.rounds:
            involved = readings.detail_of_open.p50
            which = "  reviewed before" if readings.subject.kind else "  with departments called"
            rows.append(at_most(which, involved, DETAIL_ASKED, milliseconds, "the most involved"))
        rows.append(at_most("  as data, by API", readings.detail_by_program.p50, DETAIL_ASKED, milliseconds))
    return rows


def _lists(small: Readings, large: Readings) -> list[Row]:
    """The lists by API, which is what peers were measured by."""
    rows = []
    for readings in (small, large):
        asked = WORKLIST_ASKED if readings is small else WORKLIST_ASKED * GROWTH_ASKED
        slowest = readings.lists[readings.slowest_list]
        remark = f"{readings.slowest_list[0]}, {readings.slowest_list[1]}; p95 {milliseconds(slowest.p95)}"
        what = f"list of 25 by API, {readings.total:,} {readings.subject.what}, slowest"
        rows.append(at_most(what, slowest.p50, asked, milliseconds, remark))
        middle = f"{len(readings.lists)} lists: 3 readers × as it comes, narrowed, by due time, further down"
        rows.append(at_most("  the lists' median", readings.median_list, asked, milliseconds, middle))
    many = f"{large.total / small.total:.0f} times the {large.subject.what}"
    grown = large.median_list / small.median_list
    return [*rows, at_most(f"list by API with {many}", grown, GROWTH_ASKED, ratio, "of the medians")]


def _by_reader(readings: Readings) -> list[Row]:
    """Of each reader, first, middle and last page of the view where they begin."""
    rows = []
    for name in WHO:
        view = next(key[1] for key in readings.pages if key[0] == name)
        there = [
            f"{place} {readings.pages[name, view, place]}" for place in PLACES if (name, view, place) in readings.pages
        ]
        length = readings.lines[name, view, "first"]
        every = Times([times.p50 for key, times in readings.pages.items() if key[0] == name])
        rows.append(Row(f"  {name}", str(every), remark=f"view {view} of {length:,}: {', '.join(there)}"))
    return rows
