"""Policies as data: what anyone may read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from linli.catalogue.models import Audience
from linli.places.models import District
from linli.places.queries import district_by

from ..face import absolute
from ..models import Policy, PolicyLevel
from ..official.contents import numbered
from ..policy_errors import NotAChoice
from ..queries.policy_page import Shown, policy_of
from ..queries.station import Asked, page_of

router = Router(tags=["portal"])
MOST = 100


class PolicyHead(Schema):
    """`validity` is what its issuer said; `holds` whether it is in force today."""

    id: UUID
    title: str
    number: str
    issuer: str
    level: str
    issued_on: date | None
    in_force_from: date | None
    in_force_until: date | None
    validity: str
    holds: bool
    audiences: list[str]
    subjects: list[str]
    summary: str
    changed_at: datetime
    address: str


class Question(Schema):
    q: str
    a: str


class PolicyText(PolicyHead):
    """`paragraphs` of the official text in order; `level` 1 to 3 for those with a heading in the table of contents."""

    regions: list[str]
    services: list[str]
    questions: list[Question]
    text: str
    paragraphs: list[dict[str, Any]]
    changed_by: UUID | None
    before: UUID | None
    short_address: str


class Policies(Schema):
    """`next` is what `after` takes for the following ones; absent on the last page."""

    items: list[PolicyHead]
    next: str | None


class Wanted(Schema):
    district: str
    audience: str = ""
    subject: str = ""
    level: str = ""
    in_force: bool = False
    after: str = ""
    limit: int = 25


@router.get("/policies", response=Policies, url_name="list_policies")
def list_policies(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """Policies of a district (its code or short name), the newest first."""
    district = district_by(wanted.district)
    for name, value, known in (
        ("audience", wanted.audience, Audience.values),
        ("level", wanted.level, PolicyLevel.values),
    ):
        if value and value not in known:
            raise NotAChoice(name, value, "、".join(known))
    asked = Asked(wanted.audience, wanted.subject, wanted.level, wanted.in_force, wanted.after)
    page = page_of(district, asked, min(max(wanted.limit, 1), MOST))
    return {"items": [_head(one, district) for one in page.rows], "next": page.older or None}


@router.get("/policies/{uuid:key}", response=PolicyText, url_name="one_policy")
def one_policy(request: HttpRequest, key: UUID, district: str) -> dict[str, Any]:
    """One policy with its text."""
    found = district_by(district)
    policy = policy_of(found, key)
    shown = Shown(policy, found)
    return {
        **_head(policy, found), "regions": policy.regions, "services": policy.services, "questions": policy.questions,
        "text": policy.text, "changed_by": policy.changed_by_id if shown.changed_by else None,
        "before": policy.before_id if shown.before else None, "short_address": shown.address,
        "paragraphs": [
            {"heading": one.heading, "text": one.text, "level": one.level, "anchor": one.anchor} for one in numbered(policy.text)
        ],
    }  # fmt: skip


def _head(one: Policy, district: District) -> dict[str, Any]:
    names = (
        "title", "number", "issuer", "level", "issued_on", "in_force_from", "in_force_until", "validity", "audiences",
        "subjects", "summary",
    )  # fmt: skip
    return {
        "id": one.pk, **{name: getattr(one, name) for name in names}, "holds": not one.is_over,
        "changed_at": one.updated_at, "address": absolute(f"/{district.slug}/policies/{one.pk}"),
    }  # fmt: skip
