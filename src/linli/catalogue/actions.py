"""The only code that writes the catalogue: each verb makes one table of a district what a pack says it is.

All are called by the loader inside its transaction, change only what differs, and return what they changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models

from linli.people.models import Organisation
from linli.places.actions import Changes
from linli.places.models import District

from .models import AnswerTemplate, Category, Clock, Duty, Part, PatrolDuty, Question, Service

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class ClockRow:
    """A clock as a pack gives it. `spec` holds case, callout, whistle, ruling and escalate_again."""

    code: str
    name: str
    note: str
    spec: Mapping[str, Any]


@dataclass(frozen=True)
class CategoryRow:
    """A leaf of the tree; the branches above it follow from its code (2, 4 and 6 digits)."""

    code: str
    level1: str
    level2: str
    level3: str
    keywords: tuple[str, ...]
    clock: str
    emergency: bool


@dataclass(frozen=True)
class DutyRow:
    """One organisation's part in one leaf."""

    category: str
    organisation: str
    leads: bool
    notes: str = ""
    basis: str = ""
    checked: bool = False


@dataclass(frozen=True)
class AnswerTemplateRow:
    code: str
    title: str
    text: str
    category: str = ""


@dataclass(frozen=True)
class PatrolDutyRow:
    code: str
    name: str
    what: tuple[str, ...]
    every: str


@dataclass(frozen=True)
class ServiceRow:
    """A service as a pack defines it; `spec` is what `catalogue.services.ServiceSpec` reads again."""

    code: str
    name: str
    holder: str
    spec: Mapping[str, Any]


@dataclass(frozen=True)
class QuestionRow:
    """A question of the dialogue; `spec` is what `catalogue.questions.QuestionSpec` reads again."""

    code: str
    spec: Mapping[str, Any]


def replace_clocks(district: District, rows: Iterable[ClockRow]) -> Changes:
    """A clock whose terms differ gets a new version; one left out is current no longer. Cases keep theirs."""
    wanted = {row.code: {"name": row.name, "note": row.note, "spec": dict(row.spec)} for row in rows}
    return replace_versions(Clock, district, wanted, {"spec"})


def replace_services(district: District, rows: Iterable[ServiceRow]) -> Changes:
    """A service that differs in anything gets a new version: what was promised to someone stays as it was."""
    wanted = {row.code: {"name": row.name, "holder_id": row.holder, "spec": dict(row.spec)} for row in rows}
    return replace_versions(Service, district, wanted, {"name", "holder_id", "spec"})


def replace_versions(
    model: type[models.Model], district: District, wanted: Mapping[str, Mapping[str, Any]], kept: set[str]
) -> Changes:
    """Make the current versions those of the pack, by code. Where something of `kept` differs a version is added."""
    changes = Changes()
    versions: models.QuerySet[Any] = model._default_manager.filter(district=district)
    current = {row.code: row for row in versions.filter(current=True)}
    for code, row in current.items():
        values = wanted.get(code)
        differs = values is None or any(getattr(row, name) != values[name] for name in kept)
        if differs:
            row.current = False
            row.save(update_fields=["current"])
        if values is None:
            changes.removed.append(code)
        elif differs:
            model._default_manager.create(district=district, code=code, version=_next_version(versions, code), **values)
            changes.changed.append(code)
        elif _take(row, values):
            row.save(update_fields=[*values])
            changes.changed.append(code)
    for code in [code for code in wanted if code not in current]:
        model._default_manager.create(
            district=district, code=code, version=_next_version(versions, code), **wanted[code]
        )
        changes.added.append(code)
    return changes


def _next_version(versions: models.QuerySet[Any], code: str) -> int:
    last: int | None = versions.filter(code=code).aggregate(last=models.Max("version"))["last"]
    return (last or 0) + 1


def replace_categories(district: District, rows: Sequence[CategoryRow]) -> Changes:
    """Make the tree that of the pack. One left out is retired, not deleted: old cases still name it."""
    changes = Changes()
    known = {row.code: row for row in Category.objects.filter(district=district)}
    wanted = _nodes(rows)
    for level in (1, 2, 3):
        fresh, changed = [], []
        for code, values in ((code, values) for code, values in wanted.items() if values["level"] == level):
            values = {**values, "active": True, "parent": known.get(code[:-2])}
            node = known.get(code)
            if node is None:
                known[code] = node = Category(district=district, code=code, **values)
                fresh.append(node)
            elif _take(node, values):
                changed.append(node)
        _write(
            Category,
            fresh,
            changed,
            ["name", "path", "level", "parent", "keywords", "clock_code", "emergency", "active"],
        )
        changes.added += [node.path for node in fresh if level == 3]
        changes.changed += [node.path for node in changed if level == 3]
    gone = [node for code, node in known.items() if code not in wanted and node.active]
    Category.objects.filter(pk__in=[node.pk for node in gone]).update(active=False)
    changes.removed = [node.path for node in gone if node.level == 3]
    return changes


