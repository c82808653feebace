"""What residents wait for around an application: finding the service, a form's page, keeping it, and the decision on paper."""

from __future__ import annotations

import itertools
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.test import Client

from linli.applications.actions import drafting
from linli.applications.models import Decision, Draft
from linli.catalogue.guides import found, guides
from linli.people.actors import Actor
from linli.people.models import Account, AccountKind
from linli.people.vault import blind_index, seal

from .client import Connection, UnexpectedAnswer, request, timed
from .reading import Reader
from .table import Row, Times, at_most, kilobytes, milliseconds, tell
from .weighing import fetch

SEARCH_ASKED, DECISION_ASKED, FORM_ASKED = 0.020, 0.5, 60_000
PEOPLE, TURNS = 200, 3
# What people type: names, what they call it, their need, first letters of the code, and a wrong character here and there.
TYPED = (
    "低保", "办低保", "吃低保", "老人补贴", "高龄津贴", "高岭津贴", "八十岁 补贴", "生孩子", "准生证", "生育登记", "失业", "失业金", "shiye",
    "社保卡", "社保卡丢了", "医保", "异地就医", "去成都看病", "慢性病", "残疾证", "残疾人 护理", "孩子上学", "上小学", "外地户口 上学",
    "开店", "个体户", "营业执照", "食品许可证", "小吃店", "养狗", "狗证", "公租房", "租房补贴", "危房", "电梯", "创业", "创业贷款", "结婚",
    "离婚证丢了", "火化 减免",
)  # fmt: skip
# The longest form there is, and one whose pages are kept again and again.
LONG_FORM, KEPT_FORM = "zuidi-shenghuo-baozhang", "gaoling-jintie"
PHONE, ADDRESS = "13700000000", "样例街{number}号{turn}单元"


@dataclass(frozen=True)
class Applicant:
    """Somebody signed in on a phone, with a draft just begun."""

    number: int
    actor: Actor
    draft: UUID
    cookies: dict[str, str]
    token: str

    def headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}


def measure(port: int, handler: Reader, district: str, *, count: int) -> list[Row]:
    """In the order in which somebody meets them."""
    return [
        _search(district, count), *_forms(port, district), *_keeping(port, district), _decision(port, handler, count=count // 5),
    ]  # fmt: skip


def _search(district: str, count: int) -> Row:
    """In this process, as the page and the API ask it."""
    among = list(guides(district).values())
    taken, empty = [], 0
    for number, text in zip(range(-len(TYPED), max(count, 2) * len(TYPED)), itertools.cycle(TYPED), strict=False):
        began = time.perf_counter()
        hits = found(text, among)
        if number >= 0:
            taken.append(time.perf_counter() - began)
            empty += not hits
    times = Times(taken)
    remark = f"p95 of {len(TYPED)} typed queries over {len(among)} services; median {milliseconds(times.p50)}, {empty / len(taken):.0%} find none"
    return at_most("search services", times.p95, SEARCH_ASKED, milliseconds, remark)


# A form


def _forms(port: int, district: str) -> list[Row]:
    """Every page of the longest form on an empty cache."""
    who = next(_applicants(district, LONG_FORM, 1))
    pages = len(guides(district)[LONG_FORM].spec.form) + 2
    sizes = {at: fetch(port, f"/apply/{who.draft}/{at}", who.headers()) for at in range(1, pages + 1)}
    at = max(sizes, key=lambda one: sum(sizes[one].values()))
    itself, files = sizes[at].pop(f"/apply/{who.draft}/{at}"), sizes[at]
    most = sorted(files, key=lambda address: -files[address])[:4]
    remark = f"page {at} of {pages} on an empty cache: itself {kilobytes(itself)}, {len(files)} files: "
    remark += ", ".join(f"{address.rpartition('/')[2]} {kilobytes(files[address])}" for address in most)
    whole = itself + sum(files.values())
    return [
        at_most("weight of the heaviest form page", whole, FORM_ASKED, kilobytes, remark),
        Row("  of each page after that", kilobytes(itself), remark="the rest is kept by the browser"),
    ]


def _applicants(district: str, code: str, count: int) -> Iterator[Applicant]:
    """New people with a draft each, signed in as a browser is."""
    for number in range(count):
        phone = str(int(PHONE) + Account.objects.filter(kind=AccountKind.RESIDENT).count() + 1)
        account = Account.objects.create(
            kind=AccountKind.RESIDENT, phone_cipher=seal(phone), phone_index=blind_index(phone)
        )
        browser = Client(SERVER_NAME="127.0.0.1")
        browser.force_login(account, backend="linli.people.session_store.Accounts")
        actor = Actor.of(account)
        draft = drafting.begin(actor, district, code, "Chrome · Android")
        page = browser.get(f"/apply/{draft.pk}/1")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.content)
        if page.status_code != 200 or token is None:
            raise UnexpectedAnswer(f"{page.status_code} for the first page of a draft")
        cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
        yield Applicant(number, actor, draft.pk, cookies, token.group(1).decode())


