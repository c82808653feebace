"""What follows when something is published or sent for review, whoever did it and wherever: notices and audit entries."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from wagtail import signals
from wagtail.images.models import Image
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, Revision, TaskState, WorkflowState

from linli.audit import actions as audit
from linli.notices.actions import Message, tell
from linli.people.actors import Actor
from linli.people.models import Account, Position
from linli.people.roles import Role

from .actions import articles, pictures, policies, reviewing, subscribing
from .models import ArticlePage, ChannelPage, Policy
from .models.reviewing import district_of
from .queries.editors_home import edit_address

# As parts/stories.html shows an article's picture: made when it is published, not while the first reader waits.
IN_LISTS = tuple(f"fill-{size}|format-webp" for size in ("480x270", "800x450", "640x360", "1120x630"))
OURS = (ArticlePage, ChannelPage, Policy)


def connect() -> None:
    """Hang on to the editors' signals, in place of what would send mails of its own: accounts here have no address."""
    from wagtail.admin import signal_handlers as mails

    # Whichever of the two apps gets ready first.
    mails.register_signal_handlers = lambda: None
    signals.task_submitted.disconnect(sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification")
    for signal, name in (
        (signals.workflow_submitted, "submitted"), (signals.workflow_rejected, "rejected"), (signals.workflow_approved, "approved"),
    ):  # fmt: skip
        signal.disconnect(sender=WorkflowState, dispatch_uid=f"workflow_state_{name}_email_notification")
    signals.workflow_submitted.connect(sent_for_review, dispatch_uid="linli.portal.sent_for_review")
    signals.task_rejected.connect(given_back, dispatch_uid="linli.portal.given_back")
    signals.workflow_approved.connect(agreed_to, dispatch_uid="linli.portal.agreed_to")
    signals.published.connect(published, dispatch_uid="linli.portal.published")
    signals.post_page_move.connect(moved, dispatch_uid="linli.portal.moved")
    signals.unpublished.connect(unpublished, dispatch_uid="linli.portal.unpublished")
    post_save.connect(policy_written, sender=Policy, dispatch_uid="linli.portal.policy_written")
    post_save.connect(article_written, sender=ArticlePage, dispatch_uid="linli.portal.article_written")
    post_delete.connect(article_written, sender=ArticlePage, dispatch_uid="linli.portal.article_gone")
    pre_save.connect(picture_handed_in, sender=Image, dispatch_uid="linli.portal.picture_handed_in")
    post_save.connect(changed_in_review, sender=Revision, dispatch_uid="linli.portal.changed_in_review")


def sent_for_review(sender: Any, instance: WorkflowState, user: Account | None = None, **_more: Any) -> None:
    """Every chief editor of the district is told, but not of what they sent themselves."""
    thing = instance.content_object
    own = user.pk if user else None
    whom = [one for one in chief_editors(district_of(thing)) if one != own]
    _tell(thing, "review_asked", f"{instance.pk}:{instance.current_task_state_id}", whom)


def given_back(sender: Any, instance: TaskState, user: Account | None = None, **_more: Any) -> None:
    """Who sent it learns why it came back."""
    state = instance.workflow_state
    if state.requested_by_id:
        reason = " ".join(instance.get_comment().split())[:120]
        _tell(state.content_object, "review_returned", str(instance.pk), [state.requested_by_id], reason)


def agreed_to(sender: Any, instance: WorkflowState, user: Account | None = None, **_more: Any) -> None:
    """Who sent it learns that everybody can read it, or will at its time."""
    if instance.requested_by_id and (user is None or user.pk != instance.requested_by_id):
        _tell(instance.content_object, "review_agreed", str(instance.pk), [instance.requested_by_id])


def published(sender: Any, instance: Any, revision: Any = None, **_more: Any) -> None:
    if isinstance(instance, OURS):
        waits = not instance.live or (instance.go_live_at and revision and revision.approved_go_live_at)
        _record("page_scheduled" if waits else "page_published", instance, revision)
        if not waits and isinstance(instance, ArticlePage) and instance.picture:
            instance.picture.get_renditions(*IN_LISTS)
        if isinstance(instance, Policy) and not waits:
            policies.note_station(instance.district)
            subscribing.announce(instance)


def policy_written(sender: Any, instance: Policy, raw: bool = False, **_more: Any) -> None:
    """Whether by hand, by schedule or from a pack: lists and the search follow."""
    if not raw:
        policies.written(instance)


def article_written(sender: Any, instance: ArticlePage, raw: bool = False, **_more: Any) -> None:
    """Published, changed, taken offline or deleted: the search follows."""
    if not raw:
        articles.written(instance)


def moved(sender: Any, instance: Page, **_more: Any) -> None:
    """Its address is another, and that of all below it."""
    for page in ArticlePage.objects.descendant_of(instance, inclusive=True):
        articles.written(page)


def picture_handed_in(sender: Any, instance: Image, raw: bool = False, **_more: Any) -> None:
    if not raw:
        pictures.forget_where(instance)


def changed_in_review(sender: Any, instance: Revision, created: bool = False, raw: bool = False, **_more: Any) -> None:
    """What a reviewer changed is what the review is about from then on, and what is published when somebody else agrees."""
    if created and not raw:
        reviewing.follow(instance)


def unpublished(sender: Any, instance: Any, **_more: Any) -> None:
    if isinstance(instance, OURS):
        _record("page_unpublished", instance)


def chief_editors(district: str) -> list[UUID]:
    """The accounts of those who review in a district today."""
    held = Position.objects.today().filter(role=Role.CHIEF_EDITOR, account__district=district, account__is_active=True)
    return list(held.order_by("account").values_list("account", flat=True).distinct())


def _tell(thing: Any, template: str, key: str, accounts: list[UUID], reason: str = "") -> None:
    with transaction.atomic():
        tell(
            [
                Message(
                    key=f"portal:{template}:{key}:{account}",
                    district=district_of(thing),
                    template=template,
                    params={"title": str(thing), "reason": reason},
                    link=edit_address(thing),
                    account=account,
                )
                for account in accounts
            ]
        )


def _record(kind: str, thing: Any, revision: Any = None) -> None:
    """Whoever did it: the person at the editors' part, or the installation when the time had come."""
    user = get_active_log_context().user
    actor = Actor.of(user) if isinstance(user, Account) else Actor.system()
    address = thing.address if isinstance(thing, Page) else f"policy {thing.pk}"
    data = {"title": str(thing)[:100], **({"revision": revision.pk} if revision is not None else {})}
    audit.record(actor, kind, district=district_of(thing), subject=address[:60], data=data)
