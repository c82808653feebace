"""Staff of a real district: an account with a position and a password shown once; names taken and posts unknown are refused."""

from __future__ import annotations

from typing import Any

import pytest

from linli.people.actions import PersonRow, PositionRow, add_staff, check_password, issue_token
from linli.people.errors import LockedOut, UnfitAccount, WrongCredentials
from linli.people.models import Account
from linli.people.reach import reach_of
from tests import factories

pytestmark = pytest.mark.django_db


def row(username: str = "zhou.min", **position: Any) -> PersonRow:
    held = {"role": "community_worker", "organisation": factories.HERE, "area": factories.HERE} | position
    return PersonRow("周敏", username, None, (PositionRow(**held),))


def test_a_worker_signs_in_and_reaches_what_the_position_says(clock: Any) -> None:
    password = add_staff(factories.district(), row())
    account = check_password("zhou.min", password, "127.0.0.1")
    assert reach_of(account).communities == {factories.HERE}
    assert not account.is_demo


def test_a_forgotten_password_is_replaced_and_positions_add_up(clock: Any) -> None:
    district = factories.district()
    before = add_staff(district, row())
    after = add_staff(district, row(role="street_officer", organisation=factories.STREET, area=factories.STREET))
    with pytest.raises(WrongCredentials):
        check_password("zhou.min", before, "127.0.0.1")
    assert len(check_password("zhou.min", after, "127.0.0.1").positions.all()) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "周"}, "username"), ({"username": "here"}, "taken"), ({"role": "mayor"}, "role"),
        ({"organisation": "511502-none"}, "organisation"), ({"area": "1"}, "area"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(clock: Any, change: dict[str, Any], field: str) -> None:
    with pytest.raises(UnfitAccount) as refused:
        add_staff(factories.district(), row(**change))
    assert refused.value.field == field
    assert not Account.objects.filter(username="zhou.min").exists()


def test_five_wrong_passwords_lock_the_door(clock: Any) -> None:
    factories.district()
    for _try in range(4):
        with pytest.raises(WrongCredentials):
            issue_token("here", "wrong", "10.0.0.1")
    with pytest.raises(LockedOut):
        issue_token("here", "wrong", "10.0.0.1")
    with pytest.raises(LockedOut):
        issue_token("here", factories.PASSWORD, "10.0.0.1")
    assert issue_token("here", factories.PASSWORD, "10.0.0.2")
