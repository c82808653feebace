"""What an article is put together from."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from linli.catalogue.guides import guides

# Links and emphasis are enough: pictures, videos and files are blocks of their own, with words for who cannot see them.
_FEATURES = ["bold", "link", "document-link", "ol", "ul"]


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    told = blocks.CharBlock(label=_("What it shows, for who cannot see it"), max_length=120)
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=120)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "portal/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    words = blocks.TextBlock(label=_("What was said"), rows=3, max_length=300)
    who = blocks.CharBlock(label=_("Who said it"), required=False, max_length=60)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "portal/blocks/quote.html"


class VideoBlock(blocks.StructBlock):
    """A file of ours: nothing is fetched from elsewhere."""

    file = DocumentChooserBlock(label=_("Video file (MP4)"))
    poster = ImageChooserBlock(label=_("Still picture"), required=False)
    told = blocks.CharBlock(label=_("What it shows"), max_length=120)
    words = blocks.TextBlock(label=_("What is said in it"), required=False, rows=4)

    class Meta:
        icon = "media"
        label = _("Video")
        template = "portal/blocks/video.html"


# For which district somebody writes; set at the door of the editors' part.
WRITING_FOR: ContextVar[str] = ContextVar("writing_for", default="")


def offered() -> list[tuple[str, str]]:
    """The services that an article may lead to, by code and name."""
    return [(one.code, one.name) for one in guides(WRITING_FOR.get()).values()] if WRITING_FOR.get() else []


class ServiceBlock(blocks.ChoiceBlock):
    """A service of the district; one that is no longer offered is left out."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**{"choices": offered, **how})

    def get_context(self, value: str, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        page = context.get("page")
        offered = guides(page.district_id) if page is not None else {}
        return context | {"guide": offered.get(str(value).strip()), "home": page.url_path.split("/")[1] if page else ""}


class PolicyBlock(SnippetChooserBlock):
    """A policy of the district as a card; one that is no longer shown is left out."""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        page = context.get("page")
        shown = value is not None and value.live and page is not None and value.district_id == page.district_id
        home = page.url_path.split("/")[1] if page is not None else ""
        address = reverse("portal:policy", args=[home, value.pk]) if shown else ""
        return context | {"policy": value if shown else None, "policy_address": address}


ARTICLE_BLOCKS = [
    ("heading", blocks.CharBlock(label=_("Heading"), max_length=60, icon="title", template="portal/blocks/heading.html")),
    ("text", blocks.RichTextBlock(label=_("Paragraphs"), features=_FEATURES, icon="pilcrow", template="portal/blocks/text.html")),
    ("quote", QuoteBlock()),
    ("picture", PictureBlock()),
    ("gallery", blocks.ListBlock(PictureBlock(), label=_("Pictures"), icon="image", template="portal/blocks/gallery.html")),
    ("video", VideoBlock()),
    ("file", DocumentChooserBlock(label=_("File"), icon="doc-full", template="portal/blocks/file.html")),
    ("service", ServiceBlock(label=_("Service"), search_index=False, icon="form", template="portal/blocks/service.html")),
    ("policy", PolicyBlock("portal.Policy", label=_("Policy"), icon="doc-full-inverse", template="portal/blocks/policy.html")),
]  # fmt: skip
