"""The materials of an application as the reviewer leafs through them: what there is, what ran out, what it replaced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.catalogue.services import Material
from linli.clock import day_text, today
from linli.prepared import prepared

from ..models import HandedIn
from .answers_shown import Noted


class _Row(NamedTuple):
    material: str
    at: datetime
    replaced_at: datetime | None
    document: UUID
    name: str
    valid_until: date | None
    page: UUID | None
    media_type: str | None
    thumbnail: str | None


@dataclass(frozen=True)
class Sheet:
    """One page of a document; `small` is where its preview lies, if it has one."""

    address: str
    is_photo: bool
    small: str
    label: str


@dataclass
class Paper:
    """One document handed in."""

    name: str
    at: datetime
    valid_until: str
    ran_out: bool
    replaced_at: datetime | None
    sheets: list[Sheet] = field(default_factory=list)
    # Handed in after another of its material had been returned.
    is_newer: bool = False


@dataclass
class Shown(Noted):
    """One material of the service, with what was handed in for it."""

    needs: str = "photo"
    optional: bool = False
    note: str = ""
    issued_by: str = ""
    papers: list[Paper] = field(default_factory=list)
    replaced: list[Paper] = field(default_factory=list)
    # What its line says before anybody wrote: that something ran out.
    proposed: str = ""

    @property
    def ran_out(self) -> bool:
        return any(paper.ran_out for paper in self.papers)

    @property
    def is_looked_up(self) -> bool:
        return self.needs == "data"


def handed_in(case: UUID) -> list[_Row]:
    """Every page of every document an application holds or held: one statement."""
    return [_Row._make(row) for row in _rows(case=case)]


@prepared
def _rows(*, case: UUID) -> QuerySet[HandedIn, tuple[Any, ...]]:
    of_page = [f"document__pages__{name}" for name in ("id", "media_type", "thumbnail")]
    rows = HandedIn.objects.filter(case_id=case).order_by("at", "id", "document__pages__number")
    return rows.values_list(
        "material", "at", "replaced_at", "document_id", "document__name", "document__valid_until", *of_page
    )


def materials_of(asked: Iterable[Material], rows: Iterable[_Row], code: str) -> list[Shown]:
    """What these answers ask for, in the service's order; then what lies there besides, asked for no more."""
    by_id = {
        one.id: Shown(
            f"material.{one.id}", one.name, needs=one.needs, optional=one.optional, note=one.note,
            issued_by=one.issued_by,
        )
        for one in asked
    }  # fmt: skip
    for (material, _at, _document), pages in _grouped(rows).items():
        shown = by_id.setdefault(material, Shown(f"material.{material}", pages[0].name, optional=True))
        paper = _paper(pages, code)
        (shown.replaced if paper.replaced_at else shown.papers).append(paper)
    for shown in by_id.values():
        latest = max((paper.replaced_at for paper in shown.replaced if paper.replaced_at), default=None)
        for paper in shown.papers:
            paper.is_newer = latest is not None and paper.at >= latest
        if shown.ran_out:
            days = "、".join(paper.valid_until for paper in shown.papers if paper.ran_out)
            shown.proposed = _("Ran out on %(day)s; please hand in one that is valid.") % {"day": days}
            shown.remark = shown.proposed
    return list(by_id.values())


def _grouped(rows: Iterable[_Row]) -> dict[tuple[str, datetime, UUID], list[_Row]]:
    found: dict[tuple[str, datetime, UUID], list[_Row]] = {}
    for row in rows:
        found.setdefault((row.material, row.at, row.document), []).append(row)
    return found


def _paper(pages: list[_Row], code: str) -> Paper:
    first = pages[0]
    until = first.valid_until
    paper = Paper(
        first.name, first.at, day_text(until),
        until is not None and until < today(), first.replaced_at,
    )  # fmt: skip
    for number, row in enumerate((row for row in pages if row.page), 1):
        label = first.name
        if len(pages) > 1:
            label = _("%(name)s, page %(n)d of %(all)d") % {"name": first.name, "n": number, "all": len(pages)}
        paper.sheets.append(
            Sheet(
                reverse("applications:desk_page", args=[code, row.page]),
                (row.media_type or "").startswith("image/"),
                reverse("applications:desk_page_small", args=[code, row.page]) if row.thumbnail else "", label,
            )
        )  # fmt: skip
    return paper