def _nodes(rows: Sequence[CategoryRow]) -> dict[str, dict[str, Any]]:
    """Every node by code, with the columns it should have."""
    nodes: dict[str, dict[str, Any]] = {}
    for row in rows:
        names = (row.level1, row.level2, row.level3)
        for level in (1, 2, 3):
            leaf = level == 3
            nodes[row.code[: level * 2]] = {
                "name": names[level - 1], "level": level, "path": "/".join(names[:level]),
                "keywords": list(row.keywords) if leaf else [], "clock_code": row.clock if leaf else "",
                "emergency": leaf and row.emergency,
            }  # fmt: skip
    return nodes


def replace_duties(district: District, rows: Iterable[DutyRow]) -> Changes:
    """Make the list of duties that of the pack, in the pack's order."""
    categories = dict(Category.objects.filter(district=district).values_list("code", "pk"))
    names = dict(Category.objects.filter(district=district).values_list("pk", "path"))
    shorts = dict(Organisation.objects.filter(district=district).values_list("code", "short"))
    known = {(row.category_id, row.organisation_id): row for row in Duty.objects.filter(district=district)}
    wanted: dict[tuple[Any, str], dict[str, Any]] = {}
    for order, row in enumerate(rows):
        wanted[categories[row.category], row.organisation] = {
            "part": Part.LEAD if row.leads else Part.ASSIST, "order": order % 30_000, "notes": row.notes,
            "basis": row.basis, "checked": row.checked,
        }  # fmt: skip
    fresh = [
        Duty(district=district, category_id=category, organisation_id=organisation, **values)
        for (category, organisation), values in wanted.items()
        if (category, organisation) not in known
    ]
    changed = [row for key, row in known.items() if key in wanted and _take(row, wanted[key])]
    gone = [row for key, row in known.items() if key not in wanted]
    # A lead that changes hands would for a moment be two leads: all assist first, then the leads are set.
    Duty.objects.filter(pk__in=[row.pk for row in gone]).delete()
    Duty.objects.filter(pk__in=[row.pk for row in changed]).update(part=Part.ASSIST)
    _write(Duty, fresh, changed, ["part", "order", "notes", "basis", "checked"])

    def told(duties: Iterable[Duty]) -> list[str]:
        return [f"{names[d.category_id]} → {shorts[d.organisation_id]}" for d in duties]

    return Changes(told(fresh), told(changed), told(gone))


def replace_answer_templates(district: District, rows: Iterable[AnswerTemplateRow]) -> Changes:
    categories = {row.path: row.pk for row in Category.objects.filter(district=district, active=True)}
    wanted = {
        row.code: {
            "title": row.title, "text": row.text, "order": order,
            "category_id": categories[row.category] if row.category else None,
        }
        for order, row in enumerate(rows)
    }  # fmt: skip
    known = {row.code: row for row in AnswerTemplate.objects.filter(district=district)}
    fresh = [AnswerTemplate(district=district, code=c, **values) for c, values in wanted.items() if c not in known]
    changed = [row for code, row in known.items() if code in wanted and _take(row, wanted[code])]
    gone = [row for code, row in known.items() if code not in wanted]
    AnswerTemplate.objects.filter(pk__in=[row.pk for row in gone]).delete()
    _write(AnswerTemplate, fresh, changed, ["title", "text", "order", "category"])
    return _changes(fresh, changed, gone)


def replace_patrol_duties(district: District, rows: Iterable[PatrolDutyRow]) -> Changes:
    """A duty left out is retired, since rounds made for it are kept."""
    wanted = {
        row.code: {
            "name": row.name,
            "what": list(row.what),
            "every": row.every,
            "order": order,
            "active": True,
        }
        for order, row in enumerate(rows)
    }
    known = {row.code: row for row in PatrolDuty.objects.filter(district=district)}
    fresh = [PatrolDuty(district=district, code=code, **values) for code, values in wanted.items() if code not in known]
    changed = [row for code, row in known.items() if code in wanted and _take(row, wanted[code])]
    gone = [row for code, row in known.items() if code not in wanted and row.active]
    PatrolDuty.objects.filter(pk__in=[row.pk for row in gone]).update(active=False)
    _write(PatrolDuty, fresh, changed, ["name", "what", "every", "order", "active"])
    return _changes(fresh, changed, gone)


def replace_questions(district: District, rows: Iterable[QuestionRow]) -> Changes:
    """One left out is gone: nothing is kept of answers."""
    wanted = {row.code: {"spec": dict(row.spec), "order": order} for order, row in enumerate(rows)}
    known = {row.code: row for row in Question.objects.filter(district=district)}
    fresh = [Question(district=district, code=code, **values) for code, values in wanted.items() if code not in known]
    changed = [row for code, row in known.items() if code in wanted and _take(row, wanted[code])]
    gone = [row for code, row in known.items() if code not in wanted]
    Question.objects.filter(pk__in=[row.pk for row in gone]).delete()
    _write(Question, fresh, changed, ["spec", "order"])
    return _changes(fresh, changed, gone)


def _take(row: models.Model, values: Mapping[str, Any]) -> bool:
    """Give a row these values; whether any differed."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)


def _write(model: type[Row], fresh: list[Row], changed: list[Row], fields: list[str]) -> None:
    model._default_manager.bulk_create(fresh, batch_size=500)
    if changed:
        model._default_manager.bulk_update(changed, fields, batch_size=200)


def _changes(*groups: Iterable[models.Model]) -> Changes:
    return Changes(*([str(row) for row in group] for group in groups))
