"""The only code that writes enrolments, visits, referrals and examinations."""

from .chores import follow_alerts, remind, tell_overdue
from .enrolling import end_enrolment, enrol, hand_over
from .examining import note_examination
from .forgetting import forget_patient
from .inventing import DemoRow, add_demo_enrolments
from .referring import arrange_referral, close_referral
from .replacing import EstimateRow, NormRow, replace_estimates, replace_norm
from .visiting import correct_visit, judged, record_visit

__all__ = [
    "DemoRow",
    "EstimateRow",
    "NormRow",
    "add_demo_enrolments",
    "arrange_referral",
    "close_referral",
    "correct_visit",
    "end_enrolment",
    "enrol",
    "follow_alerts",
    "forget_patient",
    "hand_over",
    "judged",
    "note_examination",
    "record_visit",
    "remind",
    "replace_estimates",
    "replace_norm",
    "tell_overdue",
]
