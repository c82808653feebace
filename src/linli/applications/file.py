"""The file of one application: the case's, and what was handed in with it; changed in memory and written in one go."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from linli.cases.file import CaseFile
from linli.cases.models import Case, DeadlineKind
from linli.catalogue.guides import version_of
from linli.catalogue.services import ServiceSpec
from linli.catalogue.working_time import calendar_of
from linli.clock import now
from linli.ids import uuid7
from linli.people import queries as people
from linli.people.actors import Actor
from linli.people.vault import seal, unseal

from .across import changed
from .levels import chain_of
from .models import Application, HandedIn, Opinion, Verdict


def written(answers: Mapping[str, Any]) -> str:
    """Answers as they are sealed and digested: JSON with sorted keys."""
    return json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sealed(answers: Mapping[str, Any]) -> bytes:
    return seal(written(answers))


def opened(cipher: bytes | memoryview) -> dict[str, Any]:
    """Answers as they were sealed; none of a person who was erased."""
    text = unseal(cipher)
    answers: dict[str, Any] = json.loads(text) if text else {}
    return answers


def digest_of(answers: Mapping[str, Any]) -> str:
    return hashlib.sha256(written(answers).encode()).hexdigest()


class ApplicationFile:
    """A case of an application service, and its contents."""

    def __init__(self, file: CaseFile, application: Application) -> None:
        self.file = file
        self.application = application
        self.opinions: list[Opinion] = []
        self._before = vars(application).copy()

    @classmethod
    def load(cls, case: Case) -> ApplicationFile:
        """Of a row that the caller has locked in this transaction."""
        found = cls(CaseFile.load(case), Application.objects.get(case=case))
        found.opinions = list(Opinion.objects.filter(case=case).order_by("at", "id"))
        return found

    @property
    def case(self) -> Case:
        return self.file.case

    @property
    def spec(self) -> ServiceSpec:
        assert self.case.service_id is not None
        return version_of(self.case.service_id).spec

    @property
    def answers(self) -> dict[str, Any]:
        return opened(self.application.answers_cipher)

    @property
    def chain(self) -> dict[str, str]:
        """Each level with its organisation."""
        return chain_of(self.spec, self.case.district_id, str(self.answers.get(self.spec.area_field, "")))

    def keep(self, answers: Mapping[str, Any]) -> str:
        """Take the answers in; returns their digest, for the event."""
        self.application.answers_cipher = sealed(answers)
        self.application.answers_digest = digest_of(answers)
        return self.application.answers_digest

    def give_to(self, level: str, organisation: str) -> str:
        """From now on it lies with that level, and so does the clock; returns the organisation's name."""
        self.case.level, self.case.organisation_id = level, organisation
        self.application.level_since = now()
        for deadline in self.file.running(DeadlineKind.DECIDE, DeadlineKind.BY_LAW):
            deadline.organisation_id = organisation
        return people.organisations(self.case.district_id)[organisation].name

    def run_on(self) -> None:
        """The clocks run on from where they stood; how many working days they did is kept."""
        calendar = calendar_of(self.case.district_id)
        for deadline in self.file.running(DeadlineKind.DECIDE):
            if deadline.paused_at:
                self.application.stood_still += calendar.days_between(deadline.paused_at, now())
        self.file.resume()

    def count_days(self) -> None:
        """It is being decided: keep how long that took, and whether it is in time. Before its deadlines are met."""
        case, running = self.case, self.file.running(DeadlineKind.DECIDE)
        if case.registered_at:
            taken = calendar_of(case.district_id).days_between(case.registered_at, now())
            self.application.days_taken = taken - self.application.stood_still
        # What is granted at once, on a promise, has no clock to be late by.
        self.application.in_time = not any(one.is_late(now()) for one in running)

    def opinions_here(self) -> list[Opinion]:
        """What was found of it as it lies with its level now."""
        here = (self.case.level, self.application.level_since)
        return [one for one in self.opinions if one.level == here[0] and one.at >= here[1]]

    def opine(self, actor: Actor, verdict: Verdict, checks: list[bool], text: str) -> Opinion:
        opinion = Opinion(
            id=uuid7(), case=self.case, level=self.case.level, organisation_id=self.case.organisation_id or actor.organisation,
            account=actor.account, name=actor.name, verdict=verdict, checks=checks, text=text, at=now(),
        )  # fmt: skip
        self.opinions.append(opinion)
        self.file.rows.append(opinion)
        return opinion

    def handed_in(self) -> list[HandedIn]:
        """The documents it holds now."""
        return list(
            HandedIn.objects.filter(case=self.case, replaced_at=None).select_related("document").order_by("at", "id")
        )

    def hand_in(self, documents: Mapping[str, Iterable[UUID]]) -> list[dict[str, str]]:
        """New documents by material, each once; returns them as the event names them."""
        rows = [
            HandedIn(id=uuid7(), case=self.case, material=material, document_id=key, at=now())
            for material, keys in documents.items()
            for key in dict.fromkeys(keys)
        ]
        self.file.rows.extend(rows)
        return [{"material": row.material, "document": str(row.document_id)} for row in rows]

    def save(self) -> None:
        if not self.file.is_new:
            self._save_application()
        self.file.save()
        changed.send(ApplicationFile, file=self)

    def _save_application(self) -> None:
        """Only what differs: what somebody else wiped stays wiped."""
        values, columns = vars(self.application), [one.attname for one in Application._meta.concrete_fields]
        differs = [name for name in columns if values[name] != self._before[name]]
        if differs:
            self.application.save(update_fields=differs)
