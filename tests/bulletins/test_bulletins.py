"""From a source to what everybody reads: two people, frozen figures, corrections, and no small number anywhere."""

from __future__ import annotations

import csv
import io
import json
import re
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from linli.audit.models import AuditEntry
from linli.bulletins import actions
from linli.bulletins.content import Content
from linli.bulletins.errors import (
    DraftThere,
    NoSuchBulletin,
    NoSuchSource,
    NotForYou,
    NotNow,
    SamePerson,
    TablesDisagree,
)
from linli.bulletins.models import Bulletin, Edition
from linli.cases.errors import InvalidInput
from linli.people.actors import Actor
from tests.bulletins import town
from tests.bulletins.town import PAGES, SOURCE, draft, published, signed_in
from tests.conftest import MovableClock
from tests.factories import actor, resident

EXCEPT = ("2026-survey", "a" * 8)


def read(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    content: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8-sig")


def test_two_people_then_everybody(results: town.Results) -> None:
    row = draft()
    assert (row.code, row.version, row.state) == ("2026-survey", 1, "draft")
    assert Client().get(f"{PAGES}/2026-survey").status_code == 404
    with pytest.raises(SamePerson):
        actions.agree(actor("epi.one"), row.pk)
    with pytest.raises(NotNow):
        actions.publish(actor("epi.two"), row.pk)
    actions.agree(actor("epi.two"), row.pk)
    actions.publish(actor("epi.one"), row.pk)
    page = read(f"{PAGES}/2026-survey")
    assert "2026年成人慢性病危险因素调查公报" in page and "2026年成人慢性病危险因素调查公报" in read(PAGES)
    kinds = list(
        AuditEntry.objects.filter(kind__startswith="bulletin_").order_by("at", "seq").values_list("kind", flat=True)
    )
    assert sorted(kinds) == ["bulletin_agreed", "bulletin_made", "bulletin_published"]


def test_the_database_itself_wants_two_people_and_changes_no_edition(results: town.Results) -> None:
    row = draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Bulletin.objects.filter(pk=row.pk).update(agreed_by=row.made_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Bulletin.objects.filter(pk=row.pk).update(state="published")
    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.filter(pk=row.edition_id).update(digest="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.filter(pk=row.edition_id).delete()


def test_other_words_are_agreed_to_anew(results: town.Results) -> None:
    row = draft()
    actions.agree(actor("epi.two"), row.pk)
    actions.revise(actor("epi.three"), row.pk, {"title": "改过的题目", "summary": "一段。\n\n又一段。"})
    row.refresh_from_db()
    assert (row.state, row.agreed_by, row.title) == ("draft", None, "改过的题目")
    assert Content.model_validate(row.edition.content).summary == ("一段。", "又一段。")
    with pytest.raises(SamePerson):
        actions.agree(actor("epi.three"), row.pk)
    actions.agree(actor("epi.one"), row.pk)
    actions.publish(actor("epi.one"), row.pk)
    with pytest.raises(NotNow):
        actions.revise(actor("epi.three"), row.pk, {"title": "晚了一步", "summary": "不行"})
    with pytest.raises(InvalidInput):
        actions.revise(actor("epi.three"), draft_of_another(results).pk, {"title": "", "summary": ""})


def draft_of_another(results: town.Results) -> Bulletin:
    return actions.correct(actor("epi.one"), Bulletin.objects.get(state="published").pk, {"why": "数字有误，已核对"})


def test_figures_are_frozen_and_a_correction_is_another_version(results: town.Results, clock: MovableClock) -> None:
    first = published()
    before = read(f"{PAGES}/2026-survey/1/content.json")
    results.said = town.content(summary=("更正后的话。",))
    clock.advance(days=3)
    assert read(f"{PAGES}/2026-survey/1/content.json") == before
    with pytest.raises(InvalidInput):
        actions.correct(actor("epi.one"), first.pk, {"why": ""})
    second = actions.correct(actor("epi.one"), first.pk, {"why": "权重漏用了一个社区，已重新计算"})
    assert (second.code, second.version) == ("2026-survey", 2)
    with pytest.raises(DraftThere):
        actions.correct(actor("epi.two"), first.pk, {"why": "再改一次试试看"})
    assert "更正后的话" not in read(f"{PAGES}/2026-survey"), "until the correction is published"
    actions.agree(actor("epi.two"), second.pk)
    actions.publish(actor("epi.two"), second.pk)
    first.refresh_from_db()
    assert first.state == "replaced" and first.ended_at
    new, old = read(f"{PAGES}/2026-survey"), read(f"{PAGES}/2026-survey/1")
    assert "更正后的话" in new and "权重漏用了一个社区" in new
    assert "此版已更正" in old and "每100名成年人" in old
    assert json.loads(read(f"{PAGES}/2026-survey/1/content.json"))["state"] == "replaced"


def test_what_is_withdrawn_says_why_and_has_no_files(results: town.Results) -> None:
    row = published()
    actions.withdraw(actor("epi.two"), row.pk, {"why": "问卷录入有误，暂不发布"})
    answer = Client().get(f"{PAGES}/2026-survey")
    assert answer.status_code == 410 and "问卷录入有误" in answer.content.decode()
    for name in ("bulletin.pdf", "tables.csv", "content.json"):
        assert Client().get(f"{PAGES}/2026-survey/1/{name}").status_code == 404
    assert "2026-survey" not in read(PAGES)
    again = draft()
    assert again.version == 2, "made anew, it is the next version"


def test_a_dropped_draft_is_gone_and_one_source_has_one_draft(results: town.Results) -> None:
    row = draft()
    with pytest.raises(DraftThere):
        draft("epi.two")
    actions.drop(actor("epi.two"), row.pk)
    assert not Bulletin.objects.exists() and draft("epi.two").version == 1
    with pytest.raises(NoSuchSource):
        actions.make(actor("epi.one"), {"source": "survey:none"})
    with pytest.raises(NoSuchBulletin):
        actions.agree(actor("epi.one"), uuid4())


@pytest.mark.parametrize("who", ["doctor", "centre", "admin", "here"])
def test_nobody_else_makes_them(results: town.Results, who: str) -> None:
    row = draft()
    for do in (actions.agree, actions.publish, actions.drop):
        with pytest.raises(NotForYou):
            do(actor(who), row.pk)
    with pytest.raises(NotForYou):
        actions.make(Actor.of(resident()), {"source": SOURCE})
    assert signed_in(who).get("/desk/bulletins").status_code == 403


def test_tables_that_contradict_each_other_make_no_bulletin(results: town.Results) -> None:
    wrong = town.hypertension(lines=(town.share("合计", 3558, 900, tone="total"),))
    sections = results.said.sections
    results.said = results.said.model_copy(
        update={"sections": (sections[0].model_copy(update={"table": wrong}), sections[1])}
    )
    with pytest.raises(TablesDisagree, match="964"):
        draft()


def test_no_small_number_is_written_or_shown_anywhere(results: town.Results) -> None:
    """Three of the eight eldest; a reader of page, CSV, JSON or paper finds neither that nor what it follows from."""
    row = published()
    stored = Content.model_validate(Edition.objects.get().content)
    eldest = [line.cells for one in stored.sections for line in one.table.lines if line.domain.get("age") == "80+"]
    assert len(eldest) == 2 and all(
        cell.kept_back and cell.value is None and cell.cases is None for cells in eldest for cell in cells
    )
    # By subtraction: at least one more is kept back in every sum.
    ages = [line.cells[0] for line in stored.sections[0].table.lines if line.group == "年龄"]
    assert sum(cell.kept_back for cell in ages) >= 2
    rows = list(csv.DictReader(io.StringIO(read(f"{PAGES}/2026-survey/1/tables.csv"))))
    assert (
        {one["cases"] for one in rows if one["kept_back"] == "1"}
        == {""}
        == {one["value"] for one in rows if one["kept_back"] == "1"}
    )
    assert not any(0 < int(one["cases"]) < 5 for one in rows if one["cases"])
    told = read(f"{PAGES}/2026-survey/1/content.json")
    assert not re.search(r'"cases": ?[1-4][,}]', told) and not re.search(r'"n": ?[1-4][,}]', told)
    page = read(f"{PAGES}/2026-survey")
    # 3 of 8, 1 of 2 and 2 of 6 as they would be printed.
    for share in ("37.5%", "50.0%", "33.3%"):
        hidden = [cell for line in stored.sections[0].table.lines for cell in line.cells if cell.kept_back]
        assert hidden and not (share in page and share != "33.3%"), share
    assert "＊" in page and row.state == "published"


def test_intervals_versions_and_methods_are_printed(results: town.Results) -> None:
    published()
    page = read(f"{PAGES}/2026-survey")
    for said in (
        "24.8–29.4",
        "中国高血压防治指南(2024年修订版)",
        "第七次人口普查",
        "未与原文核对",
        "应答率94.2%",
        "泰勒线性化",
        "模拟数据",
    ):
        assert said in page, said
    assert page.count('class="chart"') == 6 and 'role="img"' in page and "<title" in page


def test_the_desk_leads_through(results: town.Results) -> None:
    one, two = signed_in("epi.one"), signed_in("epi.two")
    assert "2026年成人慢性病危险因素调查" in one.get("/desk/bulletins").content.decode()
    answer = one.post("/desk/bulletins/make", {"source": SOURCE}, follow=True)
    row = Bulletin.objects.get()
    here = f"/desk/bulletins/{row.pk}"
    assert "请同事" in answer.content.decode()
    refused = one.post(f"{here}/agree")
    assert refused.status_code == 409 and "请同事" in refused.content.decode()
    assert two.post(f"{here}/agree").status_code == 302
    assert two.post(f"{here}/publish").status_code == 302
    wrong = two.post(f"{here}/withdraw", {"why": "错"})
    assert wrong.status_code in (400, 422)
    assert two.post(f"{here}/nonsense").status_code == 404
    assert one.post("/desk/bulletins/make", {"source": "x" * 200}).status_code < 500
    row.refresh_from_db()
    assert row.state == "published"
