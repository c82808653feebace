"""A card's fields, as a form, a table or another system writes them, read into facts; what cannot be read is a finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from . import codes
from .checks.finding import Finding, invalid, missing
from .choices import CHAIN, CHOICES, FIELDS, REQUIRED
from .facts import ChainLine, DeathFacts, EventFacts, Facts, Person, TumourFacts

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_SPAN = re.compile(r"(?:约|大约)?\s*(\d+(?:\.\d+)?|半)\s*个?\s*(分钟?|小?时|天|日|周|星期|月|年)\S*")
_UNITS = {"分": 1 / 1440, "小": 1 / 24, "时": 1 / 24, "天": 1, "日": 1, "周": 7, "星": 7, "月": 30, "年": 365}
_ID = re.compile(r"\d{17}[\dX]")
_WEIGHTS, _SIGNS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
LONGEST = {"name": 40, "address": 120, "phone": 20}
LONGEST_FIELD = 200


class Reader:
    """Reads one field after the other, and keeps what is wrong with them."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = {name: str(value).strip() for name, value in given.items()}
        self.findings: list[Finding] = []

    def text(self, name: str) -> str:
        value = self.given.get(name, "")
        longest = LONGEST.get(name, LONGEST_FIELD)
        if len(value) > longest:
            self.findings.append(invalid("too_long", name, length=len(value), most=longest))
            return ""
        return value

    def day(self, name: str) -> date | None:
        value = self.text(name)
        if not value:
            return None
        found = day_of(value)
        if found is None:
            self.findings.append(invalid("day_unreadable", name, value=value[:40]))
        return found

    def choice(self, name: str) -> str:
        """The code of a choice, also where its words were written."""
        value = self.text(name)
        known = CHOICES[name]
        if not value or value in known:
            return value
        said = {str(label): code for code, label in known.items()}
        digit = value.split(" ")[0].split(".")[0]
        if value in said or digit in known:
            return said.get(value, digit)
        self.findings.append(invalid("choice_unknown", name, value=value[:40], known=" ".join(known)))
        return ""

    def code(self, name: str, read: Callable[[str], str | None]) -> str:
        value = self.text(name)
        found = read(value) if value else ""
        if found is None:
            self.findings.append(invalid("code_unreadable", name, value=value[:40]))
        return found or ""

    def digits(self, name: str, pattern: str) -> str:
        value = self.text(name)
        if value and not re.fullmatch(pattern, value):
            self.findings.append(invalid("code_unreadable", name, value=value[:40]))
            return ""
        return value

    def span(self, name: str) -> timedelta | None:
        value = self.text(name)
        if not value:
            return None
        found = span_of(value)
        if found is None:
            self.findings.append(invalid("span_unreadable", name, value=value[:40]))
        return found


def day_of(value: str) -> date | None:
    """A day of 2026-03-02, 2026/3/2, 2026年3月2日 or 20260302; also of a date with a time."""
    text = value.strip().split("T")[0].split(" 0")[0]
    found = _DAY.fullmatch(text) or re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
        return datetime.fromisoformat(value.strip()).date()
    except ValueError:
        return None


def span_of(value: str) -> timedelta | None:
    """30分钟, 2小时, 3天, 半年, 10年."""
    found = _SPAN.fullmatch(value.strip())
    if not found:
        return None
    number = 0.5 if found[1] == "半" else float(found[1])
    days = number * _UNITS[found[2][0]]
    return timedelta(days=days) if days < 60_000 else None


def id_number_of(value: str) -> str | None:
    """An identity number of eighteen signs whose check character is right (GB 11643)."""
    text = re.sub(r"\s", "", value).upper()
    if not _ID.fullmatch(text):
        return None
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return text if _SIGNS[total % 11] == text[17] else None


def read(kind: str, given: Mapping[str, str]) -> tuple[Facts, list[Finding]]:
    """The facts of a card of that kind, and what of it cannot be read or is missing."""
    reader = Reader(given)
    unknown = [name for name in reader.given if reader.given[name] and name not in FIELDS[kind]]
    reader.findings += [invalid("field_unknown", name) for name in unknown]
    facts = _READERS[kind](reader)
    wrong = {one.field for one in reader.findings}
    lacking = [missing(name) for name in REQUIRED[kind] if not reader.given.get(name) and name not in wrong]
    return facts, [*lacking, *reader.findings]


def _person(reader: Reader) -> Person:
    return Person(
        name=re.sub(r"\s", "", reader.text("name")), id_number=_id_number(reader), sex=reader.choice("sex"), born=reader.day("born"),
        phone=reader.text("phone"), address=reader.text("address"), area=reader.digits("area", r"\d{12}(\d{3})?"),
    )  # fmt: skip


def _id_number(reader: Reader) -> str:
    value = reader.text("id_number")
    found = id_number_of(value) if value else ""
    if found is None:
        reader.findings.append(invalid("id_number_wrong", "id_number"))
    return found or ""


def _death(reader: Reader) -> DeathFacts:
    chain = tuple(
        ChainLine(line, reader.text(f"{line}_text"), reader.code(f"{line}_code", codes.icd10_code), reader.span(f"{line}_lasted"))
        for line in CHAIN
    )  # fmt: skip
    other = [part for part in re.split(r"[\s,，、;；]+", reader.text("other_codes")) if part]
    read_other = [codes.icd10_code(part) for part in other]
    reader.findings += [
        invalid("code_unreadable", "other_codes", value=part)
        for part, code in zip(other, read_other, strict=True)
        if not code
    ]
    return DeathFacts(
        _person(reader), reader.day("died_on"), reader.choice("place"), reader.choice("manner"), chain,
        tuple(filter(None, read_other)), reader.code("cause", codes.icd10_code), reader.choice("cause_by"),
    )  # fmt: skip


def _tumour(reader: Reader) -> TumourFacts:
    return TumourFacts(
        _person(reader), reader.day("diagnosed_on"), reader.code("topography", codes.topography_code),
        reader.digits("morphology", r"[89]\d{3}"), reader.choice("behaviour"), reader.choice("grade"), reader.choice("basis"),
        reader.choice("laterality"), reader.choice("stage"), reader.day("died_on"),
    )  # fmt: skip


def _event(reader: Reader) -> EventFacts:
    return EventFacts(
        _person(reader), reader.code("icd", codes.icd10_code), reader.day("onset_on"), reader.day("diagnosed_on"),
        reader.choice("confirmed_by"), reader.choice("first_ever"), reader.day("died_on"),
    )  # fmt: skip


_READERS: dict[str, Callable[[Reader], Any]] = {"death": _death, "tumour": _tumour, "event": _event}
