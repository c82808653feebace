"""Staff of a real district: power is given with a password shown once, and taken, each on record; what does not fit is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from linli import cli
from linli.audit.models import AuditEntry
from linli.people.actions import (
    PersonRow,
    PositionRow,
    account_of_token,
    add_staff,
    check_password,
    issue_token,
    remove_staff,
)
from linli.people.errors import LockedOut, UnfitAccount, UnknownToken, WrongCredentials
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


def at_desk(password: str) -> Client:
    client = Client()
    assert client.post("/staff/sign-in", {"username": "zhou.min", "password": password}).status_code == 302
    return client


def test_another_password_signs_out_everywhere(clock: Any) -> None:
    district = factories.district()
    password = add_staff(district, row())
    browser, (token, _kept) = at_desk(password), issue_token("zhou.min", password, "127.0.0.1")
    add_staff(district, row())
    assert browser.get("/desk/").status_code == 302
    with pytest.raises(UnknownToken):
        account_of_token(token)


def test_a_position_taken_counts_from_the_next_click(clock: Any) -> None:
    district = factories.district()
    add_staff(district, row())
    browser = at_desk(add_staff(district, row(role="auditor", organisation=factories.CENTRE, area=None)))
    assert browser.get("/desk/audit").status_code == 200
    remove_staff("zhou.min", "auditor")
    assert browser.get("/desk/audit").status_code == 403
    assert browser.get("/desk/").status_code == 200
    assert reach_of(Account.objects.get(username="zhou.min")).roles == {"community_worker"}


def test_a_closed_account_lets_nobody_in(clock: Any) -> None:
    district = factories.district()
    password = add_staff(district, row())
    browser, (token, _kept) = at_desk(password), issue_token("zhou.min", password, "127.0.0.1")
    account = remove_staff("zhou.min")
    assert browser.get("/desk/").status_code == 302
    with pytest.raises(UnknownToken):
        account_of_token(token)
    with pytest.raises(WrongCredentials):
        check_password("zhou.min", password, "127.0.0.1")
    assert not account.positions.exists() and not account.staff_sessions.exists()
    check_password("zhou.min", add_staff(district, row()), "127.0.0.1")
    assert reach_of(Account.objects.get(username="zhou.min")).roles == {"community_worker"}


def test_power_given_and_taken_at_the_server_is_on_record(clock: Any) -> None:
    factories.district()

    def run(*words: str) -> Any:
        return CliRunner().invoke(cli.app, list(words))

    given = run("add-staff", "zhou.min", "--district", "demo", "--name", "周敏", "--role", "community_worker",
                "--organisation", factories.HERE, "--area", factories.HERE)  # fmt: skip
    assert given.exit_code == 0, given.output
    assert check_password("zhou.min", given.stdout.split()[1], "127.0.0.1")
    refused = [run("remove-staff", "zhou.min", "--role", "auditor"), run("remove-staff", "nobody")]
    refused.append(run("remove-staff", "here"))
    assert [one.exit_code for one in refused] == [1, 1, 1]
    assert "auditor" in refused[0].output and "nobody" in refused[1].output
    assert run("remove-staff", "zhou.min", "--role", "community_worker").exit_code == 0
    assert run("remove-staff", "zhou.min").exit_code == 0
    entries = AuditEntry.objects.filter(kind="staff_changed", district=factories.CODE).order_by("seq")
    assert [(one.subject, one.data["change"]) for one in entries] == [
        ("zhou.min", "given"), ("zhou.min", "taken"), ("zhou.min", "closed"),
    ]  # fmt: skip
    assert "周敏" not in str(list(entries.values()))
