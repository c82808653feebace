"""A card of a registry: whom it is about is sealed, what it says is sealed; what figures count by stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import orjson
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.audit.models import ChainedEvent
from linli.health.access import is_epidemiologist
from linli.health.models import Sex
from linli.ids import uuid7
from linli.people.models import Account, Organisation
from linli.people.roles import Role
from linli.people.vault import mask_name, unseal_bytes
from linli.places.models import Area, District

if TYPE_CHECKING:
    from linli.people.actors import Actor


class CardKind(models.TextChoices):
    DEATH = "death", _("Death")
    TUMOUR = "tumour", _("Tumour")
    EVENT = "event", _("Heart or brain event")


class CardState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("To be reviewed")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Reviewed and accepted")
    MERGED = "merged", _("Merged with another")
    DELETED = "deleted", _("Deleted")


# What counts in figures, and what can be a duplicate of another.
COUNTED = (CardState.SUBMITTED, CardState.ACCEPTED)
LIVE = (CardState.DRAFT, CardState.SUBMITTED, CardState.RETURNED, CardState.ACCEPTED)
# What its institution may still write on.
OPEN = (CardState.DRAFT, CardState.RETURNED)
# Before the code of a finding, in the body of a card.
CONFIRMED = "confirmed:"


class Way(models.TextChoices):
    """By which way a card came in."""

    FORM = "form", _("Form")
    CSV = "csv", _("From a table")
    FHIR = "fhir", _("Other system")
    DEMO = "demo", _("Invented")


class CardQuerySet(models.QuerySet["Card"]):
    """The only way from a request to rows."""

    def visible_to(self, actor: Actor) -> CardQuerySet:
        """A reporting institution sees its own; the district's disease control all of it, but for drafts of others."""
        reach = actor.reach
        if not actor.is_staff or not reach.district:
            return self.none()
        own = models.Q(organisation_id__in=reach.organisations)
        if is_epidemiologist(actor):
            return self.filter(~models.Q(state=CardState.DRAFT) | own, district_id=reach.district)
        if actor.has(Role.PHYSICIAN):
            return self.filter(own, district_id=reach.district)
        return self.none()


class Card(models.Model):
    """One death, tumour or heart or brain event as an institution reported it.

    `person_cipher`: sealed JSON of name, id_number, born, phone, address. `body_cipher`: sealed JSON of what was written
    in each other field, as text, and of what was confirmed. `happened_on` is the day of death, diagnosis or onset; `age` the completed years then;
    `cause` the underlying cause, the site (ICD-O topography) or the event's ICD-10 code. `findings` are the codes of what
    the edit checks said, without anything of the person.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=6, choices=CardKind.choices)
    state = models.CharField(max_length=9, choices=CardState.choices, default=CardState.DRAFT)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="registry_cards")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT)
    way = models.CharField(max_length=4, choices=Way.choices, default=Way.FORM)
    person_cipher = models.BinaryField(default=bytes)
    body_cipher = models.BinaryField(default=bytes)
    body_digest = models.CharField(max_length=64, blank=True, default="")
    source_id = models.CharField(max_length=80, blank=True, default="")

    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True, default="")
    birth_year = models.PositiveSmallIntegerField(null=True)
    happened_on = models.DateField(null=True)
    age = models.PositiveSmallIntegerField(null=True)
    cause = models.CharField(max_length=6, blank=True, default="")
    morphology = models.CharField(max_length=4, blank=True, default="")
    behaviour = models.CharField(max_length=1, blank=True, default="")
    basis = models.CharField(max_length=1, blank=True, default="")
    # Died within 28 days of the onset; of an event only.
    fatal = models.BooleanField(default=False)
    findings = models.JSONField(default=list)

    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    # What a card returned is to be mended in, sealed: it may name the person.
    reason_cipher = models.BinaryField(default=bytes)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_here")
    state_before = models.CharField(max_length=9, blank=True, default="")
    version = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True, default="")
    is_demo = models.BooleanField(default=False)

    objects = CardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "organisation", "kind", "source_id"],
                condition=~models.Q(source_id=""),
                name="card_source_once",
            )
        ]
        indexes = [
            # queries.listing: the district's of a kind and state, the newest first
            models.Index(fields=["district", "kind", "state", "-id"], name="card_district_state"),
            models.Index(fields=["district", "state", "-id"], name="card_state_new"),
            # queries.listing: an institution's own
            models.Index(fields=["organisation", "-id"], name="card_of_institution"),
            # queries.figures: what happened in a year
            models.Index(fields=["district", "kind", "happened_on"], name="card_happened"),
            # actions.importing: whether this row came before
            models.Index(fields=["organisation", "body_digest"], name="card_body"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code

    @property
    def person(self) -> dict[str, str]:
        """Whom it is about, unsealed."""
        return _unsealed(self.person_cipher)

    @property
    def body(self) -> dict[str, str]:
        """What was written in each field, unsealed."""
        return _unsealed(self.body_cipher)

    @property
    def fields(self) -> dict[str, str]:
        """The whole card as its form shows it."""
        return {**self.person, **{name: text for name, text in self.body.items() if not name.startswith(CONFIRMED)}}

    @property
    def confirmed(self) -> dict[str, str]:
        """What is rare and was confirmed, by the code of the finding, with the word of whoever did."""
        return {name.removeprefix(CONFIRMED): text for name, text in self.body.items() if name.startswith(CONFIRMED)}

    @property
    def reason(self) -> str:
        return unseal_bytes(self.reason_cipher).decode()

    @property
    def masked_name(self) -> str:
        return mask_name(self.person.get("name", "")) or "—"

    @property
    def kind_label(self) -> str:
        return str(CardKind(self.kind).label)

    @property
    def state_label(self) -> str:
        return str(CardState(self.state).label)

    @property
    def way_label(self) -> str:
        return str(Way(self.way).label)

    @property
    def sex_label(self) -> str:
        return str(Sex(self.sex).label) if self.sex else ""

    @property
    def tone(self) -> str:
        return {"submitted": "wait", "returned": "late", "accepted": "good", "draft": "calm"}.get(self.state, "")


def _unsealed(cipher: bytes | memoryview) -> dict[str, str]:
    plain = unseal_bytes(cipher)
    found: Mapping[str, str] = orjson.loads(plain) if plain else {}
    return dict(found)


class CardEvent(ChainedEvent):
    """One change of a card: who, when, what. `stream` is the card's id. Holds digests and codes, no personal data."""

    class Meta(ChainedEvent.Meta):
        indexes = [
            # ChainedQuerySet.after: sealing
            models.Index(fields=["xact", "id"], name="cardevent_follow"),
        ]
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="cardevent_stream_seq")]


class CardVersion(models.Model):
    """What a card said before it was changed, sealed; its digest is in the event of the change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    person_cipher = models.BinaryField()
    body_cipher = models.BinaryField()
    body_digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["card", "number"], name="card_version_once")]

    def __str__(self) -> str:
        return f"{self.card} {self.number}"

    @property
    def fields(self) -> dict[str, str]:
        return {**_unsealed(self.person_cipher), **_unsealed(self.body_cipher)}
