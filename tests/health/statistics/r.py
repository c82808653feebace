"""R's survey package, asked about the teaching samples of its own."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars
import pytest

from linli.health.statistics.survey import Design, Lonely, Survey
from tests.conftest import IN_CI

DATA = Path(__file__).resolve().parents[4] / "shared/data/health"
# In CI R has to be there, and the tests fail without it.
asks_r = [
    pytest.mark.skipif(not DATA.exists() and not IN_CI, reason="the shared data are not beside this tree"),
    pytest.mark.skipif(
        shutil.which("Rscript") is None and not IN_CI, reason="R is not here: apt-get install r-cran-survey"
    ),
]


@dataclass(frozen=True)
class Drawn:
    """How R is told of a design, and how Linli is."""

    told: str
    name: str
    design: Design
    rule: str = "fail"

    @property
    def table(self) -> polars.DataFrame:
        table = polars.read_csv(DATA / f"{self.name}.csv", infer_schema_length=1000)
        return table.with_columns(good=(polars.col("api00") >= 700).cast(int))

    @property
    def survey(self) -> Survey:
        return Survey(self.table, self.design)

    def asked(self, script: str) -> list[list[float]]:
        """The figures of each line that the script writes with a leading "="; `s` is the design there, `d` its table."""
        return r(
            f'options(survey.lonely.psu="{self.rule}"); d <- read.csv("{DATA / self.name}.csv"); s <- {self.told}\n'
            f"{script}"
        )


DESIGNS = {
    "clus1": Drawn("svydesign(id=~dnum, weights=~pw, fpc=~fpc, data=d)", "apiclus1", Design("pw", clusters=("dnum",), populations=("fpc",))),
    "clus2": Drawn("svydesign(id=~dnum+snum, weights=~pw, fpc=~fpc1+fpc2, data=d)", "apiclus2", Design("pw", clusters=("dnum", "snum"), populations=("fpc1", "fpc2"))),
    "strat": Drawn("svydesign(id=~1, strata=~stype, weights=~pw, fpc=~fpc, data=d)", "apistrat", Design("pw", strata="stype", populations=("fpc",))),
    "without": Drawn("svydesign(id=~dnum, strata=~stype, weights=~pw, nest=TRUE, data=d)", "apiclus1", Design("pw", strata="stype", clusters=("dnum",), lonely=Lonely.CERTAINTY), "certainty"),
    "adjusted": Drawn("svydesign(id=~dnum, strata=~stype, weights=~pw, nest=TRUE, data=d)", "apiclus1", Design("pw", strata="stype", clusters=("dnum",), lonely=Lonely.ADJUST), "adjust"),
    "average": Drawn("svydesign(id=~dnum, strata=~stype, weights=~pw, nest=TRUE, data=d)", "apiclus1", Design("pw", strata="stype", clusters=("dnum",), lonely=Lonely.AVERAGE), "average"),
}  # fmt: skip


def r(script: str) -> list[list[float]]:
    begun = (
        f"suppressMessages(library(survey)); tell <- function(...) cat('=', sprintf('%.17g', c(...)), '\\n')\n{script}"
    )
    done = subprocess.run(["Rscript", "-"], input=begun, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("=")]
    return [[float(value) for value in line] for line in lines]


def near(value: Any) -> Any:
    """To ten digits; what is not a number in the one has to be in the other."""
    return pytest.approx(value, rel=1e-10, nan_ok=True)
