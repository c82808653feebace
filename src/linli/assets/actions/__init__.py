"""The verbs of the assets room: the only code that writes."""

from .applying import apply, decline, grant, see_contact, withdraw
from .forgetting import forget_person
from .inventing import AppliedRow, LeaseRow, add_demo_leases
from .leasing import end_lease, sign_lease, take_deposit
from .registering import AssetRow, correct, register, replace_assets, set_shares
from .renting import let, make_rents, receive_rent, waive_rent
from .showing import add_photo, drop_photo
from .using import end_use, grant_use

__all__ = [
    "AppliedRow",
    "AssetRow",
    "LeaseRow",
    "add_demo_leases",
    "add_photo",
    "apply",
    "correct",
    "decline",
    "drop_photo",
    "end_lease",
    "end_use",
    "forget_person",
    "grant",
    "grant_use",
    "let",
    "make_rents",
    "receive_rent",
    "register",
    "replace_assets",
    "see_contact",
    "set_shares",
    "sign_lease",
    "take_deposit",
    "waive_rent",
    "withdraw",
]
