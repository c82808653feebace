"""Weights fitted to known totals, and what varies after that, as R's survey package has both."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import polars
import pytest

from linli.health.statistics.calibration import Distance, Weighted, calibrate, post_stratify, rake
from linli.health.statistics.survey import Survey

from .r import DESIGNS, asks_r, near

pytestmark = asks_r
KINDS, WIDE = {"E": 4421, "H": 755, "M": 1018}, {"No": 1072, "Yes": 5122}
TOTALS = {"": 6194, "stype": KINDS, "api99": 3914069}
KNOWN = """
kinds <- data.frame(stype=c("E", "H", "M"), Freq=c(4421, 755, 1018)); wide <- data.frame(sch.wide=c("No", "Yes"), Freq=c(1072, 5122))
totals <- c(`(Intercept)`=6194, stypeH=755, stypeM=1018, api99=3914069)
"""
WAYS: dict[str, tuple[str, Callable[[Any], Weighted]]] = {
    "post-stratified": ("postStratify(s, ~stype, kinds)", lambda d: post_stratify(d, "pw", "stype", KINDS)),
    "linear": ("calibrate(s, ~stype + api99, totals)", lambda d: calibrate(d, "pw", TOTALS)),
    "linear within bounds": (
        "calibrate(s, ~stype + api99, totals, bounds=c(0.5, 2), epsilon=1e-13)",
        lambda d: calibrate(d, "pw", TOTALS, bounds=(0.5, 2)),
    ),
    "exponential": (
        'calibrate(s, ~stype + api99, totals, calfun="raking", epsilon=1e-13)',
        lambda d: calibrate(d, "pw", TOTALS, distance=Distance.RAKING),
    ),
    "raked as a calibration": (
        'calibrate(s, ~stype + sch.wide, c(`(Intercept)`=6194, stypeH=755, stypeM=1018, sch.wideYes=5122), calfun="raking", epsilon=1e-13)',
        lambda d: rake(d, "pw", {"stype": KINDS, "sch.wide": WIDE}),
    ),
    "raked within bounds": (
        'calibrate(s, ~stype + sch.wide, c(`(Intercept)`=6194, stypeH=755, stypeM=1018, sch.wideYes=5122), calfun="raking", bounds=c(0.6, 1.75), epsilon=1e-13)',
        lambda d: rake(d, "pw", {"stype": KINDS, "sch.wide": WIDE}, bounds=(0.6, 1.75)),
    ),
    "trimmed": (
        "calibrate(s, ~stype + api99, totals, bounds=c(-1000, 1000), epsilon=1e-13, trim=c(0.7, 1.3))",
        lambda d: calibrate(d, "pw", TOTALS, trim=(0.7, 1.3)),
    ),
}
THEIR_FIGURES = """
tell(weights(r))
for (what in list(svymean(~api00, r), svytotal(~enroll, r, na.rm=TRUE), svymean(~mobility, r, na.rm=TRUE), svyratio(~api.stu, ~enroll, r, na.rm=TRUE),
  svyby(~api00, ~stype, r, svymean), svyby(~api00, ~sch.wide, r, svymean), svyglm(api00 ~ ell + meals, r)))
  for (at in seq_along(coef(what))) tell(coef(what)[at], SE(what)[at])
f <- svychisq(~stype+awards, r); tell(f$statistic, f$p.value)
q <- svyquantile(~api00, r, 0.5, qrule="math"); tell(q$api00[1:4])
"""


@cache
def told(design: str) -> dict[str, list[list[float]]]:
    """Of each way what R has, asked of it at once."""
    asked = "\n".join(f"r <- {there}\n{THEIR_FIGURES}" for there, _here in WAYS.values())
    lines = DESIGNS[design].asked(f"{KNOWN}\n{asked}")
    each = len(lines) // len(WAYS)
    return {way: lines[at * each : (at + 1) * each] for at, way in enumerate(WAYS)}


@pytest.mark.parametrize("design", ["clus1", "clus2", "strat"])
@pytest.mark.parametrize("way", WAYS)
def test_weights_and_what_varies(way: str, design: str) -> None:
    drawn, here = DESIGNS[design], WAYS[way][1]
    weights, *figures, independence, middle = told(design)[way]
    fitted = here(drawn.table)
    assert list(fitted.weights) == near(weights)
    survey = Survey(fitted.table, drawn.design, fitted)
    ours = [
        *survey.mean("api00"), *survey.total("enroll"), *survey.mean("mobility"), *survey.ratio("api.stu", "enroll"),
        *survey.mean("api00", by="stype"), *survey.mean("api00", by="sch.wide"), *survey.linear("api00", ("ell", "meals")),
    ]  # fmt: skip
    for one, (value, error) in zip(ours, figures, strict=True):
        assert (one.value, one.error) == near((value, error)), one
    test = survey.crossed("stype", "awards").test
    assert [test.f, test.p] == near(independence)
    (one,) = survey.quantile("api00")
    assert [one.value, one.low, one.high, one.error] == near(middle)


@pytest.mark.parametrize("design", ["clus1", "clus2", "strat"])
def test_raked_weights(design: str) -> None:
    drawn = DESIGNS[design]
    asked = "r <- rake(s, list(~stype, ~sch.wide), list(kinds, wide), control=list(maxit=500, epsilon=1e-14)); tell(weights(r)); m <- svymean(~api00, r); tell(coef(m), SE(m))"
    weights, (value, error) = drawn.asked(f"{KNOWN}\n{asked}")
    fitted = rake(drawn.table, "pw", {"stype": KINDS, "sch.wide": WIDE})
    assert list(fitted.weights) == near(weights)
    (found,) = Survey(fitted.table, drawn.design, fitted).mean("api00")
    assert found.value == near(value)
    # R's `rake` takes residuals without weights, its `calibrate` and we by the weights before: the same where those are equal.
    assert found.error == pytest.approx(error, rel=1e-8) or drawn.table["pw"].n_unique() > 1


def test_a_crossed_margin_is_a_stratum() -> None:
    drawn = DESIGNS["strat"]
    known = drawn.table.group_by("stype", "awards").agg(polars.col("pw").sum() * 1.1).rows()
    counts = {(kind, award): count for kind, award, count in known}
    told = ", ".join(f'"{kind}"' for kind, _award in counts), ", ".join(f'"{award}"' for _kind, award in counts)
    frame = f"data.frame(stype=c({told[0]}), awards=c({told[1]}), Freq=c({', '.join(map(repr, counts.values()))}))"
    weights, (value, error) = drawn.asked(
        f"r <- postStratify(s, ~stype + awards, {frame}); tell(weights(r)); m <- svytotal(~enroll, r); tell(coef(m), SE(m))"
    )
    fitted = post_stratify(drawn.table, "pw", ("stype", "awards"), counts)
    (found,) = Survey(fitted.table, drawn.design, fitted).total("enroll")
    assert list(fitted.weights) == near(weights) and (found.value, found.error) == near((value, error))
