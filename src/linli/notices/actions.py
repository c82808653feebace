"""The verbs of notices: tell, send a one-time code, and word a district's texts its own way."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli import clock
from linli.inserting import insert
from linli.people import queries as people
from linli.people.actors import Actor
from linli.people.vault import seal

from . import texts
from .delivering import TRIES_BY_ANOTHER_WAY, deliver_due
from .errors import NoSuchDelivery, UnknownTemplate, UnsuitableText
from .models import Channel, Delivery, DeliveryState, Notice, NoticeText
from .queries import undelivered

__all__ = [
    "Message",
    "deliver_due",
    "mark_read",
    "replace_texts",
    "send_by_text",
    "send_code",
    "send_nothing_more",
    "tell",
    "try_again",
]

LONGEST_TEXT = 200


@dataclass(frozen=True)
class Message:
    """Something to tell one account, organisation or contact. A key is told once, however often it is said.

    `params` fill the template (code, title, area, organisation, due as ISO 8601, reason): no personal data.
    """

    key: str
    district: str
    template: str
    params: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    about: UUID | None = None
    account: UUID | None = None
    organisation: str | None = None
    contact: UUID | None = None

    def __post_init__(self) -> None:
        if sum(whom is not None for whom in (self.account, self.organisation, self.contact)) != 1:
            raise ValueError(f"message {self.key} must have exactly one recipient")


def key_id(key: str) -> UUID:
    """The row id that belongs to a key (UUID version 8, RFC 9562 §5.8)."""
    raw = int.from_bytes(hashlib.sha256(key.encode()).digest()[:16], "big")
    return UUID(int=raw & ~(0xF000 << 64) & ~(0xC000 << 48) | (0x8000 << 64) | (0x8000 << 48))


def tell(messages: Sequence[Message]) -> None:
    """Write notices and what is to be sent of them: two statements, in the caller's transaction."""
    if not messages:
        return
    if not connection.in_atomic_block:
        raise RuntimeError("tell() must be called in the transaction of the change that is told")
    at = clock.now()
    notices = [_notice(message, at) for message in messages]
    outside = [_delivery(notice, channel) for notice in notices for channel in _channels(notice)]
    insert(notices, outside, unless_there=True)


def _notice(message: Message, at: datetime) -> Notice:
    template = texts.variant(message.template, to_desk=message.organisation is not None)
    return Notice(
        id=key_id(message.key),
        key=message.key,
        district_id=message.district,
        template=template,
        text=texts.written(message.district, template, message.params)[:500],
        link=message.link,
        about=message.about,
        account_id=message.account,
        organisation_id=message.organisation,
        contact_id=message.contact,
        created_at=at,
    )


def _channels(notice: Notice) -> list[Channel]:
    """A person has a number, or will be found to have none; an organisation is sent to by each way it has."""
    if not texts.goes_outside(notice.template):
        return []
    if notice.organisation_id is None:
        return [Channel.SMS]
    card = people.organisations(notice.district_id).get(notice.organisation_id)
    ways = {Channel.SMS: card.duty_phone, Channel.EMAIL: card.duty_email} if card else {}
    return [channel for channel, address in ways.items() if address]


def _delivery(notice: Notice, channel: Channel) -> Delivery:
    return Delivery(
        id=key_id(f"{channel} {notice.key}"),
        district_id=notice.district_id,
        notice_id=notice.pk,
        channel=channel,
        created_at=notice.created_at,
        next_at=notice.created_at,
    )


def send_code(*, phone: str, code: str, key: str) -> None:
    """Send a one-time sign-in code. Address and text are kept encrypted, and only until handed over."""
    at = clock.now()
    delivery = Delivery(
        id=key_id(f"code {key}"), channel=Channel.SMS, created_at=at, next_at=at,
        address_cipher=seal(phone), text_cipher=seal(texts.fill(str(texts.SIGN_IN_CODE), {"code": code})),
    )  # fmt: skip
    insert([delivery], unless_there=True)


