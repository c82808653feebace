"""The verbs of the health room."""

from ..commands import Measured
from .alerting import close_alert, see_alert
from .correcting import count_no_more
from .devices import device_of, make_secret
from .filing import advise, change_file, decide, open_file
from .replacing import DemoPatientRow, DeviceRow, PointRow, add_demo_patients, replace_points
from .taking import Taken, take, take_many

__all__ = [
    "DemoPatientRow",
    "DeviceRow",
    "Measured",
    "PointRow",
    "Taken",
    "add_demo_patients",
    "advise",
    "change_file",
    "close_alert",
    "count_no_more",
    "decide",
    "device_of",
    "make_secret",
    "open_file",
    "replace_points",
    "see_alert",
    "take",
    "take_many",
]
