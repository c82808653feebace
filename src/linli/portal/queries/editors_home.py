"""What an editor finds on coming in: what came back, what waits, what is begun, what has its time, what was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page, Revision, WorkflowState

from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.roles import Role
from linli.places.models import District
from linli.places.queries import district_by

from ..models import ArticlePage, ChannelPage, DistrictPage, Policy
from .figures import Reached, reached

DRAFTS, PUBLISHED = 12, 8
_ONGOING = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)


@dataclass(frozen=True)
class Work:
    """Something that is being written: `address` is where it is edited, `word` what a reviewer said of it.

    `own`: the one who looks changed it last, and cannot agree to it.
    """

    title: str
    address: str
    where: str
    at: datetime | None
    who: str = ""
    word: str = ""
    own: bool = False
    is_live: bool = False


@dataclass(frozen=True)
class Published:
    """An article that anyone can read, and how far it came."""

    key: int
    title: str
    address: str
    edit: str
    where: str
    at: datetime | None
    reached: Reached


@dataclass(frozen=True)
class EditorsHome:
    """`channels` are where an article can be begun, each with the address of its form."""

    district: District
    name: str
    is_chief: bool
    channels: list[tuple[str, str]]
    to_review: list[Work]
    returned: list[Work]
    sent: list[Work]
    drafts: list[Work]
    scheduled: list[Work]
    published: list[Published]


def edit_address(thing: Any) -> str:
    """Where a page or a policy is edited."""
    if isinstance(thing, Page):
        return f"/cms/pages/{thing.pk}/edit/"
    return f"/cms/snippets/portal/{thing._meta.model_name}/edit/{thing.pk}/"


def editors_home(actor: Actor) -> EditorsHome:
    """The whole of it: a fixed number of statements, however much there is."""
    account = actor.account
    assert account is not None
    desk = _Desk(district_by(actor.reach.district), account)
    is_chief = actor.has(Role.CHIEF_EDITOR)
    ongoing = desk.ongoing()
    return EditorsHome(
        desk.district, actor.name, is_chief, desk.doors(),
        to_review=[desk.in_review(state, thing) for state, thing in ongoing if _waits(state)] if is_chief else [],
        returned=[desk.given_back(state, thing) for state, thing in ongoing if not _waits(state) and desk.is_mine(state, thing)],
        sent=[desk.in_review(state, thing) for state, thing in ongoing if _waits(state) and desk.is_mine(state, thing)],
        drafts=desk.drafts({(type(thing), thing.pk) for _state, thing in ongoing}),
        scheduled=desk.scheduled(), published=desk.published(),
    )  # fmt: skip


def _waits(state: WorkflowState) -> bool:
    return bool(state.status == WorkflowState.STATUS_IN_PROGRESS)


class _Desk:
    """What lies in a district, as one of its editors sees it."""

    def __init__(self, district: District, account: Account) -> None:
        self.district, self.account = district, account
        self.home = DistrictPage.objects.filter(district=district).first()
        channels = ChannelPage.objects.child_of(self.home).live() if self.home else ChannelPage.objects.none()
        self.channels = list(channels.order_by("path"))
        self.named = {one.path: one.title for one in self.channels}
        self.types = ContentType.objects.get_for_models(Page, Policy)

    def doors(self) -> list[tuple[str, str]]:
        return [(one.title, f"/cms/pages/add/portal/articlepage/{one.pk}/") for one in self.channels]

    def _articles(self) -> Any:
        found = ArticlePage.objects.select_related("latest_revision__user").defer("body")
        return found.descendant_of(self.home) if self.home else found.none()

    def _policies(self) -> Any:
        found = Policy.objects.filter(district=self.district).select_related("latest_revision__user")
        return found.defer("text", "questions")

    def _things(self, rows: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Any]:
        """The articles and policies of this district among (kind, key), by these."""
        keys: dict[int, set[str]] = {one.pk: set() for one in self.types.values()}
        for kind, key in rows:
            keys.setdefault(kind, set()).add(key)
        pages, policies = (self.types[model].pk for model in (Page, Policy))
        found = {(pages, str(one.pk)): one for one in self._articles().filter(pk__in=keys[pages])}
        return found | {(policies, str(one.pk)): one for one in self._policies().filter(pk__in=keys[policies])}

    def ongoing(self) -> list[tuple[WorkflowState, Any]]:
        """What is in review or came back from it, the longest waiting first."""
        states = list(
            WorkflowState.objects.filter(status__in=_ONGOING)
            .select_related("requested_by", "current_task_state__finished_by")
            .order_by("created_at", "pk")
        )
        things = self._things((state.base_content_type_id, state.object_id) for state in states)
        found = ((state, things.get((state.base_content_type_id, state.object_id))) for state in states)
        return [(state, thing) for state, thing in found if thing is not None]

    def is_mine(self, state: WorkflowState, thing: Any) -> bool:
        return self.account.pk in (state.requested_by_id, getattr(thing, "owner_id", None))

    def _work(self, thing: Any, at: datetime | None, **said: Any) -> Work:
        where = (
            self.named.get(thing.path[: -thing.steplen], "")
            if isinstance(thing, Page)
            else str(thing._meta.verbose_name)
        )
        title = thing.latest_revision.object_str if thing.latest_revision else str(thing)
        return Work(title, edit_address(thing), where, at, is_live=thing.live, **said)

    def in_review(self, state: WorkflowState, thing: Any) -> Work:
        last = thing.latest_revision
        who = state.requested_by.name if state.requested_by else ""
        return self._work(thing, state.current_task_state.started_at, who=who, own=bool(last and last.user_id == self.account.pk))  # fmt: skip

    def given_back(self, state: WorkflowState, thing: Any) -> Work:
        task = state.current_task_state
        who = task.finished_by.name if task.finished_by else ""
        return self._work(thing, task.finished_at, who=who, word=task.comment)

    def drafts(self, elsewhere: set[tuple[type, Any]]) -> list[Work]:
        """What this editor began or changed last, and has not sent; the one touched last first."""
        mine = Q(latest_revision__user=self.account)
        rows = [
            *self._articles().filter(mine | Q(owner=self.account, live=False), has_unpublished_changes=True),
            *self._policies().filter(mine, has_unpublished_changes=True),
        ]
        begun = [
            one for one in rows if (type(one), one.pk) not in elsewhere and one.latest_revision_id not in self._timed
        ]
        works = [self._work(one, one.latest_revision.created_at if one.latest_revision else None) for one in begun]
        return sorted(works, key=lambda work: work.at.timestamp() if work.at else 0.0, reverse=True)[:DRAFTS]

    @cached_property
    def _timed(self) -> dict[int, Revision]:
        """Revisions of any district that were agreed to for a time to come, by their keys, the next first."""
        kinds = [one.pk for one in self.types.values()]
        rows = Revision.objects.filter(approved_go_live_at__isnull=False, base_content_type__in=kinds).defer("content")
        return {one.pk: one for one in rows.order_by("approved_go_live_at", "pk")}

    def scheduled(self) -> list[Work]:
        """What was agreed to for a time to come, the next first."""
        rows = list(self._timed.values())
        things = self._things((one.base_content_type_id, one.object_id) for one in rows)
        found = ((one, things.get((one.base_content_type_id, one.object_id))) for one in rows)
        return [self._work(thing, one.approved_go_live_at) for one, thing in found if thing is not None]

    def published(self) -> list[Published]:
        rows = list(self._articles().live().order_by("-first_published_at", "-pk")[:PUBLISHED])
        far = reached(self.district, [one.pk for one in rows])
        return [
            Published(one.pk, one.title, one.address, edit_address(one), self.named.get(one.path[: -one.steplen], ""), one.first_published_at, far[one.pk])
            for one in rows
        ]  # fmt: skip
