"""A small district for residents' pages: one street, two communities of two by two cells, a lane, a desk each."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from linli.cases.actions import perform, submit
from linli.cases.models import Case
from linli.catalogue import actions as catalogue
from linli.people import actions as people
from linli.people.actors import Actor
from linli.people.models import Account
from linli.places import actions as places
from linli.places import queries as where
from linli.places.models import District

LAT, LON, EDGE = 28.76, 104.62, 0.004
DONGJIE, XIJIE = "511502001001", "511502001002"
DRAIN = "林家巷52号门口下水道堵了，污水外溢"
TERMS = {
    "case": {"acknowledge": "5分钟", "close": "10个工作日"},
    "callout": {"acknowledge": "5分钟", "arrive": "3小时", "finish": "10个工作日"},
    "ruling": "2小时", "escalate_again": "1个工作日",
}  # fmt: skip


def square(column: int, row: int) -> str:
    west, south = LON + column * EDGE, LAT + row * EDGE
    east, north = west + EDGE, south + EDGE
    return f"POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"


def middle(column: int, row: int) -> tuple[float, float]:
    """Latitude and longitude of the middle of a cell."""
    return LAT + (row + 0.5) * EDGE, LON + (column + 0.5) * EDGE


def _areas() -> list[places.AreaRow]:
    row = places.AreaRow
    rows = [
        row("510000", "四川省", "province", None), row("511500", "宜宾市", "city", "510000"),
        row("511502", "翠屏区", "district", "511500"), row("511502001", "合江门街道", "street", "511502"),
        row(DONGJIE, "东街社区", "community", "511502001"), row(XIJIE, "西街社区", "community", "511502001"),
    ]  # fmt: skip
    for community, first in ((DONGJIE, 0), (XIJIE, 2)):
        for number in range(4):
            at = (first + number % 2, number // 2)
            rows.append(row(f"{community}{number + 1:03}", f"第{number + 1}网格", "grid", community, shape=square(*at)))
    return rows


@dataclass
class Town:
    """The district, and who sits at the desk of 东街社区."""

    district: District
    desk: Actor

    def report(self, text: str = DRAIN, **given: object) -> tuple[Case, str]:
        """A case of a guest in the first cell of 东街社区, and its receipt."""
        lat, lon = middle(0, 0)
        known = {"district": "511502", "text": text, "location": {"lat": lat, "lon": lon}, **given}
        opened = submit(Actor.guest(), known)
        return opened.case, opened.receipt

    def published(self, text: str = DRAIN, **given: object) -> tuple[Case, str]:
        case, receipt = self.report(text, **given)
        perform(self.desk, case.code, "register", {"category": "010101", "title": "林家巷口污水外溢"})
        return Case.objects.get(pk=case.pk), receipt

    def closed(self) -> tuple[Case, str]:
        case, receipt = self.published()
        perform(self.desk, case.code, "answer", {"text": "已疏通管道"})
        perform(self.desk, case.code, "close", {"result": "solved"})
        return Case.objects.get(pk=case.pk), receipt


def build() -> Town:
    district, _changes = places.replace_district(
        code="511502",
        slug="cuiping",
        name="翠屏区",
        city="宜宾市",
        province="四川省",
        prefix="CP",
        demo=True,
        settings={},
    )
    places.replace_areas(district, _areas())
    lat, lon = middle(0, 0)
    places.replace_roads(
        district,
        [
            places.RoadRow(DONGJIE, "林家巷", 1, 80, lat, lon),
            places.RoadRow(DONGJIE, "人民路", 1, 99),
            places.RoadRow(XIJIE, "人民路", 1, 99),
        ],
    )
    row = people.OrganisationRow
    people.replace_organisations(
        district,
        [
            row("511502", "翠屏区指挥中心", "区中心", "centre"),
            row("511502001", "合江门街道办事处", "合江门街道", "street", "511502001"),
            row(DONGJIE, "东街社区居委会", "东街社区", "community", DONGJIE),
            row(XIJIE, "西街社区居委会", "西街社区", "community", XIJIE),
            row("511502-zhzf", "区综合行政执法局", "综合执法", "department"),
        ],
    )
    catalogue.replace_clocks(district, [catalogue.ClockRow("5310", "5310", "", TERMS)])
    catalogue.replace_categories(
        district,
        [
            catalogue.CategoryRow("010101", "城乡建设", "市政设施", "排水管网堵塞", ("下水道", "污水"), "5310", False),
            catalogue.CategoryRow("020101", "市容环卫", "环境卫生", "垃圾堆积", ("垃圾",), "5310", False),
        ],
    )
    worker = people.PersonRow("王芳", "dongjie", None, (people.PositionRow("community_worker", DONGJIE, DONGJIE),))
    people.replace_people(district, [worker], "linli-demo")
    places.bump_revision(district)
    desk = Actor.of(Account.objects.get(username="dongjie"))
    return Town(where.district_by("cuiping"), desk)


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (64, 48), *, name: str = "photo.jpg", exif: Image.Exif | None = None
) -> SimpleUploadedFile:
    """A photo with a different colour in each quarter."""
    drawn = Image.new("RGB", size, "#205080")
    drawn.paste("#d04010", (0, 0, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    drawn.save(out, kind, **({"exif": exif} if exif else {}))
    return SimpleUploadedFile(name, out.getvalue())


def html(response: HttpResponse) -> str:
    return response.content.decode()


def holding(case: Case, receipt: str) -> Client:
    """The browser of a case's reporter."""
    client = Client()
    client.get(f"/c/{case.code}", {"k": receipt})
    return client
