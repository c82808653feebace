"""The rule, the companies and the first posts of a district, as its pack says them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from linli.clock import now, today
from linli.ids import uuid7
from linli.places.actions import Changes, replace
from linli.places.models import District

from ..models import Company, Post, Rule


@dataclass(frozen=True)
class GroupRow:
    code: str
    name: str
    words: str


@dataclass(frozen=True)
class RuleRow:
    """`groups`: the first is offered a post first."""

    version: str
    name: str
    words: str
    groups: tuple[GroupRow, ...]
    least_an_hour: Decimal
    source: str
    verified: bool = False


@dataclass(frozen=True)
class CompanyRow:
    """`bank`: the code of the ledger's account that wages are paid from."""

    organisation: str
    bank: str
    address: str = ""
    phone: str = ""


@dataclass(frozen=True)
class PostRow:
    """`open_from` and `open_until` in days from the day it is loaded."""

    code: str
    company: str
    title: str
    about: str
    area: str
    place: str
    kind: str
    hours_a_week: int
    pay: str
    wage: Decimal
    wanted: int
    open_from: int
    open_until: int
    times: str = ""


@transaction.atomic
def replace_rule(district: District, row: RuleRow | None) -> Changes:
    """The rule as it is from now on. Other words under a version that posts bear already are a change of theirs too."""
    changes = Changes()
    if row is None:
        return changes
    wanted = {
        "name": row.name, "words": row.words, "groups": [asdict(one) for one in row.groups],
        "least_an_hour": row.least_an_hour, "source": row.source, "verified": row.verified, "current": True,
    }  # fmt: skip
    Rule.objects.filter(district=district, current=True).exclude(version=row.version).update(current=False)
    known = Rule.objects.filter(district=district, version=row.version).first()
    if known is None:
        Rule.objects.create(district=district, version=row.version, **wanted)
        changes.added.append(f"{row.name} {row.version}")
    elif any(getattr(known, name) != value for name, value in wanted.items()):
        Rule.objects.filter(pk=known.pk).update(**wanted)
        changes.changed.append(f"{row.name} {row.version}")
    return changes


@transaction.atomic
def replace_companies(district: District, rows: Sequence[CompanyRow]) -> Changes:
    """One that is no longer named offers nothing more; what it offered and paid stays."""
    wanted = {
        row.organisation: Company(
            district=district, organisation_id=row.organisation, bank=row.bank, address=row.address, phone=row.phone, active=True
        )
        for row in rows
    }  # fmt: skip
    existing = {one.organisation_id: one for one in Company.objects.filter(district=district)}
    changes = replace(existing, wanted, ("bank", "address", "phone", "active"))
    gone = Company.objects.filter(district=district, active=True).exclude(organisation__in=wanted)
    changes.removed += [str(one) for one in gone]
    gone.update(active=False)
    return changes


@transaction.atomic
def add_posts(district: District, rows: Sequence[PostRow]) -> Changes:
    """Each once, by its code: what became of it since is its company's."""
    known = set(Post.objects.filter(district=district).values_list("code", flat=True))
    companies = dict(Company.objects.filter(district=district).values_list("organisation", "pk"))
    rule = Rule.objects.filter(district=district, current=True).first()
    fresh = [row for row in rows if row.code not in known]
    changes = Changes()
    if rule is None:
        return changes
    for row in fresh:
        given = {name: value for name, value in asdict(row).items() if name not in ("company", "area")}
        given |= {
            "open_from": today() + timedelta(days=row.open_from), "open_until": today() + timedelta(days=row.open_until),
        }  # fmt: skip
        Post.objects.create(
            id=uuid7(), district=district, company_id=companies[row.company], rule=rule, area_id=row.area, created_at=now(), **given
        )  # fmt: skip
        changes.added.append(row.title)
    return changes
