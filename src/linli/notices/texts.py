"""The wording of notices: built-in texts, a district's own, and how a text is filled in.

A text names its parts in braces: {title}. A stretch in square brackets is left out when a part in it is
empty: "[请于{due}前签收。]". What is put in is never read as a template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.clock import LOCAL
from linli.places.revision import per_revision

from .models import NoticeText

PARTS = frozenset({"code", "title", "area", "organisation", "due", "reason", "link", "days"})
_PART = re.compile(r"\{(\w+)\}")
_STRETCH = re.compile(r"\[([^\[\]]*)\]")
# A text message holds 70 characters, and the title is the only part without a natural limit.
_LONGEST_TITLE = 16


@dataclass(frozen=True)
class Wording:
    """The built-in text of a template; `outside`: it is also sent as a text message."""

    text: Promise
    outside: bool = True


# No district's: someone signs in to the installation, and a pack cannot word it.
SIGN_IN_CODE = gettext_lazy("Your code is {code}. It works for a few minutes. Please tell it to nobody.")

DEFAULTS: dict[str, Wording] = {
    # To residents
    "case_received": Wording(
        gettext_lazy("We have your report “{title}”, number {code}. We will tell you every step.")
    ),
    "case_registered": Wording(gettext_lazy("Your report “{title}” has been taken up by the community.")),
    "case_whistled": Wording(
        gettext_lazy("For “{title}” the community has called {organisation} to the spot together.")
    ),
    "case_reported_in": Wording(gettext_lazy("{organisation} has answered the call for “{title}” and is coming.")),
    "case_arrived": Wording(gettext_lazy("{organisation} is on the spot for “{title}”.")),
    "case_question": Wording(
        gettext_lazy("To deal with “{title}” we need a word from you. Please answer by the link.")
    ),
    "case_answered": Wording(gettext_lazy("There is an answer to “{title}”. Please see whether it helps.")),
    "case_closed": Wording(gettext_lazy("“{title}” has been dealt with. Thank you for telling us.")),
    "case_declined": Wording(
        gettext_lazy(
            "We cannot take “{title}” up ourselves.[ Please turn to {organisation}.] The reason is on the page."
        )
    ),
    "case_transferred": Wording(gettext_lazy("“{title}” is now with {organisation}, who will go on with it.")),
    "case_merged": Wording(
        gettext_lazy("“{title}” was joined with case {organisation} about the same matter; you follow that one now.")
    ),
    "case_reopened": Wording(gettext_lazy("“{title}” has been opened again. We go on with it.")),
    "rating_asked": Wording(gettext_lazy("Was “{title}” solved, and are you satisfied? One tap tells us.")),
    "rating_reminder": Wording(gettext_lazy("We would still like to hear your word on “{title}”. One tap will do.")),
    # To applicants
    "application_received": Wording(
        gettext_lazy("We have your application “{title}”, number {code}. We will tell you every step.")
    ),
    "application_accepted": Wording(
        gettext_lazy("Your application “{title}” has been accepted.[ We decide by {due}.]")
    ),
    "application_returned": Wording(
        gettext_lazy(
            "“{title}”: {reason} points need correcting, all of them are on the page. The clock stands still until then."
        )
    ),
    "application_reported_up": Wording(
        gettext_lazy("“{title}” has been agreed to and is with {organisation} now."), outside=False
    ),
    "application_granted": Wording(gettext_lazy("“{title}” has been granted. The decision is on the page.")),
    "application_refused": Wording(
        gettext_lazy("“{title}” could not be granted. The reason and what you can do are on the page.")
    ),
    "commendation_granted": Wording(
        gettext_lazy("Your letter “{title}” has been passed on. Thank you for writing it.")
    ),
    "commendation_refused": Wording(
        gettext_lazy("Your letter “{title}” could not be passed on. The reason is on the page.")
    ),
    "service_offered": Wording(
        gettext_lazy("By what you handed in you may get “{title}”. What is known is filled in already; have a look.")
    ),
    "application_revoked": Wording(
        gettext_lazy("The decision on “{title}” has been revoked. The reason is on the page.")
    ),
    # To who wants to be told of policies
    "policy_published": Wording(
        gettext_lazy(
            "A new policy that fits what you asked for: “{title}”[, {organisation}]. In plain words on the page."
        )
    ),
    "policy_published_quiet": Wording(
        gettext_lazy(
            "A new policy that fits what you asked for: “{title}”[, {organisation}]. In plain words on the page."
        ),
        outside=False,
    ),
    # Of many at once, in one word: {reason} says how many
    "policy_published_many": Wording(
        gettext_lazy(
            "{reason} new policies fit what you asked for[, among them “{title}”]. All of them are on the page."
        )
    ),
    "policy_published_many_quiet": Wording(
        gettext_lazy(
            "{reason} new policies fit what you asked for[, among them “{title}”]. All of them are on the page."
        ),
        outside=False,
    ),
    # To whom has an appointment
    "appointment_made": Wording(gettext_lazy("Appointment for “{title}”: {due}, {organisation}, number {code}.")),
    "appointment_reminder": Wording(
        gettext_lazy("Please remember: “{title}” {due}, {organisation}, number {code}. What to bring is on the page.")
    ),
    "appointment_cancelled": Wording(
        gettext_lazy("Your appointment for “{title}” {due}, {organisation} has been cancelled.")
    ),
    # To whom is registered for an event
    "event_seated": Wording(gettext_lazy("You have a seat: “{title}”, {due}, {organisation}, number {code}.")),
    "event_waiting": Wording(
        gettext_lazy(
            "“{title}”, {due}: all seats are taken, you are on the waiting list. We tell you when you move up."
        ),
        outside=False,
    ),
    "event_moved_up": Wording(
        gettext_lazy("A seat became free for you: “{title}”, {due}, {organisation}, number {code}.")
    ),
    "event_reminder": Wording(gettext_lazy("Please remember: “{title}”, {due}, {organisation}, number {code}.")),
    "event_changed": Wording(
        gettext_lazy("“{title}” has changed: now {due}, {organisation}. Your registration stays.")
    ),
    "event_given_back": Wording(
        gettext_lazy(
            "Your registration {code} for “{title}”, {due}, has been cancelled by the organisers at your wish."
        )
    ),
    "event_cancelled": Wording(gettext_lazy("“{title}”, {due}, has been called off.[ Reason: {reason}]")),
    # To who learns at the university for the elderly, or is treated there: nothing of what they suffer from
    "course_seated": Wording(gettext_lazy("You have a seat: “{title}”, from {due}, {organisation}, number {code}.")),
    "course_waiting": Wording(
        gettext_lazy("“{title}”: all seats are taken, you are on the waiting list. We tell you when you move up."),
        outside=False,
    ),
    "course_moved_up": Wording(
        gettext_lazy("A seat became free for you: “{title}”, from {due}, {organisation}, number {code}.")
    ),
    "course_given_back": Wording(gettext_lazy("Your place {code} in “{title}” has been given back at your wish.")),
    "course_cancelled": Wording(gettext_lazy("“{title}” has been called off.[ Reason: {reason}]")),
    "course_session_dropped": Wording(gettext_lazy("“{title}” on {due} does not take place.[ Reason: {reason}]")),
    "course_session_moved": Wording(gettext_lazy("“{title}” has a new day: {due}, {organisation}.")),
    "course_certificate": Wording(
        gettext_lazy("“{title}” is completed. Your certificate is under “Mine”; congratulations."), outside=False
    ),
    "therapy_booked": Wording(gettext_lazy("Booked: {due}, {organisation}, number {code}.")),
    "therapy_reminder": Wording(
        gettext_lazy("Please remember: {due}, {organisation}, number {code}. If you cannot come, please cancel.")
    ),
    "therapy_cancelled": Wording(
        gettext_lazy("Your time {due}, {organisation} has been cancelled. You can book another.")
    ),
    # To a physician: no name, no value
    "health_urgent": Wording(
        gettext_lazy("An urgent value was measured at {organisation}[, {due}]. Please look at it at once.")
    ),
    # To who is visited by their physician: nothing of why; and to the institution: a number
    "followup_due": Wording(
        gettext_lazy("It is time for your follow-up visit: please come to {organisation} by {due}, or expect a call.")
    ),
    "followup_overdue": Wording(
        gettext_lazy("{organisation}: {reason} follow-up visits have become overdue. The list says which."),
        outside=False,
    ),
    # To who answers for a venue's building
    "safety_due": Wording(gettext_lazy("The building of {organisation} is to be inspected by {due}.")),
    "safety_overdue": Wording(
        gettext_lazy("The inspection of {organisation} is overdue since {due}. Please see that it is done.")
    ),
    "safety_fault_mended": Wording(
        gettext_lazy(
            "{organisation}: the case on “{title}” is closed as mended. Please look on site, and report it again if it is not."
        )
    ),
    "safety_fault_open": Wording(
        gettext_lazy(
            "{organisation}: the case on “{title}” has ended, and the fault is not mended. Please look after it."
        )
    ),
    # To desks
    "application_new": Wording(gettext_lazy("New application: {title}.[ Please accept or return it by {due}.]")),
    "application_corrected": Wording(
        gettext_lazy("“{title}” has been corrected and is back. The clock runs on."), outside=False
    ),
    "application_for_review": Wording(gettext_lazy("Reported up to you: {title}.[ To be decided by {due}.]")),
    "application_handed_down": Wording(gettext_lazy("Given back to you: {title}.[ Reason: {reason}][ Due {due}.]")),
    "exchange_waits": Wording(
        gettext_lazy(
            "“{title}” has not reached {organisation} yet[, since {due}]. It is sent again and again; please ask there."
        )
    ),
    "exchange_refused": Wording(
        gettext_lazy("What we told {organisation} about “{title}” was not taken there. Please call them.")
    ),
    "application_second": Wording(
        gettext_lazy("“{title}” has been looked through and waits for a second person.[ Due {due}.]"), outside=False
    ),
    "application_promised": Wording(
        gettext_lazy("“{title}” was granted on a promise. Please look into it."), outside=False
    ),
    "application_accepted_by_law": Wording(
        gettext_lazy("“{title}” was not answered within its term and counts as accepted.")
    ),
    # To who writes in the portal, and who looks at it
    "review_asked": Wording(gettext_lazy("Please look at “{title}” before everybody does."), outside=False),
    "review_agreed": Wording(gettext_lazy("“{title}” has been agreed to and is published."), outside=False),
    "review_returned": Wording(gettext_lazy("“{title}” came back to you[: {reason}]."), outside=False),
    # To a colleague
    "stand_in_named": Wording(
        gettext_lazy(
            "You stand in for a colleague[ of {organisation}], {days}. Whom, and what comes with it, is on the page."
        ),
        outside=False,
    ),
    "stand_in_ended": Wording(
        gettext_lazy("You no longer stand in for a colleague[ of {organisation}], {days}. Thank you for being there."),
        outside=False,
    ),
    # On what is proposed and asked
    "proposal_published": Wording(
        gettext_lazy("Everybody can read your proposal “{title}” now.[ It is answered by {due}.]")
    ),
    "proposal_held": Wording(
        gettext_lazy("Your proposal “{title}” is not published.[ Reason: {reason}]"), outside=False
    ),
    "proposal_answered": Wording(
        gettext_lazy("{organisation} has answered “{title}”, which you stand behind. The answer is on the page.")
    ),
    "proposal_news": Wording(gettext_lazy("There is news on “{title}”, which you stand behind."), outside=False),
    "proposal_new": Wording(
        gettext_lazy("New proposal to you: {title}.[ Please answer in public by {due}.]"), outside=False
    ),
    "proposal_unrouted": Wording(
        gettext_lazy("Please say whose matter it is: “{title}”.[ It is to be answered by {due}.]"), outside=False
    ),
    "proposal_due": Wording(gettext_lazy("The answer to “{title}” is due soon.[ Please answer in public by {due}.]")),
    "proposal_late": Wording(
        gettext_lazy("The answer to “{title}” is overdue[, since {due}]. Everybody can see that.")
    ),
    "proposal_escalated": Wording(
        gettext_lazy("Please look after the answer to “{title}”[, with {organisation}]: it is overdue[, since {due}].")
    ),
    "topic_ended": Wording(
        gettext_lazy("Your topic “{title}” is over. What was proposed is still to be answered."), outside=False
    ),
    "meeting_registered": Wording(gettext_lazy("You are registered for “{title}”, {due}. The address is on the page.")),
    "meeting_reminder": Wording(gettext_lazy("Please remember: “{title}” begins {due}. The address is on the page.")),
    "meeting_called_off": Wording(gettext_lazy("“{title}”, {due}, is called off. The reason is on the page.")),
    "meeting_minutes": Wording(gettext_lazy("The minutes of “{title}” can be read now."), outside=False),
    # To desks, on cases
    "new_case": Wording(gettext_lazy("New case: {title}, {area}.[ Please acknowledge by {due}.]")),
    "callout_called": Wording(gettext_lazy("The community calls you: {title}, {area}.[ Please acknowledge by {due}.]")),
    "callout_refused": Wording(
        gettext_lazy("{organisation} says “{title}” is not theirs.[ Reason: {reason}][ Please rule by {due}.]")
    ),
    "callout_ruled": Wording(
        gettext_lazy("The district centre has ruled on {organisation} in “{title}”.[ Reason: {reason}]")
    ),
    "callout_finished_all": Wording(
        gettext_lazy("The work on “{title}” is done. Please confirm on site."), outside=False
    ),
    "case_assigned": Wording(gettext_lazy("Given to you: {title}, {area}.[ Please finish by {due}.]")),
    "case_replied": Wording(gettext_lazy("The resident has replied on “{title}”. The clocks run on."), outside=False),
    "case_reopened_staff": Wording(
        gettext_lazy("The resident says “{title}” is not solved. It has been opened again.")
    ),
    "case_rated": Wording(gettext_lazy("The resident has rated “{title}”[: {reason}]."), outside=False),
    "case_reported_in.desk": Wording(gettext_lazy("{organisation} has reported in for “{title}”."), outside=False),
    "case_arrived.desk": Wording(gettext_lazy("{organisation} has arrived on site for “{title}”."), outside=False),
    "deadline_near": Wording(gettext_lazy("“{title}” is nearly due[: {due}].")),
    "deadline_passed": Wording(gettext_lazy("“{title}” is overdue[ since {due}]. Please deal with it now.")),
    "escalated": Wording(gettext_lazy("Please look after “{title}”.[ {reason}][ Due {due}.]")),
    # To who asks for a post of a community service company, or works in one: nothing of which group they belong to
    "job_applied": Wording(gettext_lazy("{organisation} has your application for “{title}”, number {code}.")),
    "job_invited": Wording(gettext_lazy("“{title}”: please come and talk, {due}, {organisation}.")),
    "job_placed": Wording(gettext_lazy("You have the post “{title}”. From when, and the wage, are on the page.")),
    "job_declined": Wording(gettext_lazy("“{title}”: this time it was not you.[ Reason: {reason}]")),
    "job_payslip": Wording(gettext_lazy("Your payslip of {days} for “{title}” is ready."), outside=False),
    "job_hours_returned": Wording(gettext_lazy("“{title}”: please look at your hours again.[ Reason: {reason}]")),
    # To the company
    "job_hours_wait": Wording(gettext_lazy("{reason} days of hours wait to be confirmed."), outside=False),
}


@per_revision
def own_texts(district_code: str) -> dict[str, str]:
    """A district's own wording by template."""
    return dict(NoticeText.objects.filter(district_id=district_code).values_list("template", "text"))


