"""The JSON of a parcel: what was put up with the change, and the content of its pages, read when it is sent.

Pages never change, so that the same parcel sent again has the same body.
"""

from __future__ import annotations

import base64
from typing import Any

import orjson

from linli.applications.queries.across import bodies_of
from linli.people.vault import unseal

from .models import Parcel


class PagesGone(Exception):
    """A page that the parcel needs is no longer there: whom it is of was erased."""


def packed(parcel: Parcel) -> bytes:
    """Raises PagesGone."""
    body: dict[str, Any] = orjson.loads(unseal(parcel.body_cipher))
    documents = body.get("contents", {}).get("documents", [])
    pages = [page for document in documents for page in document["pages"]]
    read = bodies_of(page["id"] for page in pages)
    if len(read) < len({page["id"] for page in pages}):
        raise PagesGone
    known = {str(key): base64.b64encode(found).decode() for key, found in read.items()}
    for page in pages:
        page["content"] = known[page["id"]]
    return orjson.dumps({"id": str(parcel.pk), "kind": parcel.kind, "body": body})
