"""Taking a table of policies over: each policy once, what is here already left alone, what says otherwise named with both."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.db import transaction

from linli.audit import actions as audit
from linli.cases.importing import Row, open_table
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.places.models import District

from ..models import Policy, PolicySubject, Target, Validity
from .importing_report import Conflict, Report
from .importing_row import FIELDS, Parsed, parsed, same_title
from .policies import keep_terms, note_all, note_station

BATCH = 100
Told = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Known:
    """A policy that is here, or that an earlier row of the file (`line`) brought."""

    id: UUID
    title: str
    number: str
    digest: str
    line: int = 0


@dataclass
class Register:
    """The policies of a district, by what makes two of them the same one."""

    by_number: dict[str, Known] = field(default_factory=dict)
    by_title: dict[tuple[str, str], Known] = field(default_factory=dict)

    @classmethod
    def of(cls, district: str) -> Register:
        register = cls()
        rows = Policy.objects.filter(district_id=district).values_list("pk", "title", "number", "digest", "issuer")
        for key, title, number, digest, issuer in rows.order_by("pk"):
            register.add(Known(key, title, number, digest), same_title(title, issuer))
        return register

    def add(self, known: Known, by_title: tuple[str, str]) -> None:
        if known.number:
            self.by_number[known.number] = known
        self.by_title[by_title] = known

    def find(self, row: Parsed) -> Known | None:
        """The same number; where one of the two has none, the same title of the same issuer."""
        if row.number and (found := self.by_number.get(row.number)):
            return found
        found = self.by_title.get(row.by_title)
        return found if found and not (found.number and row.number) else None


def import_policies(
    actor: Actor, file: Path, district: District, *, replace: bool = False, dry_run: bool = False,
    mapping: dict[str, str] | None = None, told: Told | None = None,
) -> Report:  # fmt: skip
    """Take a CSV or Excel file over. Raises ImportRefused where it cannot be read as a whole.

    Nobody is told of these policies: a register of years would ring every subscriber's telephone a hundred times.
    """
    table = open_table(file, mapping or {}, FIELDS)
    report = Report(file.name, dry_run)
    subjects = {one.name: one.words for one in PolicySubject.objects.filter(district=district).order_by("position")}
    with transaction.atomic():
        # One table after the other: two at once would each take what the other brings.
        District.objects.select_for_update().get(pk=district.pk)
        register = Register.of(district.code)
        while batch := list(islice(table.rows, BATCH)):
            _take(actor, batch, district, register, report, subjects, replace)
            if told:
                told(report.read, table.total)
        _repeal(district, report)
        note_station(district)
        counts = {"file": file.name[:80], "taken": len(report.taken), "replaced": len(report.replaced)}
        if report.taken or report.replaced:
            audit.record(actor, "policies_imported", district=district.code, data=counts)
        transaction.set_rollback(dry_run)
    return report


def _take(
    actor: Actor, batch: Iterable[Row], district: District, register: Register, report: Report,
    subjects: dict[str, list[str]], replace: bool,
) -> None:  # fmt: skip
    fresh: list[Policy] = []
    for row in batch:
        report.read += 1
        if row.fault:
            report.rejected.append((row.line, row.fault))
            continue
        try:
            found = parsed(row, subjects)
        except ValueError as wrong:
            report.rejected.append((row.line, str(wrong)))
            continue
        report.rows.append(found)
        report.unknown_subjects.update(found.unknown)
        known = register.find(found)
        if known is None:
            fresh.append(_policy(found, district, report.file))
            register.add(Known(fresh[-1].pk, found.title, found.number, found.digest, found.line), found.by_title)
            report.taken.append(found)
        elif known.digest == found.digest:
            report.known += 1
        elif known.line or not replace:
            report.conflicts.append(Conflict(found, known.title, known.number, known.line))
        else:
            _replace(known, found)
            register.add(Known(known.id, found.title, found.number, found.digest, found.line), found.by_title)
            report.replaced.append(found)
    Policy.objects.bulk_create(fresh)
    keep_terms(fresh)
    note_all(Target.POLICY, [str(one.pk) for one in fresh], district.code)


def _policy(row: Parsed, district: District, file: str) -> Policy:
    policy = Policy(
        id=uuid7(), district=district, title=row.title, text=row.text, number=row.number, issuer=row.issuer, level=row.level,
        issued_on=row.issued_on, in_force_from=row.in_force_from, in_force_until=row.in_force_until,
        audiences=list(row.audiences), subjects=list(row.subjects), summary=row.summary, origin=f"{file}:{row.line}"[:200],
    )  # fmt: skip
    policy.settle()
    return policy


def _replace(known: Known, row: Parsed) -> None:
    """The row's text becomes the policy's new version; the one before is kept, and shown beside it."""
    policy = Policy.objects.select_for_update().get(pk=known.id)
    said = {
        "text": row.text, "title": row.title, "number": row.number, "issuer": row.issuer, "issued_on": row.issued_on,
        "in_force_from": row.in_force_from, "in_force_until": row.in_force_until,
    }  # fmt: skip
    for name, value in said.items():
        if value:
            setattr(policy, name, value)
    policy.save()
    revision = policy.save_revision()
    Policy.objects.filter(pk=policy.pk).update(live_revision=revision, has_unpublished_changes=False)


def _repeal(district: District, report: Report) -> None:
    """What the taken texts say they do away with, and is here, is marked so."""
    said = {number: row for row in [*report.taken, *report.replaced] for number in row.repeals}
    found = Policy.objects.filter(district=district, number__in=list(said), validity=Validity.IN_FORCE)
    for old in found.order_by("pk"):
        row = said[old.number]
        by = Policy.objects.filter(district=district, digest=row.digest).exclude(pk=old.pk).order_by("pk").first()
        if by is None or (by.issued_on and old.issued_on and by.issued_on < old.issued_on):
            continue
        old.validity, old.changed_by = Validity.REPEALED, by
        old.save()
        report.repealed.append((by.title, old.title))
