"""Services as people find and read them: the current versions, the right one for a need, what they save."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from uuid import UUID

from django.utils.translation import gettext as _

from linli.people import queries as people
from linli.places.revision import per_revision
from linli.problem import Problem
from linli.search.words import asked, even

from .models import Audience, LifeEvent, Service
from .services import Condition, Days, ServiceSpec

# How telling it is where a word of the query stands.
_IN_NAME, _IN_WORDS, _IN_CODE, _IN_SUMMARY, _IN_WHO = 12, 9, 7, 4, 2
# Of a mistyped word this share of its pairs of characters must be there.
_ALIKE = 0.5


@dataclass(frozen=True)
class Guide:
    """One version of a service, as it is told people; `holder_code` is the organisation that answers for it."""

    id: UUID
    version: int
    district: str
    holder_code: str
    spec: ServiceSpec

    @property
    def code(self) -> str:
        return self.spec.code

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def holder(self) -> str:
        """The name of the organisation that answers for it, as it is called now."""
        return people.organisations(self.district)[self.holder_code].name

    @property
    def counts(self) -> bool:
        """Whether it counts among the services: a letter of thanks does not."""
        return self.spec.kind == "application"

    @cached_property
    def called(self) -> frozenset[str]:
        """Its name and what people call it."""
        return frozenset(even(name) for name in (self.name, *self.spec.words))

    @property
    def unconfirmed(self) -> bool:
        """Whether a law or an amount it names still waits for the district's word."""
        return not (all(one.checked for one in self.spec.basis) and all(one.checked for one in self.spec.amounts))

    @property
    def questions(self) -> list[Condition]:
        """The conditions that a person can answer with yes or no."""
        return [one for one in self.spec.conditions if one.ask]

    @cached_property
    def _places(self) -> tuple[tuple[str, int], ...]:
        """Its texts, by how telling a word in them is."""
        spec = self.spec
        return (
            (even(spec.name), _IN_NAME), (even(" ".join(spec.words)), _IN_WORDS), (_plain(spec.code), _IN_CODE), (even(spec.summary), _IN_SUMMARY), (even(spec.who), _IN_WHO),
        )  # fmt: skip

    @cached_property
    def _pairs(self) -> frozenset[str]:
        return frozenset(pair for name in self.called for pair in _pairs_of(name))

    def fits(self, word: str) -> float:
        """How well a word of a query fits, 0 for not at all; a word with a wrong character in it still a little."""
        exact = max((weight for text, weight in self._places if word in text), default=0)
        if exact:
            return exact + min(len(word), 6) / 6
        pairs = _pairs_of(word)
        return sum(pair in self._pairs for pair in pairs) / len(pairs) if len(word) > 2 else 0.0


@per_revision
def guides(district_code: str) -> dict[str, Guide]:
    """Every service that is offered, by code."""
    rows = Service.objects.filter(district=district_code, current=True).order_by("code")
    return {row.code: _guide_of(row) for row in rows}


def _guide_of(row: Service) -> Guide:
    return Guide(row.pk, row.version, row.district_id, row.holder_id, ServiceSpec.model_validate(row.spec))


class NoSuchService(Problem):
    """The district offers no service of that code."""

    code = "no_such_service"
    status = 404

    def __init__(self, code: str) -> None:
        super().__init__(_("There is no service “%(code)s” in this district.") % {"code": code[:40]})


@lru_cache(maxsize=512)
def version_of(service: UUID) -> Guide:
    """A service in one version, current or not; what a version says never changes."""
    return _guide_of(Service.objects.get(pk=service))


@dataclass(frozen=True)
class Version:
    """One version of a service in short: what was promised in it, and since when it was there (None: not known)."""

    id: UUID
    code: str
    version: int
    name: str
    holder: str
    days: Days
    current: bool
    created_at: datetime | None
    kind: str