# Keeping what is typed


def _keeping(port: int, district: str) -> list[Row]:
    """All at once, each turn another page of the form, every answer looked for afterwards."""
    tell.log(f"{PEOPLE} people begin an application …")
    people = list(_applicants(district, KEPT_FORM, PEOPLE))
    together = threading.Barrier(PEOPLE)
    taken: list[float] = []
    faults: list[str] = []

    def type_in(who: Applicant) -> None:
        together.wait(60)
        try:
            taken.extend(_save(port, who))
        except (OSError, UnexpectedAnswer) as fault:
            faults.append(str(fault))

    typing = [threading.Thread(target=type_in, args=(who,)) for who in people]
    began = time.perf_counter()
    for thread in typing:
        thread.start()
    for thread in typing:
        thread.join()
    whole = time.perf_counter() - began
    lost = sum(not _is_kept(who) for who in people)
    times = Times(taken or [0])
    told = f"{len(taken):,} answers of {PEOPLE * TURNS:,} in {whole:.1f} s; p50 {milliseconds(times.p50)}, p95 {milliseconds(times.p95)}"
    if faults:
        told += f"; {len(faults)} refused: {faults[0][:80]}"
    return [at_most(f"drafts lost, {PEOPLE} people saving at once", lost, 0, lambda number: f"{number:.0f}", told)]


def _save(port: int, who: Applicant) -> Iterator[float]:
    """One turn after the other on one connection, as a browser does."""
    connection = Connection(port)
    try:
        for turn in range(TURNS):
            body = urlencode({**_page(who.number, turn), "csrfmiddlewaretoken": who.token, "save": "1"}).encode()
            headers = {**who.headers(), "Content-Type": "application/x-www-form-urlencoded"}
            began = time.perf_counter()
            answer = connection.send(request("POST", f"/apply/{who.draft}/{1 + turn % 2}", headers, body))
            if answer.status != 204:
                raise UnexpectedAnswer(f"{answer.status} for a page that was to be kept")
            yield time.perf_counter() - began
    finally:
        connection.close()


def _page(number: int, turn: int) -> dict[str, str]:
    """The first page in every other turn, the second in between."""
    if turn % 2:
        return {"f-applicant": "子女", "f-agent.name": f"王{number}"}
    return {"f-elder.name": f"刘{number}", "f-address": ADDRESS.format(number=number, turn=turn), "f-living": "自己住"}


def _is_kept(who: Applicant) -> bool:
    """Whether all that was typed last is there, of both pages."""
    answers = drafting.answers_of(Draft.objects.get(pk=who.draft))
    last = (TURNS - 1) // 2 * 2
    return (
        answers.get("address") == ADDRESS.format(number=who.number, turn=last)
        and answers.get("elder", {}).get("name") == f"刘{who.number}"
        and answers.get("agent", {}).get("name") == f"王{who.number}"
    )


# The decision


def _decision(port: int, handler: Reader, *, count: int) -> Row:
    """Made anew each time, by whoever decided it."""
    mine = Decision.objects.filter(issued_by__in=handler.actor.reach.organisations)
    codes = list(mine.order_by("number").values_list("case__code", flat=True)[:count])
    sent = [request("GET", f"/desk/applications/{code}/decision.pdf", handler.browser) for code in codes]
    times = timed(port, sent, count=max(count, 5), warm=4)
    remark = f"{len(codes)} decisions in turn; median {milliseconds(times.p50)}, p95 of {len(times.taken)}"
    return at_most("decision as PDF", times.p95, DECISION_ASKED, milliseconds, remark)
