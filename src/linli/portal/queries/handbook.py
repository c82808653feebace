"""What a handbook of policies holds: chosen by level, subject and period, in the order it is printed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.catalogue.guides import guides
from linli.clock import day_text, today
from linli.places.models import District
from linli.typesetting import qr

from ..models import Policy, PolicyLevel, Target
from ..official.paragraphs import paragraphs
from .addresses import short_address
from .station import in_force, published, state_of

# One handbook; the typesetting of so many takes some seconds, and nobody carries a thicker one.
MOST = 400
# With the texts: a thousand pages and a gigabyte of memory otherwise.
MOST_WHOLE = 120
# Where there is no summary, so much of the text's beginning.
EXCERPT = 220
QUESTIONS = 3


@dataclass(frozen=True)
class Choice:
    """What goes into a handbook. `whole`: with the official texts, instead of their beginnings."""

    level: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None
    in_force: bool = True
    whole: bool = False

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """From an address; what cannot be read chooses nothing."""
        level = given.get("level", "")
        return cls(
            level if level in PolicyLevel.values else "", given.get("subject", "")[:20], _day(given.get("since", "")),
            _day(given.get("until", "")), "all" not in given, bool(given.get("whole")),
        )  # fmt: skip

    @property
    def most(self) -> int:
        return MOST_WHOLE if self.whole else MOST

    def rows(self, district: District) -> QuerySet[Policy]:
        """By level from the top, the newest first."""
        rows = published(district)
        if self.level:
            rows = rows.filter(level=self.level)
        if self.subject:
            rows = rows.filter(terms__term=f"subject:{self.subject}")
        if self.since:
            rows = rows.filter(listed_on__gte=self.since)
        if self.until:
            rows = rows.filter(listed_on__lte=self.until)
        return in_force(rows, today()) if self.in_force else rows

    @property
    def _period(self) -> str:
        said = {"since": day_text(self.since), "until": day_text(self.until)}
        if self.since and self.until:
            return _("from %(since)s to %(until)s") % said
        return _("since %(since)s") % said if self.since else _("up to %(until)s") % said if self.until else ""

    @property
    def told(self) -> list[str]:
        """The choice in words, for the cover."""
        level = str(PolicyLevel(self.level).label) if self.level else ""
        lines = [
            (_("Level"), level), (_("Subject"), self.subject), (_("Issued"), self._period),
            (_("Holding"), _("only what is in force") if self.in_force else _("also what no longer holds")),
        ]  # fmt: skip
        return [f"{name}：{value}" for name, value in lines if value]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Handbook:
    """The chosen policies in their order, numbered from 1."""

    district: District
    choice: Choice
    policies: list[Policy]

    @classmethod
    def of(cls, district: District, choice: Choice) -> Self:
        order = {level: place for place, level in enumerate(PolicyLevel.values)}
        rows = list(choice.rows(district).select_related("changed_by").order_by("-listed_on", "-pk")[: MOST + 1])
        return cls(district, choice, sorted(rows, key=lambda one: order[one.level]))

    @property
    def digest(self) -> str:
        """The same for the same book: by what is in it, and the day on its cover."""
        said = [f"{self.district.pk} {self.choice} {today()} {settings.LINLI_ADDRESS}"]
        said += [f"{one.pk} {one.updated_at.isoformat()} {one.state}" for one in map(_State, self.policies)]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:40]

    def content(self, families: Mapping[str, list[str]]) -> dict[str, Any]:
        """What handbook.typ reads."""
        station = f"{settings.LINLI_ADDRESS}/{self.district.slug}/policies"
        parts = list(self._parts())
        words = {
            "contents": _("Contents"), "index": _("Index by subject"), "plain": _("In plain words"), "begins": _("The text begins:"),
            "question": _("Q:"), "apply": _("To apply, look for:"), "station": _("All policies: scan, or open"), "demo": _("A demonstration"),
        }  # fmt: skip
        return {
            "district": self.district.name, "title": _("Policy handbook"), "chosen": [*self.choice.told, _("%(n)d policies") % {"n": len(self.policies)}],
            "made": _("Printed %(day)s; what counts is what the station says today") % {"day": day_text(today())},
            "demo": self.district.demo, "whole": self.choice.whole, "qr": qr(station), "address": station.split("://", 1)[-1],
            "parts": parts, "index": self._index(parts), "words": words, "fonts": families,
        }  # fmt: skip

    def _parts(self) -> Iterator[dict[str, Any]]:
        numbered = list(enumerate(self.policies, start=1))
        for level in PolicyLevel:
            of_level = [self._entry(number, one) for number, one in numbered if one.level == level]
            if of_level:
                yield {"name": str(level.label), "policies": of_level}

    def _entry(self, number: int, one: Policy) -> dict[str, Any]:
        address = short_address(self.district, Target.POLICY, str(one.pk))
        known = guides(self.district.code)
        state, _tone = state_of(one)
        by = one.changed_by
        return {
            "number": number, "title": whole_words(one.title), "over": one.is_over, "state": state, "summary": one.summary,
            "facts": [fact for fact in (one.issuer, one.number, day_text(one.issued_on)) if fact],
            "changed_by": _("by “%(title)s”") % {"title": by.title} if by else "", "excerpt": self._text(one),
            "questions": [] if self.choice.whole else one.questions[:QUESTIONS], "services": [known[code].name for code in one.services if code in known],
            "qr": qr(address), "address": address.split("://", 1)[-1], "subjects": one.subjects,
        }  # fmt: skip

    def _text(self, one: Policy) -> str:
        if self.choice.whole:
            return one.text
        if one.summary:
            return ""
        start = " ".join(paragraphs(one.text[: EXCERPT * 4]))
        return start if len(start) <= EXCERPT else start[:EXCERPT] + "……"

    def _index(self, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """By subject; what has none stands at the end."""
        groups: dict[str, list[dict[str, Any]]] = {}
        for one in (entry for part in parts for entry in part["policies"]):
            for name in one["subjects"] or [""]:
                groups.setdefault(name, []).append({"title": one["title"], "number": one["number"]})
        ordered = sorted(groups, key=lambda name: (not name, -len(groups[name]), name))
        return [{"name": name or _("Other"), "entries": groups[name]} for name in ordered]


def whole_words(title: str) -> str:
    """A title whose last characters stay on one line, so that none stands on a line of its own (……的通 知)."""
    return title[:-4] + "\u2060".join(title[-4:]) if len(title) > 12 else title


class _State:
    """What of a policy can change a printed page."""

    def __init__(self, policy: Policy) -> None:
        self.pk, self.updated_at, self.state = policy.pk, policy.updated_at, state_of(policy)[0]
