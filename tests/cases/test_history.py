"""The invented year of a demo: the same every time, told by the same verbs as in use, and whole."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.db import transaction

from linli.cases import history
from linli.cases.models import NEVER, Callout, Case, CaseEvent, Deadline, Rating, Remark, State
from linli.clock import now
from linli.notices.models import Notice
from linli.places.models import District
from linli.verifying import verify_all
from tests.conftest import MovableClock
from tests.factories import CODE, SLUG

CASES = 120
WORDS = Path(__file__).parents[2] / "packs/cuiping/history.yaml"


@pytest.fixture
def year(district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> District:
    """The district with a small year to tell: the words of a real pack, fewer cases."""
    words = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    words |= {"cases": CASES}
    (tmp_path / SLUG).mkdir()
    (tmp_path / SLUG / "history.yaml").write_text(yaml.safe_dump(words, allow_unicode=True), encoding="utf-8")
    monkeypatch.setattr(settings, "LINLI_PACKS", [tmp_path])
    return district


def told(district: District) -> int:
    return history.tell_year(district, lambda _done, _total: None)


def everything() -> dict[str, list[Any]]:
    """All that the year wrote, but for the chain's own numbering of transactions."""
    return {
        "cases": list(Case.objects.order_by("id").values()),
        "events": list(CaseEvent.objects.order_by("stream", "seq").values("id", "at", "kind", "data", "digest")),
        "callouts": list(Callout.objects.order_by("id").values()),
        "deadlines": list(Deadline.objects.order_by("id").values()),
        "ratings": list(Rating.objects.order_by("id").values()),
        "remarks": list(Remark.objects.order_by("id").values()),
    }


def test_two_loads_are_the_same_to_the_last_digest(year: District, clock: MovableClock) -> None:
    begin, tellings = clock.now, []
    for _time in range(2):
        clock.set(begin)
        with transaction.atomic():
            assert told(year) == CASES
            tellings.append(everything())
            transaction.set_rollback(True)
    first, second = tellings
    for kind, rows in first.items():
        assert rows == second[kind], kind
    assert len(first["cases"]) == CASES and len(first["events"]) > 3 * CASES


def test_it_is_whole_told_once_and_tells_nobody(year: District, clock: MovableClock) -> None:
    begin = clock.now
    told(year)
    assert verify_all(lambda _words: lambda _done, _total: None) == []
    assert told(year) == 0 and Case.objects.count() == CASES
    assert not Notice.objects.exists()
    assert set(Case.objects.values_list("district_id", "source")) == {(CODE, "demo")}
    clock.set(begin)
    case = Case.objects.earliest("created_at")
    assert begin - timedelta(days=370) < case.created_at < begin - timedelta(days=200)
    assert CaseEvent.objects.latest("at").at <= now()


def test_it_holds_every_kind_of_course(year: District, clock: MovableClock) -> None:
    told(year)
    states = Counter(Case.objects.values_list("state", flat=True))
    assert states[State.CLOSED] > CASES / 2 and {State.DECLINED, State.SUBMITTED} & states.keys()
    kinds = set(CaseEvent.objects.values_list("kind", flat=True))
    assert kinds >= {
        "submitted", "registered", "asked", "replied", "assigned", "started", "whistled", "callout_reported_in", "callout_arrived",
        "callout_finished", "confirmed", "answered", "closed", "rated", "transferred", "followed", "merged", "absorbed",
    }  # fmt: skip
    assert Rating.objects.count() > CASES / 5 and {1, 5} & set(Rating.objects.values_list("score", flat=True))


def test_time_and_chance_are_given_back(year: District, clock: MovableClock) -> None:
    from linli import ids

    told(year)
    assert now() > clock.now - timedelta(seconds=5), "the clock runs again"
    assert len({ids.case_code("DM") for _time in range(50)}) == 50


def test_what_was_said_twice_was_not_said_by_all_at_once(
    year: District, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "TWINS", 4)
    told(year)
    twins = Case.objects.filter(state=State.MERGED)
    assert twins.count() == CASES // 4
    assert len({twin.created_at for twin in twins}) > CASES // 8
    assert all(twin.created_at < (twin.closed_at or now()) <= now() for twin in twins)


def test_who_had_a_part_finds_it_among_what_is_done(year: District) -> None:
    told(year)
    ended = [one for one in Callout.objects.select_related("case") if not one.case.is_open]
    assert ended
    for callout in ended:
        item = callout.case.desk_items.get(organisation=callout.organisation_id)
        assert (item.open, item.due_at) == (False, NEVER)
    for case in Case.objects.all():
        assert case.desk_items.filter(organisation=case.office_id).exists()
