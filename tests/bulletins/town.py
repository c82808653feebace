"""The small district with three officers of disease control, and a survey's results to make a bulletin from."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

from linli.bulletins import actions, sources
from linli.bulletins.content import Cell, Column, Content, KeyFigure, Line, Method, Section, Table, Tone, Used
from linli.bulletins.models import Bulletin, Kind
from linli.people import actions as people
from linli.people.models import Account
from linli.people.sessions import BACKEND
from linli.places.models import District
from tests import factories
from tests.factories import CODE, SLUG, actor

CDC = f"{CODE}-cdc"
PAGES = f"/{SLUG}/health/bulletins"
MAKERS = ("epi.one", "epi.two", "epi.three")
SOURCE = "survey:sample"


class Results:
    """A source like a survey's or a registry's results; `said` is what it tells now."""

    def __init__(self, content: Content) -> None:
        self.said = content

    def sources(self, district: District) -> list[sources.Source]:
        return (
            [sources.Source(SOURCE, Kind.SURVEY, "2026年成人慢性病危险因素调查", 2026, "3,558人")]
            if district.pk == CODE
            else []
        )

    def content(self, _district: District, _source: sources.Source) -> Content:
        return self.said

    def worded(self, content: Content) -> Content:
        return content


def district() -> District:
    found = factories.district()
    rows = [*factories._organisations(CODE), people.OrganisationRow(CDC, "演示区疾病预防控制中心", "区疾控", "health")]
    people.replace_organisations(found, rows)
    staff = [
        *(
            people.PersonRow(f"某{name}", name, None, (people.PositionRow(*held),))
            for name, held in factories.STAFF.items()
        ),
        *(
            people.PersonRow(f"疾控{name}", name, None, (people.PositionRow("epidemiologist", CDC, CODE),))
            for name in MAKERS
        ),
        people.PersonRow("某医生", "doctor", None, (people.PositionRow("physician", CDC, CODE),)),
    ]
    people.replace_people(found, staff, factories.PASSWORD)
    return found


def share(label: str, n: int, cases: int, group: str = "", tone: Tone = "plain", **domain: str) -> Line:
    value = 100 * cases / n if n else None
    near = None if value is None else (max(0.0, value - 2.3), min(100.0, value + 2.3))
    cell = Cell(n=n, cases=cases, value=value, low=near and near[0], high=near and near[1])
    return Line(label=label, group=group, domain=domain, tone=tone, cells=(cell,))


def hypertension(**changed: Any) -> Table:
    """Of 3,558 adults; in villages three of the eldest have it, which nobody may learn."""
    given: dict[str, Any] = {
        "code": "hypertension", "title": "高血压患病率", "measure": "hypertension", "shows": "share", "unit": "%",
        "columns": (Column(label="全部"),),
        "lines": (
            share("合计", 3558, 964, tone="total"),
            share("男", 1702, 513, "性别", "men", sex="male"), share("女", 1856, 451, "性别", "women", sex="female"),
            share("18–44岁", 1650, 171, "年龄", age="18-44"), share("45–59岁", 1200, 400, "年龄", age="45-59"),
            share("60–79岁", 700, 390, "年龄", age="60-79"), share("80岁及以上", 8, 3, "年龄", age="80+"),
        ),
    }  # fmt: skip
    return Table(**given | changed)


def by_age_and_sex() -> Table:
    def line(label: str, age: str, *cells: tuple[int, int]) -> Line:
        made = tuple(share("", n, cases).cells[0] for n, cases in cells)
        return Line(label=label, group="年龄" if age else "", domain={"age": age} if age else {}, cells=made)

    return Table(
        code="by_age", title="分年龄、性别高血压患病率", measure="hypertension", shows="share", unit="%",
        columns=(Column(label="合计"), Column(label="男", domain={"sex": "male"}, tone="men"), Column(label="女", domain={"sex": "female"}, tone="women")),
        lines=(
            line("合计", "", (3558, 964), (1702, 513), (1856, 451)),
            line("18–44岁", "18-44", (1650, 171), (800, 100), (850, 71)), line("45–59岁", "45-59", (1200, 400), (580, 220), (620, 180)),
            line("60–79岁", "60-79", (700, 390), (320, 192), (380, 198)), line("80岁及以上", "80+", (8, 3), (2, 1), (6, 2)),
        ),
    )  # fmt: skip


def content(**changed: Any) -> Content:
    given: dict[str, Any] = {
        "title": "2026年成人慢性病危险因素调查公报", "district": "演示区", "issuer": "演示区疾病预防控制中心", "year": 2026,
        "period": "2026年9月至10月",
        "summary": ("每100名成年人中约有27人血压偏高（95%区间24.8%–29.4%）。", "男性高于女性；年龄越大，比例越高。"),
        "key_figures": (KeyFigure(name="高血压患病率", table="hypertension", definition="收缩压≥140或舒张压≥90，或正在服药"),),
        "sections": (
            Section(code="s1", title="高血压", message="男性高于女性，60岁以后过半。", table=hypertension(), chart="bars", definition="收缩压≥140 mmHg和（或）舒张压≥90 mmHg，或正在服药。"),
            Section(code="s2", title="高血压：年龄与性别", message="各年龄段男性都不低于女性。", table=by_age_and_sex(), chart="lines"),
        ),
        "methods": (
            Method(name="抽样", text="分层、两阶段整群抽样，按人口规模成比例抽取。"), Method(name="应答率", text="应答率94.2%。"),
            Method(name="方差", text="泰勒线性化；置信区间95%。"),
        ),
        "used": (
            Used(kind="rule", name="高血压判定", version="2024", source="中国高血压防治指南(2024年修订版)"),
            Used(kind="population", name="加权用人口", version="2020", source="第七次人口普查", verified=False),
        ),
        "made_on": date(2026, 11, 2), "synthetic": True,
    }  # fmt: skip
    return Content(**given | changed)


def draft(by: str = "epi.one") -> Bulletin:
    return actions.make(actor(by), {"source": SOURCE})


def published(by: str = "epi.one", agrees: str = "epi.two") -> Bulletin:
    row = draft(by)
    actions.agree(actor(agrees), row.pk)
    return actions.publish(actor(by), row.pk)


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username), backend=BACKEND)
    return client
