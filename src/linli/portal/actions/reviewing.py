"""What a review is about, while it lasts."""

from __future__ import annotations

from wagtail.models import Revision, TaskState


def follow(revision: Revision) -> None:
    """The review of a thing is about its newest revision; without this, agreeing would ask for the same again."""
    TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, workflow_state__base_content_type=revision.base_content_type_id,
        workflow_state__object_id=revision.object_id,
    ).update(revision=revision)  # fmt: skip
