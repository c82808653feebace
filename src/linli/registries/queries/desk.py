"""The desk's list of cards, one card as its page shows it, and what waits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.people.actors import Actor
from linli.people.vault import blind_index
from linli.places.queries import names

from ..checks.finding import Finding
from ..checks.words import GRADES, TONES, sentence
from ..choices import CHAIN, CHOICES, FIELDS, PERSON, label
from ..examining import Examined
from ..matching import Identity, key_texts
from ..models import Card, CardEvent, CardKey, CardKind, CardState, ImportRun
from ..reading import day_of, id_number_of
from .catalogue import name_of_field

PAGE = 30
VIEWS: dict[str, Promise] = {
    "open": _("To be written on"), "submitted": _("To be reviewed"), "accepted": _("Reviewed and accepted"), "gone": _("Merged and deleted"), "all": _("All"),
}  # fmt: skip
_STATES: dict[str, tuple[str, ...]] = {
    "open": (CardState.DRAFT, CardState.RETURNED), "submitted": (CardState.SUBMITTED,), "accepted": (CardState.ACCEPTED,),
    "gone": (CardState.MERGED, CardState.DELETED),
}  # fmt: skip
# Which fields hold a code, and of which list.
CODED = {
    **{f"{line}_code": "icd10" for line in "abcd"}, "cause": "icd10", "icd": "icd10", "topography": "topography", "morphology": "morphology",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A line of the list; the name masked."""

    card: Card
    cause_name: str
    place: str

    @property
    def faults(self) -> int:
        return sum(grade in ("missing", "invalid") for _code, grade in self.card.findings)

    @property
    def doubts(self) -> int:
        return sum(grade == "rare" for _code, grade in self.card.findings)


@dataclass(frozen=True)
class Item:
    """One field as it is read: its label, what was written, what the code means."""

    name: str
    label: str
    value: str
    meaning: str = ""


@dataclass(frozen=True)
class Told:
    """One finding for the page."""

    code: str
    field: str
    grade: str
    tone: str
    text: str
    word: str = ""
    blocks: bool = False


def listing(actor: Actor, view: str, kind: str = "", text: str = "", before: UUID | None = None) -> list[Row]:
    """The cards this person may see, the newest first; one more than a page tells that there are more."""
    rows: QuerySet[Card] = Card.objects.visible_to(actor)
    if kind in CardKind.values:
        rows = rows.filter(kind=kind)
    if text:
        rows = _found(rows, actor.reach.district, text)
    elif view in _STATES:
        rows = rows.filter(state__in=_STATES[view])
    if before:
        rows = rows.filter(pk__lt=before)
    rows = rows.select_related("organisation").defer("body_cipher", "reason_cipher").order_by("-pk")
    return [_row(card) for card in rows[: PAGE + 1]]


def _row(card: Card) -> Row:
    field = "topography" if card.kind == CardKind.TUMOUR else "cause"
    places = names(card.district_id)
    place = places[card.area_id].name if card.area_id in places else ""
    return Row(card, name_of_field(field, card.cause) if card.cause else "", place)


def _found(rows: QuerySet[Card], district: str, text: str) -> QuerySet[Card]:
    """By the number of a card, by identity number, or by name and date of birth: what is sealed is found by its keys."""
    number = id_number_of(text)
    if number:
        return rows.filter(pk__in=_sharing(district, Identity(id_number=number)))
    name, born = _name_and_birth(text)
    if born:
        return rows.filter(pk__in=_sharing(district, Identity(name=name, born=born)))
    return rows.filter(code=text.strip().upper()[:16])


def _name_and_birth(text: str) -> tuple[str, str]:
    found = re.search(r"\d{4}\S*", text)
    day = day_of(found[0]) if found else None
    return (text[: found.start()].strip(), day.isoformat()) if found and day else ("", "")


def _sharing(district: str, one: Identity) -> QuerySet[CardKey, UUID]:
    keys = [
        int(blind_index(f"registries {kind} {district} {text}")[:16], 16) >> 1
        for kind in CardKind.values
        for text in key_texts(one)
    ]
    return CardKey.objects.filter(key__in=keys).values_list("card_id", flat=True)


