"""What is over below is told to whoever had it above, and to nobody else; nothing that is missing there holds it up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from linli import clock
from linli.applications.across import Outcome
from linli.applications.actions import perform
from linli.applications.actions.across import from_above
from linli.applications.actions.chores import silence
from linli.applications.errors import NotAcross
from linli.gateways.exchange.models import Parcel
from linli.packs import load
from linli.places.models import Level
from tests.gateways import packs
from tests.gateways.two import CHECKS, Two, move, told, whole


@pytest.mark.parametrize("reason", ["不需要了", "略", ""])
def test_withdrawn_here_is_over_there(both: Two, reason: str) -> None:
    case = both.reported_up()
    both.work()
    perform(both.owner, case.code, "withdraw", {"reason": reason})
    assert both.work() == 1
    assert both.upper.only(case)["state"] == "withdrawn"


def test_what_was_decided_there_before_the_withdrawal_arrived_is_told(both: Two) -> None:
    case = both.reported_up()
    both.work()
    both.upper.move("city", case, "report_up", checks=CHECKS)
    both.upper.move("province", case, "grant", checks=CHECKS)
    perform(both.owner, case.code, "withdraw", {"reason": "不需要了"})
    assert both.work() == 0
    assert Parcel.objects.get(case=case, kind="ended").state == "refused"
    assert "exchange_refused" in told(case, packs.WORKS)
    # Neither does their outcome undo what the applicant said here.
    both.their_work(), both.their_work()
    case.refresh_from_db()
    assert case.state == "withdrawn" and ["outcome", "refused", "422 unfit_parcel"] in both.upper.ask(
        "parcels", source_id=case.code
    )


@pytest.fixture
def by_law(both: Two) -> Two:
    """Where the law takes silence for consent, and a province works on a third installation, which nobody listed."""
    packs.silence_is_consent(both.pack)
    load(both.pack.path)
    return both


def silent(both: Two) -> None:
    """Nobody says anything until the term of the law has passed."""
    both.at(clock.now() + timedelta(days=90))
    assert silence() == 1


def test_granted_by_law_here_is_over_there(by_law: Two) -> None:
    """The clock of the law runs on here, whoever has it; told is who was asked, not who would have decided."""
    case = by_law.reported_up()
    by_law.work()
    silent(by_law)
    case.refresh_from_db()
    assert (case.state, case.level) == ("granted", "province")
    ended = Parcel.objects.get(case=case, kind="ended")
    assert (ended.peer, ended.organisation_id, ended.name) == (packs.UPPER_PEER, packs.WORKS, "样本市住房和城乡建设局")
    assert by_law.work() == 1 and by_law.upper.only(case)["state"] == "withdrawn"
    whole(by_law)


def test_granted_by_law_before_it_went_anywhere_is_told_to_nobody(by_law: Two) -> None:
    """Nor may who was never asked revoke what was granted here."""
    case = by_law.hand_in()
    move("mini.worker", case, "accept")
    silent(by_law)
    case.refresh_from_db()
    assert case.state == "granted" and not Parcel.objects.exists()
    given = Outcome(case=case.code, verdict="revoked", organisation="市住建", level=Level.CITY, text="材料不实")
    with pytest.raises(NotAcross):
        from_above(packs.UPPER_PEER, given)
    case.refresh_from_db()
    assert case.state == "granted"


def test_what_never_arrived_there_is_not_ended_there(both: Two) -> None:
    case = both.reported_up(packs.UNKNOWN_ABOVE)
    both.work()
    perform(both.owner, case.code, "withdraw", {"reason": "不需要了"})
    assert not Parcel.objects.filter(case=case, kind="ended").exists()


def test_the_end_waits_for_one_that_is_no_longer_listed(both: Two, settings: Any) -> None:
    """Nobody is kept from withdrawing by a line that is missing in a file."""
    case = both.reported_up()
    both.work()
    listed, settings.LINLI_PEERS = settings.LINLI_PEERS, ""
    perform(both.owner, case.code, "withdraw", {"reason": "不需要了"})
    assert both.work() == 0 and both.upper.only(case)["state"] == "under_review"
    settings.LINLI_PEERS = listed
    both.at(clock.now() + timedelta(minutes=1))
    assert both.work() == 1 and both.upper.only(case)["state"] == "withdrawn"
