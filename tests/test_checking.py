"""`linli check` looks at every part it names, and `linli verify` says how far it is with each."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from linli.audit.actions import seal
from linli.audit.models import Seal
from linli.cases.models import CaseEvent
from linli.cases.queries.finding import CASES
from linli.catalogue.working_time import LAST_PUBLISHED
from linli.checking import Finding, findings
from linli.cli import check
from linli.clock import now
from linli.search.follow import catch_up
from linli.search.index import Index
from linli.verifying import verify_all
from tests import factories
from tests.conftest import MovableClock
from tests.settled import settled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_installation(settings: Any, tmp_path: Path) -> None:
    settings.LINLI_DATA = tmp_path
    factories.district()


def found(name: str) -> Finding:
    return next(finding for finding in findings() if finding.name == name)


def test_every_part_that_the_help_names_is_looked_at() -> None:
    named = " ".join(finding.name for finding in findings())
    promised = (check.__doc__ or "").split(": ")[1].strip(" .\n").split(", ")
    assert len(promised) == 9 and [part for part in promised if part.rstrip("s").split()[0] not in named] == []


def test_the_search_index() -> None:
    factories.report()
    assert found("search index").fails
    settled(CaseEvent)
    catch_up([CASES])
    assert str(found("search index")) == "ok    search index: up to date"
    factories.report()
    factories.closed()
    assert str(found("search index")) == "ok    search index: 2 cases behind"
    folder = Index.open().folder
    assert folder is not None
    (folder / "meta.json").write_text("{")
    assert found("search index").fails


@pytest.mark.parametrize(
    ("demo", "gateway", "url", "told"),
    [
        (True, "console", "", "ok    gateway sms: prints here"),
        (False, "console", "", "FAULT gateway sms: it only prints here; name a gateway in LINLI_SMS_GATEWAY"),
        (False, "smtp", "", "FAULT gateway sms: smtp needs LINLI_SMTP_URL"),
        (False, "smtp", "mail.example.org", "FAULT gateway sms: smtp needs LINLI_SMTP_URL"),
        (False, "smtp", "smtps://me:secret@mail.example.org", "ok    gateway sms: smtp by mail.example.org"),
        (False, "nowhere.Gateway", "", "FAULT gateway sms: nowhere.Gateway cannot be made: ModuleNotFoundError"),
        (
            False,
            "linli.notices.gateways.ConsoleGateway",
            "",
            "ok    gateway sms: linli.notices.gateways.ConsoleGateway",
        ),
    ],
)
def test_whether_texts_leave_the_house(settings: Any, demo: bool, gateway: str, url: str, told: str) -> None:
    settings.LINLI_DEMO, settings.LINLI_SMTP_URL = demo, url
    settings.LINLI_GATEWAYS = {"sms": gateway}
    shown = str(found("gateway sms"))
    assert shown.startswith(told) and "secret" not in shown


def test_a_year_that_is_not_published_is_noted_and_is_no_fault(clock: MovableClock) -> None:
    title = "working days of 演示区"
    clock.set(datetime(LAST_PUBLISHED - 1, 6, 1, tzinfo=UTC))
    assert found(title).good
    clock.set(datetime(LAST_PUBLISHED, 6, 1, tzinfo=UTC))
    noted = found(title)
    assert str(noted).startswith(f"note  {title}: not published for {LAST_PUBLISHED + 1}:") and not noted.fails


def test_verifying_says_how_far_it_is_with_the_seals(clock: MovableClock) -> None:
    factories.report()
    settled(CaseEvent)
    clock.advance(days=1)
    seal(now())
    steps: dict[str, list[tuple[int, int | None]]] = {}
    assert verify_all(lambda title: lambda done, total: steps.setdefault(title, []).append((done, total))) == []
    total = Seal.objects.count()
    assert total and steps["Seals"] == [(done, total) for done in range(1, total + 1)]
