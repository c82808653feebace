"""What is wrong with an input, field by field, in sentences for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.problem import Fault

_NAMES = {
    "district": gettext_lazy("District"), "text": gettext_lazy("Text"), "address": gettext_lazy("Address"), "location": gettext_lazy("Position"),
    "lat": gettext_lazy("Latitude"), "lon": gettext_lazy("Longitude"), "accuracy": gettext_lazy("Accuracy in metres"), "category": gettext_lazy("Category"),
    "contact": gettext_lazy("Contact"), "phone": gettext_lazy("Phone"), "name": gettext_lazy("Name"), "building": gettext_lazy("Building"),
    "title": gettext_lazy("Title"), "area": gettext_lazy("Area"), "organisation": gettext_lazy("Organisation"), "organisations": gettext_lazy("Departments"),
    "reason": gettext_lazy("Reason"), "question": gettext_lazy("Question"), "result": gettext_lazy("Result"), "score": gettext_lazy("Rating"),
    "solved": gettext_lazy("Solved or not"), "next_door": gettext_lazy("Where to go instead"), "into": gettext_lazy("Case to merge into"),
    "kind": gettext_lazy("Kind of whistle"), "who": gettext_lazy("Who comes"), "at": gettext_lazy("When"), "suggestion": gettext_lazy("Suggestion"),
    "ratings": gettext_lazy("Department ratings"), "receipt": gettext_lazy("Receipt"), "next_organisation": gettext_lazy("Whose matter it is"),
    "publish": gettext_lazy("Public"), "device": gettext_lazy("Device"), "file": gettext_lazy("File"),
}  # fmt: skip


def field_name(path: str) -> str:
    """The name of the innermost known part of `contact.phone`, or the path itself."""
    for part in reversed(path.split(".")):
        if part in _NAMES:
            return str(_NAMES[part])
    return path


def faults_of(errors: Iterable[Any], skip: tuple[str, ...] = ()) -> list[Fault]:
    """pydantic's findings as sentences for people; `skip` drops the outer parts of the place that are not theirs."""
    return [_fault(error, skip) for error in errors]


def _fault(error: Any, skip: tuple[str, ...]) -> Fault:
    field = ".".join(str(part) for part in error["loc"] if part not in skip)
    name = field_name(field)
    value = error.get("input")
    shown = "" if value is None or isinstance(value, dict | list) else str(value)[:60]
    context = error.get("ctx", {})
    kind = error["type"]
    if kind == "missing" or (kind == "string_too_short" and not shown.strip()):
        message = _("Please fill in “%(name)s”.") % {"name": name}
    elif kind == "string_too_short":
        message = _("“%(name)s” is too short: “%(value)s”. At least %(limit)s characters, please.") % {
            "name": name, "value": shown, "limit": context["min_length"]}  # fmt: skip
    elif kind == "string_too_long":
        message = _("“%(name)s” has %(length)s characters; at most %(limit)s fit. Please shorten it.") % {
            "name": name, "length": len(value or ""), "limit": context["max_length"]}  # fmt: skip
    elif kind in ("too_short", "too_long"):
        limit = context.get("min_length", context.get("max_length"))
        sentence = (
            _("“%(name)s”: at least %(limit)s, please.")
            if kind == "too_short"
            else _("“%(name)s”: at most %(limit)s, please.")
        )
        message = sentence % {"name": name, "limit": limit}
    elif kind in ("greater_than_equal", "less_than_equal"):
        limit = context.get("ge", context.get("le"))
        sentence = (
            _("“%(name)s” is %(value)s; it must be at least %(limit)s.")
            if "ge" in context
            else _("“%(name)s” is %(value)s; it must be at most %(limit)s.")
        )
        message = sentence % {"name": name, "value": shown, "limit": limit}
    elif kind in ("enum", "literal_error"):
        message = _("“%(name)s” is “%(value)s”; possible are: %(expected)s.") % {
            "name": name, "value": shown, "expected": context.get("expected", "")}  # fmt: skip
    elif kind == "extra_forbidden":
        message = _("There is no field “%(name)s” here; please leave it out.") % {"name": field}
    elif kind.startswith("datetime"):
        message = _("“%(name)s” is “%(value)s”; please give date and time, such as 2026-11-24T14:30+08:00.") % {
            "name": name, "value": shown}  # fmt: skip
    else:
        message = _("“%(name)s” cannot be “%(value)s”; a %(kind)s is needed.") % {
            "name": name, "value": shown, "kind": kind.split("_")[0]}  # fmt: skip
    return Fault(field, message, shown)
