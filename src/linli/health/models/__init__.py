"""Tables of the health room."""

from .observations import Alert, AlertState, Observation, ObservationState, Quantity, Source
from .patients import Advice, Grant, Patient, Sex
from .points import Device, DeviceKind, HealthPoint, PointKind

__all__ = [
    "Advice",
    "Alert",
    "AlertState",
    "Device",
    "DeviceKind",
    "Grant",
    "HealthPoint",
    "Observation",
    "ObservationState",
    "Patient",
    "PointKind",
    "Quantity",
    "Sex",
    "Source",
]
