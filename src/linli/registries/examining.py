"""A card's fields looked at whole: read, held against the district, checked; what is confirmed no longer stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from linli.clock import today
from linli.places.models import District
from linli.places.queries import names

from .checks import Rules, check, today_rules
from .checks.death import propose
from .checks.finding import Finding, Grade, invalid
from .facts import DeathFacts, Facts
from .queries import catalogue
from .reading import read

_COMMUNITY = 12


@dataclass(frozen=True)
class Examined:
    """`findings` as they stand; those `confirmed` are rare and were given a word. `area`: code of where they lived."""

    facts: Facts
    fields: dict[str, str]
    findings: tuple[Finding, ...]
    confirmed: tuple[Finding, ...]
    fine: int
    area: str

    @property
    def in_the_way(self) -> tuple[Finding, ...]:
        """What keeps it from being handed in: all that is missing, invalid, or rare and unconfirmed."""
        return self.findings

    @property
    def told(self) -> list[list[str]]:
        """Codes and grades alone, without any value."""
        still = [[one.code, one.grade.value] for one in self.findings]
        return [*still, *([one.code, "confirmed"] for one in self.confirmed)]


def rules_of(district: str) -> Rules:
    return today_rules(
        today(),
        known_codes=catalogue.icd10_categories(),
        with_other_bleeding=catalogue.counts_other_bleeding(district),
    )


def examine(
    district: District,
    kind: str,
    given: Mapping[str, str],
    confirmed: Mapping[str, str] | None = None,
    rules: Rules | None = None,
) -> Examined:
    """Everything that is to be said of a card, at once."""
    fields = {name: value.strip() for name, value in given.items() if value and value.strip()}
    area, wrong = _area(district.code, fields.get("area", ""))
    if area:
        fields["area"] = area
    if kind == "death":
        _propose_cause(fields)
    facts, unreadable = read(kind, fields)
    checked = check(facts, rules or rules_of(district.code))
    findings = [*(one for one in unreadable if not (wrong and one.field == "area")), *wrong, *checked.findings]
    words = confirmed or {}
    settled = [one for one in findings if one.grade is Grade.RARE and words.get(one.code, "").strip()]
    open_ones = [one for one in findings if one not in settled]
    return Examined(facts, fields, tuple(open_ones), tuple(settled), checked.fine, area)


def _propose_cause(fields: dict[str, str]) -> None:
    """The underlying cause, where no coder said one: the lowest line of part I, marked as proposed."""
    if fields.get("cause") and fields.get("cause_by") != "proposed":
        fields["cause_by"] = "coder"
        return
    facts, _unreadable = read("death", {name: value for name, value in fields.items() if name[1:] == "_code"})
    assert isinstance(facts, DeathFacts)
    found = propose(facts)
    if found:
        fields |= {"cause": found, "cause_by": "proposed"}


def _area(district: str, written: str) -> tuple[str, list[Finding]]:
    """The code of a community by its code or its name."""
    if not written:
        return "", []
    known = names(district)
    by_name = [code for code, area in known.items() if len(code) == _COMMUNITY and area.name == written]
    code = written[:_COMMUNITY] if written[:_COMMUNITY] in known and written.isdigit() else ""
    code = code or (by_name[0] if len(by_name) == 1 else "")
    if len(code) == _COMMUNITY:
        return code, []
    return "", [invalid("area_unknown", "area", value=written[:40])]


def with_same_event(examined: Examined, found: list[Finding], words: Mapping[str, str]) -> Examined:
    """With what other cards say of the same person."""
    settled = tuple(one for one in found if words.get(one.code, "").strip())
    still = tuple(one for one in found if one not in settled)
    return replace(examined, findings=(*examined.findings, *still), confirmed=(*examined.confirmed, *settled))
