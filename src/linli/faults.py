"""What is wrong with an input, field by field, in sentences for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    "kind": gettext_lazy("Kind"), "who": gettext_lazy("Who comes"), "at": gettext_lazy("When"), "suggestion": gettext_lazy("Suggestion"),
    "ratings": gettext_lazy("Department ratings"), "due_before": gettext_lazy("When"), "receipt": gettext_lazy("Receipt"), "next_organisation": gettext_lazy("Whose matter it is"),
    "publish": gettext_lazy("Public"), "device": gettext_lazy("Device"), "file": gettext_lazy("File"),
    "begins_at": gettext_lazy("Begins"), "ends_at": gettext_lazy("Ends"), "opens_at": gettext_lazy("Registration opens"),
    "closes_at": gettext_lazy("Registration closes"), "seats": gettext_lazy("Seats in all"), "companions": gettext_lazy("How many come along"),
    "venue": gettext_lazy("Venue"), "place": gettext_lazy("Or: where else"), "audience": gettext_lazy("Meant for"),
    "picture_alt": gettext_lazy("What the picture shows"), "attended": gettext_lazy("How many came"), "finding": gettext_lazy("How is it?"),
    "remark": gettext_lazy("Remark"), "first": gettext_lazy("First day"), "last": gettext_lazy("Last day"),
}  # fmt: skip

# What was expected, by the first word of pydantic's name for the fault.
_KINDS = {
    "string": gettext_lazy("words"), "int": gettext_lazy("a whole number"), "float": gettext_lazy("a number"),
    "finite": gettext_lazy("a number"), "decimal": gettext_lazy("a number"), "bool": gettext_lazy("true or false"), "list": gettext_lazy("a list"),
    "dict": gettext_lazy("an object with fields"), "model": gettext_lazy("an object with fields"), "uuid": gettext_lazy("a key (UUID)"),
}  # fmt: skip


def field_name(path: str, names: Mapping[str, object] = _NAMES) -> str:
    """The name of the innermost known part of `contact.phone`, or the path itself."""
    for part in reversed(path.split(".")):
        if part in names:
            return str(names[part])
    return path


def faults_of(
    errors: Iterable[Any], skip: tuple[str, ...] = (), names: Mapping[str, object] | None = None
) -> list[Fault]:
    """pydantic's findings as sentences for people; `skip` drops the outer parts of the place that are not theirs, `names`
    is what the form calls its fields."""
    return [_fault(error, skip, {**_NAMES, **(names or {})}) for error in errors]


# pydantic's kinds of error, each with the sentence that says what would do.
_SENTENCES = {
    "missing": gettext_lazy("Please fill in “%(name)s”."),
    "string_too_short": gettext_lazy("“%(name)s” is too short: “%(value)s”. At least %(least)s characters, please."),
    "string_too_long": gettext_lazy("“%(name)s” has %(length)s characters; at most %(most)s fit. Please shorten it."),
    "too_short": gettext_lazy("“%(name)s”: at least %(least)s, please."),
    "too_long": gettext_lazy("“%(name)s”: at most %(most)s, please."),
    "greater_than": gettext_lazy("“%(name)s” is %(value)s; it must be more than %(least)s."),
    "greater_than_equal": gettext_lazy("“%(name)s” is %(value)s; it must be at least %(least)s."),
    "less_than_equal": gettext_lazy("“%(name)s” is %(value)s; it must be at most %(most)s."),
    "multiple_of": gettext_lazy("“%(name)s” is %(value)s; please give a multiple of %(least)s."),
    "enum": gettext_lazy("“%(name)s” is “%(value)s”; possible are: %(expected)s."),
    "extra_forbidden": gettext_lazy("There is no field “%(field)s” here; please leave it out."),
    "time_out_of_reach": gettext_lazy("“%(name)s” is “%(value)s”; please give a time between %(least)s and %(most)s."),
    "datetime": gettext_lazy("“%(name)s” is “%(value)s”; please give date and time, such as 2026-11-24T14:30+08:00."),
    "date": gettext_lazy("“%(name)s” is “%(value)s”; please give a day, such as 2026-11-24."),
}


def _fault(error: Any, skip: tuple[str, ...], names: Mapping[str, object]) -> Fault:
    field = ".".join(str(part) for part in error["loc"] if part not in skip)
    value, context = error.get("input"), error.get("ctx", {})
    shown = "" if value is None or isinstance(value, dict | list) else str(value)[:60]
    kind = error["type"]
    kind = {"literal_error": "enum"}.get(
        kind, next((one for one in ("datetime", "date") if kind.startswith(one)), kind)
    )
    if isinstance(value, str) and kind in ("too_short", "too_long"):
        kind = f"string_{kind}"
    if (value is None or (isinstance(value, str) and not value.strip())) and kind != "extra_forbidden":
        kind = "missing"
    if "said" in context:
        return Fault(field, context["said"], shown)
    sentence = _SENTENCES.get(kind) or _("“%(name)s” cannot be “%(value)s”; %(kind)s is needed.")
    told = {
        "field": field,
        "name": field_name(field, names),
        "value": shown,
        "kind": _KINDS.get(kind.split("_")[0], _("another value")),
        "length": len(value) if isinstance(value, str | list) else "",
        "least": _short(
            context.get("min_length", context.get("ge", context.get("gt", context.get("multiple_of", ""))))
        ),
        "most": _short(context.get("max_length", context.get("le", ""))),
        "expected": context.get("expected", ""),
    }
    return Fault(field, sentence % told, shown)


def _short(bound: object) -> object:
    """90 of 90.0."""
    return f"{bound:g}" if isinstance(bound, float) else bound
