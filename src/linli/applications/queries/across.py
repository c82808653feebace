"""What goes across to another installation of an application, and how it stands with that."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.cases.models import Case
from linli.people import queries as people
from linli.places.models import Level
from linli.places.queries import district_by, label

from .. import sealed_files
from ..across import MOST_BYTES, Contents, SentDocument, SentOpinion, SentPage
from ..errors import TooMuchToSend
from ..file import ApplicationFile
from ..levels import level_before
from ..models import HandedIn, Page, Verdict


@dataclass(frozen=True)
class Crossing:
    """How it stands with what was handed over last: waiting, sent or refused. `error` is for who runs the installation."""

    name: str
    state: str
    since: datetime
    attempts: int = 0
    next_at: datetime | None = None
    error: str = ""

    @property
    def waits(self) -> bool:
        return self.state == "waiting"


# Gateways answer here: they lie above this room and cannot be asked by name.
ASKED: list[Callable[[Case], Crossing | None]] = []


def state_of(case: Case) -> Crossing | None:
    """How it stands with what this application was last told to another installation; None where it never was."""
    return next((found for found in (ask(case) for ask in ASKED) if found), None)


def contents_of(file: ApplicationFile) -> Contents:
    """Answers and documents as they are now; the pages without their content, which is read when it is sent.

    Raises TooMuchToSend.
    """
    answers, district = file.answers, district_by(file.case.district_id)
    areas = [one.id for group in file.spec.form for one in group.fields if one.kind == "area" and one.id in answers]
    places = {key: label(district.code, str(answers[key])) for key in areas}
    held = HandedIn.objects.filter(case=file.case, replaced_at=None).select_related("document").order_by("at", "id")
    rows = list(held.prefetch_related("document__pages"))
    size = sum(page.size for one in rows for page in one.document.pages.all())
    if size > MOST_BYTES:
        raise TooMuchToSend(size, MOST_BYTES)
    return Contents(
        answers=answers,
        places={key: f"{district.city}{district.name} {place}"[:120] for key, place in places.items() if place},
        documents=[_document(one) for one in rows],
    )


def _document(held: HandedIn) -> SentDocument:
    one = held.document
    pages = sorted(one.pages.all(), key=lambda page: page.number)
    return SentDocument(
        material=held.material, name=one.name, issued_by=one.issued_by, valid_until=one.valid_until,
        pages=[SentPage(id=page.pk, name=page.name, media_type=page.media_type, sha256=page.sha256) for page in pages],
    )  # fmt: skip


def opinions_of(file: ApplicationFile) -> list[SentOpinion]:
    """What was found so far, the oldest first."""
    cards = people.organisations(file.case.district_id)
    return [
        SentOpinion(
            level=Level(one.level), organisation=cards[one.organisation_id].name, name=one.name,
            verdict=Verdict(one.verdict),
            checks=one.checks, text=one.text[:2000], at=one.at,
        )
        for one in file.opinions[-40:]
    ]  # fmt: skip


def bodies_of(pages: Iterable[UUID]) -> dict[UUID, bytes]:
    """The plain bytes of pages; those that are gone are not among them. Raises Unreadable."""
    paths = Page.objects.filter(pk__in=list(pages)).values_list("pk", "path")
    read = {key: sealed_files.read(path) for key, path in paths}
    return {key: body for key, body in read.items() if body is not None}


def name_of(case: Case) -> str:
    """Whom it lies with, by name."""
    card = people.organisations(case.district_id).get(case.organisation_id or "")
    return card.name if card else ""


def border(file: ApplicationFile, installation: str) -> tuple[str, list[str]]:
    """The last level on this side, and the levels that work on that installation."""
    chain, cards = file.chain, people.organisations(file.case.district_id)
    theirs = [level for level, code in chain.items() if cards[code].installation == installation]
    return (level_before(list(chain), theirs[0]) if theirs else ""), theirs
