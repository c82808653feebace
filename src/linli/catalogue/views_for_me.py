"""The dialogue: a question at a time, and at every step what one may get and what is missing. Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.places.queries import district_named

from .fitting import Answers, Dialogue, Standing, dialogue
from .guides import number_of, savings
from .questions import QuestionSpec

# What a phone shows of a list before one asks for the rest.
AT_ONCE = 8


@require_safe
def for_me(request: HttpRequest, district: str) -> HttpResponse:
    """Every answer stands in the address, in the order given: going back is the browser's own, too."""
    found = district_named(district)
    asked = dialogue(found.code)
    standing = asked.standing(dict(request.GET.lists()))
    context = {
        "district": found, "standing": standing, "asks": bool(asked.questions), "all": savings(found.code).services,
        "fits": number_of(standing.fitting), "near": number_of(one.guide for one in standing.nearly),
        "question": _question(standing.next, standing.answers) if standing.next else None,
        "said": _said(asked, standing), "done": len(standing.answers), "steps": len(standing.answers) + standing.left,
        "back": _address(dict(list(standing.answers.items())[:-1])) if standing.answers else "",
        # Before the first answer all fit, and the page of all services lists them.
        "fitting": _split(standing.fitting if standing.answers else standing.fitting[:AT_ONCE]), "nearly": _split(standing.nearly),
    }  # fmt: skip
    return render(request, "catalogue/for_me.html", context)


def _question(one: QuestionSpec, answers: Answers) -> dict[str, Any]:
    return {
        "spec": one,
        "choices": [{"choice": choice, "href": _address({**answers, one.id: (choice.text,)})} for choice in one.choices],
        "kept": _pairs(answers), "skip": _address({**answers, one.id: ()}),
    }  # fmt: skip


def _said(asked: Dialogue, standing: Standing) -> list[dict[str, Any]]:
    """What was answered so far, each leading to the same without it."""
    return [
        {
            "question": asked.questions[name], "answer": "、".join(chosen),
            "href": _address({other: kept for other, kept in standing.answers.items() if other != name}),
        }
        for name, chosen in standing.answers.items()
    ]  # fmt: skip


def _pairs(answers: Answers) -> list[tuple[str, str]]:
    """As an address or a form says it; a skipped question has an empty answer."""
    return [(name, text) for name, chosen in answers.items() for text in chosen or ("",)]


def _address(answers: Mapping[str, tuple[str, ...]]) -> str:
    return f"?{urlencode(_pairs(answers))}"


def _split(rows: Sequence[Any]) -> dict[str, Sequence[Any]]:
    return {"first": rows[:AT_ONCE], "rest": rows[AT_ONCE:]}
