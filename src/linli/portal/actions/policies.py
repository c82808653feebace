"""What a pack says of policies and their subjects, and the log of what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F

from linli.clock import today
from linli.inserting import insert
from linli.notices.actions import key_id
from linli.places.actions import Changes, bump_revision
from linli.places.models import District

from ..models import Change, Policy, PolicySubject, PolicyTerm, Target
from ..queries.station import has_policies

PACK = "pack:"


@dataclass(frozen=True)
class SubjectRow:
    name: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class PolicyRow:
    """A policy as a pack's file says it; `changed_by` and `before` are names of other files."""

    file: str
    title: str
    text: str
    level: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    validity: str = "in_force"
    changed_by: str = ""
    before: str = ""
    audiences: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    summary: str = ""
    questions: tuple[tuple[str, str], ...] = ()


_PLAIN = (
    "title", "text", "level", "number", "issuer", "issued_on", "in_force_from", "in_force_until", "validity", "summary",
)  # fmt: skip
_LISTS = ("audiences", "subjects", "regions", "services")


def policy_id(district: str, file: str) -> UUID:
    """The key of a pack's policy: the same on every installation, so that what was printed leads there."""
    return key_id(f"policy {district} {file}")


@transaction.atomic
def replace_subjects(district: District, rows: Sequence[SubjectRow]) -> Changes:
    """Bring the district's subjects in line, in this order. Policies keep the name of one that is gone."""
    changes = Changes()
    known = {one.name: one for one in PolicySubject.objects.filter(district=district)}
    for position, row in enumerate(rows):
        one = known.pop(row.name, None)
        if one is None:
            PolicySubject.objects.create(district=district, name=row.name, words=list(row.words), position=position)
            changes.added.append(row.name)
        elif (one.words, one.position) != (list(row.words), position):
            PolicySubject.objects.filter(pk=one.pk).update(words=list(row.words), position=position)
            changes.changed.append(row.name)
    changes.removed += list(known)
    PolicySubject.objects.filter(district=district, name__in=list(known)).delete()
    return changes


@transaction.atomic
def replace_policies(district: District, rows: Sequence[PolicyRow]) -> Changes:
    """Bring the pack's own policies in line. One that an editor has written on since stays as the editor has it.

    One that is gone from the pack is taken down, and stays for whoever holds its printed code to be told so.
    """
    changes = Changes()
    known = {one.pk: one for one in Policy.objects.filter(district=district, origin__startswith=PACK)}
    linked: list[tuple[PolicyRow, Policy]] = []
    for row in rows:
        key = policy_id(district.code, row.file)
        one = known.pop(key, None)
        if one is None:
            one = Policy(pk=key, district=district, origin=f"{PACK}{row.file}"[:200], **_told(row))
            one.save(force_insert=True)
            changes.added.append(row.title)
        elif one.latest_revision_id is None and _differs(one, row):
            for name, value in {**_told(row), "live": True}.items():
                setattr(one, name, value)
            one.save()
            changes.changed.append(row.title)
        linked.append((row, one))
    for row, one in linked:
        _link(district, row, one)
    for one in known.values():
        if one.live:
            one.live = False
            one.save()
            changes.removed.append(one.title)
    return changes


def _told(row: PolicyRow) -> dict[str, object]:
    told: dict[str, object] = {name: getattr(row, name) for name in _PLAIN}
    told |= {name: list(getattr(row, name)) for name in _LISTS}
    return told | {"questions": [{"q": question, "a": answer} for question, answer in row.questions]}


def _differs(one: Policy, row: PolicyRow) -> bool:
    return not one.live or any(getattr(one, name) != value for name, value in _told(row).items())


def _link(district: District, row: PolicyRow, one: Policy) -> None:
    """Point to what changed it and to the version before, once all of them are there."""
    changed_by = policy_id(district.code, row.changed_by) if row.changed_by else None
    before = policy_id(district.code, row.before) if row.before else None
    if one.latest_revision_id is None and (one.changed_by_id, one.before_id) != (changed_by, before):
        one.changed_by_id, one.before_id = changed_by, before
        one.save()


# The log that the search index follows


def note(target: Target, key: str, district: str) -> None:
    """The thing was written, published or taken down."""
    note_all(target, [key], district)


def note_all(target: Target, keys: Iterable[str], district: str) -> None:
    insert([Change(target=target, key=key, district_id=district) for key in keys])


def keep_terms(policies: Sequence[Policy]) -> None:
    """Bring what policies are narrowed by in line with their own lists."""
    PolicyTerm.objects.filter(policy__in=policies).delete()
    PolicyTerm.objects.bulk_create([PolicyTerm(policy=one, term=term) for one in policies for term in terms_of(one)])


def terms_of(policy: Policy) -> list[str]:
    return [
        *(f"audience:{one}" for one in dict.fromkeys(policy.audiences)),
        *(f"subject:{one}"[:60] for one in dict.fromkeys(policy.subjects)),
    ]


def written(policy: Policy) -> None:
    """Whatever wrote it, by hand or by schedule: what follows from it is brought in line, and the index told."""
    keep_terms([policy])
    note(Target.POLICY, str(policy.pk), policy.district_id)


def note_station(district: District) -> None:
    """After the first policy of a district: pages keep in memory whether there is any, and ask again now."""
    if not has_policies(district.code):
        bump_revision(district)


def close_what_ran_out() -> int:
    """Policies whose last day has passed since they were last written are written again, so that they are found as over."""
    with transaction.atomic():
        day = today()
        past = Policy.objects.filter(in_force_until__lt=day, updated_at__date__lte=F("in_force_until"))
        rows = list(past.select_for_update()[:200])
        for one in rows:
            one.save(update_fields=["updated_at"])
    return len(rows)
