"""Means of 20 domains from a million rows drawn in two stages, beside R's survey package on the same rows."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import polars

from .table import Row, at_most, tell

STRATA, CLUSTERS, UNITS, DOMAINS = 100, 50, 200, 20
ASKED = 1.0
# To R one stage is told: with both it has not come to an end within minutes.
R = """
suppressMessages(library(survey)); d <- read.csv("{rows}")
began <- proc.time()[["elapsed"]]
s <- svydesign(id=~cluster, strata=~stratum, weights=~weight, data=d, nest=TRUE)
drawn <- proc.time()[["elapsed"]]
r <- svyby(~value, ~domain, s, svymean)
cat("=", drawn - began, proc.time()[["elapsed"]] - drawn, sprintf("%.15g", c(coef(r), SE(r))), "\\n")
"""


def measure(*, quick: bool = False) -> list[Row]:
    """In one run, on the same rows. Where R is not there, the table says so and nothing is compared."""
    from linli.health.statistics.survey import Design, Survey

    table = rows(10 if quick else UNITS)
    size = f"{len(table):,} rows, {DOMAINS} domains"
    both = Design("weight", "stratum", ("cluster", "unit"), ("clusters", "units"))
    one = Design("weight", "stratum", ("cluster",))
    taken = {}
    for name, design in (("both stages", both), ("one stage", one)):
        rounds = []
        for _round in range(3):
            began = time.perf_counter()
            survey = Survey(table, design)
            drawn = time.perf_counter()
            found = survey.mean("value", by="domain")
            rounds.append((time.perf_counter() - began, drawn - began))
        taken[name] = min(rounds)
    told = []
    for name, (whole, drawn_in) in taken.items():
        remark = f"{size}; {drawn_in:.2f} s of it the looking through"
        told.append(at_most(f"survey means, {name}", whole, ASKED, seconds, remark))
    theirs = by_r(table)
    if theirs is None:
        tell.print("[bold red]R is not here, nothing is compared with it: apt-get install r-cran-survey[/]")
        return [*told, Row("  R survey, one stage", "not here", remark="apt-get install r-cran-survey")]
    drawn_in, asked_in, figures = theirs
    ours = [one_.value for one_ in found] + [one_.error for one_ in found]
    apart = max(abs(here / there - 1) for here, there in zip(ours, figures, strict=True))
    remark = f"{drawn_in:.2f} s of it the design; Linli's figures differ by {apart:.0e} at most"
    return [*told, Row("  R survey, one stage", seconds(drawn_in + asked_in), remark=remark)]


def rows(units: int) -> polars.DataFrame:
    """Drawn by lot from the same seed: strata of clusters of units, with a value that differs by cluster and domain."""
    chance = np.random.default_rng(5)
    count = STRATA * CLUSTERS * units
    cluster = np.arange(count) // units
    stratum = cluster // CLUSTERS
    clusters, inside = (
        chance.integers(200, 900, STRATA)[stratum],
        chance.integers(400, 3000, STRATA * CLUSTERS)[cluster],
    )
    domain = chance.integers(1, DOMAINS + 1, count)
    value = 120 + chance.normal(0, 4, STRATA * CLUSTERS)[cluster] + domain / 2 + chance.normal(0, 15, count)
    return polars.DataFrame({
        "stratum": stratum, "cluster": cluster, "unit": np.arange(count), "domain": domain, "value": value.round(1),
        "clusters": clusters, "units": inside, "weight": clusters / CLUSTERS * inside / units,
    })  # fmt: skip


def by_r(table: polars.DataFrame) -> tuple[float, float, list[float]] | None:
    """Seconds for the design, seconds for the means, and means with their errors; None where R or its package is not."""
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        table.select("stratum", "cluster", "domain", "value", "weight").write_csv(path)
        script = R.format(rows=path)
        done = subprocess.run(["Rscript", "-"], input=script, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        tell.print(done.stderr[-500:])
        return None
    drawn, asked, *figures = map(float, done.stdout.split("=")[1].split())
    return drawn, asked, figures


def seconds(value: float) -> str:
    return f"{value:.2f} s"


if __name__ == "__main__":
    from .table import show

    show(measure(), "Survey statistics")
