"""What every verb on a card does: lock it, fill its columns from what was examined, append the event, write its keys."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import transaction

from linli.audit.chain import Head, link
from linli.clock import now
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.vault import blind_index, seal_bytes

from ..choices import PERSON
from ..episodes import is_fatal
from ..errors import NoSuchCard
from ..examining import Examined
from ..facts import DeathFacts, EventFacts, TumourFacts
from ..models import Card, CardEvent, CardKey, CardVersion
from ..models.cards import CONFIRMED
from ..queries.duplicates import keys_of

# Of the person these are sealed apart; sex and area stand beside, figures count by them.
SEALED = tuple(name for name in PERSON if name not in ("sex", "area"))


def locked(actor: Actor, code: str) -> Card:
    """A card that is this person's to see, for the rest of the transaction. Raises NoSuchCard."""
    found = Card.objects.visible_to(actor).filter(code=code.upper()).first()
    if found is None:
        raise NoSuchCard
    return Card.objects.select_for_update(of=("self",)).select_related("district", "organisation").get(pk=found.pk)


def digest_of(kind: str, fields: dict[str, str]) -> str:
    """Whether a card says the same as another; keyed, for what it is of could be guessed."""
    written = {name: value for name, value in sorted(fields.items()) if value and name != "cause_by"}
    return blind_index(f"card {kind} {orjson.dumps(written, option=orjson.OPT_SORT_KEYS).decode()}")


def fill(card: Card, examined: Examined, confirmed: dict[str, str]) -> None:
    """Seal what was written, and set what figures count by, as far as it could be read."""
    fields, facts = examined.fields, examined.facts
    person = {name: fields[name] for name in SEALED if name in fields}
    if facts.person.born:
        person["born"] = facts.person.born.isoformat()
    if facts.person.id_number:
        person["id_number"] = facts.person.id_number
    body = {name: value for name, value in fields.items() if name not in SEALED}
    body |= {f"{CONFIRMED}{code}": word for code, word in confirmed.items() if word.strip()}
    card.person_cipher, card.body_cipher = seal_bytes(orjson.dumps(person)), seal_bytes(orjson.dumps(body))
    card.body_digest = digest_of(card.kind, fields)
    card.sex, card.area_id = facts.person.sex, examined.area or None
    card.birth_year = facts.person.born.year if facts.person.born else None
    card.age = facts.age
    card.findings = examined.told
    match facts:
        case DeathFacts():
            card.happened_on, card.cause = facts.died_on, facts.cause
        case TumourFacts():
            card.happened_on, card.cause, card.basis = facts.diagnosed_on, facts.topography, facts.basis
            card.morphology, card.behaviour = facts.morphology, facts.behaviour
        case EventFacts():
            card.happened_on, card.cause = facts.onset_on, facts.icd
            card.fatal = bool(facts.onset_on and is_fatal(facts.onset_on, facts.died_on))
    card.changed_at = now()


def keep_version(card: Card) -> None:
    """What it said until now."""
    number = card.versions.count() + 1
    CardVersion(
        card=card, number=number, person_cipher=bytes(card.person_cipher), body_cipher=bytes(card.body_cipher),
        body_digest=card.body_digest, at=card.changed_at,
    ).save(force_insert=True)  # fmt: skip


def append(actor: Actor, card: Card, kind: str, **data: Any) -> CardEvent:
    """The event of a change, in the card's chain; the card's version and head follow. Nothing personal in `data`."""
    event = made_event(actor, card, kind, data)
    event.save(force_insert=True)
    return event


def made_event(actor: Actor, card: Card, kind: str, data: dict[str, Any]) -> CardEvent:
    account = actor.account
    event = CardEvent(
        stream=card.pk, at=now(), kind=kind, actor_kind=actor.kind, actor_id=account.pk if account else None,
        actor_name=actor.name if actor.kind == "staff" else "", organisation=actor.organisation, district=card.district_id,
        data={"state": str(card.state), **data},
    )  # fmt: skip
    link(Head(card.version, card.head) if card.version else None, event)
    card.version, card.head = event.seq, event.digest
    return event


@transaction.atomic
def write_keys(card: Card) -> None:
    """By what it is found when it is reported again."""
    CardKey.objects.filter(card=card).delete()
    insert([CardKey(card_id=card.pk, key=key) for key in keys_of(card)])
