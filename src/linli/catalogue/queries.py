"""What the catalogue answers: the category tree, who answers for what, the clocks, a category from words."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from linli.places.revision import per_revision
from linli.problem import Problem

from .models import AnswerTemplate, Category, Clock, Duty, Part, PatrolDuty

GUESSES = 3
# What a case runs on before anyone has said what kind it is: 5 minutes, 3 hours, 10 working days.
ORDINARY_CLOCK = "5310"


class NoSuchClock(Problem):
    """The district's pack has no clock of that code."""

    code = "no_such_clock"
    status = 500

    def __init__(self, district: str, code: str) -> None:
        message = _("District %(district)s has no clock “%(code)s”. Please add it to clocks.yaml and load the pack.")
        super().__init__(message % {"district": district, "code": code})


@dataclass(frozen=True)
class CategoryCard:
    """A category as everyone reads it. `path` is 城乡建设/市政设施/路灯不亮, `parent` the code above it."""

    id: UUID
    district: str
    code: str
    name: str
    level: int
    parent: str
    path: str
    keywords: tuple[str, ...]
    clock_code: str
    emergency: bool
    active: bool


@dataclass(frozen=True)
class DutyHolder:
    """An organisation that answers for a category."""

    organisation: str
    name: str
    short: str
    part: str
    notes: str
    basis: str
    checked: bool

    @property
    def part_label(self) -> str:
        """Whether it leads or assists, in words."""
        return str(Part(self.part).label)


@dataclass
class _Keywords:
    """The leaves by keyword; `weights` is how telling each word is, `lengths` which lengths occur."""

    leaves: dict[str, list[CategoryCard]] = field(default_factory=lambda: defaultdict(list))
    weights: dict[str, float] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()


@per_revision
def categories(district_code: str) -> dict[str, CategoryCard]:
    """Every category of a district by code, in the order of the tree; retired ones last, for old cases."""
    rows = list(Category.objects.filter(district=district_code).order_by("-active", "code").select_related("parent"))
    return {
        row.code: CategoryCard(
            row.pk, district_code, row.code, row.name, row.level, row.parent.code if row.parent else "",
            row.path, tuple(row.keywords), row.clock_code, row.emergency, row.active,
        )
        for row in rows
    }  # fmt: skip


def leaves(district_code: str) -> list[CategoryCard]:
    """The categories a case can be given."""
    return [card for card in categories(district_code).values() if card.level == 3 and card.active]


def children(district_code: str, code: str = "") -> list[CategoryCard]:
    """The active categories right below one, or the first level."""
    return [card for card in categories(district_code).values() if card.active and card.parent == code]


def category(district_code: str, code: str) -> CategoryCard | None:
    """The category of that code that a case can be given, or None."""
    card = categories(district_code).get(code)
    return card if card and card.active and card.level == 3 else None


@per_revision
def _categories_by_id(district_code: str) -> dict[UUID, CategoryCard]:
    return {card.id: card for card in categories(district_code).values()}


def category_by_id(district_code: str, key: UUID | None) -> CategoryCard | None:
    """A case's category without a statement, retired or not."""
    return _categories_by_id(district_code).get(key) if key else None


@per_revision
def _holders(district_code: str) -> dict[str, list[DutyHolder]]:
    found: dict[str, list[DutyHolder]] = defaultdict(list)
    rows = Duty.objects.filter(district=district_code).select_related("organisation", "category")
    for row in rows.order_by("category", "order"):
        unit = row.organisation
        found[row.category.code].append(
            DutyHolder(unit.code, unit.name, unit.short, row.part, row.notes, row.basis, row.checked)
        )
    return dict(found)


def duty_holders(category: CategoryCard) -> list[DutyHolder]:
    """Who answers for a category: the lead first, then those who assist."""
    return _holders(category.district).get(category.code, [])


@per_revision
def clocks(district_code: str) -> dict[str, Clock]:
    """The current clocks of a district by code. Shared between requests: read them, never change them."""
    return {row.code: row for row in Clock.objects.filter(district=district_code, current=True).order_by("code")}


def clock(district_code: str, code: str = "") -> Clock:
    """The current version of a clock, of the ordinary one if none is named. Raises NoSuchClock."""
    code = code or ORDINARY_CLOCK
    found = clocks(district_code).get(code)
    if found is None:
        raise NoSuchClock(district_code, code)
    return found


@per_revision
def _all_answer_templates(district_code: str) -> list[AnswerTemplate]:
    rows = AnswerTemplate.objects.filter(district=district_code).order_by("order", "code")
    return list(rows.select_related("category"))


def answer_templates(district_code: str, category: CategoryCard | None = None) -> list[AnswerTemplate]:
    """Templates for a category (or a branch above it) first, then those for any."""
    own, any_category = [], []
    for template in _all_answer_templates(district_code):
        if template.category is None:
            any_category.append(template)
        elif category and (category.path + "/").startswith(template.category.path + "/"):
            own.append(template)
    return own + any_category


@per_revision
def patrol_duties(district_code: str) -> list[PatrolDuty]:
    """The duties a grid officer makes rounds for, in the pack's order."""
    return list(PatrolDuty.objects.filter(district=district_code, active=True).order_by("order", "code"))


@per_revision
def _keywords(district_code: str) -> _Keywords:
    """A word that few categories name says more; a longer one says more still."""
    known = _Keywords()
    for card in leaves(district_code):
        for word in {*card.keywords, card.name}:
            known.leaves[word].append(card)
    for word, cards in known.leaves.items():
        known.weights[word] = len(word) ** 1.5 / math.sqrt(len(cards))
    known.lengths = tuple(sorted({len(word) for word in known.leaves}, reverse=True))
    return known


def guess_category(text: str, district_code: str) -> list[CategoryCard]:
    """At most three categories whose keywords the text names, best first; empty when it names none.

    Reads the first 2,000 characters. A word within a longer one that was found does not count again.
    """
    known = _keywords(district_code)
    text = text[:2000]
    scores: dict[str, float] = defaultdict(float)
    cards: dict[str, CategoryCard] = {}
    for word in _words_in(text, known):
        for card in known.leaves[word]:
            cards[card.code] = card
            scores[card.code] += known.weights[word]
    best = sorted(scores, key=lambda code: (-scores[code], code))[:GUESSES]
    return [cards[code] for code in best]


def _words_in(text: str, known: _Keywords) -> set[str]:
    """The known words that occur, longest first at each place, once each."""
    found: set[str] = set()
    place = 0
    while place < len(text):
        for length in known.lengths:
            word = text[place : place + length]
            if word in known.weights:
                found.add(word)
                place += len(word) - 1
                break
        place += 1
    return found