def send_nothing_more(*, accounts: Sequence[UUID], contacts: Sequence[UUID], codes: Sequence[UUID]) -> int:
    """What was not sent to these people, or as a one-time code, never is; returns how much that was."""
    theirs = Q(notice__account__in=accounts) | Q(notice__contact__in=contacts)
    ids = list(Delivery.objects.filter(theirs).exclude(state=DeliveryState.SENT).values_list("pk", flat=True))
    ids += [key_id(f"code {code}") for code in codes]
    return (
        Delivery.objects.filter(pk__in=ids)
        .exclude(state=DeliveryState.SENT)
        .update(state=DeliveryState.NO_ADDRESS, address_cipher=b"", text_cipher=b"", last_error="", lease_until=None)
    )


def mark_read(actor: Actor, notice_ids: Sequence[UUID] | None = None) -> int:
    """The reader has seen these of their notices (None: all); returns how many were unread."""
    rows = Notice.objects.unread().for_reader(actor.reach)
    if notice_ids is not None:
        rows = rows.filter(pk__in=notice_ids)
    return rows.update(read_at=clock.now())


def try_again(actor: Actor, delivery_id: UUID) -> Delivery:
    """Put a given-up delivery back in the queue, with all its attempts before it. Raises NoSuchDelivery."""
    with transaction.atomic():
        delivery = undelivered(actor.reach).select_for_update().exclude(notice=None).filter(pk=delivery_id).first()
        if delivery is None:
            raise NoSuchDelivery()
        delivery.state, delivery.attempts, delivery.next_at = DeliveryState.WAITING, 0, clock.now()
        delivery.lease_until = None
        delivery.save(update_fields=["state", "attempts", "next_at", "lease_until"])
    return delivery


def send_by_text(delivery_id: UUID) -> int:
    """What another way took, but did not bring to the person after all, goes out as a text message; 0 if it is on its way so."""
    sent = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.SENT).exclude(
        channel__in=(Channel.SMS, Channel.EMAIL)
    )
    return sent.update(
        state=DeliveryState.WAITING,
        channel=Channel.SMS,
        attempts=TRIES_BY_ANOTHER_WAY,
        next_at=clock.now(),
        sent_at=None,
    )


@transaction.atomic
def replace_texts(district: str, rows: Mapping[str, str]) -> list[str]:
    """Set a district's own wording by template; what is not named falls back to the built-in text.

    Returns the templates whose text changed; the caller then raises the district's revision.
    Raises UnknownTemplate, UnsuitableText.
    """
    for template, text in rows.items():
        check_text(template, text)
    before = dict(NoticeText.objects.filter(district_id=district).values_list("template", "text"))
    changed = [name for name in {**before, **rows} if before.get(name) != rows.get(name)]
    if not changed:
        return []
    NoticeText.objects.filter(district_id=district).exclude(template__in=rows).delete()
    NoticeText.objects.bulk_create(
        [NoticeText(district_id=district, template=template, text=text) for template, text in rows.items()],
        update_conflicts=True,
        unique_fields=["district", "template"],
        update_fields=["text"],
    )
    return changed


def check_text(template: str, text: str) -> None:
    """Raises UnknownTemplate, UnsuitableText."""
    if template not in texts.DEFAULTS:
        raise UnknownTemplate(template, sorted(texts.DEFAULTS))
    if not isinstance(text, str) or not text.strip():
        raise UnsuitableText(template, _("it is empty. Please write what people shall read."))
    if len(text) > LONGEST_TEXT:
        raise UnsuitableText(
            template,
            _("it has %(length)s characters. Please use at most %(limit)s.")
            % {"length": len(text), "limit": LONGEST_TEXT},
        )
    unknown = texts.unknown_parts(text)
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in sorted(texts.PARTS))
        raise UnsuitableText(
            template,
            _("there is no {%(name)s}. Please use only %(known)s.") % {"name": unknown[0], "known": known},
        )