@per_revision
def versions(district_code: str) -> list[Version]:
    """Every version of every service of a district, the newest of each first: one statement."""
    rows = Service.objects.filter(district=district_code).order_by("code", "-version").values_list(
        "pk", "code", "version", "name", "holder__name", "spec__days", "current", "created_at", "spec__kind"
    )  # fmt: skip
    return [Version(*row[:5], Days.model_validate(row[5]), *row[6:8], row[8] or "application") for row in rows]


def guide(district_code: str, code: str) -> Guide:
    """Raises NoSuchService."""
    shown = guides(district_code).get(code)
    if shown is None:
        raise NoSuchService(code)
    return shown


def _services(district_code: str) -> list[Guide]:
    return [one for one in guides(district_code).values() if one.counts]


def number_of(shown: Iterable[Guide]) -> int:
    """How many services those are; letters of thanks are none of them."""
    return sum(one.counts for one in shown)


@dataclass(frozen=True)
class Savings:
    """What all services of a district together save a person who needed each once."""

    services: int
    materials: int
    visits: int
    at_home: int


@per_revision
def savings(district_code: str) -> Savings:
    """`at_home`: how many need no visit at all. Letters of thanks are none of them."""
    saved = [one.spec.saves for one in _services(district_code)]
    return Savings(
        len(saved),
        sum(one.materials_before - one.materials_now for one in saved),
        sum(one.visits_before - one.visits_now for one in saved),
        sum(one.visits_now == 0 for one in saved),
    )


def narrowed(district_code: str, event: str = "", audience: str = "") -> list[Guide]:
    """Those for a turn of life and for somebody, by name; one for everyone is for anybody."""
    return sorted(
        (
            one
            for one in guides(district_code).values()
            if (not event or event in one.spec.events)
            and (not audience or audience in one.spec.audience or Audience.EVERYONE in one.spec.audience)
        ),
        key=lambda one: (audience not in one.spec.audience, one.name),
    )


def found(text: str, among: Iterable[Guide]) -> list[Guide]:
    """Those that the words of a query lead to, best first: all of its words if there are such, else any of them."""
    words = [word for word in _query(text) if word]
    if not words:
        return []
    scores = [(one, [one.fits(word) for word in words]) for one in among]
    whole = [(one, fits) for one, fits in scores if all(fit > _ALIKE for fit in fits)]
    some = whole or [(one, fits) for one, fits in scores if max(fits) > _ALIKE]
    said = even("".join(text.split()))
    best = sorted(some, key=lambda scored: (said not in scored[0].called, -sum(scored[1]), scored[0].name))
    return [one for one, _fits in best]


@dataclass(frozen=True)
class Verdict:
    """What the answers to a service's questions come to: nothing missing, or what each wrong answer stands against."""

    missing: list[Condition]
    unanswered: list[Condition]

    @property
    def may_apply(self) -> bool:
        return not self.missing and not self.unanswered


def verdict(asked_of: Guide, answers: Sequence[bool | None]) -> Verdict:
    """`answers` to the questions in their order, None where nothing was said."""
    said = list(zip(asked_of.questions, answers, strict=True))
    return Verdict(
        [one for one, answer in said if answer is not None and answer != one.yes],
        [one for one, answer in said if answer is None],
    )


def events_of(district_code: str) -> list[tuple[LifeEvent, int]]:
    """The turns of life that services are offered for, and how many; letters of thanks are none of them."""
    held = [event for one in _services(district_code) for event in one.spec.events]
    return [(event, held.count(event)) for event in LifeEvent if event in held]


def audiences_of(district_code: str) -> list[tuple[Audience, int]]:
    """Whom services are offered for, and how many; letters of thanks are none of them."""
    held = [audience for one in _services(district_code) for audience in one.spec.audience]
    return [(audience, held.count(audience)) for audience in Audience if audience in held]


def _query(text: str) -> list[str]:
    """The words asked for; Latin letters together, as pinyin is typed: "gao ling" is gaoling."""
    text = even(text[:80])
    latin = "".join(char for char in text if char.isascii() and char.isalpha())
    if latin and not any(ord(char) > 0x2E7F for char in text):
        return [latin]
    return asked(text)


def _plain(code: str) -> str:
    return code.replace("-", "")


def _pairs_of(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)] or [text]
