"""What people call the fields of a command."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

_NAMES = {
    "district": _("District"), "text": _("Text"), "address": _("Address"), "location": _("Position"),
    "lat": _("Latitude"), "lon": _("Longitude"), "accuracy": _("Accuracy in metres"), "category": _("Category"),
    "contact": _("Contact"), "phone": _("Phone"), "name": _("Name"), "building": _("Building"),
    "title": _("Title"), "area": _("Area"), "organisation": _("Organisation"), "organisations": _("Departments"),
    "reason": _("Reason"), "question": _("Question"), "result": _("Result"), "score": _("Rating"),
    "solved": _("Solved or not"), "next_door": _("Where to go instead"), "into": _("Case to merge into"),
    "kind": _("Kind of whistle"), "who": _("Who comes"), "at": _("When"), "suggestion": _("Suggestion"),
    "ratings": _("Department ratings"), "receipt": _("Receipt"), "next_organisation": _("Whose matter it is"),
    "publish": _("Public"), "device": _("Device"), "file": _("File"),
}  # fmt: skip


def field_name(path: str) -> str:
    """The name of the innermost known part of `contact.phone`, or the path itself."""
    for part in reversed(path.split(".")):
        if part in _NAMES:
            return str(_NAMES[part])
    return path
