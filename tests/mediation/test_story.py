"""A quarrel from its first word to the day when somebody asks whether it is kept."""

from __future__ import annotations

import pytest

from linli.mediation import actions
from linli.mediation.errors import NoConsentYet, NotNow, NotThere
from linli.mediation.models import BookEntry, Matter, Party
from linli.mediation.queries.file import File
from linli.notices.models import Notice
from linli.places.models import District
from tests.conftest import MovableClock
from tests.mediation import town
from tests.mediation.town import LUO, TAN, actor, agreed, brought, fresh, planned, resident, talking, to_sign, willing


def test_from_the_first_word_to_closed(district: District, clock: MovableClock) -> None:
    matter = agreed(clock)
    assert (matter.state, matter.settled) == ("agreed", 1)
    assert matter.follow_up_on is not None and (matter.follow_up_on - clock.now.date()).days == 30
    assert actions.make_due() == 0
    clock.advance(days=30)
    assert actions.make_due() == 1 and actions.make_due() == 0, "told once"
    assert Notice.objects.filter(template="mediation_follow_up").count() == 3, "each mediator of the team"
    actions.follow_up(actor("yan"), matter.code, {"kept": "kept", "next": "close"})
    matter = fresh(matter)
    assert (matter.state, matter.kept) == ("closed", "kept")
    pages = list(BookEntry.objects.order_by("number").values_list("number", flat=True))
    assert pages == [1, 2, 3], "the session, the agreement, the follow-up"


def test_the_team_reads_names_that_texts_only_point_to(district: District, clock: MovableClock) -> None:
    matter = talking(clock)
    file = File(matter)
    assert TAN in file.story and LUO in file.story and "13900000009" not in file.story, "numbers are masked"
    assert "⟦" not in file.story and TAN in file.entries[0].text
    for cipher in (matter.story_cipher, file.sessions[0].row.notes_cipher, file.entries[0].row.body_cipher):
        assert TAN.encode() not in bytes(cipher)


def test_a_session_waits_for_the_word_of_everybody(district: District) -> None:
    matter = brought()
    with pytest.raises(NoConsentYet) as refused:
        planned(matter)
    assert "乙方" in refused.value.message and TAN not in refused.value.message
    actions.ask_party(actor("you"), matter.code, 2)
    actions.answer(resident(2), matter.code, False)
    with pytest.raises(NoConsentYet):
        planned(matter)
    actions.answer(resident(2), matter.code, True)
    assert fresh(matter).state == "willing"
    planned(matter)
    with pytest.raises(NotNow):
        planned(matter, "2026-11-05T15:00")


def test_parties_are_told_when_and_where_and_not_a_word_of_it(district: District, clock: MovableClock) -> None:
    matter = to_sign(clock)[0]
    texts = dict(Notice.objects.filter(account=resident(2).account).values_list("template", "text"))
    team = matter.team.name
    assert texts["mediation_asked"] == f"{team}：有邻居想请您一起坐下来说说话。来不来由您决定，请到页面上答复。"
    assert texts["mediation_session"] == f"{team}：请您11月4日15:00到居委会二楼说事室。来不了请早些告诉我们。"
    assert "mediation_to_sign" in texts and not any(matter.kind.name in text for text in texts.values())
    new = Notice.objects.filter(template="mediation_new").first()
    assert new is not None and matter.code in new.text, "the team has many"


def test_consent_can_be_taken_back(district: District, clock: MovableClock) -> None:
    matter = willing()
    actions.answer(resident(1), matter.code, False)
    assert fresh(matter).state == "brought"
    actions.answer(resident(1), matter.code, True)
    assert fresh(matter).state == "willing"


def test_who_was_not_asked_yet_finds_nothing(district: District) -> None:
    matter = brought()
    assert Party.objects.get(matter=matter, number=2).account_id is not None
    with pytest.raises(NotThere):
        actions.answer(resident(2), matter.code, True)
    assert town.signed_in(resident(2)).get(f"/my/mediation/{matter.code}").status_code == 404
    actions.withdraw_for(actor("you"), matter.code, {"reason": "提出的人不想说了"})
    assert not Notice.objects.filter(account=resident(2).account).exists(), "nor are they told that it ended"
    assert Notice.objects.filter(account=resident(1).account, template="mediation_ended").exists()
    assert Matter.objects.count() == 1
