"""A small district with everyone in it: built by the same verbs that a pack's loader calls."""

from __future__ import annotations

from typing import Any

from linli.cases.actions import Submitted, submit
from linli.cases.actions.door import Done, perform, perform_on_callout, perform_on_whistle
from linli.cases.models import Callout, Case
from linli.catalogue import actions as catalogue
from linli.notices.models import Notice
from linli.people import actions as people
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import blind_index, seal
from linli.places import actions as places
from linli.places.models import District
from tests import kept

CODE, SLUG, STREET = "990101", "demo", "990101001"
# Two communities of one street and one of another, four cells each: squares of 0.01 degrees from 30 N 104 E.
HERE, THERE, ELSEWHERE = f"{STREET}001", f"{STREET}002", "990101002001"
CENTRE, WORKS, WATER, POLICE = f"{CODE}-center", f"{CODE}-works", f"{CODE}-water", f"{CODE}-police"
DEPARTMENTS = {WORKS: "住建", WATER: "水务", POLICE: "综合执法"}
PASSWORD = "a-password-of-tests"
DRAIN, NOISE = "010101", "020101"

# Username: role, organisation, area.
STAFF = {
    "here": ("community_worker", HERE, HERE),
    "there": ("community_worker", THERE, THERE),
    "elsewhere": ("community_worker", ELSEWHERE, ELSEWHERE),
    "grid": ("grid_officer", HERE, f"{HERE}001"),
    "street": ("street_officer", STREET, STREET),
    "works": ("department_handler", WORKS, None),
    "water": ("department_handler", WATER, None),
    "police": ("department_handler", POLICE, None),
    "centre": ("dispatcher", CENTRE, CODE),
    "supervisor": ("supervisor", CENTRE, CODE),
    "auditor": ("auditor", CENTRE, CODE),
    "admin": ("administrator", CENTRE, CODE),
}


def district(code: str = CODE, slug: str = SLUG) -> District:
    """The district with areas, cells, organisations, catalogue and staff: made once, then laid down as its rows were."""
    kept.lay_or_make((code, slug), lambda: _made(code, slug))
    return District.objects.get(code=code)


def _made(code: str, slug: str) -> None:
    found, _changes = places.replace_district(
        code=code, slug=slug, name="演示区", city="样例市", province="样例省", prefix="DM", demo=True,
        settings={"contact": "12345", "hours": [["09:00", "12:00"], ["14:00", "18:00"]], "holidays": [], "workdays": []},
    )  # fmt: skip
    places.replace_areas(found, _areas(code))
    places.replace_roads(
        found,
        [
            places.RoadRow(HERE, "林家巷", 1, 120, *spot(HERE)),
            places.RoadRow(HERE, "建设路", 1, 50),
            places.RoadRow(THERE, "建设路", 51, 99),
        ],
    )
    places.replace_buildings(found, [places.BuildingRow("1号楼", "building", HERE)])
    people.replace_organisations(found, _organisations(code))
    _catalogue(found)
    people.replace_people(
        found,
        [people.PersonRow(f"某{name}", name, None, (people.PositionRow(*held),)) for name, held in STAFF.items()],
        PASSWORD,
    )
    places.bump_revision(found)


def _areas(code: str) -> list[places.AreaRow]:
    rows = [
        places.AreaRow(code[:2], "样例省", "province", None),
        places.AreaRow(code[:4], "样例市", "city", code[:2]),
        places.AreaRow(code, "演示区", "district", code[:4]),
        places.AreaRow(STREET, "河东街道", "street", code),
        places.AreaRow("990101002", "河西镇", "street", code),
    ]
    for number, (community, name) in enumerate([(HERE, "东街社区"), (THERE, "西街社区"), (ELSEWHERE, "李家村")]):
        rows.append(places.AreaRow(community, name, "community", community[:9]))
        for cell in range(4):
            south, west = 30 + number * 0.01, 104 + cell * 0.01
            ring = [
                (west, south),
                (west + 0.01, south),
                (west + 0.01, south + 0.01),
                (west, south + 0.01),
                (west, south),
            ]
            shape = "POLYGON ((" + ", ".join(f"{x:.2f} {y:.2f}" for x, y in ring) + "))"
            code15 = f"{community}{cell + 1:03d}"
            rows.append(
                places.AreaRow(code15, f"第{cell + 1}网格", "grid", community, south + 0.005, west + 0.005, True, shape)
            )
    return rows


def spot(community: str = HERE, cell: int = 1) -> tuple[float, float]:
    """Latitude and longitude in the middle of a cell."""
    return 30.005 + [HERE, THERE, ELSEWHERE].index(community) * 0.01, 103.995 + cell * 0.01


def _organisations(code: str) -> list[people.OrganisationRow]:
    row = people.OrganisationRow
    return [
        row(CENTRE, "演示区社会治理中心", "区中心", "centre"),
        *(row(unit, f"演示区{short}局", short, "department", duty_phone="19900000001") for unit, short in DEPARTMENTS.items()),
        row(STREET, "河东街道办事处", "河东街道", "street", STREET),
        row("990101002", "河西镇人民政府", "河西镇", "street", "990101002"),
        row(HERE, "东街社区居民委员会", "东街社区", "community", HERE, STREET),
        row(THERE, "西街社区居民委员会", "西街社区", "community", THERE, STREET),
        row(ELSEWHERE, "李家村村民委员会", "李家村", "community", ELSEWHERE, "990101002"),
    ]  # fmt: skip


