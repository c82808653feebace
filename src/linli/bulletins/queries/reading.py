"""What everybody may read of a district's bulletins."""

from __future__ import annotations

from django.db.models import QuerySet

from linli.places.models import District

from ..content import Content, digest_of
from ..errors import Altered, NoSuchBulletin
from ..models import OPEN, Bulletin, State


def published(district: District) -> list[Bulletin]:
    """Each bulletin in its published version, the newest year first."""
    rows = Bulletin.objects.filter(district=district, state=State.PUBLISHED).select_related("edition")
    return list(rows.order_by("-year", "-published_at"))


def newest(district: District, code: str) -> Bulletin:
    """The published version; or one that was withdrawn, whose page says so. Raises NoSuchBulletin."""
    rows = _versions(district, code).filter(state__in=(State.PUBLISHED, State.WITHDRAWN))
    found = (
        rows.filter(state=State.PUBLISHED).first()
        or rows.filter(published_at__isnull=False).order_by("-version").first()
    )
    if found is None:
        raise NoSuchBulletin(code)
    return found


def version_of(district: District, code: str, version: int) -> Bulletin:
    """One version that is or was published. Raises NoSuchBulletin."""
    found = _versions(district, code).filter(version=version, published_at__isnull=False).first()
    if found is None:
        raise NoSuchBulletin(f"{code}/{version}")
    return found


def versions_of(row: Bulletin) -> list[Bulletin]:
    """All of its versions that may be read, the newest first."""
    return list(_versions(row.district, row.code).filter(state__in=OPEN).order_by("-version"))


def _versions(district: District, code: str) -> QuerySet[Bulletin]:
    return Bulletin.objects.filter(district=district, code=code).select_related("edition", "district")


def content_of_row(row: Bulletin) -> Content:
    """What it says, held against the digest that was agreed to. Raises Altered."""
    content = Content.model_validate(row.edition.content)
    if digest_of(content) != row.edition.digest:
        raise Altered(row.title)
    return content
