"""What is told of an application, a placement, a payslip; nothing of it says to which group somebody belongs."""

from __future__ import annotations

from linli.notices.actions import Message, tell

from ..models import Applicant, Company, Payslip, Placement


def tell_applicant(row: Applicant, template: str, key: str) -> None:
    if row.account_id is None:
        return
    company = row.post.company.organisation
    params = {
        "title": row.post.title, "organisation": row.invited_where or company.short or company.name, "code": row.code,
        "due": row.invited_to.isoformat() if row.invited_to else "", "reason": row.reason,
    }  # fmt: skip
    message = Message(
        key=f"job:{row.pk}:{key}", district=row.district_id, template=template, params=params,
        link=f"/my/jobs/{row.code}", about=row.pk, account=row.account_id,
    )  # fmt: skip
    tell([message])


def tell_of_slip(slip: Payslip) -> None:
    placement = slip.placement
    if placement.account_id is None:
        return
    params = {"title": placement.post.title, "days": f"{slip.month:%Y-%m}", "code": slip.code}
    message = Message(
        key=f"payslip:{slip.pk}", district=slip.district_id, template="job_payslip", params=params,
        link=f"/my/jobs/{placement.code}/slips/{slip.code}", about=placement.pk, account=placement.account_id,
    )  # fmt: skip
    tell([message])


def tell_of_returned(placement: Placement, key: str, reason: str) -> None:
    if placement.account_id is None:
        return
    message = Message(
        key=f"hours:{key}", district=placement.district_id, template="job_hours_returned",
        params={"title": placement.post.title, "reason": reason}, link=f"/my/jobs/{placement.code}", about=placement.pk,
        account=placement.account_id,
    )  # fmt: skip
    tell([message])


def remind_of_hours(company: Company, days: int, on: str) -> None:
    """To the company: so many days wait to be confirmed; once a day."""
    message = Message(
        key=f"hours-wait:{company.pk}:{on}", district=company.district_id, template="job_hours_wait",
        params={"title": company.organisation.short or company.organisation.name, "reason": str(days)},
        link="/desk/jobs/hours", organisation=company.organisation_id,
    )  # fmt: skip
    tell([message])
