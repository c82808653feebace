"""Which paper of a decision somebody sees: its applicant, staff who read its contents, whoever holds its token."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from linli.cases.errors import NoSuchCase
from linli.cases.lifecycle import Part
from linli.cases.models import Case
from linli.catalogue.services import ServiceSpec
from linli.clock import now
from linli.ids import read_case_code
from linli.people.actors import Actor

from ..lifecycle import parts_of
from ..models import Decision, PaperTemplate
from .contents import may_read_contents

# The template of a pack for services that name none.
ORDINARY = "decision"
Standing = Literal["valid", "revoked", "expired"]


def template_for(district: str, spec: ServiceSpec) -> PaperTemplate | None:
    """What decisions on this service are printed from today; None: the built-in one."""
    wanted = [spec.paper, ORDINARY] if spec.paper else [ORDINARY]
    known = {row.code: row for row in PaperTemplate.objects.filter(district=district, code__in=wanted, current=True)}
    return next((known[code] for code in wanted if code in known), None)


def own_decision(actor: Actor, code: str) -> Decision:
    """The newest decision on an application of the actor's own. Raises NoSuchCase."""
    case = _application(code)
    if case is None or Part.APPLICANT not in parts_of(actor, case):
        raise NoSuchCase(code)
    return _newest(case)


def decision_at_desk(actor: Actor, code: str) -> Decision:
    """For staff who see the application and read its contents. Raises NoSuchCase."""
    case = _application(code)
    if case is None or not may_read_contents(actor, case):
        raise NoSuchCase(code)
    return _newest(case)


def _application(code: str) -> Case | None:
    spelled = read_case_code(code)
    return Case.objects.applications().filter(code=spelled).first() if spelled else None


def _newest(case: Case) -> Decision:
    decided = Decision.objects.filter(case=case).select_related("template", "district", "case")
    found = decided.order_by("-issued_at", "-id").first()
    if found is None:
        raise NoSuchCase(case.code)
    return found


@dataclass(frozen=True)
class Found:
    """A paper of ours, and how it stands today."""

    decision: Decision
    standing: Standing


def paper_by(token: str) -> Found | None:
    """The paper that bears this token, whoever asks; None where we never issued one."""
    decision = Decision.objects.filter(token_digest=token_digest(token)).select_related("district").first()
    if decision is None:
        return None
    if decision.revoked_at is not None:
        return Found(decision, "revoked")
    return Found(decision, "valid" if decision.is_valid(now()) else "expired")


def token_digest(token: str) -> str:
    """What is kept of a token to find its paper by: SHA-256."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
