"""Reporting a card: kept in any case, handed in as soon as nothing stands in its way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.clock import now
from linli.ids import case_code, uuid7
from linli.people.actors import Actor
from linli.people.models import Organisation
from linli.places.models import District

from ..access import check_may_report
from ..checks.finding import Finding, rare
from ..commands import Because, CardReport
from ..errors import CardHasFaults, CardRefused, NoReason, NotNow, NotYours, SameNumberOtherCard
from ..examining import Examined, examine, with_same_event
from ..matching import SURE
from ..models import Card, CardKind, CardState, Pair
from ..models.cards import OPEN
from ..queries.duplicates import Candidate, candidates
from .writing import append, digest_of, fill, keep_version, locked, write_keys

PREFIX = {CardKind.DEATH: "SW", CardKind.TUMOUR: "ZL", CardKind.EVENT: "XN"}


@dataclass(frozen=True)
class Reported:
    """What became of a report. `created` is False where it was here already; `rewritten`: an open card says it anew.

    `findings` keep it a draft.
    """

    card: Card
    created: bool
    findings: tuple[Finding, ...] = ()
    rewritten: bool = False

    @property
    def handed_in(self) -> bool:
        return self.card.state in (CardState.SUBMITTED, CardState.ACCEPTED)


@transaction.atomic
def report(actor: Actor, given: CardReport | dict[str, Any], district: District | None = None) -> Reported:
    """Keep a card, and hand it in where it can be. `district` where the actor is of none (system).

    Raises NotYours, InvalidInput, SameNumberOtherCard. Nothing of what was written is lost: with faults it is a draft.
    """
    command = given if isinstance(given, CardReport) else parse(CardReport, given)
    unit = _organisation(actor, command)
    check_may_report(actor, unit.code)
    examined = examine(unit.district, command.kind, command.fields, command.confirmed)
    there = _there_already(unit, command, examined)
    if there is not None:
        if _says_nothing_new(there, command, examined):
            return Reported(there, False, examined.in_the_way if there.state in OPEN else ())
        if there.state not in OPEN or command.only_new:
            raise SameNumberOtherCard(command.source_id, there.code, there.state_label)
        return replace(_rewrite(actor, there, command, examined, hand_in_too=command.hand_in), rewritten=True)
    card = _new(actor, unit, command)
    fill(card, examined, command.confirmed)
    append(actor, card, "reported", way=command.way, digest=card.body_digest)
    card.save(force_insert=True)
    write_keys(card)
    return _handed_in(actor, card, examined, command.confirmed) if command.hand_in else _kept(card, examined)


@transaction.atomic
def take(actor: Actor, command: CardReport) -> Reported:
    """What another system sends: as `report`, but nothing is kept where something is missing or cannot be.

    Raises NotYours, CardRefused, SameNumberOtherCard. What is only rare is kept as a draft, for a word of why it is so.
    """
    unit = _organisation(actor, command)
    check_may_report(actor, unit.code)
    findings = examine(unit.district, command.kind, command.fields, command.confirmed).findings
    if any(one.blocks for one in findings):
        raise CardRefused(findings)
    return report(actor, command)


def _organisation(actor: Actor, command: CardReport) -> Organisation:
    code = command.organisation or actor.organisation
    found = Organisation.objects.select_related("district").filter(code=code).first()
    if found is None or (actor.reach.district and found.district_id != actor.reach.district):
        raise NotYours(_("You do not work for an institution that reports."))
    return found


def _there_already(unit: Organisation, command: CardReport, examined: Examined) -> Card | None:
    """The card that this report is again: by its number, or by its very contents where it has none and comes from a file."""
    known = Card.objects.filter(organisation=unit, kind=command.kind).exclude(state=CardState.DELETED)
    if command.source_id:
        return known.filter(source_id=command.source_id).first()
    if command.way == "form":
        return None
    return known.filter(body_digest=digest_of(command.kind, examined.fields)).first()


def _says_nothing_new(there: Card, command: CardReport, examined: Examined) -> bool:
    """The same contents; of an open card also no word that it did not have on what is rare."""
    if command.way == "form":
        return True
    if there.body_digest != digest_of(command.kind, examined.fields):
        return False
    return there.state not in OPEN or command.confirmed.items() <= there.confirmed.items()


def _new(actor: Actor, unit: Organisation, command: CardReport) -> Card:
    at = now()
    return Card(
        id=uuid7(), district=unit.district, code=case_code(PREFIX[CardKind(command.kind)]), kind=command.kind, organisation=unit,
        way=command.way, source_id=command.source_id, reported_at=at, changed_at=at, reported_by=actor.account,
    )  # fmt: skip


@transaction.atomic
def amend(actor: Actor, code: str, given: CardReport | dict[str, Any]) -> Reported:
    """Write a draft or a returned card anew; what it said before is kept. Raises NoSuchCard, NotNow, InvalidInput."""
    command = given if isinstance(given, CardReport) else parse(CardReport, given)
    card = locked(actor, code)
    check_may_report(actor, card.organisation_id)
    if card.state not in OPEN:
        raise NotNow(_("Change the card"), card.state_label)
    examined = examine(card.district, card.kind, command.fields, command.confirmed)
    return _rewrite(actor, card, command, examined, hand_in_too=command.hand_in)


def _rewrite(actor: Actor, card: Card, command: CardReport, examined: Examined, *, hand_in_too: bool) -> Reported:
    before = card.body_digest
    if digest_of(card.kind, examined.fields) != before or card.confirmed != command.confirmed:
        keep_version(card)
        fill(card, examined, command.confirmed)
        append(actor, card, "changed", before=before, digest=card.body_digest)
        card.save()
        write_keys(card)
    return _handed_in(actor, card, examined, command.confirmed) if hand_in_too else _kept(card, examined)


@transaction.atomic
def hand_in(actor: Actor, code: str) -> Card:
    """Hand in a card as it stands. Raises NoSuchCard, NotNow, CardHasFaults with all faults at once."""
    card = locked(actor, code)
    check_may_report(actor, card.organisation_id)
    if card.state not in OPEN:
        raise NotNow(_("Report the card"), card.state_label)
    words = card.confirmed
    done = _handed_in(actor, card, examine(card.district, card.kind, card.fields, words), words)
    if done.findings:
        raise CardHasFaults(done.findings, card.code)
    return card


@transaction.atomic
def delete(actor: Actor, code: str, given: Because | dict[str, Any]) -> Card:
    """Take away what should never have been a card; it stays on record as deleted. Raises NoSuchCard, NotNow, NoReason."""
    command = given if isinstance(given, Because) else parse(Because, given)
    card = locked(actor, code)
    check_may_report(actor, card.organisation_id)
    if card.state not in OPEN:
        raise NotNow(_("Delete"), card.state_label)
    if len(command.reason) < 2:
        raise NoReason(_("Delete"))
    card.state = CardState.DELETED
    append(actor, card, "deleted")
    card.save()
    Pair.objects.filter(first=card).delete()
    Pair.objects.filter(second=card).delete()
    return card


def _kept(card: Card, examined: Examined) -> Reported:
    return Reported(card, True, examined.in_the_way)


def _handed_in(actor: Actor, card: Card, examined: Examined, words: dict[str, str]) -> Reported:
    """As far as nothing stands in the way; then others that may be the same are looked for."""
    near = candidates(card) if examined.facts.person.name else []
    if card.kind == CardKind.EVENT:
        examined = with_same_event(examined, _same_event(near), words)
    if card.findings != examined.told:
        card.findings = examined.told
        card.save(update_fields=["findings"])
    if examined.in_the_way:
        return _kept(card, examined)
    card.state = CardState.SUBMITTED
    append(actor, card, "handed_in", digest=card.body_digest, checks=examined.told)
    card.save(update_fields=["state", "version", "head"])
    note_pairs(card, near)
    return Reported(card, True)


def same_event_of(card: Card) -> list[Finding]:
    """What other cards say of this event."""
    return _same_event(candidates(card))


def _same_event(near: list[Candidate]) -> list[Finding]:
    """Day 28 counts: another card of nearly certainly this person within 28 days is told, to be confirmed or dropped."""
    for one in near:
        days = next((reason.split(":")[1] for reason in one.reasons if reason.startswith("event_days:")), None)
        if one.score >= SURE and days is not None and one.card.state != CardState.DRAFT:
            return [rare("same_event", "onset_on", code=one.card.code, onset=one.card.happened_on, days=days)]
    return []


def note_pairs(card: Card, near: list[Candidate]) -> int:
    """Show them to people, once each."""
    at = now()
    pairs = []
    for one in near:
        if one.card.state == CardState.DRAFT:
            continue
        first, second = sorted((card, one.card), key=lambda each: each.pk)
        pairs.append(
            Pair(
                district_id=card.district_id, kind=card.kind, first=first, second=second, score=one.score,
                reasons=list(one.reasons), found_at=at,
            )
        )  # fmt: skip
    Pair.objects.bulk_create(pairs, ignore_conflicts=True)
    return len(pairs)
