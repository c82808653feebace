"""A letter of thanks: passed on by the centre, read by everyone only when its writer agreed, and taken down again."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pydantic import ValidationError

from linli.administering import erase_person
from linli.applications import actions
from linli.applications.actions.publishing import take_down
from linli.applications.errors import NoSuchLetter
from linli.applications.models import Commendation
from linli.audit.models import AuditEntry
from linli.cases.models import Case
from linli.catalogue.guides import savings
from linli.catalogue.services import ServiceSpec
from linli.notices.models import Notice
from linli.people.actions import PersonRow, PositionRow, add_staff
from linli.people.actors import Actor
from linli.people.models import Account
from tests import factories
from tests.applications import town
from tests.conftest import MovableClock

pytestmark = pytest.mark.django_db
LETTERS = "ganxie-xin"
PAGE = f"/{factories.SLUG}/thanks"
WORDS = "雨夜里帮我家老人收了晒的药，还送到楼上。我的电话是138 1234 2071，有机会当面谢。"
PHONE = "13800000001"


@pytest.fixture(autouse=True)
def place(clock: MovableClock) -> None:
    """The small district, somebody at its centre who passes letters on, and the letter of 翠屏区."""
    found = town.district()
    letter = town.spec_of("cuiping", LETTERS, holder=factories.CENTRE)
    town.offer(found, town.spec_of("cuiping", town.ELDERLY), letter)
    held = PositionRow("department_handler", factories.CENTRE)
    add_staff(found, PersonRow("文雅琴", "letters", None, (held,)))


def letter(owner: Actor | None = None, **changed: Any) -> Case:
    answers = {
        "whom": "东街社区网格员",
        "letter": WORDS,
        "public": "同意公开",
        "signed": "写姓氏",
        "writer": "刘桂芳",
        "promise": True,
    }
    answers = {name: value for name, value in {**answers, **changed}.items() if value is not ...}
    given = {"district": factories.CODE, "service": LETTERS, "answers": answers}
    return actions.hand_in(owner or town.resident(), given).case


def passed_on(owner: Actor | None = None, **changed: Any) -> Case:
    return town.agree(letter(owner, **changed), "letters")


def read(client: Client | None = None) -> str:
    answer = (client or Client()).get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def signed_in(actor: Actor) -> Client:
    client = Client()
    assert actor.account is not None
    client.force_login(actor.account)
    return client


def test_from_the_phone_to_the_page() -> None:
    case = letter()
    assert case.organisation_id == factories.CENTRE and case.level == "district"
    town.move("letters", case, "accept")
    assert "东街社区网格员" not in read(), "nothing is shown before the centre has looked"
    town.move("letters", case, "grant", checks=town.checks(case))
    shown = read()
    assert "东街社区网格员" in shown and "雨夜里帮我家老人收了晒的药" in shown and "刘**" in shown
    assert "2071" not in shown and "桂芳" not in shown and case.code not in shown
    assert "138" not in Commendation.objects.get().text
    assert Notice.objects.filter(template="commendation_granted", about=case.pk).exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"public": "只转给本人", "signed": ..., "writer": ...},
        # What a program sends beside it is hidden by the form, and not taken.
        {"public": "只转给本人"},
    ],
)
def test_for_the_addressee_only(changed: dict[str, Any]) -> None:
    case = passed_on(**changed)
    assert case.result == "granted" and not Commendation.objects.exists()
    assert WORDS[:8] not in read()


def test_without_a_name() -> None:
    passed_on(signed="不写姓名", writer=...)
    assert Commendation.objects.get().shown_name == ""
    assert "刘" not in read()


def test_one_that_could_not_be_passed_on_is_not_shown() -> None:
    case = letter()
    town.move("letters", case, "accept")
    town.move("letters", case, "refuse", reason="这是一件投诉，请从反映问题进")
    assert not Commendation.objects.exists()


def test_an_application_publishes_nothing() -> None:
    town.agree(town.apply(), "here", "street", "works")
    assert not Commendation.objects.exists()


def test_the_writer_takes_it_down() -> None:
    owner = town.resident()
    passed_on(owner)
    browser, key = signed_in(owner), Commendation.objects.get().pk
    down = f"{PAGE}/{key}/down"
    assert down in read(browser) and down not in read() and down not in read(signed_in(town.resident("13900000009")))
    assert browser.post(down).headers["Location"] == PAGE
    assert "雨夜里" not in read()
    assert browser.post(down).status_code == 404
    assert AuditEntry.objects.get(kind="commendation_taken_down").actor_id == (owner.account and owner.account.pk)


def test_the_centre_takes_it_down_and_nobody_else() -> None:
    passed_on()
    key = Commendation.objects.get().pk
    strangers = [
        town.resident("13900000009"),
        Actor.guest(),
        *(factories.actor(name) for name in ("here", "works", "auditor")),
    ]
    for one in strangers:
        with pytest.raises(NoSuchLetter):
            take_down(one, key)
    take_down(factories.actor("centre"), key)
    with pytest.raises(NoSuchLetter):
        take_down(factories.actor("letters"), key)
    with pytest.raises(NoSuchLetter):
        take_down(factories.actor("letters"), uuid4())


def test_what_is_revoked_is_shown_no_more() -> None:
    case = passed_on()
    town.move("letters", case, "revoke", reason="写信人说写错了人")
    assert "雨夜里" not in read()


def test_who_is_erased_has_no_letter_left() -> None:
    passed_on()
    erase_person(PHONE)
    left = Commendation.objects.get()
    assert left.taken_down_at and not left.text and not left.shown_name and "雨夜里" not in read()


def test_newest_first_page_by_page(clock: MovableClock) -> None:
    owner = town.resident()
    for number in range(23):
        passed_on(owner, letter=f"第{number:02d}封信，谢谢你们")
        clock.advance(minutes=1 if number % 2 else 0)
    first = read()
    assert first.index("第22封") < first.index("第21封") < first.index("第03封") and "第02封" not in first
    older = next(part for part in first.split('"') if part.startswith("?older="))
    second = Client().get(PAGE + older).content.decode()
    assert "第02封" in second and "第00封" in second and "第03封" not in second
    newer = next(part for part in second.split('"') if part.startswith("?newer="))
    assert "第22封" in Client().get(PAGE + newer).content.decode()


@pytest.mark.parametrize("older", ["x", "-", "-" + "0" * 32, "f" * 40 + "-" + "0" * 32, "\0", "?older=a&newer=b"])
def test_an_altered_place_is_the_first_page(older: str) -> None:
    passed_on()
    assert "雨夜里" in Client().get(PAGE, {"older": older}).content.decode()


def test_nobody_has_written_yet() -> None:
    assert f"/{factories.SLUG}/services/{LETTERS}/apply" in read()
    assert Client().get("/nowhere/thanks").status_code == 404
    assert Client().post(f"{PAGE}/{uuid4()}/down").status_code == 404


def test_the_guide_reads_without_papers_and_counts_among_no_savings() -> None:
    guide = Client().get(f"/{factories.SLUG}/services/{LETTERS}")
    assert guide.status_code == 200 and PAGE in guide.content.decode()
    assert savings(factories.CODE).services == 1


def test_a_letters_form_has_what_is_known_by_name() -> None:
    known = town.spec_of("cuiping", LETTERS, holder=factories.CENTRE).model_dump()
    form: Any = known["form"]
    form[2]["fields"][0]["choices"] = ["可以", "不可以"]
    with pytest.raises(ValidationError, match="public"):
        ServiceSpec.model_validate({**known, "form": form})
    with pytest.raises(ValidationError):
        ServiceSpec.model_validate({**town.spec_of("cuiping", town.ELDERLY).model_dump(), "materials": []})


def test_names_are_kept_to_the_surname() -> None:
    passed_on(writer="  欧阳小满 ")
    assert Commendation.objects.get().shown_name == "欧**"
    assert Account.objects.filter(kind="resident").count() == 1
