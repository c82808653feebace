"""Server and page work out the same: every shared case, and whole interviews answered at random, right and wrong."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from linli.surveys.xlsform.answering import settle, wrongs
from linli.surveys.xlsform.definition import Definition, Node, definition_json
from linli.surveys.xlsform.expressions import parse
from linli.surveys.xlsform.reading import read
from tests.conftest import chromium
from tests.surveys.cases import ANSWERS, CASES, REPEATS, TODAY, WITHIN

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "src/linli/surveys/static/surveys/evaluate.js"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        opened = browser.new_page()
        source = base64.b64encode(SCRIPT.read_bytes()).decode()
        opened.evaluate(
            "async (source) => { window.them = await import('data:text/javascript;base64,' + source); }", source
        )
        yield opened
        browser.close()


@pytest.mark.parametrize("within", [False, True])
def test_every_expression_is_worth_the_same_in_the_browser(page: Page, within: bool) -> None:
    scope = {"answers": ANSWERS, "repeats": REPEATS, "today": TODAY}
    asked = [
        [parse(expression), {**scope, "own": own, **({"repeat": "reading", "index": 1} if within else {})}]
        for expression, own, _worth in (WITHIN if within else CASES)
    ]
    told = page.evaluate("(asked) => asked.map(([tree, scope]) => them.text(them.evaluate(tree, scope)))", asked)
    wanted = [(expression, worth) for expression, _own, worth in (WITHIN if within else CASES)]
    assert list(zip((one for one, _worth in wanted), told, strict=True)) == wanted


def some(node: Node, chance: random.Random) -> str:
    """An answer that may fit, or not."""
    if chance.random() < 0.08:
        return chance.choice(["", "x", "-1", "999999", "3.5", "2026-13-01", "none lung"])
    if node.kind == "select_one":
        return chance.choice(node.choices).value
    if node.kind == "select_multiple":
        return " ".join(one.value for one in node.choices if chance.random() < 0.5)
    if node.kind == "integer":
        return str(chance.choice([0, 3, 7, 20, 45, 80, 130, 300]))
    if node.kind == "decimal":
        return chance.choice(["0", "0.5", "2", "7.25", "65.4", "168.5"])
    return {"text": "03-0017-55", "geopoint": "39.6 118.2 0 9", "date": TODAY}.get(node.kind, "")


def answered(definition: Definition, chance: random.Random) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for node in definition.nodes.values():
        if node.kind == "repeat":
            given[node.name] = [
                {inner.name: some(inner, chance) for inner in node.fields} for _row in range(chance.randrange(5))
            ]
        elif (
            node.kind not in ("group", "note", "calculate")
            and node.name not in definition.repeats
            and chance.random() < 0.93
        ):
            given[node.name] = "done" if node.name == "outcome" and chance.random() < 0.8 else some(node, chance)
    return given


@pytest.mark.parametrize("name", ["risk-factors.md", "recheck.md"])
def test_whole_interviews_are_settled_and_judged_the_same(page: Page, name: str) -> None:
    definition = read((ROOT / "packs/lunan/surveys" / name).read_bytes(), name).definition
    chance = random.Random(name)
    interviews = [answered(definition, chance) for _one in range(150)]
    told = page.evaluate(
        """([definition, interviews, today]) => interviews.map((given) => {
          const settled = them.settle(definition, given, today);
          return [settled.values, settled.asked, them.wrongs(definition, settled, today)];
        })""",
        [definition_json(definition), interviews, TODAY],
    )
    found = 0
    for given, (values, asked, faults) in zip(interviews, told, strict=True):
        settled = settle(definition, given, TODAY)
        mine = [
            {"path": one.path, "reason": one.reason, "value": one.value} for one in wrongs(definition, settled, TODAY)
        ]
        assert json.dumps([values, asked, faults], sort_keys=True) == json.dumps(
            [settled.values, list(settled.asked), mine], sort_keys=True
        )
        found += len(mine)
    assert found > 100
