"""What an application is told as between two installations of Linli: what goes up, what comes back, and when it is told.

The level below packs these, the level above reads them, and the other way round: one shape for both ends.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.dispatch import Signal
from pydantic import BeforeValidator, Field

from linli.cases.commands import Code, Command, OptionalWords, Reason, When, tidy
from linli.places.models import Level

from .commands import About, Told
from .models import Verdict

# Said with `file`, an ApplicationFile, when it has been written and its transaction still runs: whoever listens can
# still refuse the change. Gateways lie above this room, so they listen, and are not called.
changed = Signal()

# Of all documents together, as they are: JSON makes it a third more.
MOST_BYTES = 60 * 1024 * 1024
MOST_DOCUMENTS, MOST_PAGES = 500, 40

OrganisationName = Annotated[str, Field(min_length=1, max_length=60), BeforeValidator(tidy)]
CaseCode = Annotated[str, Field(pattern=r"^[A-Z]{1,4}-[0-9A-Z]{4}-[0-9A-Z]{4}$")]


class SentPage(Command):
    """One sheet. `id` is its key at the sender's; `content` is base64, put in when it is sent."""

    id: UUID
    name: Annotated[str, Field(min_length=1, max_length=120)]
    media_type: Annotated[str, Field(pattern=r"^(image/(jpeg|png|webp)|application/pdf)$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    content: str = ""


class SentDocument(Command):
    """One document, for the material of the service that it was handed in for."""

    material: Annotated[str, Field(min_length=1, max_length=40)]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    issued_by: Annotated[str, Field(max_length=60)] = ""
    valid_until: date | None = None
    pages: Annotated[list[SentPage], Field(min_length=1, max_length=MOST_PAGES)]


class Contents(Command):
    """What was handed in. `places`: the areas among the answers in words, for their codes mean nothing elsewhere."""

    answers: dict[str, Any]
    places: dict[str, Annotated[str, Field(max_length=120)]] = {}
    documents: Annotated[list[SentDocument], Field(max_length=MOST_DOCUMENTS)] = []


class SentOpinion(Command):
    """What a reviewer below found."""

    level: Level
    organisation: OrganisationName
    name: Annotated[str, Field(max_length=40)]
    verdict: Verdict
    checks: Annotated[list[bool], Field(max_length=12)] = []
    text: OptionalWords = ""
    at: When


class ReportedUp(Command):
    """An application for the level above. `case` is its code below, `organisation` who hands it up, `due` when it must be
    decided: that clock runs below."""

    case: CaseCode
    service: Code
    service_name: Annotated[str, Field(max_length=40)]
    version: Annotated[int, Field(ge=1)]
    level: Level
    organisation: OrganisationName
    promised: Annotated[int, Field(ge=0, le=365)]
    due: When | None = None
    contents: Contents
    opinions: Annotated[list[SentOpinion], Field(max_length=40)] = []


class CorrectedBelow(Command):
    """All of it again, as the applicant corrected it."""

    case: CaseCode
    contents: Contents


class EndedBelow(Command):
    """Nothing is left to decide: withdrawn, or granted by law."""

    case: CaseCode
    reason: Reason


What = Literal[
    "granted", "refused", "returned", "handed_down", "reported_up", "stage", "consulting", "consulted", "revoked"
]  # fmt: skip


class Outcome(Command):
    """What the level above did with it; `case` is its code below. `organisation` is who has it or decided, on `level`."""

    case: CaseCode
    verdict: What
    organisation: OrganisationName
    level: Level
    text: OptionalWords = ""
    number: Annotated[str, Field(max_length=60)] = ""
    valid_until: date | None = None
    shortcomings: Annotated[dict[About, Told], Field(max_length=60)] = {}
