"""The tables of volunteers: teams and who is in them, what they do, hours, certificates, and what they are asked for."""

from .activities import OPEN_SIGN_UPS, Activity, ActivityState, SignUp, SignUpState
from .hours import Certificate, HoursEntry, HoursKind
from .requests import HelpRequest, HelpState
from .teams import OPEN_MEMBERS, Member, MemberState, Skill, Team, TeamKind

__all__ = [
    "OPEN_MEMBERS",
    "OPEN_SIGN_UPS",
    "Activity",
    "ActivityState",
    "Certificate",
    "HelpRequest",
    "HelpState",
    "HoursEntry",
    "HoursKind",
    "Member",
    "MemberState",
    "SignUp",
    "SignUpState",
    "Skill",
    "Team",
    "TeamKind",
]
