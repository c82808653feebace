"""What a reviewer fills in on the page itself: conditions, remarks, words; read into commands, and drawn again when refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from linli.cases.errors import InvalidInput
from linli.problem import Fault, Problem

from ..queries.review_page import Contents, ReviewPage

REMARK = "remark."
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Those that say that all is well so far: what was remarked would be lost by them.
_AGREEING = ("accept", "report_up", "grant")


@dataclass
class Check:
    """One condition with its two radio buttons; `value` is yes, no, or nothing yet."""

    number: int
    text: str
    value: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"check-{self.number}"


@dataclass
class ReviewForm:
    """The form as the page draws it. `loose`: what stands against it and belongs to no single field."""

    checks: list[Check]
    text: str = ""
    return_text: str = ""
    reason: str = ""
    valid_until: str = ""
    despite_expiry: bool = False
    faults: dict[str, list[str]] = field(default_factory=dict)
    loose: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    # What was written for a move that is not open any more: shown, so that nothing is lost.
    kept: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return bool(self.loose or self.links)


def empty_form(page: ReviewPage) -> ReviewForm:
    return ReviewForm([Check(number, text) for number, text in enumerate(page.conditions)])


def remarks_of(post: Mapping[str, str]) -> dict[str, str]:
    """What was remarked, by what it is about; a line left empty says nothing."""
    found = {name.removeprefix(REMARK): post[name].strip() for name in post if name.startswith(REMARK)}
    return {about: text for about, text in found.items() if text}


def command_input(name: str, page: ReviewPage, post: Mapping[str, str]) -> dict[str, Any]:
    """The input of the command of a move made from the page. Raises InvalidInput for what no command could say."""
    remarks = remarks_of(post)
    if name == "return":
        if not remarks:
            message = _(
                "Please write beside each field or material what is to be corrected; then all of it is returned at once."
            )
            raise InvalidInput([Fault("shortcomings", message)])
        return {"shortcomings": remarks, "text": post.get("return_text", "")}
    verdict = post.get("verdict", "")
    if name in _AGREEING or (name == "recommend" and verdict == "grant"):
        _nothing_remarked(page, remarks)
    if name == "accept":
        return {}
    checks = _checks(page, post)
    if name == "refuse":
        return {"reason": post.get("reason", ""), "checks": checks}
    given: dict[str, Any] = {
        "checks": checks, "text": post.get("text", ""), "despite_expiry": post.get("despite_expiry") == "1",
    }  # fmt: skip
    if name == "recommend":
        given["verdict"] = verdict
    elif name == "grant" and post.get("valid_until", "").strip():
        given["valid_until"] = _day(post["valid_until"].strip())
    return given


def _nothing_remarked(page: ReviewPage, remarks: Mapping[str, str]) -> None:
    """A remark and an agreement do not go together. What ran out is remarked by itself: whoever takes it nevertheless, or
    only accepts, need not empty that line."""
    proposed = {one.about: one.proposed for one in page.contents.materials if one.ran_out} if page.contents else {}
    own = {about: text for about, text in remarks.items() if proposed.get(about) != text}
    if own:
        message = _("You have remarked %(n)d points. Please return them, or empty their lines and go on.")
        raise InvalidInput([Fault("shortcomings", message % {"n": len(own)})])


def _checks(page: ReviewPage, post: Mapping[str, str]) -> list[bool]:
    """All of them, or none: a command takes them by their place."""
    said = [post.get(f"check-{number}", "") for number in range(len(page.conditions))]
    return [one == "yes" for one in said] if all(one in ("yes", "no") for one in said) else []


def _day(text: str) -> date:
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        message = _("“%(value)s” is no day; please write it like 2026-01-31.") % {"value": text[:20]}
        raise InvalidInput([Fault("valid_until", message, text[:20])]) from None


def refused_form(name: str, page: ReviewPage, post: Mapping[str, str], problem: Problem) -> ReviewForm:
    """The form with all that was typed, each fault beside what it is about, and linked from the top."""
    form = empty_form(page)
    for check in form.checks:
        check.value = post.get(check.name, "") if post.get(check.name) in ("yes", "no") else ""
    form.text, form.return_text = post.get("text", ""), post.get("return_text", "")
    form.reason, form.valid_until = post.get("reason", ""), post.get("valid_until", "")
    form.despite_expiry = post.get("despite_expiry") == "1"
    changes = problem.extra.get("changes", [])
    form.changes = [str(one) for one in changes] if isinstance(changes, list) else []
    remarks = remarks_of(post)
    if page.contents and page.turn.reviews:
        for one in page.contents.noted:
            one.remark = remarks.pop(one.about, "")
    if not page.turn.reviews:
        form.kept = [text for text in (form.text, form.return_text, form.reason) if text.strip()]
    form.kept += list(remarks.values())
    for fault in problem.faults:
        _place(name, form, page.contents, fault)
    if not problem.faults:
        form.loose.append(problem.message)
    return form


def _place(name: str, form: ReviewForm, contents: Contents | None, fault: Fault) -> None:
    """Beside its field, with a link from the top; else at the top alone."""
    about = fault.field.removeprefix("shortcomings.")
    # A form may ask for something called `reason` too: only these two are about what was handed in.
    handed_in = contents.noted if contents and fault.field.startswith(("shortcomings.", "material.")) else ()
    noted = next((one for one in handed_in if one.about == about), None)
    if noted is not None:
        message = fault.message
        if fault.field != about:
            message = _("“%(label)s”: please say in 2 to 300 characters what would do.") % {"label": noted.label}
        noted.faults.append(message)
        form.links.append((noted.id, message))
        return
    first, _dot, number = fault.field.partition(".")
    if first == "checks" and number.isdigit() and int(number) < len(form.checks):
        form.checks[int(number)].faults.append(fault.message)
        form.links.append((f"check-{number}", fault.message))
        return
    own = "return_text" if (name, first) == ("return", "text") else first
    if own in ("checks", "text", "return_text", "reason", "valid_until", "shortcomings"):
        form.faults.setdefault(own, []).append(fault.message)
        form.links.append((f"review-{own}", fault.message))
    else:
        form.loose.append(fault.message)
