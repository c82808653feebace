"""The house rules: layers and doors, short files, telling names, complete Chinese, nothing from outside."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from tools import messages, vendor

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src/linli"
LINES_A_FILE = 400
LINES_A_FUNCTION = 40

# What other rooms may import of a room; `""` is the room itself. Anything deeper stays inside.
FURNITURE = {"actions", "queries", "models"}
DOORS = {
    "places": FURNITURE | {"revision", "coordinates", "errors"},
    "people": FURNITURE | {"actors", "reach", "roles", "vault", "errors", "sessions", "ways_in"},
    "audit": FURNITURE | {"chain", "migration", "idempotency", "expressions", "errors", "words"},
    "notices": FURNITURE | {"proof", "ways"},
    "ledger": FURNITURE | {"commands", "errors", "access", "files"},
    "search": FURNITURE | {"index", "follow", "words", "sounds", "api"},
    "catalogue": FURNITURE
    | {
        "working_time",
        "spec",
        "services",
        "guides",
        "differences",
        "forms",
        "filled_form",
        "numbers",
        "opening",
        "questions",
        "fitting",
    },
    "cases": FURNITURE
    | {
        "errors",
        "commands",
        "lifecycle",
        "file",
        "at_desk",
        "forms",
        "sheet",
        "access",
        "intake",
        "pictures",
        "api",
        "privacy",
        "importing",
    },
    "appointments": FURNITURE | {"errors", "access"},
    "community": FURNITURE | {"access", "errors", "api"},
    "dialogue": FURNITURE | {"access", "errors"},
    "applications": FURNITURE | {"across", "errors", "file", "levels"},
    "portal": FURNITURE | {"gate", "face"},
    "health": FURNITURE | {"access", "errors", "limits", "rules", "statistics"},
    "followup": FURNITURE | {"errors"},
    "registries": FURNITURE | {"errors"},
    "surveys": FURNITURE | {"errors"},
    "courses": FURNITURE | {"errors"},
    "bulletins": FURNITURE | {"errors"},
    "assets": FURNITURE | {"access", "commands", "errors"},
    "employment": FURNITURE | {"access", "commands", "errors"},
    "volunteers": FURNITURE | {"access", "commands", "errors"},
    "spaces": FURNITURE | {"access", "commands", "errors"},
    "mediation": FURNITURE | {"access", "commands", "errors"},
    "legal": FURNITURE | {"access", "commands", "errors"},
    "renovation": FURNITURE | {"access", "commands", "errors"},
    "cooperative": FURNITURE | {"access", "commands", "errors"},
    "directory": FURNITURE | {"access", "commands", "errors"},
    "projects": FURNITURE | {"access", "commands", "errors"},
    "gateways": set(),
    "packs": FURNITURE | {"", "errors"},
    "web": FURNITURE,
}
# Modules of the house that put rooms together: they may open any room.
COMPOSERS = {
    "__main__",
    "administering",
    "api",
    "answers",
    "checking",
    "findable",
    "cli",
    "running",
    "urls",
    "verifying",
    "worker",
    "wsgi",
    "settings",
}
WORDS_THAT_SAY_NOTHING = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "data",
    "info",
    "manager",
    "managers",
}
OWN_PYTHON = ("src/linli", "tests", "tools", "bench")
SERVED = (".html", ".css", ".js", ".svg", ".json", ".webmanifest")
# Names of XML vocabularies: never fetched.
NOT_REQUESTS = ("http://www.w3.org/",)


def python_files(*folders: str) -> list[Path]:
    """The modules that people wrote in these folders of the repository."""
    return [
        path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts
    ]


def named(path: Path) -> str:
    """A file as the reader of a failure looks it up."""
    return str(path.relative_to(ROOT))


def test_layers_are_imported_downward() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def imports_through_the_wall() -> Iterator[str]:
    """Imports of another room's modules that are not its door."""
    graph = grimp.build_graph("linli", cache_dir=None)
    for importer in sorted(graph.modules):
        home = importer.split(".")[1] if "." in importer else ""
        if home in COMPOSERS or ".migrations" in importer:
            continue
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            _, room, door, *_ = [*imported.split("."), "", ""]
            if room in DOORS and room != home and door not in DOORS[room]:
                yield f"{importer} imports {imported}"


