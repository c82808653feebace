"""Walking every address as everybody: a name, a word of the story, a number of a telephone is nowhere but with the team and the parties."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from linli.audit.models import AuditEntry
from linli.cases.models import CaseEvent, Remark
from linli.mediation import actions, urls
from linli.mediation.models import Matter
from linli.notices.models import Delivery, Notice
from linli.people.actions import issue_token
from linli.people.actors import Actor
from linli.places.models import District
from linli.search.index import Index
from tests import factories
from tests.conftest import MovableClock
from tests.mediation import town
from tests.mediation.let_in import LET_IN
from tests.mediation.test_bringing import case_of, desk_form
from tests.mediation.town import LUO, TAN, actor, agreed, brought, phone_of, resident, signed_in, signing, talking

# Every kind of thing that the search finds.
KINDS = ("case", "policy", "article", "service", "proposal", "topic", "venue", "event")
# What only the team and the parties may read.
SECRET = (LUO, TAN, "拖凳子", "胶垫", phone_of(1), phone_of(2))
OUTSIDE = ("here", "there", "grid", "street", "works", "centre", "supervisor", "auditor", "admin", "xi")


def secrets_in(text: str) -> list[str]:
    return [one for one in SECRET if one in text]


def addresses(matter: Matter) -> Iterator[str]:
    """Every address of the room, filled with this matter."""
    parts = {"code": matter.code, "district": town.SLUG, "who": "1", "name": "agree"}
    for pattern in urls.urlpatterns:
        names = pattern.pattern.converters
        yield reverse(f"mediation:{pattern.name}", kwargs={name: parts[name] for name in names})


@pytest.fixture
def matter(district: District, clock: MovableClock) -> Matter:
    """One that was agreed, followed by one that went from a case, and one without an agreement on its way to the court."""
    found = agreed(clock)
    case = case_of()
    actions.bring_at_desk(actor("here"), desk_form(case=case.code, phone="", other_phone=""))
    return found


def browsers() -> dict[str, Client]:
    found = {name: signed_in(name) for name in OUTSIDE}
    return {**found, "guest": Client(), "resident": signed_in(resident(7))}


def test_nobody_else_reads_a_word_anywhere(matter: Matter, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name, browser in browsers().items():
        for address in addresses(matter):
            for answer in (browser.get(address), browser.post(address)):
                if answer.status_code == 405:
                    continue
                body = answer.content.decode(errors="ignore")
                assert secrets_in(body) == [], f"{name} {address}"
                assert answer.status_code < 500, f"{name} {address}"
                if "/my/mediation/" in address or "/desk/mediation/TJ" in address:
                    assert answer.status_code in (302, 403, 404), f"{name} {address} {answer.status_code}"
    assert secrets_in(caplog.text) == []


def test_the_whole_house_shows_nothing(matter: Matter) -> None:
    """Pages of other rooms as well: desks, search, the pages of the case, notices, the audit."""
    others = [
        "/desk", "/desk/notices", "/desk/audit", "/audit", f"/search?q={TAN}", f"/{town.SLUG}/search?q={TAN}", "/my", "/notices",
        f"/{town.SLUG}", f"/{town.SLUG}/open", *(f"/desk/cases/{one}" for one in Matter.objects.exclude(case=None).values_list("case__code", flat=True)),
    ]  # fmt: skip
    reading = ("here", "centre", "auditor", "admin", "xi", "resident")
    for name, browser in ((name, browser) for name, browser in browsers().items() if name in reading):
        for address in others:
            body = browser.get(address, follow=True).content.decode(errors="ignore")
            # What was searched for stands in the field of the search.
            shown = [one for one in secrets_in(body) if f"q={one}" not in address]
            assert shown == [], f"{name} {address}"


def test_the_team_and_the_parties_read_it(matter: Matter) -> None:
    mediator = signed_in("yan").get(f"{town.DESK}/{matter.code}").content.decode()
    assert all(one in mediator for one in (LUO, TAN, "胶垫"))
    for number in (1, 2):
        page = signed_in(resident(number)).get(f"/my/mediation/{matter.code}").content.decode()
        assert LUO in page and TAN in page and "胶垫" in page
    assert "拖凳子" not in signed_in(resident(2)).get(f"/my/mediation/{matter.code}").content.decode(), (
        "what one wrote is theirs"
    )


def test_nothing_is_kept_where_others_look(matter: Matter) -> None:
    """Events, audit entries, notices and what is sent hold neither a name nor a word of it."""
    rows = [
        *(str((one.kind, one.data, one.subject)) for one in AuditEntry.objects.all()), *(str(one.data) for one in CaseEvent.objects.all()),
        *Remark.objects.values_list("text", flat=True), *(f"{one.key} {one.text} {one.link}" for one in Notice.objects.all()),
        *map(str, Delivery.objects.values_list("last_error", flat=True)),
    ]  # fmt: skip
    assert rows and [row for row in rows if secrets_in(row)] == []
    assert Notice.objects.filter(template__startswith="mediation_").exists()
    assert not Notice.objects.filter(template__startswith="mediation_").exclude(organisation=None).exists(), (
        "a desk is read by more than the team"
    )


def test_it_is_found_by_no_search(matter: Matter) -> None:
    index = Index.open()
    for words in (LUO, TAN, matter.code):
        for scopes in (None, {"public"}):
            hits = index.find(words, kinds=KINDS, district=town.CODE, scopes=scopes, limit=20)
            assert not [hit for hit in hits if "mediation" in str(hit)]


def test_the_api_knows_nothing_of_it(matter: Matter) -> None:
    names = [str(pattern.pattern) for pattern in get_resolver().url_patterns]
    assert not any("api" in name and "mediation" in name for name in names)
    token, _kept = issue_token("here", factories.PASSWORD, "127.0.0.1")
    code = Matter.objects.exclude(case=None).values_list("case__code", flat=True).get()
    answer = Client().get(f"/api/v1/cases/{code}", headers={"Authorization": f"Bearer {token}"})
    assert secrets_in(answer.content.decode()) == []


def test_a_desk_that_brought_it_sees_how_it_stands(matter: Matter) -> None:
    here = signed_in("here").get(town.DESK).content.decode()
    handed = Matter.objects.exclude(case=None).get()
    assert handed.code in here and "等各方答复" in here and "噪音" not in here
    assert matter.code not in here, "what a resident brought is not theirs"
    assert handed.code not in signed_in("there").get(town.DESK).content.decode()


def test_who_counts_reads_counts(matter: Matter) -> None:
    for name in ("supervisor", "auditor", "admin"):
        browser = signed_in(name)
        page = browser.get(town.DESK, follow=True)
        assert page.redirect_chain[0][0] == f"{town.DESK}/figures" and matter.code not in page.content.decode()
        assert browser.get(f"{town.DESK}/{matter.code}").status_code == 403
        assert browser.get(f"{town.DESK}/book").status_code == 403


def test_who_stands_in_for_a_mediator_reads_nothing(matter: Matter) -> None:
    from linli.people.models import Account, Position

    there = Account.objects.get(username="there")
    you = Account.objects.get(username="you")
    Position.objects.create(account=there, role="mediator", organisation_id=town.HERE, stands_in_for=you)
    browser = signed_in("there")
    assert browser.get(f"{town.DESK}/{matter.code}").status_code == 403
    assert secrets_in(browser.get(town.DESK).content.decode()) == []


def test_every_look_is_on_record_and_the_parties_read_who_looked(matter: Matter) -> None:
    for _time in range(3):
        signed_in("yan").get(f"{town.DESK}/{matter.code}")
    signed_in("you").get(f"{town.DESK}/book")
    page = signed_in(resident(1)).get(f"/my/mediation/{matter.code}").content.decode()
    assert page.count("调解员yan</b>") == 1 and "当天 3 次" in page and "翻看说事本" in page
    assert AuditEntry.objects.filter(kind="mediation_seen", subject=matter.subject).count() == 3
    other = brought(7, other_phone="", team=town.OTHER_TEAM)
    shown = signed_in(resident(7)).get(f"/my/mediation/{other.code}").content.decode()
    assert "还没有人看过" in shown, "another team's looks are not at this one"


def test_the_list_of_addresses_says_who_is_let_in() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == set(LET_IN)


def test_another_party_signs_by_nobody_elses_address(district: District, clock: MovableClock) -> None:
    matter = talking(clock)
    row = actions.write_agreement(actor("you"), matter.code, {"points": town.POINTS})
    stranger = signed_in(resident(9))
    assert stranger.post(f"/my/mediation/{matter.code}/sign", signing(row)).status_code == 404
    assert Client().post(f"/my/mediation/{matter.code}/sign", signing(row)).status_code == 404
    assert not row.signatures.exists()
    assert Actor.guest().account is None
