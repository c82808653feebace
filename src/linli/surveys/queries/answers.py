"""The answers of an interview as they count now: what was sent, with every correction since."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from linli.clock import LOCAL

from ..models import Correction, Submission
from ..xlsform.answering import Answers, settle, split
from ..xlsform.definition import Definition, definition_of


def value_at(answers: Answers, path: str) -> str | None:
    """None where there is no such place."""
    repeat, index, name = split(path)
    row = answers
    if repeat:
        rows = answers.get(repeat, [])
        if index >= len(rows):
            return None
        row = rows[index]
    return str(row.get(name, ""))


def with_value(answers: Answers, path: str, value: str) -> Answers:
    made = deepcopy(answers)
    repeat, index, name = split(path)
    (made[repeat][index] if repeat else made)[name] = value
    return made


def current_answers(row: Submission) -> Answers:
    """One statement for the corrections."""
    return corrected(row, definition_of(row.form.definition), row.corrections.exclude(path="").order_by("at", "id"))


def corrected(row: Submission, definition: Definition, corrections: Iterable[Correction]) -> Answers:
    """What was sent, with corrections in their order; what follows from them is worked out again."""
    answers: dict[str, Any] = row.answers
    made = list(corrections)
    if not made:
        return answers
    for one in made:
        answers = with_value(answers, one.path, one.value)
    day = row.received_at.astimezone(LOCAL).date().isoformat()
    return settle(definition, answers, day).values
