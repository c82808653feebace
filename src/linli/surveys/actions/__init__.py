"""The only code that writes surveys, samples, questionnaires and interviews."""

from .bringing import Brought, bring
from .cleaning import correct, leave_out, take_in
from .drawing import assign, draw_sample, name_units
from .preparing import begin, choose_lonely, close, create_survey, put_form, set_margins
from .publishing import publish_tables
from .replacing import SurveyRow, replace_surveys
from .submitting import Device, Sent, Submitted, submit

__all__ = [
    "Brought",
    "Device",
    "Sent",
    "Submitted",
    "SurveyRow",
    "assign",
    "begin",
    "bring",
    "choose_lonely",
    "close",
    "correct",
    "create_survey",
    "draw_sample",
    "leave_out",
    "name_units",
    "publish_tables",
    "put_form",
    "replace_surveys",
    "set_margins",
    "submit",
    "take_in",
]
