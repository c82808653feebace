"""Interviews as the desk reads them: the list with doubts, one with its answers in words, the cleaning log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from ..models import Attachment, Correction, Submission, Survey
from ..xlsform.answering import path_of
from ..xlsform.definition import Definition, Node, definition_of
from .answers import corrected, value_at
from .quality import DOUBTS, doubts_of

PAGE = 50
# What the head of the page says already.
_SAID_ABOVE = ("note", "start", "end", "today", "deviceid")
MOST_LOGGED = 500


@dataclass(frozen=True)
class Line:
    row: Submission
    doubts: list[str]


@dataclass(frozen=True)
class Page:
    lines: list[Line]
    more: bool
    count: int


@dataclass(frozen=True)
class Answer:
    """One answer in words; `was`: what was sent, where it was corrected."""

    path: str
    label: str
    shown: str
    value: str
    was: str | None
    node: Node
    may_correct: bool

    @property
    def chosen(self) -> list[str]:
        return self.value.split()


@dataclass(frozen=True)
class Part:
    title: str
    answers: list[Answer]


@dataclass(frozen=True)
class Interview:
    parts: list[Part]
    doubts: list[str]
    corrections: list[Correction]
    attachments: list[Attachment]


def interviews(survey: Survey, doubt: str, before: UUID | None) -> Page:
    """Newest first; `doubt`: only those with it, `left_out`: only those that do not count, `any`: with any doubt."""
    known = doubts_of(survey)
    rows = Submission.objects.filter(survey=survey)
    if doubt == "left_out":
        rows = rows.filter(left_out=True)
    elif doubt == "any":
        rows = rows.filter(pk__in=list(known))
    elif doubt:
        rows = rows.filter(pk__in=[key for key, codes in known.items() if doubt in codes])
    count = rows.count()
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(
        rows.select_related("unit__cluster", "by").defer("xml_cipher", "answers_cipher").order_by("-pk")[: PAGE + 1]
    )
    lines = [Line(one, [str(DOUBTS[code]) for code in known.get(one.pk, ())]) for one in found[:PAGE]]
    return Page(lines, len(found) > PAGE, count)


def filters(survey: Survey, current: str) -> list[dict[str, Any]]:
    """The ways to look at the list: all, any doubt, each doubt that there is, what is left out."""
    known = doubts_of(survey)
    counts = {code: sum(code in codes for codes in known.values()) for code in DOUBTS}
    out = Submission.objects.filter(survey=survey, left_out=True).count()
    ways = [("", _("All interviews"), None), ("any", _("With a doubt"), len(known))]
    ways += [(code, str(label), counts[code]) for code, label in DOUBTS.items() if counts[code]]
    ways += [("left_out", _("Not counted"), out)] if out else []
    return [
        {"label": label, "href": f"?doubt={code}" if code else "?", "current": code == current, "count": count}
        for code, label, count in ways
    ]


def interview(row: Submission, survey: Survey) -> Interview:
    definition = definition_of(row.form.definition)
    log = list(row.corrections.select_related("by").order_by("at", "id"))
    sent, now = row.answers, corrected(row, definition, [one for one in log if one.path])
    parts: list[Part] = []
    _gather(definition, definition.fields, sent, now, parts, Part(_("The visit"), []))
    doubts = [str(DOUBTS[code]) for code in doubts_of(survey).get(row.pk, ())]
    return Interview([one for one in parts if one.answers], doubts, log, list(row.attachments.order_by("name")))


def _gather(
    definition: Definition, fields: tuple[Node, ...], sent: Mapping[str, Any], now: Mapping[str, Any], parts: list[Part], part: Part
) -> None:  # fmt: skip
    parts.append(part)
    for node in fields:
        if node.kind == "group":
            _gather(definition, node.fields, sent, now, parts, Part(node.label or node.name, []))
        elif node.kind == "repeat":
            for at in range(len(now.get(node.name, []))):
                inner = [path_of(node.name, at, one.name) for one in node.fields if one.kind != "note"]
                part.answers.extend(_answer(definition, path, sent, now, at + 1) for path in inner)
        elif node.kind not in _SAID_ABOVE and node.name in now and (node.label or node.calculate is None):
            part.answers.append(_answer(definition, node.name, sent, now, 0))


def _answer(definition: Definition, path: str, sent: Mapping[str, Any], now: Mapping[str, Any], number: int) -> Answer:
    node = definition.nodes[path.rsplit("/", 1)[-1]]
    value, was = value_at(dict(now), path) or "", value_at(dict(sent), path)
    label = f"{node.label or node.name}（{number}）" if number else node.label or node.name
    changed = was if was is not None and was != value else None
    return Answer(
        path, label, definition.label_of(node.name, value), value, definition.label_of(node.name, changed) if changed is not None else None,
        node, node.calculate is None and node.kind not in ("start", "end", "today", "deviceid", "image"),
    )  # fmt: skip


@dataclass(frozen=True)
class Logged:
    correction: Correction
    label: str


def log_of(survey: Survey) -> list[Logged]:
    """The newest first."""
    rows = Correction.objects.filter(submission__survey=survey).select_related(
        "by", "submission__form", "submission__unit"
    )
    labels: dict[Any, Definition] = {}
    found = []
    for one in rows.order_by("-at", "-id")[:MOST_LOGGED]:
        form = one.submission.form
        definition = labels.setdefault(form.pk, definition_of(form.definition))
        node = definition.nodes.get(one.path.rsplit("/", 1)[-1])
        label = (
            (node.label or node.name) if node else _("does not count") if one.value == "out" else _("taken in again")
        )
        found.append(Logged(one, label))
    return found


__all__ = ["PAGE", "filters", "interview", "interviews", "log_of"]
