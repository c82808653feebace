"""Who may do what in the editors' part: groups that follow from positions, and what each group may."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from linli.people.actors import Actor
from linli.people.roles import EDITORS, Role
from linli.places.models import District

from ..models import DistrictPage, Policy, ReviewTask
from ..queries.drawers import drawer_name, drawer_of

# On the pages of one's own district.
_ON_PAGES = {
    Role.EDITOR: ("add_page", "change_page"),
    Role.CHIEF_EDITOR: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
_ON_FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
# Of kinds of things that lie outside the tree.
_OF_KINDS = {
    Role.EDITOR: ("access_admin", "add_policy", "change_policy"),
    Role.CHIEF_EDITOR: (
        "access_admin",
        "add_policy",
        "change_policy",
        "publish_policy",
        "lock_policy",
        "unlock_policy",
    ),
}
REVIEW = "审稿"


def group_name(district: str, role: Role) -> str:
    return f"{district} {role.value}"


def keep_groups(actor: Actor) -> None:
    """Bring the account's groups in line with the positions it holds today, those as a stand-in too."""
    account = actor.account
    assert account is not None
    wanted = {group_name(actor.reach.district, role) for role in EDITORS if actor.has(role)}
    if {group.name for group in account.groups.all()} != wanted:
        account.groups.set(Group.objects.filter(name__in=wanted))


@transaction.atomic
def found_desks(district: District, page: DistrictPage) -> None:
    """The groups of a district with what they may, its drawer for pictures and files, and the review of all it publishes."""
    drawer = _drawer(district)
    for role in EDITORS:
        group, _new = Group.objects.get_or_create(name=group_name(district.code, role))
        group.permissions.set(
            Permission.objects.filter(
                codename__in=_OF_KINDS[role], content_type__app_label__in=("wagtailadmin", "portal")
            )
        )
        for permission in _named(_ON_PAGES[role], "wagtailcore"):
            GroupPagePermission.objects.get_or_create(group=group, page=page.page_ptr, permission=permission)
        for permission in _named(_ON_FILES, "wagtailimages", "wagtaildocs"):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=drawer, permission=permission)
    _found_review(page)


def _named(codenames: tuple[str, ...], *rooms: str) -> list[Permission]:
    return list(Permission.objects.filter(codename__in=codenames, content_type__app_label__in=rooms))


def _drawer(district: District) -> Collection:
    """The collection of the district's own pictures and files."""
    root = Collection.get_first_root_node()
    return drawer_of(district) or root.add_child(name=drawer_name(district))


def _found_review(page: DistrictPage) -> None:
    """One review for all: the task itself asks whose chief editor somebody is."""
    from django.contrib.contenttypes.models import ContentType

    workflow, _new = Workflow.objects.get_or_create(name=REVIEW)
    task = ReviewTask.objects.first() or ReviewTask.objects.create(name=REVIEW)
    # Without a task everything that is sent would count as agreed to.
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": 0})
    WorkflowPage.objects.get_or_create(page=page.page_ptr, defaults={"workflow": workflow})
    WorkflowContentType.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(Policy), defaults={"workflow": workflow}
    )
