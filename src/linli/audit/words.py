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
    "health_seen": _("Looked at a health file"),
    "health_told_at_kiosk": _("Told somebody what they measured, at a kiosk"),
    "health_file_opened": _("Opened a health file"),
    "health_file_changed": _("Changed a health file"),
    "health_advised": _("Wrote advice to a patient"),
    "health_alert_seen": _("Took an urgent value in hand"),
    "health_alert_closed": _("Noted what became of an urgent value"),
    "health_value_decided": _("Decided on a value kept aside"),
    "device_secret_made": _("Made a device's secret"),
    "odk_key_issued": _("Gave out a key for a tablet"),
    "odk_key_ended": _("Ended a tablet's key"),
    "followup_enrolled": _("Enrolled a patient for follow-up"),
    "followup_handed_over": _("Handed a patient's follow-up over"),
    "followup_ended": _("Ended a patient's follow-up"),
    "followup_visited": _("Noted a follow-up visit"),
    "followup_corrected": _("Corrected a follow-up visit"),
    "followup_examined": _("Noted a yearly examination"),
    "followup_referred": _("Sent a patient on"),
    "followup_referral_closed": _("Noted what became of a referral"),
    "followup_list_printed": _("Took the list of follow-up visits along"),
    "registry_card_seen": _("Looked at a registry card"),
    "registry_imported": _("Imported a table of registry cards"),
    "registry_population": _("Imported a population"),
    "registry_list_imported": _("Imported a list to compare a registry with"),
    "registry_pair_merged": _("Merged two registry cards"),
    "registry_pair_apart": _("Told two registry cards apart"),
    "registry_pair_open": _("Took back a decision on two registry cards"),
    "document_removed": _("Took a document out of a folder"),
    "survey_created": _("Began to prepare a survey"),
    "survey_form_put": _("Put up a questionnaire"),
    "survey_drawn": _("Drew the sample of a survey"),
    "survey_assigned": _("Gave people to an interviewer"),
    "survey_list_put": _("Put up the list of a community for a survey"),
    "survey_list_seen": _("Looked at names of people drawn for a survey"),
    "survey_begun": _("Began the interviews of a survey"),
    "survey_closed": _("Ended the interviews of a survey"),
    "survey_margins_set": _("Set the population of a survey"),
    "survey_lonely_chosen": _("Chose what a single cluster counts for"),
    "survey_published": _("Published the tables of a survey"),
    "survey_tables_taken": _("Took the published tables of a survey"),
    "survey_rows_taken": _("Took the cleaned interviews of a survey"),
    "interview_seen": _("Looked at an interview"),
    "interview_photo_seen": _("Looked at a photo of an interview"),
    "health_exported": _("Took their health data along"),
    "health_granted": _("Let somebody look at their health"),
    "health_grant_ended": _("Ended that somebody may look"),
    "health_file_linked": _("Confirmed a health file as theirs"),
    "health_link_failed": _("Gave a wrong date of birth for a health file"),
    "health_imported": _("Took in a table of measured values"),
    "bulletin_made": _("Made a bulletin"),
    "bulletin_revised": _("Changed the words of a bulletin"),
    "bulletin_agreed": _("Agreed to a bulletin"),
    "bulletin_published": _("Published a bulletin"),
    "bulletin_withdrawn": _("Withdrew a bulletin"),
    "bulletin_dropped": _("Dropped the draft of a bulletin"),
    "report_prepared": _("Prepared a report to the level above"),
    "report_authorised": _("Authorised a report to the level above"),
    "report_dropped": _("Did not send a report to the level above"),
    "report_resent": _("Sent reports to the level above again"),
    "report_read": _("Looked at a report from the level below"),
    "lecture_announced": _("Announced a lecture"),
    "lecture_changed": _("Changed a lecture"),
    "lecture_cancelled": _("Called off a lecture"),
    "lecture_counted": _("Noted how many came to a lecture"),
    "board_put_up": _("Put up a health board"),
    "board_taken_down": _("Took down a health board"),
    "board_changed": _("Changed a health board"),
    "lesson_noted": _("Noted a health class in a school"),
    "lesson_struck": _("Struck a health class in a school"),
    "term_planned": _("Planned a term"),
    "class_opened": _("Opened a class"),
    "class_cancelled": _("Called off a class"),
    "class_seats_changed": _("Changed the seats of a class"),
    "session_dropped": _("Dropped a session of a class"),
    "session_moved": _("Moved a session of a class"),
    "roll_seen": _("Looked at the names in a class"),
    "roll_noted": _("Noted who was at a session"),
    "enrolled_for": _("Enrolled somebody in a class"),
    "withdrawn_for": _("Withdrew somebody from a class"),
    "therapy_booked_for": _("Booked a time of therapy for somebody"),
    "therapy_cancelled_for": _("Cancelled a time of therapy for somebody"),
    "therapy_day_seen": _("Looked at who is treated on a day"),
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
