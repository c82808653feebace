"""projects.yaml: mistakes by line, kinds and rules as rows, an invented year that is the same each time and balances."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from linli.audit.chain import digest_of
from linli.cases.models import Case
from linli.ledger.queries.balances import trial_balance
from linli.packs import projects as pack
from linli.packs.mistakes import Mistakes
from linli.people.models import Account
from linli.places.models import District
from linli.projects import actions
from linli.projects.models import (
    Claim,
    Demand,
    DemandKind,
    Milestone,
    Part,
    Project,
    ProjectEvent,
    Resource,
    Rule,
)
from tests.factories import DRAIN
from tests.projects import town
from tests.projects.town import CODE, HERE

PACK = Path(__file__).resolve().parents[2] / "packs/cuiping"


def read(text: str, folder: Path) -> list[str]:
    (folder / "projects.yaml").write_text(text)
    mistakes = Mistakes()
    pack.read(folder, mistakes)
    return [str(one) for one in mistakes.found]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kinds:\n  - {code: lift, name: 电梯, needs: [{manner: space, amount: 0, what: 房}]}", "projects.yaml:2"),
        ("rules:\n  - {version: '1', since: 2026-01-01, source: 会, points: {cases: 30, supports: 30, urgency: 20, waiting: 19}, full: {cases: 1, supports: 1, urgency: 1, waiting: 1}}", "100"),
        ("demo:\n  templates:\n    - {kind: lift, title: 甲, demand: 乙, text: 丙, does: 丁, money: [9, 3], what: 款, steps: [一], days: [1, 2]}", "projects.yaml:3"),
        ("wrong: 1", "wrong"),
    ],
)  # fmt: skip
def test_mistakes_are_named_by_line(text: str, told: str, tmp_path: Path) -> None:
    assert any(told in one for one in read(text, tmp_path))


def test_kinds_and_rules_are_laid_once(district: District) -> None:
    rows = [actions.KindRow("canteen", "助餐食堂", False, ()), actions.KindRow("green", "绿化", False, ())]
    town.demand(kind="lift")
    changes = actions.replace_kinds(district, rows)
    assert (changes.added, sorted(changes.changed), sorted(changes.removed)) == (
        ["绿化"],
        ["助餐食堂"],
        ["加装电梯", "安全隐患"],
    )
    assert not actions.replace_kinds(district, rows)
    assert [one.code for one in DemandKind.objects.filter(active=False)] == ["lift"], "a demand names it still"
    assert Rule.objects.get().version == "2026-1"


PICTURES = {
    "before": ("images/before.webp", "images/before.small.jpg", "以前（示意图，虚构）"),
    "after": ("images/after.webp", "images/after.small.jpg", "以后（示意图，虚构）"),
}  # fmt: skip


def year(**changed: Any) -> actions.YearRow:
    """The templates of 翠屏区 in the small district."""
    given = yaml.safe_load((PACK / "projects.yaml").read_text())["demo"]
    templates = [
        actions.Template(
            **{name: value for name, value in one.items() if name not in ("before", "after", "lead")}
            | {"money": tuple(one["money"]), "days": tuple(one["days"]), "pictures": PICTURES}
        )
        for one in given["templates"]
        if one["kind"] in ("canteen", "lift", "safety")
    ]
    demands = [actions.DemandRow("canteen", "要一处食堂", "做饭不便。", HERE, 100, 7, 30, "meeting", "院坝")]
    resources = [actions.ResourceRow("money", "捐款", town.FIRM, 1000, {"canteen": 1.0}, [CODE], 3)]
    return actions.YearRow(
        demands, resources, templates, given["firms"], given["names"], projects=changed.get("projects", 6), waiting=2
    )


def test_an_invented_year_is_plausible_and_made_once(district: District) -> None:
    changes = actions.add_demo_year(district, year())
    assert Project.objects.count() == 6 and len(changes.added) == 6 + 3 + 1
    assert not actions.add_demo_year(district, year())
    assert Demand.objects.count() == 9 and Resource.objects.count() == 1
    assert len({(one.kind_id, one.area_id) for one in Project.objects.all()}) == 6, "no project is another's copy"
    for part in Part.objects.all():
        held = sum(one.amount for one in part.claims.filter(state__in=("asked", "confirmed", "delivered")))
        assert part.claimed == held <= part.amount
    for row in Project.objects.filter(state__in=("accepted", "evaluated")):
        assert row.vote_passes and not row.milestones.filter(done_on=None).exists()
    assert not Milestone.objects.filter(done_on__gt=town.date(2026, 11, 2)).exists(), "nothing is done in the future"
    phases = {row.state: set(row.photos.values_list("phase", flat=True)) for row in Project.objects.all()}
    assert phases["evaluated"] == {"before", "after"} and phases["open"] == {"before"}, "after, only once it is done"
    sums = trial_balance(CODE)
    assert sum(one.debit for one in sums) == sum(one.credit for one in sums) > 0
    delivered = Claim.objects.filter(state="delivered", part__manner="money")
    assert delivered.count() == delivered.exclude(entry=None).count() > 0


def test_what_is_told_of_invented_projects_is_a_whole_chain(district: District) -> None:
    actions.add_demo_year(district, year(projects=3))
    for row in Project.objects.all():
        before = ""
        for seq, event in enumerate(ProjectEvent.objects.filter(stream=row.pk).order_by("seq"), 1):
            assert (event.seq, event.prev, event.digest) == (seq, before, digest_of(event))
            before = event.digest


def test_an_invented_demand_gathers_cases_of_the_invented_year(district: District) -> None:
    actions.add_demo_year(district, year())
    row = Demand.objects.get(title="要一处食堂")
    there = town.asking()
    for number, case in enumerate(there[:2]):
        Case.objects.filter(pk=case.pk).update(source="demo", source_id=str(number))
    Account.objects.filter(username="here").update(is_demo=True)
    assert actions.join_demo_cases(district, {"要一处食堂": ["none"]}) == 0
    assert actions.join_demo_cases(district, {"要一处食堂": [DRAIN], "没有这一件": [DRAIN]}) == 2, (
        "the third is nobody's invention"
    )
    row.refresh_from_db()
    assert row.cases == 2 and row.sources.filter(kind="case").count() == 2
    assert actions.join_demo_cases(district, {"要一处食堂": [DRAIN]}) == 0, "once"


def test_pictures_and_cases_of_a_pack_are_checked(tmp_path: Path) -> None:
    template = "{kind: lift, title: 甲, demand: 乙, text: 丙, does: 丁, money: [1, 3], what: 款, steps: [一], days: [1, 2], before: {file: ../x, alt: 以前}}"
    assert any("before" in one for one in read(f"demo:\n  templates:\n    - {template}", tmp_path))
    entry = pack.read(PACK, Mistakes()).entry
    assert all(
        one.before and one.after and "示意图" in one.before.alt and "示意图" in one.after.alt
        for one in entry.demo.templates
    )
    assert all(
        (PACK / "pictures" / shown.file).is_file()
        for one in entry.demo.templates
        for shown in (one.before, one.after)
        if shown
    )
    assert len([one for one in entry.demo.demands if one.cases]) == 3
