"""The editors' part as it stands in this house: only what is of use there, only one's own district, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.account import AvatarSettingsPanel, NameEmailSettingsPanel, NotificationsSettingsPanel
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.snippets.models import register_snippet

from linli.people.actors import actor_of

from .cms_policies import PolicyForm, PolicyViewSet
from .models import ArticlePage, DistrictPage, Policy
from .models.reviewing import may_agree
from .queries.editors_home import editors_home

Policy.base_form_class = PolicyForm
register_snippet(PolicyViewSet)

# Accounts and their rights come from positions, addresses from the pack; reports that help nobody here.
HIDDEN = {"settings", "help", "users", "groups", "sites", "redirects", "collections"}
HIDDEN_REPORTS = {"site-history", "page-types-usage"}


@hooks.register("construct_main_menu")
def only_what_is_of_use(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN]


@hooks.register("construct_reports_menu")
def only_reports_of_use(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN_REPORTS]


# What is set there nobody here would read: accounts have the name their district gave them, and are told by notices.
for panel in (NameEmailSettingsPanel, AvatarSettingsPanel, NotificationsSettingsPanel):
    panel.is_active = lambda self: False


@hooks.register("register_admin_menu_item")
def way_back() -> MenuItem:
    return MenuItem(_("Back to the desk"), "/desk/", name="desk", icon_name="arrow-left", order=9000)


@hooks.register("register_admin_menu_item")
def way_to_figures() -> MenuItem:
    return MenuItem(_("Publishing figures"), "/desk/publishing", name="publishing", icon_name="view", order=8000)


@hooks.register("register_page_header_buttons")
def how_far_it_came(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page.specific_deferred, ArticlePage):
        address = reverse("portal:publishing_article", args=[page.pk])
        yield Button(_("Reads and republications"), address, icon_name="view", priority=5)


@hooks.register("construct_page_chooser_queryset")
def links_within_the_district(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    home = _home(request)
    return pages.descendant_of(home, inclusive=True) if home else pages.none()


@hooks.register("construct_explorer_page_queryset")
def pages_of_the_district(parent: Page, pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    home = _home(request)
    return pages.descendant_of(home, inclusive=True) if home else pages.none()


def _home(request: HttpRequest) -> DistrictPage | None:
    return DistrictPage.objects.filter(district=actor_of(request).reach.district).first()


@hooks.register("construct_page_action_menu")
def one_way_to_send_again(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """What came back is sent again to who gave it back; with one reviewer, to begin anew is the same."""
    items[:] = [item for item in items if item.name != "action-restart-workflow"]


@hooks.register("before_create_snippet")
@hooks.register("before_edit_snippet")
def nobody_publishes_past_the_review(request: HttpRequest, *_what: Any) -> None:
    if request.method == "POST" and "action-publish" in request.POST:
        raise PermissionDenied


@hooks.register("after_edit_page")
@hooks.register("after_edit_snippet")
def two_pairs_of_eyes(request: HttpRequest, thing: Any) -> None:
    """Who changed something while agreeing to it hears why it is not published yet."""
    agreed = request.POST.get("workflow-action-name") == "approve" and "action-workflow-action" in request.POST
    if agreed and thing.workflow_in_progress and not may_agree(thing, actor_of(request).account):
        messages.warning(request, _("Your changes are kept, but not published: what you changed, somebody else agrees to. Give it back to its editor with a word, or ask another chief editor."))  # fmt: skip


@hooks.register("construct_snippet_action_menu")
def no_button_for_it(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    items[:] = [item for item in items if item.name not in ("action-publish", "action-restart-workflow")]


@hooks.register("insert_global_admin_css")
def our_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("portal/editors.css"))


@hooks.register("insert_editor_js")
def sent_after_it_was_kept() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("portal/editors.js"))


class Home(Component):
    """What an editor finds on coming in."""

    template_name = "portal/editors/home.html"
    order = 0

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"home": editors_home(actor_of(parent_context["request"]))}


@hooks.register("construct_homepage_panels")
def our_home(request: HttpRequest, panels: list[Any]) -> None:
    panels[:] = [Home()]
