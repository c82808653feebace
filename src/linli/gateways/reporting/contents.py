"""What a report of a kind and period holds now: cards as bundles, a bulletin's tables, figures of follow-up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from linli.bulletins.queries.exchanged import exchanged, to_report
from linli.followup.queries.figures import open_report
from linli.people.actors import Actor
from linli.places.models import District
from linli.registries.models import Card, CardState

from ..fhir.cards.sheets import Sheet
from ..fhir.cards.taking import sheet_of
from ..fhir.cards.writing import bundle_of
from .checks import counts_of
from .errors import NothingToReport, UnfitCards, UnfitReport
from .models import Kind
from .periods import Period

# Cards in one part: some hundred kilobytes.
CARDS_A_PART = 100


def parts_of(actor: Actor, district: District, kind: Kind, period: Period) -> list[dict[str, Any]]:
    """Raises NothingToReport, UnfitCards, Altered."""
    made = list(_MADE[kind](actor, district, period))
    if not made:
        raise NothingToReport(period.name)
    return made


def _cards(actor: Actor, district: District, period: Period) -> Iterator[dict[str, Any]]:
    """What was accepted by the district's reviewers, of what happened in the period."""
    rows = Card.objects.visible_to(actor).filter(
        state=CardState.ACCEPTED, happened_on__range=(period.first, period.last)
    )
    sheets = [sheet_of(row) for row in rows.order_by("kind", "happened_on", "code")]
    for first in range(0, len(sheets), CARDS_A_PART):
        some = sheets[first : first + CARDS_A_PART]
        key = str(
            uuid5(
                NAMESPACE_OID, f"{district.code}:{period.code}:{','.join(f'{one.code}/{one.version}' for one in some)}"
            )
        )
        # The time is that of the newest card, so that the same cards make the same bundle.
        bundle = bundle_of(some, identifier=key, district=district.code, at=max(one.reported_at for one in some))
        _check(bundle, some)
        yield bundle


def _check(bundle: dict[str, Any], some: list[Sheet]) -> None:
    try:
        counts_of(Kind.CARDS, bundle)
    except UnfitReport as unfit:
        raise UnfitCards(", ".join(sheet.code for sheet in some if not _is_fit(sheet))[:400] or unfit.message) from None


def _is_fit(sheet: Sheet) -> bool:
    try:
        counts_of(Kind.CARDS, bundle_of([sheet], identifier=sheet.code, district="", at=sheet.reported_at))
    except UnfitReport:
        return False
    return True


def _tables(_actor: Actor, district: District, period: Period) -> Iterator[dict[str, Any]]:
    for row in to_report(district, int(period.code)):
        yield exchanged(row.pk)


def _followup(_actor: Actor, district: District, period: Period) -> Iterator[dict[str, Any]]:
    """The district as a whole: no institution, no person."""
    told = open_report(district, int(period.code))
    conditions = {
        str(part.condition): {
            "managed": part.total.rates.managed, "standard": part.total.rates.standard, "controlled": part.total.rates.controlled,
            "lost": part.total.rates.lost, "visits": part.total.rates.visits,
            **({"estimate": part.total.rates.estimate} if part.total.rates.estimate is not None else {}),
        }
        for part in told.parts
    }  # fmt: skip
    if any(one["managed"] for one in conditions.values()):
        yield {
            "until": told.until.isoformat(),
            "norm": f"{told.norm.version}, {told.norm.source}",
            "conditions": conditions,
        }


_MADE = {Kind.CARDS: _cards, Kind.TABLES: _tables, Kind.FOLLOWUP: _followup}
