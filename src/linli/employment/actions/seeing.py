"""Looking at who asks for a post, or who works in one: on the record before it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.ids import read_case_code
from linli.people.actors import Actor

from ..access import own_company
from ..errors import NotThere
from ..models import Applicant, Placement, Post


@dataclass(frozen=True)
class Standing:
    """An undecided applicant in the order of the rule: their place in it from 1, and why it is theirs."""

    row: Applicant
    place: int
    group: str
    rank: int

    @property
    def is_first(self) -> bool:
        return self.place == 1


@transaction.atomic
def see_applicants(actor: Actor, key: UUID) -> tuple[Post, list[Standing], list[Applicant]]:
    """A post with who is undecided, in the order of the rule, and who is decided. Raises NotYours, NotThere."""
    company = own_company(actor)
    rows = Post.objects.select_related("company__organisation", "rule", "area")
    post = rows.filter(pk=key, company=company).first()
    if post is None:
        raise NotThere(_("the post"))
    applicants = list(post.applicants.order_by("turn"))
    for one in applicants:
        one.post = post
    standing = in_order(post, [one for one in applicants if one.is_undecided])
    if applicants:
        audit.record(
            actor, "job_applicants_seen", district=post.district_id, subject=f"post:{post.code}", data={"people": len(applicants)}
        )  # fmt: skip
    return post, standing, [one for one in applicants if not one.is_undecided]


def in_order(post: Post, rows: list[Applicant]) -> list[Standing]:
    """By the group each claims, as the rule of the post orders them, and among equals by who came first."""
    rule = post.rule
    groups = {row.pk: row.group for row in rows}
    ordered = sorted(rows, key=lambda row: (rule.rank(groups[row.pk]), row.turn))
    return [
        Standing(row, place, rule.group_name(groups[row.pk]), rule.rank(groups[row.pk]) + 1)
        for place, row in enumerate(ordered, 1)
    ]


@transaction.atomic
def see_placement(actor: Actor, code: str) -> Placement:
    """Raises NotYours, NotThere."""
    company = own_company(actor)
    rows = Placement.objects.select_related("post", "applicant", "account", "company__organisation")
    row = rows.filter(code=read_case_code(code) or "", company=company).first()
    if row is None:
        raise NotThere(code[:20])
    audit.record(actor, "job_placement_seen", district=row.district_id, subject=f"placement:{row.code}")
    return row
