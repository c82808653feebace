"""What is told of the dialogue, to whom: each once."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from linli.notices.actions import Message, tell
from linli.people import queries as people
from linli.places.queries import district_by

from ..models import Answer, Meeting, Proposal, Support, Topic


def path_of(row: Proposal | Topic | Meeting) -> str:
    """The address of its page."""
    if isinstance(row, Proposal):
        return row.path
    kind = "topics" if isinstance(row, Topic) else "meetings"
    return f"/{district_by(row.district_id).slug}/dialogue/{kind}/{row.code}"


def tell_organisation(row: Proposal, template: str, key: str, organisation: str | None = None) -> None:
    """The desk that a proposal lies with, or the centre."""
    unit = organisation or row.organisation_id or people.centre(row.district_id)
    tell([_message(row, template, f"{key}:{unit}", organisation=unit)])


def tell_author(row: Proposal, template: str, key: str, reason: str = "") -> None:
    if row.account_id is not None:
        tell([_message(row, template, key, account=row.account_id, reason=reason)])


def tell_supervisors(row: Proposal, template: str, key: str) -> bool:
    """In person; False where nobody supervises."""
    known = people.supervisors(row.district_id)
    tell([_message(row, template, f"{key}:{account}", account=account) for account in known])
    return bool(known)


def _message(
    row: Proposal, template: str, key: str, *, account: UUID | None = None, organisation: str | None = None, reason: str = ""
) -> Message:  # fmt: skip
    told = {"title": row.title, "code": row.code, "organisation": row.organisation_name, "reason": reason}
    if row.due_at:
        told["due"] = row.due_at.isoformat()
    link = path_of(row) if account else f"/desk/dialogue/proposals/{row.code}"
    return Message(
        key=f"proposal:{row.pk}:{key}", district=row.district_id, template=template, params=told, link=link,
        about=row.pk, account=account, organisation=organisation,
    )  # fmt: skip


def tell_of_answer(answer: Answer, rows: list[Proposal], template: str) -> None:
    """Who proposed or supports any of these: one message a person, about the first that is theirs."""
    by_key = {row.pk: row for row in rows}
    theirs: dict[UUID, Proposal] = {}
    for row in rows:
        if row.account_id is not None:
            theirs.setdefault(row.account_id, row)
    behind = Support.objects.filter(proposal__in=by_key).exclude(account=None).order_by("id")
    for account, proposal in behind.values_list("account", "proposal"):
        if account is not None:
            theirs.setdefault(account, by_key[proposal])
    tell(
        [
            Message(
                key=f"answer:{answer.pk}:{account}", district=row.district_id, template=template,
                params={"title": row.title, "organisation": answer.organisation_name}, link=path_of(row), about=row.pk,
                account=account,
            )
            for account, row in theirs.items()
        ]
    )  # fmt: skip


def tell_registered(row: Meeting, template: str, key: str, only: Iterable[UUID] | None = None) -> None:
    """Who has a seat at a meeting, or some of them."""
    accounts = row.registrations.exclude(account=None).values_list("account", flat=True) if only is None else only
    tell(
        [
            Message(
                key=f"meeting:{row.pk}:{key}:{account}", district=row.district_id, template=template,
                params={"title": row.title, "organisation": row.organisation_name, "due": row.starts_at.isoformat()},
                link=path_of(row), about=row.pk, account=account,
            )
            for account in accounts
            if account is not None
        ]
    )  # fmt: skip
