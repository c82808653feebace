"""How long a bulletin takes: small numbers found, charts drawn, the paper typeset; a thick one, from invented counts.

python -m bench.bulletin    this alone; it needs no database
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from datetime import date
from typing import TYPE_CHECKING

from linli.bulletins.content import Cell, Column, Content, Line, Method, Section, Table, Used, digest_of
from linli.bulletins.freezing import frozen
from linli.clock import now
from linli.typesetting import fonts, pdf

from .table import Row, at_most, show

if TYPE_CHECKING:  # run alone, this file is read before Django is set up
    from linli.bulletins.models import Bulletin
    from linli.places.models import District

SECTIONS, AGES, ASKED = 40, 14, 30.0


def measure(district: District) -> list[Row]:
    """From raw tables to a PDF; every section with a chart and a table of two ways."""
    from linli.bulletins.actions.printing import PAPERS
    from linli.bulletins.queries.paper import paper
    from linli.bulletins.queries.shown import as_csv, shown

    content = thick()
    cells = sum(one.table.cells for one in content.sections)
    began = time.perf_counter()
    safe = frozen(content)
    suppressed = time.perf_counter()
    row = _row(district, safe)
    made = pdf((PAPERS / "bulletin.typ").read_bytes(), paper(row, shown(safe), fonts()), PAPERS)
    typeset = time.perf_counter()
    as_csv(safe)
    kept_back = safe.suppression.cells if safe.suppression else 0
    remark = f"{SECTIONS} sections, {cells:,} cells, {kept_back} kept back, {len(made) / 1000:,.0f} kB"
    return [
        at_most("a bulletin, from tables to PDF", typeset - began, ASKED, seconds, remark),
        Row("  finding what to keep back", seconds(suppressed - began)),
        Row("  charts and typesetting", seconds(typeset - suppressed)),
    ]


def seconds(value: float) -> str:
    return f"{value:.1f} s"


def thick() -> Content:
    """Half of the sections are of few people, so that much is kept back."""
    dice = random.Random("bulletin")
    sections = tuple(_section(dice, number) for number in range(SECTIONS))
    return Content(
        title="演示公报", district="演示区", issuer="演示区疾病预防控制中心", year=2026, period="2026年", summary=("演示。",), key_figures=(), sections=sections,
        methods=(Method(name="抽样", text="分层两阶段整群抽样。"),), used=(Used(kind="rule", name="演示规则", version="1"),),
        made_on=date(2026, 1, 1), synthetic=True,
    )  # fmt: skip


def _section(dice: random.Random, number: int) -> Section:
    size = 12 if number % 2 else 300
    counts = [[(dice.randint(5, size), dice.random()) for _sex in range(2)] for _age in range(AGES)]
    cells = [[(n, round(n * share)) for n, share in row] for row in counts]
    rows = [*cells, [(sum(n for n, _c in column), sum(c for _n, c in column)) for column in zip(*cells, strict=True)]]
    lines = tuple(
        Line(label=f"{15 + 5 * at}–{19 + 5 * at}岁" if at < AGES else "合计", group="年龄" if at < AGES else "", domain={"age": str(at)} if at < AGES else {}, cells=_cells(row))
        for at, row in [(AGES, rows[-1]), *enumerate(rows[:-1])]
    )  # fmt: skip
    columns = (
        Column(label="合计"),
        Column(label="男", domain={"sex": "male"}, tone="men"),
        Column(label="女", domain={"sex": "female"}, tone="women"),
    )
    table = Table(
        code=f"t{number}",
        title=f"指标{number + 1}",
        measure=f"m{number}",
        shows="share",
        unit="%",
        columns=columns,
        lines=lines,
    )
    return Section(
        code=f"s{number}",
        title=f"指标{number + 1}",
        message="分年龄、性别。",
        table=table,
        chart="lines" if number % 3 else "bars",
    )


def _cells(row: list[tuple[int, int]]) -> tuple[Cell, ...]:
    whole = (sum(n for n, _c in row), sum(c for _n, c in row))
    return tuple(
        Cell(n=n, cases=cases, value=100 * cases / n, low=90 * cases / n, high=min(100.0, 110 * cases / n))
        for n, cases in (whole, *row)
    )


def _row(district: District, content: Content) -> Bulletin:
    """One that is in no table."""
    from linli.bulletins.models import Bulletin, Edition

    edition = Edition(content=content.model_dump(mode="json"), digest=digest_of(content), made_at=now())
    return Bulletin(
        district=district, code="2026-annual", version=1, kind="annual", year=2026, title=content.title,
        state="published", edition=edition, published_at=now(),
    )  # fmt: skip


def _alone() -> None:
    """The whole measurement, of a district that is in no table either."""
    import django

    with tempfile.TemporaryDirectory(prefix="linli-bench-bulletin-") as home:
        os.environ |= {"LINLI_DATA": home, "DJANGO_SETTINGS_MODULE": "linli.settings"}
        django.setup()
        from django.utils import translation

        from linli.places.models import District

        translation.activate("zh-hans")
        show(measure(District(code="990101", slug="demo", name="演示区", demo=True)), "A bulletin")


if __name__ == "__main__":
    _alone()
