"""State-owned assets: the register with its three rights, leases with their rent, applications to use one."""

from .applying import ApplicationState, UseApplication, Who
from .leasing import Lease, Rent, RentPayment
from .register import Asset, AssetKind, Ownership, Photo, ShareRule, UseRight

__all__ = [
    "ApplicationState",
    "Asset",
    "AssetKind",
    "Lease",
    "Ownership",
    "Photo",
    "Rent",
    "RentPayment",
    "ShareRule",
    "UseApplication",
    "UseRight",
    "Who",
]
