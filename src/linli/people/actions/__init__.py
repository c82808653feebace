"""The only code that writes people: how they come in, what a pack says of them and their organisations, how they go."""

from .absent import absence_ended, absence_named, end_absence, name_stand_in
from .arriving import (
    account_of_token,
    check_password,
    claim_contact,
    contact_for,
    forget_contacts,
    forget_who_came,
    issue_token,
    issue_token_with_code,
    request_code,
    resident_with,
    revoke_token,
    sign_in_with_code,
    token_issued,
)  # fmt: skip
from .erasing import erase_person
from .establishing import (
    OrganisationRow,
    PersonRow,
    PositionRow,
    add_staff,
    remove_staff,
    replace_organisations,
    replace_people,
)  # fmt: skip

__all__ = [
    "OrganisationRow",
    "PersonRow",
    "PositionRow",
    "absence_ended",
    "absence_named",
    "account_of_token",
    "add_staff",
    "check_password",
    "claim_contact",
    "contact_for",
    "end_absence",
    "erase_person",
    "forget_contacts",
    "forget_who_came",
    "issue_token",
    "issue_token_with_code",
    "name_stand_in",
    "remove_staff",
    "replace_organisations",
    "replace_people",
    "request_code",
    "resident_with",
    "revoke_token",
    "sign_in_with_code",
    "token_issued",
]
