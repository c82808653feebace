"""The same samples, asked of R's survey package: every figure to ten digits."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import polars
import pytest

from linli.health.statistics.survey import Design, Estimate, Lonely, Survey, table_of
from tests.conftest import IN_CI

DATA = Path(__file__).resolve().parents[4] / "shared/data/health"
# In CI R has to be there, and the tests fail without it.
pytestmark = [
    pytest.mark.skipif(not DATA.exists() and not IN_CI, reason="the shared data are not beside this tree"),
    pytest.mark.skipif(
        shutil.which("Rscript") is None and not IN_CI, reason="R is not here: apt-get install r-cran-survey"
    ),
]
# How R is told of each design, and how Linli is.
DESIGNS = {
    "clus1": ("svydesign(id=~dnum, weights=~pw, fpc=~fpc, data=d)", "apiclus1", Design("pw", clusters=("dnum",), populations=("fpc",))),
    "clus2": ("svydesign(id=~dnum+snum, weights=~pw, fpc=~fpc1+fpc2, data=d)", "apiclus2", Design("pw", clusters=("dnum", "snum"), populations=("fpc1", "fpc2"))),
    "strat": ("svydesign(id=~1, strata=~stype, weights=~pw, fpc=~fpc, data=d)", "apistrat", Design("pw", strata="stype", populations=("fpc",))),
    "without": ("svydesign(id=~dnum, strata=~stype, weights=~pw, nest=TRUE, data=d)", "apiclus1", Design("pw", strata="stype", clusters=("dnum",), lonely=Lonely.CERTAINTY)),
    "adjusted": ("svydesign(id=~dnum, strata=~stype, weights=~pw, nest=TRUE, data=d)", "apiclus1", Design("pw", strata="stype", clusters=("dnum",), lonely=Lonely.ADJUST)),
    "average": ("svydesign(id=~dnum, strata=~stype, weights=~pw, nest=TRUE, data=d)", "apiclus1", Design("pw", strata="stype", clusters=("dnum",), lonely=Lonely.AVERAGE)),
}  # fmt: skip
# What is asked: in R, as a value and its standard error each line, and here.
ASKED: dict[str, tuple[str, Callable[[Survey], list[Estimate]]]] = {
    "mean": ("svymean(~api00, s)", lambda s: s.mean("api00")),
    "mean of some": ("svymean(~mobility, s, na.rm=TRUE)", lambda s: s.mean("mobility")),
    "total": ("svytotal(~enroll, s, na.rm=TRUE)", lambda s: s.total("enroll")),
    "ratio": ("svyratio(~api.stu, ~enroll, s, na.rm=TRUE)", lambda s: s.ratio("api.stu", "enroll")),
    "by kind of school": ("svyby(~api00, ~stype, s, svymean)", lambda s: s.mean("api00", by="stype")),
    "total by kind of school": ("svyby(~api.stu, ~stype, s, svytotal)", lambda s: s.total("api.stu", by="stype")),
    "proportion": ("svymean(~I(as.numeric(api00 >= 700)), s)", lambda s: s.proportion(lambda row: row.api00 >= 700)),
    "linear": ("svyglm(api00 ~ ell + meals, s)", lambda s: s.linear("api00", ("ell", "meals"))),
    "logistic": (
        # R weighs by the last step but one: begun where it ended, it goes a step further.
        "{m <- svyglm(I(api00 >= 700) ~ ell + meals, s, family=quasibinomial(), control=list(epsilon=1e-15, maxit=60)); "
        "svyglm(I(api00 >= 700) ~ ell + meals, s, family=quasibinomial(), start=coef(m), control=list(epsilon=1e-15, maxit=60))}",
        lambda s: s.logistic("good", ("ell", "meals")),
    ),
}


def r(script: str) -> list[tuple[float, float]]:
    done = subprocess.run(["Rscript", "-"], input=script, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line.split() for line in done.stdout.splitlines() if line.startswith("=")]
    return [(float(value), float(error)) for _sign, value, error in lines]


@pytest.mark.parametrize("design", DESIGNS)
def test_ten_digits(design: str) -> None:
    told, name, ours = DESIGNS[design]
    rule = {"without": "certainty", "adjusted": "adjust", "average": "average"}.get(design, "fail")
    asked = "\n".join(
        f'r <- {there}; cat(sprintf("= %.17g %.17g\\n", as.numeric(coef(r)), as.numeric(SE(r))), sep="")'
        for there, _here in ASKED.values()
    )
    theirs = r(
        f'suppressMessages(library(survey)); options(survey.lonely.psu="{rule}")\n'
        f'd <- read.csv("{DATA / name}.csv"); s <- {told}\n{asked}'
    )
    table = polars.read_csv(DATA / f"{name}.csv", infer_schema_length=1000)
    survey = Survey(table_of(table.with_columns(good=(polars.col("api00") >= 700).cast(int))), ours)
    found = [(what, one) for what, (_there, here) in ASKED.items() for one in here(survey)]
    assert len(found) == len(theirs)
    for (what, one), (value, error) in zip(found, theirs, strict=True):
        assert one.value == pytest.approx(value, rel=1e-10), (what, one.domain)
        assert one.error == pytest.approx(error, rel=1e-10), (what, one.domain)
