"""What an official text says of itself: number (文号), issuer, dates, how long it holds, and what it repeals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from .chinese import DIGITS, chinese_number
from .issuers import issuer_of, name_before
from .numbers import cited_in, head_of, normal_number, number_in
from .paragraphs import even

_DAY = r"(?P<year>(?:19|20)[0-9]{2})\s*年\s*(?P<month>[0-9]{1,2})\s*月\s*(?P<day>[0-9]{1,2})\s*日"
_DATE = re.compile(_DAY)
_CHINESE_DATE = re.compile(
    r"(?P<year>[一二][一二三四五六七八九〇○零ＯO0]{3})年(?P<month>[一二三四五六七八九十]{1,2})月(?P<day>[一二三四五六七八九十]{1,3})日"
)
_SPEAKS_OF_ANOTHER = re.compile(r"解读|答记者问|详解《|颁布《")
_FROM_ISSUE = re.compile(r"自(?:印发|发布|公布|下发|签发)之日起")
_FROM_DAY = re.compile(rf"自\s*{_DAY}\s*起")
_UNTIL = re.compile(rf"(?:有效期(?:限)?(?:至|到|截至|截止到?)|执行(?:期限)?至|(?:施行|实施|执行)至|起至)\s*{_DAY}")
_YEARS = re.compile(r"有效期(?:限)?(?:为|暂定)?\s*(?P<years>[0-9]{1,2}|[一二两三四五六七八九十])年")
_REPEALS = re.compile(
    r"(?:《(?P<title>[^《》]{4,80}(?:〈[^〈〉]+〉[^《》]*)?)》)?\s*[（(](?P<number>[^（）()]{2,16}[〔\[【][0-9]{4}[〕\]】]\s*[0-9]{1,4}号)[)）][^。；]{0,40}?(?:同时|予以|相应)?废止"
)


@dataclass(frozen=True)
class Official:
    """What was found; "" or None where the text does not say.

    `repeals` are the numbers of those it does away with, `cites` of all others that it names; `explains`: it is about another.
    """

    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    repeals: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    explains: bool = False


def read(title: str, text: str) -> Official:
    """Read a text that may begin with its own title and number. What explains another document has neither."""
    plain = even(text)
    if _SPEAKS_OF_ANOTHER.search(title):
        return Official(cites=cited_in(plain, ""), explains=True)
    head = head_of(plain)
    signed, signed_on = _signature(plain)
    number = number_in(head, title, plain)
    issuer = issuer_of(title, plain, head, signed, number)
    begins, ends = _terms(plain, signed_on)
    return Official(number, issuer, signed_on, begins, ends, _repealed(plain, number), cited_in(plain, number))


# Who signed, and when


def _signature(text: str) -> tuple[str, date | None]:
    """Who signed and when: the first date that stands after an organisation, or alone where a paragraph ends."""
    for found in _DATE.finditer(text):
        name = name_before(text, found.start())
        day = _day(found)
        if name and day:
            return name, day
    for found in _CHINESE_DATE.finditer(text):
        day = _chinese_day(found)
        if day:
            return name_before(text, found.start()), day
    alone = [found for found in _DATE.finditer(text) if _stands_alone(text, found.start(), found.end())]
    return "", _day(alone[0]) if alone else None


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[:start].rstrip(" "), text[end : end + 1]
    return (
        (not before or before[-1] in "。\n；）》")
        and (not after or after in " \n（(" or "\u4e00" <= after <= "\u9fff")
        and after not in "起至前以施"
    )


# Dates


def read_day(written: str) -> date | None:
    """2024-04-26, 2024/4/26, 2024年4月26日, 二〇二四年四月二十六日, 20240426; None for anything else."""
    plain = even(written).strip()
    found = _DATE.fullmatch(plain) or re.fullmatch(
        r"(?P<year>(?:19|20)[0-9]{2})[-/.]?(?P<month>[0-9]{1,2})[-/.]?(?P<day>[0-9]{1,2})(?:[ T][0-9:.]+)?", plain
    )
    if found:
        return _day(found)
    chinese = _CHINESE_DATE.fullmatch(plain)
    return _chinese_day(chinese) if chinese else None


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _chinese_day(found: re.Match[str]) -> date | None:
    try:
        year = int("".join(str(DIGITS[sign]) for sign in found["year"]))
        return date(year, chinese_number(found["month"]), chinese_number(found["day"]))
    except (ValueError, KeyError):
        return None


def _terms(text: str, issued_on: date | None) -> tuple[date | None, date | None]:
    """From when and until when it holds, as its last articles say."""
    begins = None
    if found := _FROM_DAY.search(text[-1500:]):
        begins = _day(found)
    elif issued_on and _FROM_ISSUE.search(text):
        begins = issued_on
    until = _UNTIL.search(text)
    if until:
        return begins, _day(until)
    years = _YEARS.search(text)
    start = begins or issued_on
    if years and start:
        count = int(years["years"]) if years["years"].isdigit() else chinese_number(years["years"])
        return begins, _years_after(start, count) - timedelta(days=1)
    return begins, None


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _repealed(text: str, own: str) -> tuple[str, ...]:
    found = (normal_number(one["number"]) for one in _REPEALS.finditer(text))
    return tuple(dict.fromkeys(number for number in found if number != own))
