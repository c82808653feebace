"""The invented year of applications: told once by the same verbs as in use, whole, and with something at every demo desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.db.models import Q

from linli import ids
from linli.applications import history, sealed_files
from linli.applications.file import ApplicationFile
from linli.applications.history.words import FILE, UnfitHistory, words_of
from linli.applications.models import Application, Decision, Document, Draft, HandedIn, Opinion, Page
from linli.cases.models import Case, CaseEvent, Deadline, DeskItem
from linli.catalogue.guides import guides
from linli.clock import now
from linli.notices.models import Notice
from linli.people.models import Account, Position
from linli.people.roles import Role
from linli.places.models import District
from linli.running import load as load_with_history
from linli.verifying import verify_all
from tests import kept
from tests.conftest import MovableClock
from tests.packs.folders import lay

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PACKS = Path(__file__).parents[2] / "packs"
YICHENG = "370404"
# What applications are made of.
OFFERED = ("duties.yaml", "questions.yaml", "services", "papers")
PARTS = (*OFFERED, "people.yaml")
KINDS = {
    "handed_in", "accepted", "returned", "corrected", "recommended", "reported_up", "granted", "refused", "consulting",
    "delivered", "application_rated", "noted", "urged", "withdrawn",
}  # fmt: skip


@pytest.fixture
def year(clock: MovableClock) -> District:
    """峄城区 with its year told: three levels, four eyes, two accounts at each."""
    kept.lay_or_make("the year of yicheng", _tell)
    return District.objects.get(pk=YICHENG)


def _tell() -> None:
    lay("yicheng", *PARTS)
    assert told(District.objects.get(pk=YICHENG)) > 60


def told(district: District) -> int:
    return history.tell_year(district, lambda _done, _total: None)


def applications() -> Any:
    return Case.objects.applications().order_by("id")


def test_it_is_whole_told_once_and_tells_nobody(year: District) -> None:
    assert verify_all(lambda _words: lambda _done, _total: None) == []
    there = applications().count()
    assert told(year) == 0 and applications().count() == there
    assert not Notice.objects.exists()
    assert not Case.objects.requests().exists()
    assert not CaseEvent.objects.filter(at__gt=now()).exists()
    assert len({ids.case_code("DM") for _time in range(50)}) == 50, "chance is given back"


def test_every_kind_of_course_and_every_desk_has_something_waiting(year: District) -> None:
    kinds = Counter(CaseEvent.objects.values_list("kind", flat=True))
    assert kinds.keys() >= KINDS
    workers = Q(role__in=(Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.DEPARTMENT_HANDLER))
    held = Position.objects.filter(workers, account__is_demo=True).exclude(organisation__kind="centre")
    # 交通 and the like are asked about proposals, and nothing is applied for there.
    reviewing = held.filter(organisation__in=DeskItem.objects.values("organisation"))
    desks = reviewing.values_list("organisation", flat=True).distinct()
    waiting = Counter(DeskItem.objects.filter(open=True).values_list("organisation", flat=True))
    assert len(desks) == 6 and all(3 <= waiting[desk] <= 8 for desk in desks), waiting
    late = Deadline.objects.filter(state="running", due_at__lt=now(), kind="decide").values_list(
        "organisation", flat=True
    )
    assert set(late) >= set(desks), "one of them late"
    assert set(Application.objects.values_list("in_time", flat=True)) == {True, False, None}
    assert {1, 2, 3, 4, 5} & set(applications().values_list("score", flat=True)) >= {4, 5}
    assert Draft.objects.filter(account__is_demo=True).count() == 2


def test_who_reviews_second_is_another_than_the_first(year: District) -> None:
    twice = Counter(Opinion.objects.filter(level="province").values_list("case", flat=True))
    assert twice
    for case, times in twice.items():
        seen = list(Opinion.objects.filter(case=case, level="province").values_list("account", flat=True))
        assert len(set(seen)) == times, "two accounts, not one twice"


def test_nobody_in_it_can_be_real_and_its_papers_can_be_opened(year: District) -> None:
    for case in applications():
        for number in numbers_in(ApplicationFile.load(case).answers):
            assert number.startswith("99"), number
    assert all(one.phone.startswith("1990002") for one in Account.objects.filter(kind="resident"))
    page = Page.objects.first()
    assert page is not None and page.is_photo
    body = sealed_files.read(page.path)
    assert body is not None and body.startswith(b"\xff\xd8") and sealed_files.read(page.thumbnail)
    assert not sealed_files.stored(page.path).read_bytes().startswith(b"\xff\xd8"), "sealed on the disk"
    assert Page.objects.count() == len({one.path for one in Page.objects.all()}) == Document.objects.count()
    assert all(sealed_files.stored(one.path).is_file() for one in Page.objects.all())
    assert HandedIn.objects.exclude(replaced_at=None).exists(), "a paper was taken anew"
    assert {decision.issued_by_id for decision in Decision.objects.all()} >= {"370404-sheng-qiaowu"}


def numbers_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (value[key] for key in ("id_number",) if key in value)
        for one in value.values():
            yield from numbers_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from numbers_in(one)


def test_only_a_demo_district_is_told_of(settings: Any, clock: MovableClock) -> None:
    settings.LINLI_DEMO = False
    load_with_history(str(PACKS / "yicheng"), demo=True, told=lambda _words: lambda _done, _total: None)
    assert not applications().exists()
    settings.LINLI_DEMO = True
    load_with_history(str(PACKS / "yicheng"), demo=True, told=lambda _words: lambda _done, _total: None)
    assert applications().exists()


@pytest.mark.parametrize("slug", ["cuiping", "yicheng"])
def test_the_packs_tell_of_services_that_they_offer(slug: str) -> None:
    lay(slug, *OFFERED)
    district = District.objects.get(slug=slug)
    words = words_of(district)
    assert set(words.services) <= set(guides(district.code))
    assert sum(words.services.values()) >= {"cuiping": 300, "yicheng": 60}[slug]


MISTAKES: dict[str, dict[str, Any]] = {
    "ratings": {"ratings": {5: ["好"]}},
    "sevrices": {"sevrices": {}},
    "first_phone": {"first_phone": "13800000000"},
    "no-such-service": {"services": {"no-such-service": 3}},
}


def test_a_mistake_in_the_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay("yicheng", *PARTS)
    words = yaml.safe_load((PACKS / "yicheng" / FILE).read_text(encoding="utf-8"))
    (tmp_path / "yicheng").mkdir()
    monkeypatch.setattr(settings, "LINLI_PACKS", [tmp_path])
    for said, change in MISTAKES.items():
        (tmp_path / "yicheng" / FILE).write_text(yaml.safe_dump(words | change, allow_unicode=True), encoding="utf-8")
        with pytest.raises(UnfitHistory) as refused:
            told(District.objects.get(pk=YICHENG))
        assert FILE in refused.value.message and said in refused.value.message
        assert not applications().exists() and not Document.objects.exists()
