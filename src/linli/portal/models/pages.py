"""The tree that editors work in: a district, its channels, and the articles of each."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PagePermissionTester

from linli.clock import today
from linli.places.queries import ABOUT, UnknownDistrict, district_by

from ..blocks import ARTICLE_BLOCKS

# Letters and figures that nobody takes for one another.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


class ArticleKind(models.TextChoices):
    ARTICLE = "article", _("Article")
    NOTICE = "notice", _("Public notice")
    PICTURES = "pictures", _("Pictures")
    VIDEO = "video", _("Video")


class Reviewed(PagePermissionTester):
    """What somebody may do with a page: nobody publishes past the review, and who could may still take it offline."""

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return bool(super().can_publish() and self.page.live and not self.page_locked())


class OfDistrict(Page):
    """A page below a district's; what it shows is about that district."""

    class Meta:
        abstract = True

    @property
    def district_id(self) -> str:
        """The code of the district it lies below: its address begins with the district's short name."""
        try:
            return district_by(self.url_path.split("/")[1]).code
        except (IndexError, UnknownDistrict):
            above = DistrictPage.objects.ancestor_of(self, inclusive=True).values_list("district_id", flat=True)
            return above[0]

    @property
    def address(self) -> str:
        """Where it is read: all districts hang on the root of the one site."""
        return self.url_path

    def permissions_for_user(self, user: Any) -> Reviewed:
        return Reviewed(user, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.META[ABOUT] = self.district_id
        answer: HttpResponse = super().serve(request, *args, **kwargs)
        return answer


class DistrictPage(Page):
    """A district's part of the tree. Its address is the district's front page, which the web room draws."""

    district = models.OneToOneField("places.District", on_delete=models.PROTECT, related_name="+")

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["portal.ChannelPage"]
    preview_modes: list[tuple[str, str]] = []

    class Meta:
        verbose_name = _("District")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.url_path)


class ChannelPage(OfDistrict):
    """A channel of a district: articles of one concern, for anyone to read. Nothing is asked of its readers."""

    intro = models.CharField(_("In a sentence"), max_length=120, blank=True)
    # Codes of services that belong here, the first first.
    services = models.JSONField(_("Services"), default=list, blank=True)

    content_panels = [FieldPanel("title"), FieldPanel("intro")]
    promote_panels: list[Any] = []
    parent_page_types = ["portal.DistrictPage"]
    subpage_types = ["portal.ArticlePage"]
    template = "portal/channel.html"

    class Meta:
        verbose_name = _("Channel")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..queries.channels import channel_context

        return {**super().get_context(request, *args, **kwargs), **channel_context(self, request.GET)}


class ArticlePage(OfDistrict):
    """Something to read: an article, a public notice, pictures or a video.

    `origin` is the digest of what the pack said when it wrote the article, empty for one that an editor began.
    """

    kind = models.CharField(_("Kind of page"), max_length=10, choices=ArticleKind.choices, default=ArticleKind.ARTICLE)
    summary = models.CharField(_("In a sentence"), max_length=160, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image", verbose_name=_("Picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # fmt: skip
    # Who wrote it first, where it was not the district itself.
    source = models.CharField(_("Source"), max_length=60, blank=True)
    body = StreamField(ARTICLE_BLOCKS, verbose_name=_("Body of the article"), blank=True)
    origin = models.CharField(max_length=64, blank=True, default="", editable=False)

    # Its address is not for editors to think about: a title in Chinese makes none.
    content_panels = [
        FieldPanel("title"),
        FieldPanel("kind"),
        FieldPanel("summary"),
        FieldPanel("picture"),
        FieldPanel("body"),
        FieldPanel("source"),
    ]
    promote_panels: list[Any] = []
    parent_page_types = ["portal.ChannelPage"]
    subpage_types: list[str] = []
    template = "portal/article.html"

    class Meta:
        verbose_name = _("Article")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        if not vars(self).get("slug"):
            self.slug: str = f"{today():%Y%m%d}-{''.join(secrets.choice(_ALPHABET) for _place in range(4))}"
        super().full_clean(*args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from ..views.reading import opened

        answer = super().serve(request, *args, **kwargs)
        opened(request, self.district_id, "article", str(self.pk))
        return answer

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..queries.articles import article_context

        return {**super().get_context(request, *args, **kwargs), **article_context(self)}
