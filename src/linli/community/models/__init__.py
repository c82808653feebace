"""The tables of venues and events: what is held and who comes, and how safe a building is."""

from .closures import VenueClosure
from .events import OPEN_REGISTRATIONS, Event, EventState, Registration, RegistrationState
from .safety import Fault, Finding, Inspection, InspectionEntry, Level, SafetyItem, SafetyPlan, SafetyPost

__all__ = [
    "OPEN_REGISTRATIONS",
    "Event",
    "EventState",
    "Fault",
    "Finding",
    "Inspection",
    "InspectionEntry",
    "Level",
    "Registration",
    "RegistrationState",
    "SafetyItem",
    "SafetyPlan",
    "SafetyPost",
    "VenueClosure",
]
