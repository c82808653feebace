"""Followers come and go, are linked to the account of their telephone number, and are forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from linli import clock
from linli.ids import uuid7
from linli.inserting import insert
from linli.people.actions import claim_contact, contact_for, forget_contacts
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import seal

from ..models import Follower, Sent, index_of

# Who has unfollowed and is linked to nobody is forgotten after so long; whoever follows again in between is known.
KEPT = timedelta(days=30)


def follower_of(district: str, openid: str) -> Follower:
    """Whoever has this openid, known from now on."""
    index = index_of(district, openid)
    found = Follower.objects.select_related("account").filter(district=district, openid_index=index).first()
    if found is None:
        # Not following until they say so; who only looked in by a sign-in is forgotten like who has left.
        at = clock.now()
        row = Follower(
            id=uuid7(), district_id=district, openid_cipher=seal(openid), openid_index=index, created_at=at, left_at=at
        )
        insert([row], unless_there=True)
        found = Follower.objects.select_related("account").get(district=district, openid_index=index)
    return found


def held(follower: Follower) -> Follower:
    """The same, for the rest of the transaction to this message alone."""
    return Follower.objects.select_for_update(of=("self",)).select_related("account").get(pk=follower.pk)


def follow(follower: Follower) -> None:
    follower.following, follower.left_at = True, None
    follower.save(update_fields=["following", "left_at"])


def unfollow(follower: Follower) -> None:
    """Nothing more is sent to them. A report they had begun is put away by the sweep."""
    follower.following, follower.left_at = False, clock.now()
    follower.save(update_fields=["following", "left_at"])


def note_sent(district: str, number: str, delivery: UUID) -> None:
    """A template message that WeChat took, by its number there, until it says whether it arrived."""
    insert([Sent(district_id=district, number=number, delivery=delivery, at=clock.now())], unless_there=True)


def actor_for(follower: Follower) -> Actor:
    """As whom a follower acts: the account they have linked, or a guest who is reached by WeChat."""
    if follower.account is not None and follower.account.is_active:
        return Actor.of(follower.account)
    return Actor.guest(contact=follower.contact_id)


def reporter_for(follower: Follower) -> Actor:
    """The same for somebody who hands something in: without an account they get a contact."""
    if follower.account_id is None and follower.contact_id is None:
        contact = contact_for(follower.district_id, known_as=f"wechat {follower.openid_index}")
        follower.contact = contact
        follower.save(update_fields=["contact"])
    return actor_for(follower)


@transaction.atomic
def link(actor: Actor, follower: Follower) -> None:
    """The signed-in resident is told and recognised by this WeChat from now on; what it reported before is theirs too."""
    assert actor.account is not None and actor.kind == "resident"
    # One at a time: an account is linked with one WeChat a district.
    Account.objects.select_for_update().get(pk=actor.account.pk)
    Follower.objects.filter(district=follower.district_id, account=actor.account).exclude(pk=follower.pk).update(
        account=None
    )
    follower.account = actor.account
    follower.save(update_fields=["account"])
    if follower.contact_id:
        claim_contact(follower.contact_id, actor.account)


def unlink(actor: Actor, key: UUID) -> bool:
    """End it again; whether there was something to end."""
    return bool(actor.account and Follower.objects.filter(pk=key, account=actor.account).update(account=None))


def forget(*, accounts: Sequence[UUID], contacts: Sequence[UUID]) -> int:
    """Nobody can be found by the WeChat of these people any more; returns how many followers went."""
    theirs = Follower.objects.filter(Q(account__in=accounts) | Q(contact__in=contacts))
    return _forget(list(theirs.values_list("pk", "contact")))


def forget_gone(at: datetime, limit: int = 500) -> int:
    """Those who unfollowed long ago and are linked to nobody."""
    gone = Follower.objects.filter(left_at__lte=at - KEPT, account=None, following=False).order_by("left_at")
    return _forget(list(gone.values_list("pk", "contact")[:limit]))


def _forget(rows: Sequence[tuple[UUID, UUID | None]]) -> int:
    if rows:
        with transaction.atomic():
            Follower.objects.filter(pk__in=[key for key, _contact in rows]).delete()
            forget_contacts([contact for _key, contact in rows if contact])
    return len(rows)
