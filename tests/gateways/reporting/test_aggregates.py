"""Figures go up without anybody in them: a bulletin's tables, and follow-up of the district as a whole."""

from __future__ import annotations

import orjson
import pytest

from linli.bulletins import actions as bulletins
from linli.bulletins import sources
from linli.bulletins.content import Content
from linli.bulletins.models import Kind
from linli.gateways.reporting.checks import digest_of
from linli.gateways.reporting.errors import NothingToReport
from linli.places.models import District
from tests.bulletins import town as results
from tests.factories import actor
from tests.gateways import packs
from tests.gateways.reporting import town
from tests.gateways.reporting.town import ONE, OTHER, authorised, posted, prepared, work
from tests.gateways.two import Two


class Survey(results.Results):
    def sources(self, district: District) -> list[sources.Source]:
        return [sources.Source(results.SOURCE, Kind.SURVEY, "调查", 2026)]


@pytest.fixture
def bulletin(above: Two, monkeypatch: pytest.MonkeyPatch) -> Content:
    monkeypatch.setattr(sources, "ADAPTERS", {Kind.SURVEY: Survey(results.content())})
    row = bulletins.make(actor(ONE), {"source": results.SOURCE})
    bulletins.agree(actor(OTHER), row.pk)
    bulletins.publish(actor(ONE), row.pk)
    return Content.model_validate(row.edition.content)


def test_a_published_bulletin_goes_up_with_its_digest_and_no_small_number(above: Two, bulletin: Content) -> None:
    row = authorised(kind="tables", period="2026")
    cells = [cell for one in bulletin.sections for line in one.table.lines for cell in line.cells]
    assert row.counts == {"tables": 2, "cells": len(cells), "kept_back": sum(cell.kept_back for cell in cells)}
    assert work() == 1 and above.upper.ask("reports")[0]["kind"] == "tables"
    told = town.body(1)["content"]
    assert "kept_back" in told["csv"] and not any(
        cell["cases"] and cell["cases"] < 5
        for one in told["content"]["sections"]
        for line in one["table"]["lines"]
        for cell in line["cells"]
    )


def test_nothing_goes_up_of_what_is_not_published(above: Two) -> None:
    for kind in ("tables", "followup"):
        with pytest.raises(NothingToReport):
            prepared(kind, "2026")


def test_a_bulletin_with_anything_more_in_it_is_not_taken(above: Two, bulletin: Content) -> None:
    """The type has no place for a person: a name slipped in makes it unfit, a changed figure no longer fits the digest."""
    authorised(kind="tables", period="2026")
    told = town.body(1)
    for change in ("name", "figure"):
        content = orjson.loads(orjson.dumps(told["content"]))
        if change == "name":
            content["content"]["person"] = "王建国"
        else:
            content["content"]["sections"][0]["table"]["lines"][0]["cells"][0]["value"] = 1.0
        status, heard = posted(above, {**told, "content": content, "content_digest": digest_of(content)})
        assert (status, heard["code"]) == (422, "unfit_report" if change == "name" else "sums_differ")


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ({"managed": 90, "standard": 60, "controlled": 50, "lost": 3, "visits": 400}, ""),
        ({"managed": 90, "standard": 91, "controlled": 50, "lost": 3, "visits": 400}, "sums_differ"),
        ({"managed": -1, "standard": 0, "controlled": 0, "lost": 0, "visits": 0}, "unfit_report"),
        ({"managed": 90, "standard": 60, "controlled": 50, "lost": 3, "name": 1}, "unfit_report"),
    ],
)
def test_figures_of_follow_up_are_whole_numbers_that_fit_together(
    above: Two, bulletin: Content, figures: dict[str, int], code: str
) -> None:
    authorised(kind="tables", period="2026")
    content = {"until": "2026-11-02", "norm": "2017", "conditions": {"hypertension": figures}}
    told = {
        **town.body(1),
        "kind": "followup",
        "content": content,
        "content_digest": digest_of(content),
        "counts": {"hypertension": figures["managed"]} if figures["managed"] >= 0 else {},
    }
    status, heard = posted(above, told)
    assert (status, heard.get("code", "")) == ((422, code) if code else (201, "")), heard
    assert told["district"]["code"] == packs.LOWER
