"""The tables of the co-operative: households and herd, points and milk, settlements, lots."""

from .herd import Camel, CamelState, Cooperative, Delivery, EventKind, HealthEvent, Household, Sex, Supply
from .milk import (
    Agreement,
    AgreementState,
    Collection,
    Grade,
    MilkFault,
    Point,
    PriceDay,
    TicketFile,
    Way,
    Weighing,
)
from .money import NOTHING, Adjustment, Settlement, SettlementLine, SettlementState
from .sales import Buyer, Lot, LotPart, LotPayment, LotState, LotTest, Product

__all__ = [
    "NOTHING",
    "Adjustment",
    "Agreement",
    "AgreementState",
    "Buyer",
    "Camel",
    "CamelState",
    "Collection",
    "Cooperative",
    "Delivery",
    "EventKind",
    "Grade",
    "HealthEvent",
    "Household",
    "Lot",
    "LotPart",
    "LotPayment",
    "LotState",
    "LotTest",
    "MilkFault",
    "Point",
    "PriceDay",
    "Product",
    "Settlement",
    "SettlementLine",
    "SettlementState",
    "Sex",
    "Supply",
    "TicketFile",
    "Way",
    "Weighing",
]
