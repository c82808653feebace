"""The look of a second person before something is published."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Task, TaskState

from linli.people.models import Account
from linli.people.reach import reach_of
from linli.people.roles import Role


class ReviewTask(Task):
    """A chief editor of the thing's own district agrees, or gives it back with a word why; not who changed it last."""

    class Meta:
        verbose_name = _("Review")

    def may_review(self, thing: Any, user: Account) -> bool:
        reach = reach_of(user)
        return Role.CHIEF_EDITOR in reach.roles and reach.district == district_of(thing)

    def user_can_access_editor(self, obj: Any, user: Account) -> bool:
        return self.may_review(obj, user)

    def locked_for_user(self, obj: Any, user: Account) -> bool:
        return not self.may_review(obj, user)

    def get_actions(self, obj: Any, user: Account) -> list[tuple[str, Any, bool]]:
        if not self.may_review(obj, user):
            return []
        actions = [("reject", _("Give it back with a word"), True)]
        return [*actions, ("approve", _("Agree and publish"), False)] if may_agree(obj, user) else actions

    def on_action(self, task_state: TaskState, user: Account, action_name: str, **kwargs: Any) -> None:
        """As asked; but who changes something in the moment of agreeing to it has kept a change, and agreed to nothing."""
        thing = task_state.workflow_state.content_object
        if action_name != "approve" or (self.may_review(thing, user) and may_agree(thing, user)):
            super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Account, **kwargs: Any) -> QuerySet[TaskState]:
        reach = reach_of(user)
        if Role.CHIEF_EDITOR not in reach.roles:
            return TaskState.objects.none()
        states = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task=self.task_ptr)
        ours = [one.pk for one in states if district_of(one.workflow_state.content_object) == reach.district]
        return TaskState.objects.filter(pk__in=ours)

    @classmethod
    def get_description(cls) -> str:
        return str(_("A chief editor of the district looks at it before everybody does."))


def may_agree(thing: Any, user: Account | None) -> bool:
    """Whether it takes a second pair of eyes: what stands there now was last changed by somebody else."""
    last = thing.get_latest_revision()
    return user is not None and (last is None or last.user_id != user.pk)


def district_of(thing: Any) -> str:
    """Whose it is: a page's by where it lies, all else's by its own column."""
    return str(thing.specific.district_id if isinstance(thing, Page) else thing.district_id)
