"""The only code that writes people: how they come in, what a pack says of them and their organisations, how they go."""

from .arriving import (
    account_of_token,
    check_password,
    contact_for,
    forget_who_came,
    issue_token,
    request_code,
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
    "account_of_token",
    "add_staff",
    "check_password",
    "contact_for",
    "erase_person",
    "forget_who_came",
    "issue_token",
    "remove_staff",
    "replace_organisations",
    "replace_people",
    "request_code",
    "revoke_token",
    "sign_in_with_code",
    "token_issued",
]