def counts(actor: Actor) -> dict[str, int]:
    """How many stand at each state."""
    rows = Card.objects.visible_to(actor).values_list("state").annotate(n=Count("pk"))
    by_state = dict(rows.order_by())
    return {view: sum(by_state.get(state, 0) for state in states) for view, states in _STATES.items()}


def items(card: Card) -> tuple[list[Item], list[Item]]:
    """Whom it is about, and what it says; only what was written. Identity number and telephone masked."""
    fields = card.fields
    chain = [_link(line, fields) for line in CHAIN if card.kind == CardKind.DEATH and fields.get(f"{line}_text")]
    linked = {f"{line}_{part}" for line in CHAIN for part in ("text", "code", "lasted") if fields.get(f"{line}_text")}
    shown = [_item(card, name, fields[name]) for name in FIELDS[card.kind] if fields.get(name) and name not in linked]
    last = next(
        (place for place, one in enumerate(shown) if one.name in ("other_text", "other_codes", "cause")), len(shown)
    )
    shown[last:last] = chain
    person = [one for one in shown if one.name in PERSON]
    return person, [one for one in shown if one.name not in PERSON]


def _link(line: str, fields: dict[str, str]) -> Item:
    """A line of the chain as one: what, its code and meaning, how long before death."""
    code = fields.get(f"{line}_code", "")
    parts = [code, name_of_field("cause", code) if code else "", fields.get(f"{line}_lasted", "")]
    return Item(f"{line}_text", f"I ({line})", fields[f"{line}_text"], " ".join(filter(None, parts)))


def _item(card: Card, name: str, value: str) -> Item:
    meaning = ""
    if name in CHOICES and value in CHOICES[name]:
        value = str(CHOICES[name][value])
    elif name in CODED:
        meaning = name_of_field("cause" if CODED[name] == "icd10" else name, value)
    elif name == "area":
        places = names(card.district_id)
        value = places[value].name if value in places else value
    elif name in ("id_number", "phone") and len(value) > 8:
        value = value[:4] + "*" * (len(value) - 8) + value[-4:]
    return Item(name, label(name), value, meaning)


def told(
    findings: Sequence[Finding], confirmed: Sequence[Finding] = (), words: dict[str, str] | None = None
) -> list[Told]:
    """Findings as a page says them, what blocks first."""
    said = words or {}
    open_ones = [
        Told(one.code, one.field, str(GRADES[one.grade]), TONES[one.grade], sentence(one), "", one.blocks)
        for one in findings
    ]
    settled = [
        Told(one.code, one.field, str(_("Confirmed")), "good", sentence(one), said.get(one.code, ""))
        for one in confirmed
    ]
    return [*sorted(open_ones, key=lambda one: not one.blocks), *settled]


def told_of(examined: Examined, words: dict[str, str]) -> list[Told]:
    return told(examined.findings, examined.confirmed, words)


HAPPENED: dict[str, Promise] = {
    "reported": _("Written"), "changed": _("Card changed"), "handed_in": _("Card handed in"), "returned": _("Given back"), "accepted": _("Reviewed and accepted"),
    "merged": _("Merged into another"), "took_in": _("Another was merged into it"), "merge_undone": _("Merging taken back"),
    "took_in_undone": _("The other stands by itself again"), "deleted": _("Deleted"),
}  # fmt: skip


def history(card: Card) -> list[tuple[str, CardEvent]]:
    """What became of it, the newest first."""
    rows = CardEvent.objects.filter(stream=card.pk).order_by("-seq")[:50]
    return [(str(HAPPENED.get(one.kind, one.kind)), one) for one in rows]


def runs_of(actor: Actor) -> list[ImportRun]:
    """The newest tables that this person's institution gave."""
    rows = ImportRun.objects.filter(organisation_id=actor.organisation, district_id=actor.reach.district)
    return list(rows.defer("report_cipher").order_by("-id")[:10])


def run_of(actor: Actor, key: UUID) -> ImportRun | None:
    return ImportRun.objects.filter(
        pk=key, organisation_id=actor.organisation, district_id=actor.reach.district
    ).first()
