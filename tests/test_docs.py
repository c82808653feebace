"""What the documents say of moves, settings, operations and libraries is what the code has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from linli.applications.lifecycle import APPLICATION_MOVES
from linli.cases.lifecycle import CALLOUT_MOVES, CASE_MOVES
from tools import draw_moves

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("README*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["cases.md", "applications.md"])
def test_the_table_of_moves_is_the_one_in_the_code(page: str) -> None:
    assert draw_moves.held(read(page)) == draw_moves.drawn(page), "python tools/draw_moves.py write"


def test_every_setting_from_the_environment_is_told() -> None:
    settings = (ROOT / "src/linli/settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r'environ\.get\("(\w+)"', settings))
    told = set(re.findall(r"`([A-Z_]+)`", read("operations.md")))
    assert names and names - told == set()
    assert {name for name in told if name.startswith("LINLI_")} - names == set()


def test_every_operation_of_the_api_is_told() -> None:
    from linli.api import api

    page, moves = read("api.md"), {*CASE_MOVES, *CALLOUT_MOVES, *APPLICATION_MOVES}
    told = {
        (method, path)
        for method, cell in re.findall(r"^\| `([A-Z]+)` \| ([^|]+) \|", page, re.MULTILINE)
        for path in re.findall(r"`([^`]+)`", cell)
    }
    described = set()
    for path, methods in api.get_openapi_schema()["paths"].items():
        stem, _slash, last = path.removeprefix("/api/v1").rpartition("/")
        general = f"{stem}/{{move}}" if last in moves else f"{stem}/{last}"
        described |= {(method.upper(), general) for method in methods}
    assert described == told


def test_every_command_is_told() -> None:
    from linli.cli import app

    names = [one.name or one.callback.__name__.replace("_", "-") for one in app.registered_commands if one.callback]
    assert names and [name for name in names if f"`linli {name}" not in read("operations.md")] == []


@pytest.mark.parametrize("requirements", ["requirements.in", "requirements-dev.in"])
def test_every_library_has_its_reason(requirements: str) -> None:
    lines = (ROOT / requirements).read_text(encoding="utf-8").splitlines()
    names = [re.split(r"[\[~>=]", line)[0].strip() for line in lines if line and not line.startswith("#")]
    table = [line for line in read("dependencies.md").splitlines() if line.startswith("|")]
    told = {name.strip() for line in table for name in re.split(r",|\(", line.split("|")[1])}
    assert names and [name for name in names if name not in told] == []


def test_every_vendored_library_has_its_reason() -> None:
    page = read("dependencies.md").lower()
    for notes in ROOT.glob("**/vendor/VENDORED.md"):
        if ".venv" in notes.parts:
            continue
        for name, version in re.findall(r"^## (\S+) (\S+)$", notes.read_text(encoding="utf-8"), re.MULTILINE):
            assert f"| {name.removesuffix('.org')} | {version} |" in page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_index_lists_every_page() -> None:
    index = read("README.md")
    assert [
        page.name for page in DOCS.glob("*.md") if page.name != "README.md" and f"]({page.name})" not in index
    ] == []


def test_both_readmes_show_the_same_commands_and_accounts() -> None:
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))
    for shown in (r"```sh\n(.*?)```", r"^\| `(\w+)` \|"):
        found = [re.findall(shown, text, re.DOTALL | re.MULTILINE) for text in (english, chinese)]
        assert found[0] and found[0] == found[1]
