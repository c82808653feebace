"""What people are told of events and rooms, work in the community, a lawyer's time, a quarrel, and their house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from .wording import Wording

TEXTS: dict[str, Wording] = {
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
    # To who asks for a post of a community service company, or works in one: nothing of which group they belong to
    "job_applied": Wording(gettext_lazy("{organisation} has your application for “{title}”, number {code}.")),
    "job_invited": Wording(gettext_lazy("“{title}”: please come and talk, {due}, {organisation}.")),
    "job_placed": Wording(gettext_lazy("You have the post “{title}”. From when, and the wage, are on the page.")),
    "job_declined": Wording(gettext_lazy("“{title}”: this time it was not you.[ Reason: {reason}]")),
    "job_payslip": Wording(gettext_lazy("Your payslip of {days} for “{title}” is ready."), outside=False),
    "job_hours_returned": Wording(gettext_lazy("“{title}”: please look at your hours again.[ Reason: {reason}]")),
    # To the company
    "job_hours_wait": Wording(gettext_lazy("{reason} days of hours wait to be confirmed."), outside=False),
    # To who has a room, or asked for it
    "space_booked": Wording(
        gettext_lazy(
            "“{title}” is yours: {due}, {organisation}, number {code}. If you do not need it, please give it back."
        )
    ),
    "space_reminder": Wording(
        gettext_lazy("Please remember: “{title}”, {due}, {organisation}. If you do not need it, please give it back.")
    ),
    "space_refused": Wording(
        gettext_lazy("“{title}” could not be given to you on {due}.[ Reason: {reason}] You can book another time.")
    ),
    "space_cancelled": Wording(
        gettext_lazy(
            "Your booking of “{title}” on {due} has been cancelled.[ Reason: {reason}] You can book another time."
        )
    ),
    # To who has a time with a lawyer: nothing of what it is about
    "legal_booked": Wording(
        gettext_lazy("You meet {title}, {due}, {organisation}, number {code}. If you cannot come, please cancel.")
    ),
    "legal_moved": Wording(
        gettext_lazy(
            "Your time with {title} is now {due}, {organisation}, number {code}. If it does not suit you, please change it."
        )
    ),
    "legal_cancelled": Wording(
        gettext_lazy("Your time with {title}, {due}, {organisation}, has been cancelled. You can book another.")
    ),
    "legal_reminder": Wording(
        gettext_lazy(
            "Please remember: {title}, {due}, {organisation}, number {code}. If you cannot come, please cancel."
        )
    ),
    "legal_noted": Wording(gettext_lazy("{title} has written down what you talked about. Please read it on the page.")),
    "legal_aid_asked": Wording(
        gettext_lazy("{title} knows of further help for you. Whether you want it is yours to say, on the page.")
    ),
    "legal_aid_answered": Wording(gettext_lazy("There is an answer on the further help you agreed to, on the page.")),
    # To the parties of a quarrel and those who mediate it: that there is something, when and where; {title} is the team
    "mediation_asked": Wording(
        gettext_lazy(
            "{title}: a neighbour would like to sit down with you. Whether you come is yours to say, on the page."
        )
    ),
    "mediation_session": Wording(
        gettext_lazy("{title}: please come {due}, {organisation}. If you cannot, please tell the team in time.")
    ),
    "mediation_session_off": Wording(
        gettext_lazy("{title}: {due} has been called off, you need not come. We tell you once there is another time.")
    ),
    "mediation_reminder": Wording(
        gettext_lazy("Please remember: {title}, {due}, {organisation}. If you cannot come, please tell the team.")
    ),
    "mediation_noted": Wording(
        gettext_lazy("{title}: your answer has been noted as you told it. Please see on the page whether it is right.")
    ),
    "mediation_to_sign": Wording(
        gettext_lazy(
            "{title}: a paper waits for your signature. Please read it on the page, and sign only if it is right."
        )
    ),
    "mediation_agreed": Wording(gettext_lazy("{title}: everybody has signed. What was signed is on the page.")),
    "mediation_court_asked": Wording(
        gettext_lazy(
            "{title}: a paper waits for you. Whether it is handed on is yours to say; please read it on the page."
        )
    ),
    "mediation_changed": Wording(gettext_lazy("{title}: there is news. Please see the page.")),
    "mediation_ended": Wording(gettext_lazy("{title}: this is over with us for now. How it stands is on the page.")),
    # To those who mediate alone
    "mediation_new": Wording(
        gettext_lazy(
            "{title}: somebody has come to you, number {code}. Please read it, and ask the others on the page."
        )
    ),
    "mediation_answered": Wording(
        gettext_lazy("{title}: there is an answer, number {code}. What comes next is on the page.")
    ),
    "mediation_follow_up": Wording(
        gettext_lazy(
            "{title}: number {code} is thirty days old. Please ask whether it is kept, and note it on the page."
        )
    ),
    # To owners of an estate that is renovated
    "renovation_vote": Wording(
        gettext_lazy(
            "{organisation}: owners vote on “{title}”. Please vote on the page by {due}; a vote that is cast stays."
        )
    ),
}
