"""Pictures and files of the editors' part: in whose drawer they lie, and to whom they are handed out."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, Page, ReferenceIndex

from linli.people.actors import Actor
from linli.people.roles import EDITORS
from linli.places.models import District
from linli.places.queries import district_by

from ..models import Policy


def drawer_name(district: District) -> str:
    """With its code: there is more than one district of some names."""
    return f"{district.name} {district.code}"


def drawer_of(district: District) -> Collection | None:
    """The collection of the district's own pictures and files."""
    found: Collection | None = Collection.objects.filter(depth=2, name=drawer_name(district)).first()
    return found


def may_have(thing: Image | Document, actor: Actor) -> bool:
    """Anyone, as long as something published shows it; its district's editors always."""
    return is_shown(thing) or is_ours(thing, actor)


def is_ours(thing: Image | Document, actor: Actor) -> bool:
    if not actor.has(*EDITORS) or not actor.reach.district:
        return False
    return bool(thing.collection.name == drawer_name(district_by(actor.reach.district)))


def is_shown(thing: Image | Document) -> bool:
    """Whether an article that anyone may read shows it as it stands, or a published policy has it attached."""
    pages = ContentType.objects.get_for_model(Page)
    rows = ReferenceIndex.get_references_to(thing).filter(base_content_type=pages).values_list("object_id", flat=True)
    keys = {int(key) for key in rows}
    if keys and Page.objects.live().public().filter(pk__in=keys).exists():
        return True
    return isinstance(thing, Document) and _is_attached(thing.pk)


def _is_attached(key: int) -> bool:
    rows = Policy.objects.filter(live=True).exclude(attachments=[]).values_list("attachments", flat=True)
    return any(key in attached for attached in rows)
