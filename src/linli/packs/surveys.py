"""surveys/surveys.yaml of a pack: surveys with questionnaire, frame and plan, and in a demo with invented interviews."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints

from linli.catalogue.spec import Entry, Slug, Text
from linli.problem import Problem
from linli.surveys.actions import SurveyRow
from linli.surveys.queries.bringing import checked_form, frame_of, margins_of, plan_of, try_plan

from .mistakes import Mistakes
from .reading import read_yaml
from .schema import Username
from .validating import items_of

if TYPE_CHECKING:
    from .contents import Contents

FOLDER, FILE = "surveys", "surveys/surveys.yaml"


class PlanEntry(Entry):
    """How the sample is drawn: of each stratum how many clusters and how many people of each"""

    seed: Annotated[int, Field(ge=0, lt=2**63)]
    method: Annotated[str, StringConstraints(pattern="^(pps|equal)$")] = "pps"
    takes: list[tuple[Text, int, int]] = Field(min_length=1)


class SurveyEntry(Entry):
    """One item of surveys.yaml; days are counted from the day of loading"""

    code: Slug
    title: Annotated[Text, Field(max_length=80)]
    purpose: Annotated[Text, Field(max_length=2000)]
    population: Annotated[Text, Field(max_length=120)]
    form: Text
    frame: Text
    margins: Text | None = None
    margins_source: Annotated[str, StringConstraints(max_length=200)] = ""
    starts_in: Annotated[int, Field(ge=-366, le=366)]
    ends_in: Annotated[int, Field(ge=-366, le=366)]
    synthetic: bool = False
    plan: PlanEntry
    interviewers: list[Username] = []
    interviews: Annotated[int, Field(ge=0, le=20_000)] = 0
    names: bool = False


def read_surveys(folder: Path, mistakes: Mistakes) -> list[tuple[SurveyEntry, int]]:
    if not (folder / FILE).is_file():
        return []
    return items_of(read_yaml(folder / FILE, mistakes), SurveyEntry, mistakes)


def check_surveys(contents: Contents, mistakes: Mistakes) -> None:
    """Files are there and can be read, the plan can be drawn, and only a demo invents interviews."""
    usernames = {one.username for one, _line in contents.people}
    for entry, line in contents.surveys:
        if (entry.interviews or entry.names or entry.synthetic) and not contents.district.demo:
            mistakes.add(
                FILE,
                line,
                "interviews",
                _("Only the pack of a demo district (demo: true in district.yaml) invents interviews."),
            )
        if (entry.interviews or entry.names) and not entry.synthetic:
            mistakes.add(FILE, line, "synthetic", _("Invented interviews and names need “synthetic: true”."))
        if entry.ends_in < entry.starts_in:
            mistakes.add(FILE, line, "ends_in", _("A survey ends after it begins."))
        for name in set(entry.interviewers) - usernames:
            mistakes.add(
                FILE,
                line,
                "interviewers",
                _("There is no %(kind)s “%(value)s”.") % {"kind": _("person"), "value": name},
            )
        _check_files(contents.folder, entry, line, mistakes)


def _check_files(folder: Path, entry: SurveyEntry, line: int, mistakes: Mistakes) -> None:
    bodies = {name: _body(folder, name, line, mistakes) for name in (entry.form, entry.frame, entry.margins) if name}
    if any(body is None for body in bodies.values()):
        return
    for name, how in ((entry.form, checked_form), (entry.frame, frame_of), (entry.margins, margins_of)):
        if name:
            try:
                how(name, bodies[name] or b"")
            except Problem as wrong:
                mistakes.add(f"{FOLDER}/{name}", 0, "", wrong.message)
                return
    try:
        try_plan(frame_of(entry.frame, bodies[entry.frame] or b""), plan_of(entry.plan.model_dump()))
    except Problem as wrong:
        mistakes.add(FILE, line, "plan", wrong.message)


def _body(folder: Path, name: str, line: int, mistakes: Mistakes) -> bytes | None:
    path = folder / FOLDER / name
    if "/" in name or not path.is_file():
        mistakes.add(FILE, line, "", _("There is no file “%(name)s” in the folder surveys.") % {"name": name})
        return None
    return path.read_bytes()


def survey_rows(contents: Contents) -> Iterator[SurveyRow]:
    for one, _line in contents.surveys:
        body = {
            name: (contents.folder / FOLDER / name).read_bytes() for name in (one.form, one.frame, one.margins) if name
        }
        yield SurveyRow(
            one.code, one.title, one.purpose, one.population, one.form, body[one.form],
            tuple(frame_of(one.frame, body[one.frame])), plan_of(one.plan.model_dump()), one.starts_in, one.ends_in,
            one.synthetic, margins_of(one.margins, body[one.margins]) if one.margins else {}, one.margins_source,
            tuple(one.interviewers), one.interviews, one.names,
        )  # fmt: skip
