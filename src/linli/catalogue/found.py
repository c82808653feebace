"""Services as the search room follows them: what their guides tell everyone."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from linli.people.models import Organisation
from linli.places.models import District
from linli.search.follow import Source, revisions_seen
from linli.search.index import Document, Gone

from .models import Service
from .services import ServiceSpec

KIND = "service"


def changes(after: str, limit: int) -> tuple[list[Document | Gone], str]:
    """Every service of the first district whose pack was loaded since; the cursor is the revision of each district."""
    seen = revisions_seen(after)
    for code, slug, revision in District.objects.order_by("code").values_list("code", "slug", "revision"):
        if seen.get(code) != revision:
            return _services(code, slug), json.dumps({**seen, code: revision}, sort_keys=True)
    return [], after


def _services(district: str, slug: str) -> list[Document | Gone]:
    """Those offered, and for each that once was, that it is gone."""
    rows = list(Service.objects.filter(district=district).order_by("code", "-version"))
    holders = dict(Organisation.objects.filter(district=district).values_list("code", "name"))
    offered = {row.code: row for row in rows if row.current}
    gone: list[Document | Gone] = [
        Gone(KIND, f"{district}:{code}") for code in {row.code for row in rows} - offered.keys()
    ]
    return gone + [_service(row, slug, holders.get(row.holder_id, "")) for row in offered.values()]


def _service(row: Service, slug: str, holder: str) -> Document:
    spec = ServiceSpec.model_validate(row.spec)
    return Document(
        KIND, f"{row.district_id}:{row.code}", row.district_id, spec.name, _told(spec, holder), row.created_at or datetime(2020, 1, 1, tzinfo=UTC),
        codes=(row.code,), terms=_terms(spec), address=f"/{slug}/services/{row.code}", by=holder,
        besides=" ".join(spec.words),
    )  # fmt: skip


def _told(spec: ServiceSpec, holder: str) -> str:
    """The guide as one text, what tells most of it first."""
    lines = [
        spec.summary, spec.who, *(one.text for one in spec.conditions), *(f"{one.what}：{one.value}" for one in spec.amounts),
        "、".join(one.name for one in spec.materials), spec.fee, spec.visit, "、".join(spec.results),
        "、".join(one.name for one in spec.basis), holder,
    ]  # fmt: skip
    return "\n".join(line for line in lines if line)


def _terms(spec: ServiceSpec) -> tuple[str, ...]:
    """Whom it is for, when in life, and whether one has to come in."""
    return (
        *(f"audience:{one.value}" for one in spec.audience),
        *(f"event:{one.value}" for one in spec.events),
        "visit:once" if spec.saves.visits_now else "visit:none",
    )


SERVICES = Source("services", changes)
