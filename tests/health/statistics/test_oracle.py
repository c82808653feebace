"""The same samples, asked of R's survey package: every figure to ten digits."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linli.health.statistics.survey import Estimate, Freedom, Survey

from .r import DESIGNS, asks_r, near

pytestmark = asks_r
# What is asked: in R, as a value and its standard error each line, and here.
ASKED: dict[str, tuple[str, Callable[[Survey], list[Estimate]]]] = {
    "mean": ("svymean(~api00, s)", lambda s: s.mean("api00")),
    "mean of some": ("svymean(~mobility, s, na.rm=TRUE)", lambda s: s.mean("mobility")),
    "total": ("svytotal(~enroll, s, na.rm=TRUE)", lambda s: s.total("enroll")),
    "ratio": ("svyratio(~api.stu, ~enroll, s, na.rm=TRUE)", lambda s: s.ratio("api.stu", "enroll")),
    "by kind of school": ("svyby(~api00, ~stype, s, svymean)", lambda s: s.mean("api00", by="stype")),
    "total by kind of school": ("svyby(~api.stu, ~stype, s, svytotal)", lambda s: s.total("api.stu", by="stype")),
    "of some schools": ("svymean(~api00, subset(s, meals > 50))", lambda s: s.within(lambda row: row.meals > 50).mean("api00")),
    "proportion": ("svymean(~I(as.numeric(api00 >= 700)), s)", lambda s: s.proportion(lambda row: row.api00 >= 700)),
    "linear": ("svyglm(api00 ~ ell + meals, s)", lambda s: s.linear("api00", ("ell", "meals"))),
    "logistic": (
        # R weighs by the last step but one: begun where it ended, it goes a step further.
        "{m <- svyglm(I(api00 >= 700) ~ ell + meals, s, family=quasibinomial(), control=list(epsilon=1e-15, maxit=60)); "
        "svyglm(I(api00 >= 700) ~ ell + meals, s, family=quasibinomial(), start=coef(m), control=list(epsilon=1e-15, maxit=60))}",
        lambda s: s.logistic("good", ("ell", "meals")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("design", DESIGNS)
def test_ten_digits(design: str) -> None:
    drawn = DESIGNS[design]
    theirs = drawn.asked(
        "\n".join(
            f"r <- {there}; for (at in seq_along(coef(r))) tell(coef(r)[at], SE(r)[at])"
            for there, _here in ASKED.values()
        )
    )
    survey = drawn.survey
    found = [(what, one) for what, (_there, here) in ASKED.items() for one in here(survey)]
    assert len(found) == len(theirs)
    for (what, one), (value, error) in zip(found, theirs, strict=True):
        assert (one.value, one.error) == near((value, error)), (what, one.domain)


# None of them a whole number of equal weights: there R's answer hangs on how its sums were rounded.
ASKED_AT = (0.13, 0.27, 0.51, 0.88)
# Nor less than the weight of the smallest value: of that share R has the second smallest. So it is asked of kinds of which
# there are many schools.
MANY = 50
# R calls the function once a kind of school, on that kind alone: the interval has the freedom of its own clusters.
QUANTILES = """
for (p in c(0.13, 0.27, 0.51, 0.88)) {
  q <- svyquantile(~api00, s, p, qrule="math"); tell(q$api00[1:4])
  q <- svyquantile(~mobility, s, p, qrule="math", na.rm=TRUE); tell(q$mobility[1:4])
  for (kind in c("E", "H", "M")) if (sum(d$stype == kind) >= 50) { q <- svyquantile(~api00, subset(s, stype == kind), p, qrule="math"); tell(q$api00[1:4]) }
}
"""


@pytest.mark.parametrize("design", ["clus1", "clus2", "strat"])
def test_quantiles_and_the_interval_of_woodruff(design: str) -> None:
    drawn = DESIGNS[design]
    survey, found = drawn.survey, []
    for at in ASKED_AT:
        found += survey.quantile("api00", at) + survey.quantile("mobility", at)
        by = survey.quantile("api00", at, by="stype", freedom=Freedom.DOMAIN)
        found += [one for one in by if one.count >= MANY]
    theirs = drawn.asked(QUANTILES)
    assert len(found) == len(theirs)
    for one, told in zip(found, theirs, strict=True):
        assert [one.value, one.low, one.high, one.error] == near(told), one


TABLE = """
f <- svychisq(~stype+sch.wide, s); g <- svychisq(~stype+sch.wide, s, statistic="Chisq")
tell(f$statistic, f$parameter, f$p.value, g$statistic, g$p.value)
for (what in list(svymean(~interaction(stype, sch.wide), s), svytotal(~interaction(stype, sch.wide), s)))
  for (at in seq_along(coef(what))) tell(coef(what)[at], SE(what)[at])
"""


@pytest.mark.parametrize("design", DESIGNS)
def test_a_two_way_table_and_the_test_of_rao_and_scott(design: str) -> None:
    drawn = DESIGNS[design]
    (told, *cells) = drawn.asked(TABLE)
    table = drawn.survey.crossed("stype", "sch.wide")
    test = table.test
    assert [test.f, test.numerator, test.denominator, test.p] == near(told[:4])
    assert [test.pearson, test.p_first_order] == near(told[4:])
    order = [table.at(kind, wide) for wide in ("No", "Yes") for kind in ("E", "H", "M")]
    ours = [cell.share for cell in order] + [cell.weighted for cell in order]
    assert [(one.value, one.error) for one in ours] == [near(tuple(one)) for one in cells]


def test_the_limits_of_a_proportion_on_the_scale_of_log_odds() -> None:
    drawn = DESIGNS["clus1"]
    ((value, low, high),) = drawn.asked(
        'r <- svyciprop(~I(api00 >= 700), s, method="xlogit"); tell(coef(r), confint(r))'
    )
    (found,) = drawn.survey.proportion(lambda row: row.api00 >= 700, log_odds=True)
    assert (found.value, found.low, found.high) == near((value, low, high))
