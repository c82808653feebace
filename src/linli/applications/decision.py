"""The decision on paper: its number, its token, and what is printed on it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from linli.cases.models import State
from linli.catalogue.services import ServiceSpec
from linli.clock import LOCAL, now
from linli.ids import uuid7
from linli.people import queries as people
from linli.people.vault import seal
from linli.places.queries import district_by

from .file import ApplicationFile, sealed
from .models import Decision, Verdict
from .queries.papers import template_for, token_digest


def issue(file: ApplicationFile, verdict: Verdict, text: str, valid_until: date | None) -> Decision:
    """A new paper, of the organisation that decides. The token is 128 bits; nobody guesses one."""
    case, at, token = file.case, now(), secrets.token_urlsafe(16)
    card = people.organisations(case.district_id)[case.organisation_id or case.office_id]
    number = f"{card.short}〔{at.astimezone(LOCAL).year}〕{case.code}号"
    content = {
        "district": district_by(case.district_id).name, "service": file.spec.name, "number": number, "verdict": str(verdict),
        "issued_by": card.name, "issued_on": at.astimezone(LOCAL).date().isoformat(), "text": text,
        "valid_until": valid_until.isoformat() if valid_until else "", "code": case.code,
        "applicant": applicant_of(file.spec, file.answers), "results": list(file.spec.results),
        "basis": [f"{one.name}{one.article}" for one in file.spec.basis], "remedy": _remedy() if verdict == Verdict.REFUSE else "",
        "promised": verdict == Verdict.GRANT and case.state == State.VERIFYING,
    }  # fmt: skip
    return Decision(
        id=uuid7(), district_id=case.district_id, case=case, verdict=verdict, number=number, template=template_for(case.district_id, file.spec),
        content_cipher=sealed(content), token_cipher=seal(token), token_digest=token_digest(token),
        issued_by_id=card.code, issued_at=at, valid_until=valid_until,
    )  # fmt: skip


def applicant_of(spec: ServiceSpec, answers: Mapping[str, Any]) -> str:
    """Whom it is about, as it is printed: the first person of the form with their number masked, or else who hands in.

    A person asked for under a condition fills it in for somebody: they come after those asked for in any case.
    """
    asked = [one for group in spec.form for one in group.fields]
    for one in sorted(asked, key=lambda one: bool(one.only_if)):
        value = answers.get(one.id)
        if one.kind == "person" and isinstance(value, Mapping):
            return f"{value.get('name', '')}（{masked_number(str(value.get('id_number', '')))}）"
    return next(
        (
            str(answers[one.id])
            for group in spec.form
            for one in group.fields
            if one.kind == "text" and one.id in answers
        ),
        "",
    )


def masked_number(number: str) -> str:
    """511502********0012: where and who stays unread."""
    return number[:6] + "*" * (len(number) - 10) + number[-4:] if len(number) > 10 else "*" * len(number)


def _remedy() -> str:
    """What can be done against it, by 行政复议法 and 行政诉讼法."""
    return _(
        "If you do not agree, you can apply for administrative reconsideration within 60 days of receiving this decision, or go to court within six months."
    )