def _catalogue(found: District) -> None:
    callout = {"acknowledge": "5分钟", "arrive": "3小时", "finish": "10个工作日"}
    spec = {
        "case": {"acknowledge": "5分钟", "close": "10个工作日"}, "callout": callout,
        "whistle": {"emergency": {"arrive": "1小时"}}, "ruling": "2小时", "escalate_again": "1个工作日",
    }  # fmt: skip
    ordinary = {**spec, "case": {"acknowledge": "4工作小时", "answer": "3个工作日", "close": "5个工作日"}}
    catalogue.replace_clocks(
        found, [catalogue.ClockRow("5310", "5310", "", spec), catalogue.ClockRow("ordinary", "普通", "", ordinary)]
    )
    catalogue.replace_categories(
        found,
        [
            catalogue.CategoryRow(
                DRAIN, "城乡建设", "市政设施", "排水管网堵塞", ("下水道", "堵了", "污水"), "5310", False
            ),
            catalogue.CategoryRow(NOISE, "环境", "噪声", "生活噪声", ("噪声", "音响"), "ordinary", False),
        ],
    )
    duty = catalogue.DutyRow
    catalogue.replace_duties(found, [duty(DRAIN, WORKS, True), duty(DRAIN, WATER, False), duty(NOISE, POLICE, True)])
    catalogue.replace_answer_templates(found, [catalogue.AnswerTemplateRow("done", "已处理", "您好，已处理。")])
    catalogue.replace_patrol_duties(
        found, [catalogue.PatrolDutyRow("fire", "消防通道巡查", ("通道是否畅通",), "daily")]
    )


def actor(username: str) -> Actor:
    """One of the staff."""
    return Actor.of(Account.objects.get(username=username))


def report(by: Actor | None = None, **given: Any) -> Submitted:
    """A blocked drain in the first cell of 东街社区, or what is given instead."""
    lat, lon = spot()
    need: dict[str, Any] = {
        "district": CODE, "text": "林家巷52号门口下水道堵了，污水漫到路面", "location": {"lat": lat, "lon": lon, "accuracy": 12}
    }  # fmt: skip
    return submit(by or Actor.guest(), need | given)


def move(username: str, case: Case, name: str, **given: Any) -> Done:
    """A member of staff makes a move on a case."""
    return perform(actor(username), case.code, name, given)


def reporter_of(case: Case) -> Actor:
    """Whoever holds the receipt."""
    return Actor.guest(receipt_for=case.pk)


def say(case: Case, name: str, **given: Any) -> Done:
    """The reporter makes a move."""
    return perform(reporter_of(case), case.code, name, given)


def resident(phone: str = "13800000001") -> Account:
    """Someone who has signed in with a telephone."""
    return Account.objects.create(phone_cipher=seal(phone), phone_index=blind_index(phone))


def registered(**given: Any) -> Case:
    """A case taken up by 东街社区."""
    return move("here", report(**given).case, "register", category=DRAIN).case


def whistled(*units: str, **given: Any) -> Case:
    """A case with departments called, all of them if none is named."""
    case = registered(**given)
    return move(
        "here", case, "whistle", kind="joint", reason="需要一起到现场", organisations=list(units or DEPARTMENTS)
    ).case


def callout(case: Case, unit: str) -> Callout:
    return Callout.objects.get(case=case, organisation=unit)


def answer_call(username: str, called: Callout, *steps: str) -> Callout:
    """A department, or the centre, goes through steps: acknowledge, report-in, arrive, finish; refuse, overrule."""
    lat, lon = spot()
    needs: dict[str, dict[str, Any]] = {
        "report-in": {"who": "小李", "at": "2026-11-02T10:00:00+08:00"},
        "arrive": {"location": {"lat": lat, "lon": lon, "accuracy": 8}},
        "finish": {"text": "已疏通，冲洗了路面"},
        "refuse": {"reason": "不属我局职责"},
        "overrule": {"reason": "权责清单载明由该单位办理"},
    }
    for step in steps:
        perform_on_callout(actor(username), called.pk, step, needs.get(step, {}))
    called.refresh_from_db()
    return called


def confirm(case: Case, **ratings: int) -> Done:
    """The community confirms the only whistle; ratings by short username, e.g. works=5."""
    given = {f"{CODE}-{name}": level for name, level in ratings.items()}
    return perform_on_whistle(actor("here"), case.whistles.get().pk, {"ratings": given})


def closed(result: str = "solved", **given: Any) -> Case:
    """A case answered and closed by its community."""
    case = registered(**given)
    move("here", case, "answer", text="已处理，请查看")
    return move("here", case, "close", result=result).case


def told(case: Case) -> list[tuple[str, str]]:
    """What was told about a case so far, sorted: (template, organisation, or "reporter" or "follower")."""
    mine = {case.reporter_id, case.account_id}
    return sorted(
        (
            one.template.removesuffix(".desk"),
            one.organisation_id or ("reporter" if (one.contact_id or one.account_id) in mine else "follower"),
        )
        for one in Notice.objects.filter(about=case.pk)
    )
