"""Searching over the API: what the search page shows, as JSON."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from linli.places.queries import district_by

from .finding import KIND, Found, Item
from .queries import PAGE, Piece, Wanted, other_words, search

router = Router(tags=["search"])
# What a search is narrowed by, as the address says it.
NARROWING = ("kind", "level", "subject", "audience", "event", "visit", "year")


class Narrowed(Schema):
    """Each may be given several times: any of the values will do."""

    kind: list[str] = []
    level: list[str] = []
    subject: list[str] = []
    audience: list[str] = []
    event: list[str] = []
    visit: list[str] = []
    year: list[str] = []

    @property
    def terms(self) -> dict[str, tuple[str, ...]]:
        given = {KIND if name == "kind" else name: tuple(getattr(self, name)) for name in NARROWING}
        return {name: values for name, values in given.items() if values}


@router.get("/search", url_name="search")
def find(request: HttpRequest, district: str, narrowed: Query[Narrowed], q: str = "", page: int = 1) -> dict[str, Any]:
    """Everything public in a district that answers `q`, ten a page, best first, what is over last.

    `district` is its code or short name. `counts` say how much each value would narrow; `marks` are [from, to] in
    `title` and `passage`; `meant` is how a mistyped question was probably meant, `instead` whether that was looked for.
    """
    found = search(Wanted(district_by(district).code, q, narrowed.terms, page))
    return {
        "q": found.asked.text, "left_out": found.asked.left_out, "says_nothing": found.asked.says_nothing,
        "total": found.total, "page": page, "pages": found.pages, "size": PAGE,
        "meant": found.meant, "instead": found.instead, "other_words": other_words(district_by(district).code, q),
        "counts": _counts(found), "items": [_item(item) for item in found.items],
    }  # fmt: skip


def _counts(found: Found) -> dict[str, dict[str, int]]:
    return {
        "kind" if name == KIND else name: {one.value: one.count for one in values}
        for name, values in found.counts.items()
        if name in (KIND, *NARROWING)
    }


def _item(item: Item) -> dict[str, Any]:
    passage = "".join(piece.text for piece in item.passage)
    return {
        "kind": item.kind, "id": item.id, "title": item.title, "address": item.address, "by": item.by, "at": item.at,
        "over": item.over, "passage": passage,
        "marks": {"title": _marks(item.title_pieces), "passage": _marks(item.passage)},
    }  # fmt: skip


def _marks(pieces: tuple[Piece, ...]) -> list[tuple[int, int]]:
    found, at = [], 0
    for piece in pieces:
        if piece.marked:
            found.append((at, at + len(piece.text)))
        at += len(piece.text)
    return found