def test_rooms_are_entered_by_their_doors() -> None:
    assert list(imports_through_the_wall()) == []


def test_files_can_be_read_in_one_sitting() -> None:
    lengths = {named(path): len(path.read_text().splitlines()) for path in python_files(*OWN_PYTHON)}
    assert {name: lines for name, lines in lengths.items() if lines > LINES_A_FILE} == {}


def test_functions_are_short() -> None:
    long = {
        f"{named(path)}:{node.lineno} {node.name}": lines
        for path in python_files("src/linli", "tools")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > LINES_A_FUNCTION
    }
    assert long == {}


def test_every_module_says_first_what_it_is_for() -> None:
    silent = [
        named(path)
        for path in python_files(*OWN_PYTHON)
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_names_say_something() -> None:
    empty = [
        named(path)
        for path in python_files(*OWN_PYTHON)
        if WORDS_THAT_SAY_NOTHING & {path.stem, *path.relative_to(ROOT).parts[:-1]}
    ]
    assert empty == []


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"#.*\b(TODO|FIXME|XXX|HACK|for now)\b|\bNotImplementedError\b|# *noqa\b", re.IGNORECASE)
    found = [
        f"{named(path)}:{number}"
        for path in python_files("src/linli", "tools")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def test_what_drives_a_browser_stands_where_it_is_run() -> None:
    tests = ROOT / "tests"
    driving = {
        file for file in tests.rglob("test_*.py") if re.search(r"^pytestmark = .*mark\.browser", file.read_text(), re.M)
    }
    assert driving == {*(tests / "browser").glob("test_*.py")}


@pytest.mark.parametrize("room", messages.rooms())
def test_everything_people_read_is_translated(room: str) -> None:
    assert [str(fault) for fault in messages.faults([room])] == []


def test_texts_are_marked_by_names_that_the_catalogues_know() -> None:
    """Under another name a text would be no part of any catalogue, and nobody would miss its translation."""
    other = re.compile(r"^from django\.utils\.translation import .*gettext\w* as (?!_\b)\w+", re.MULTILINE)
    found = [named(path) for path in sorted(PACKAGE.rglob("*.py")) if other.search(path.read_text())]
    assert found == []


def served_files() -> list[Path]:
    """Our own templates, styles, scripts and pictures."""
    return [
        path
        for path in sorted(PACKAGE.rglob("*"))
        if path.suffix in SERVED and {"templates", "static"} & set(path.parts) and "vendor" not in path.parts
    ]


def test_no_page_names_an_outside_address() -> None:
    address = re.compile(r"https?://[^\s\"'<>)`]+|(?:src|href|action)\s*=\s*[\"']//[^\"']+|url\(\s*[\"']?//[^)]+")
    found = [
        f"{named(path)}: {match}"
        for path in served_files()
        for match in address.findall(path.read_text())
        if not match.startswith(NOT_REQUESTS)
    ]
    assert found == []


def test_vendored_files_are_as_published() -> None:
    assert vendor.main(["check"]) == 0


def test_locks_name_no_place_to_download_from() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        assert "://" not in text and "--index" not in text and "--find-links" not in text, lock
        pins = [line for line in text.splitlines() if line and line[0] not in " #"]
        assert pins and all("==" in line and line.endswith("\\") for line in pins), lock


def test_no_table_describes_a_persons_beliefs_or_scores_them() -> None:
    from django.apps import apps

    refused = re.compile(
        r"religi|ethnic|nationality|faith|party_member|political|face_|fingerprint|iris|credit_score|social_score"
        r"|trust_score|resident_score",
        re.IGNORECASE,
    )
    fields = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("linli.")
        for field in model._meta.get_fields()
    ]
    assert fields and [name for name in fields if refused.search(name)] == []
