"""Photos of an asset, for everyone: added and taken out by who runs it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from linli.audit.actions import record
from linli.cases.pictures import keep_picture
from linli.clock import now
from linli.people.actors import Actor

from .. import commands as c
from ..access import check_runs
from ..errors import NoPhoto, NotThere, TooManyPhotos
from ..models import Asset, Photo
from .registering import touch

MOST_PHOTOS = 8


@transaction.atomic
def add_photo(actor: Actor, asset: Asset, given: dict[str, Any], picture: UploadedFile | None) -> Photo:
    """The same picture twice is one. Raises InvalidInput, NotYourAsset, NoPhoto, NotTaken, TooManyPhotos."""
    check_runs(actor, asset)
    command = c.parse(c.ShowPhoto, given)
    if picture is None:
        raise NoPhoto
    Asset.objects.select_for_update().get(pk=asset.pk)
    if asset.photos.count() >= MOST_PHOTOS:
        raise TooManyPhotos(MOST_PHOTOS)
    whole, small = keep_picture(picture, "assets")
    row, fresh = Photo.objects.get_or_create(
        asset=asset, picture=whole,
        defaults={"district_id": asset.district_id, "picture_small": small, "caption": command.caption, "added_at": now()},
    )  # fmt: skip
    if fresh:
        touch(asset)
        record(actor, "asset_photo_added", district=asset.district_id, subject=f"asset:{asset.code}")
    return row


@transaction.atomic
def drop_photo(actor: Actor, asset: Asset, key: UUID) -> None:
    """One that should not stand there. Raises NotYourAsset, NotThere."""
    check_runs(actor, asset)
    gone, _each = asset.photos.filter(pk=key).delete()
    if not gone:
        raise NotThere("")
    touch(asset)
    record(actor, "asset_photo_dropped", district=asset.district_id, subject=f"asset:{asset.code}")
