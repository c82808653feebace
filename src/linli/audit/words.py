"""What the kinds of audit entries are called, and what is told of one."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.people.models import Role

from .models import AuditEntry

KINDS: dict[str, Promise] = {
    "phone_seen": _("Looked at a phone number"),
    "signed_in": _("Signed in"),
    "signed_out": _("Signed out"),
    "locked_out": _("Locked out"),
    "token_issued": _("Token given out"),
    "pack_loaded": _("Pack loaded"),
    "staff_changed": _("Changed who may do what"),
    "person_erased": _("Erased a person"),
    "absence_named": _("Named a stand-in"),
    "absence_ended": _("Ended a stand-in"),
    "commendation_taken_down": _("Took down a letter of thanks"),
    "appointment_made": _("Made an appointment"),
    "appointment_moved": _("Moved an appointment"),
    "appointment_cancelled": _("Cancelled an appointment"),
    "appointment_check_in": _("Checked somebody in"),
    "appointment_walked_in": _("Took somebody in without an appointment"),
    "appointment_call": _("Called somebody to a window"),
    "appointment_recall": _("Called somebody again"),
    "appointment_serve": _("Began to serve somebody"),
    "appointment_done": _("Served somebody"),
    "appointment_missed": _("Somebody did not come"),
    "event_written": _("Wrote an event"),
    "event_changed": _("Changed an event"),
    "event_announced": _("Announced an event"),
    "event_cancelled": _("Called off an event"),
    "event_dropped": _("Dropped the draft of an event"),
    "event_counted": _("Noted how many came to an event"),
    "venue_inspected": _("Inspected a building"),
    "venue_person_named": _("Named who answers for a building"),
    "page_published": _("Published in the portal"),
    "page_scheduled": _("Set a time for publishing"),
    "page_unpublished": _("Took offline in the portal"),
    "figures_entered": _("Entered publishing figures"),
    "figures_imported": _("Imported publishing figures"),
    "application_seen": _("Opened an application"),
    "document_removed": _("Took a document out of a folder"),
}


_ACTORS: dict[str, Promise] = {"system": _("The installation itself"), "guest": _("Someone not signed in")}


def actor_word(kind: str) -> str:
    """What stands for a name where nobody signed in has acted."""
    return str(_ACTORS.get(kind, kind))


def kind_name(kind: str) -> str:
    """The name people read; a kind not listed is shown as it is."""
    return str(KINDS.get(kind, kind))


_CHANGES: dict[str, Promise] = {
    "given": _("Position given"),
    "taken": _("Position taken"),
    "closed": _("Account closed"),
}


def told_of(entry: AuditEntry) -> str:
    """What the entry's data say to its reader: why a number was looked at, which position was given."""
    data = entry.data
    match entry.kind:
        case "phone_seen":
            return str(data.get("reason", ""))
        case "application_seen":
            return str(
                _("With form and materials") if data.get("contents") else _("How it stands, without its contents")
            )
        case "staff_changed":
            role = dict(Role.choices).get(data.get("role") or "", "")
            parts = (_CHANGES.get(data.get("change", ""), ""), role, data.get("organisation"), data.get("area"))
            return " ".join(str(part) for part in parts if part)
        case "pack_loaded":
            return str(_("Revision %(number)s") % {"number": data.get("revision", "")})
        case "absence_named" | "absence_ended":
            return f"{data.get('stand_in', '')} {data.get('since', '')} – {data.get('until', '')}"
    return ""