def variant(template: str, to_desk: bool) -> str:
    """The template for this reader: some events are told otherwise to a desk than to a resident."""
    return f"{template}.desk" if to_desk and f"{template}.desk" in DEFAULTS else template


def goes_outside(template: str) -> bool:
    """Is this also sent as a text message?"""
    wording = DEFAULTS.get(template)
    return wording is None or wording.outside


def written(district_code: str, template: str, params: Mapping[str, str]) -> str:
    """The text as it is read. An unknown template says only what it is about."""
    own = own_texts(district_code).get(template) if district_code else None
    wording = DEFAULTS.get(template)
    text = own or (str(wording.text) if wording else _("News on “{title}”."))
    return fill(text, params)


def fill(text: str, params: Mapping[str, str]) -> str:
    """Put the parts in; parts that are not given are empty."""
    parts = {name: _spoken(name, value) for name, value in params.items()}

    def stretch(found: re.Match[str]) -> str:
        whole = all(parts.get(name) for name in _PART.findall(found[1]))
        return found[1] if whole else ""

    return _PART.sub(lambda found: parts.get(found[1], ""), _STRETCH.sub(stretch, text)).strip()


def _spoken(name: str, value: str) -> str:
    if name == "title" and len(value) > _LONGEST_TITLE:
        return value[: _LONGEST_TITLE - 1] + "…"
    if name == "due" and value:
        due = datetime.fromisoformat(value).astimezone(LOCAL)
        return _("{month}/{day} {time}").format(month=due.month, day=due.day, time=f"{due:%H:%M}")
    return value


def unknown_parts(text: str) -> list[str]:
    """Names in braces that no notice has."""
    return [name for name in _PART.findall(text) if name not in PARTS]
