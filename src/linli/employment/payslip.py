"""A payslip on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from linli.clock import LOCAL, day_text
from linli.typesetting import fonts, pdf

from .models import Pay, Payslip, SlipState
from .queries.jobs import offered

TEMPLATE = Path(__file__).parent / "papers/payslip.typ"


def payslip_pdf(slip: Payslip) -> bytes:
    """PDF, A4. Raises NoChineseFont."""
    return pdf(TEMPLATE.read_bytes(), {"fonts": fonts(), **_content(slip)}, TEMPLATE.parent)


def _content(slip: Payslip) -> dict[str, Any]:
    company = slip.run.company
    released = slip.released_at.astimezone(LOCAL).date() if slip.released_at else None
    return {
        "title": _("Payslip"), "month": _("Wage of %(month)s") % {"month": f"{slip.month:%Y-%m}"},
        "number": slip.code, "company": company.organisation.name, "facts": facts(slip),
        "heads": [_("Day"), _("Hours worked")], "lines": [[day_text(day), f"{hours.normalize():f}"] for day, hours in slip.worked],
        "sum": _("To be paid"), "amount": f"¥{slip.amount:,.2f}", "how": how(slip),
        "booked": booked(slip), "signed": f"{company.organisation.name}  {day_text(released)}",
        "replaced": _("Replaced by a later slip") if slip.state == SlipState.REVERSED else "",
        "demo": _("Demonstration, invented") if company.district.demo else "",
    }  # fmt: skip


def facts(slip: Payslip) -> list[tuple[str, str]]:
    placement = slip.placement
    found = [
        (_("Name of the person"), placement.name or "—"), (_("Post"), placement.post.title),
        (_("Contract lasts"), f"{day_text(placement.begins)} – {day_text(placement.ends)}"),
        (_("Wage by contract"), f"{offered(slip.rate)}{Pay(slip.pay).label}"),
    ]  # fmt: skip
    if slip.hours:
        found.append((_("Hours confirmed"), f"{slip.hours.normalize():f}"))
    if slip.corrects_id is not None and slip.corrects is not None:
        told = {"code": slip.corrects.code, "amount": f"¥{slip.corrects.amount:,.2f}"}
        found.append((_("Replaces"), _("%(code)s of %(amount)s") % told))
        found.append((_("Reason"), slip.reason))
    return found


def how(slip: Payslip) -> str:
    """How the amount came about, in one line."""
    if slip.pay == Pay.HOURLY:
        told = {"hours": f"{slip.hours.normalize():f}", "rate": offered(slip.rate), "amount": f"¥{slip.amount:,.2f}"}
        return _("%(hours)s hours × %(rate)s = %(amount)s") % told
    told = {
        "rate": offered(slip.rate), "days": str(slip.days), "of": str(slip.month_days), "amount": f"¥{slip.amount:,.2f}",
    }  # fmt: skip
    return _("%(rate)s × %(days)s of %(of)s days = %(amount)s") % told


def booked(slip: Payslip) -> str:
    if slip.owed is None or slip.paid is None:
        return ""
    told = {"owed": str(slip.owed), "paid": str(slip.paid), "on": day_text(slip.paid.on)}
    return _("In the book: entry %(owed)s (owed), entry %(paid)s (paid on %(on)s)") % told
